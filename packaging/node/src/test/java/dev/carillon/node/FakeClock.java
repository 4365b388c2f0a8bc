package dev.carillon.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The wall clock of one process, which libfaketime steps where it is installed; its monotonic clock goes on. The
/// process needs several times as much of the processor as without.
record FakeClock(Path library, Path file) {
    private static final Path LIBRARIES = Path.of("/usr/lib");

    /// @param folder for what it reads
    static Optional<FakeClock> in(Path folder) throws IOException {
        var library = installed();
        if (library.isEmpty()) {
            return Optional.empty();
        }
        var clock = new FakeClock(library.get(), folder.resolve("clock"));
        clock.step(Duration.ZERO);
        return Optional.of(clock);
    }

    static boolean isInstalled() throws IOException {
        return installed().isPresent();
    }

    private static Optional<Path> installed() throws IOException {
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return folders.map(each -> each.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /// What a process is started with.
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
    }

    /// Within a second it is that far from the real time.
    void step(Duration by) throws IOException {
        // In one move, as it is read at any time.
        var next = file.resolveSibling("clock.next");
        Files.writeString(next, "%+d%n".formatted(by.toSeconds()));
        Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
