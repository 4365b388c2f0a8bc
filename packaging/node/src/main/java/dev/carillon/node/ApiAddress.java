package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Where a node answers and which token opens it. A running node leaves both in its data folder.
record ApiAddress(URI url, Path tokenFile) {
    static final String ADDRESS_FILE = "api.address";
    static final String TOKEN_FILE = "admin.token";

    static Path defaultDataFolder() {
        return Path.of(System.getProperty("user.home", "."), ".local", "share", "carillon");
    }

    static Path demoFolder() {
        return Path.of("carillon-demo");
    }

    /// Options win over the environment, the environment over the folders: the first in which a node
    /// works, else the first in which one did.
    static ApiAddress find(
            @Nullable URI url,
            @Nullable Path tokenFile,
            Map<String, String> environment,
            List<Path> folders) {
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
        return new ApiAddress(checked(found), token != null ? token : place.resolve(TOKEN_FILE));
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

    private static @Nullable Path folder(List<Path> folders) {
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
                            + "\" is no address of a node; write it as http://127.0.0.1:7180");
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
