package dev.carillon.node;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The port of a node that goes to another one where its own is in use. `api.port` in its folder keeps where it went, so that
/// it answers there again after its next start as long as that is free: clients may know that address.
final class FreePort {
    static final String FILE = "api.port";

    private FreePort() {}

    /// The configuration with the port of the last start, else its own, else any, whichever is free first.
    ///
    /// @throws WrongConfiguration when the kept one cannot be read
    static ServerConfig choose(ServerConfig config) {
        var api = config.api();
        List<Integer> wanted =
                Stream.concat(kept(config.dataFolder()).stream(), Stream.of(api.port())).toList();
        int free =
                wanted.stream()
                        .filter(port -> ConfigFile.isFree(api.host(), port))
                        .findFirst()
                        .orElse(0);
        return config.at(free);
    }

    /// Keeps where the node answers.
    ///
    /// @param url without a port where it has no API
    static void keep(Path folder, URI url) {
        if (url.getPort() < 0) {
            return;
        }
        Path file = folder.resolve(FILE);
        try {
            Files.writeString(file, url.getPort() + "\n");
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The file " + file + " cannot be written: " + DataFolder.reason(e));
        }
    }

    private static Optional<Integer> kept(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file).strip();
            return text.matches("\\d{1,5}")
                    ? Optional.of(Integer.valueOf(text)).filter(port -> port <= 65535)
                    : Optional.empty();
        } catch (IOException e) {
            throw new WrongConfiguration(
                    "The file " + file + " cannot be read: " + DataFolder.reason(e));
        }
    }
}
