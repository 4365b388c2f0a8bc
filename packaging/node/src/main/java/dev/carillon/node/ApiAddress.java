package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.api.local.NodeFolder;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.Trust;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Where a node answers, which token opens it and by what it is believed. A running node leaves all three in its data
/// folder.
record ApiAddress(URI url, Path tokenFile, Trust trust) {
    static final String ADDRESS_FILE = NodeFolder.ADDRESS_FILE;
    static final String TOKEN_FILE = NodeFolder.TOKEN_FILE;

    /// That of the node of this user, where the console looks for it too.
    static Path defaultDataFolder() {
        return NodeFolder.ofUser(System.getenv(), Path.of(System.getProperty("user.home", ".")))
                .path();
    }

    /// Of the node that an installed package runs as a service; its owner and root alone can read it.
    static Path serviceFolder() {
        return Path.of("/var/lib/carillon");
    }

    static Path demoFolder() {
        return Path.of("carillon-demo");
    }

    /// Where a node of this machine may be.
    static List<Path> folders() {
        return List.of(defaultDataFolder(), serviceFolder(), demoFolder());
    }

    /// What options say of a node; null is what they do not say.
    ///
    /// @param ca file of the authorities that are trusted
    /// @param fingerprint of the authority that is trusted
    record Given(
            @Nullable URI url,
            @Nullable Path tokenFile,
            @Nullable Path ca,
            @Nullable String fingerprint) {}

    /// Options win over the environment, the environment over the folders: the first in which a node
    /// works, else the first in which one did.
    static ApiAddress find(Given given, Map<String, String> environment, List<Path> folders) {
        var url = given.url;
        var tokenFile = given.tokenFile;
        String named = environment.getOrDefault("CARILLON_URL", "");
        URI address = url != null ? url : named.isBlank() ? null : uri(named, "CARILLON_URL");
        Path token = tokenFile != null ? tokenFile : path(environment.get("CARILLON_TOKEN_FILE"));
        Path folder = folder(folders);
        if (address == null && folder == null) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "no node was found: start one with `carillon server` or `carillon demo`, or give --url or CARILLON_URL."
                            + " Looked in "
                            + folders.stream()
                                    .map(each -> each.toAbsolutePath().toString())
                                    .collect(Collectors.joining(", ")));
        }
        Path place = folder == null ? defaultDataFolder() : folder;
        URI found = address != null ? address : recorded(place.resolve(ADDRESS_FILE));
        return new ApiAddress(
                checked(found),
                token != null ? token : place.resolve(TOKEN_FILE),
                trust(given, environment, place));
    }

    private static Trust trust(Given given, Map<String, String> environment, Path place) {
        if (given.ca != null || given.fingerprint != null) {
            return trust(given.ca, given.fingerprint, "--ca", "--ca-fingerprint");
        }
        Path ca = path(environment.get("CARILLON_CA"));
        String named = environment.getOrDefault("CARILLON_CA_FINGERPRINT", "");
        if (ca != null || !named.isBlank()) {
            return trust(
                    ca, named.isBlank() ? null : named, "CARILLON_CA", "CARILLON_CA_FINGERPRINT");
        }
        Path authority = place.resolve(ApiCertificate.AUTHORITY_FILE);
        return Files.isReadable(authority) ? Trust.SYSTEM.and(authority) : Trust.SYSTEM;
    }

    private static Trust trust(
            @Nullable Path ca, @Nullable String fingerprint, String caName, String pinName) {
        if (ca != null && fingerprint != null) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "give either " + caName + " or " + pinName + ", not both");
        }
        return ca != null
                ? Trust.file(ca)
                : Trust.pinned(Fingerprint.parse(Objects.requireNonNull(fingerprint)));
    }

    /// A client of it.
    HttpCarillon connect() {
        return HttpCarillon.connect(url, token(), trust);
    }

    /// The token, which is what the file holds.
    ///
    /// @throws CarillonException UNAUTHENTICATED when there is none that a header can carry
    String token() {
        String token = content(tokenFile);
        if (!token.matches("[!-~]{1,4096}")) {
            throw new CarillonException(
                    ErrorCode.UNAUTHENTICATED,
                    "the file "
                            + tokenFile
                            + " holds no token; name another with --token-file or CARILLON_TOKEN_FILE");
        }
        return token;
    }

    /// The first in which a node works, else the first in which one did, null when there is none.
    static @Nullable Path folder(List<Path> folders) {
        var candidates =
                folders.stream()
                        .filter(each -> Files.isReadable(each.resolve(ADDRESS_FILE)))
                        .toList();
        return candidates.stream()
                .filter(DataFolder::isHeld)
                .findFirst()
                .orElse(candidates.isEmpty() ? null : candidates.getFirst());
    }

    private static URI checked(URI address) {
        String scheme = address.getScheme();
        if (address.getHost() == null
                || !"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\""
                            + address
                            + "\" is no address of a node; write it as https://node1.example.org:7180, or"
                            + " http://127.0.0.1:7180 on its own machine");
        }
        return address;
    }

    private static URI recorded(Path file) {
        return uri(content(file), "the file " + file);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAUTHENTICATED,
                    "the file " + file + " cannot be read: " + DataFolder.reason(e),
                    e);
        }
    }

    private static URI uri(String text, String from) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    from + " has no address of a node but \"" + text + "\"",
                    e);
        }
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null || text.isBlank() ? null : Path.of(text);
    }
}
