package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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

    /// Options win over the environment, the environment over the first folder with an address.
    static ApiAddress find(
            @Nullable URI url,
            @Nullable Path tokenFile,
            Map<String, String> environment,
            List<Path> folders) {
        URI address = url != null ? url : uri(environment.get("CARILLON_URL"));
        Path token = tokenFile != null ? tokenFile : path(environment.get("CARILLON_TOKEN_FILE"));
        Path folder =
                folders.stream()
                        .filter(f -> Files.isReadable(f.resolve(ADDRESS_FILE)))
                        .findFirst()
                        .orElse(null);
        if (address == null && folder == null) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "No node found: give --url or CARILLON_URL, or start one with `carillon demo`. Looked in "
                            + folders);
        }
        Path place = folder == null ? defaultDataFolder() : folder;
        return new ApiAddress(
                address != null ? address : URI.create(content(place.resolve(ADDRESS_FILE))),
                token != null ? token : place.resolve(TOKEN_FILE));
    }

    String token() {
        return content(tokenFile);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAUTHENTICATED, "The file " + file + " cannot be read", e);
        }
    }

    private static @Nullable URI uri(@Nullable String text) {
        return text == null || text.isBlank() ? null : URI.create(text);
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null || text.isBlank() ? null : Path.of(text);
    }
}
