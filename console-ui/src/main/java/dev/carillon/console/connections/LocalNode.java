package dev.carillon.console.connections;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The node of this machine, if one works in its usual folder: it writes its address and its token there, which only
/// its owner can read.
final class LocalNode {
    private final Path folder;

    LocalNode(Path folder) {
        this.folder = folder;
    }

    /// @throws CarillonException when the files are there and cannot be read
    Optional<Profile> find(String name) {
        var address = folder.resolve("api.address");
        var token = folder.resolve("admin.token");
        if (!Files.exists(address) || !Files.exists(token)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Profile(
                            name,
                            URI.create(Files.readString(address).strip()),
                            Files.readString(token).strip(),
                            Tint.BLUE,
                            false));
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.FORBIDDEN,
                    "the node of this machine is another user's: "
                            + e.getMessage()
                            + " cannot be read",
                    e);
        }
    }
}
