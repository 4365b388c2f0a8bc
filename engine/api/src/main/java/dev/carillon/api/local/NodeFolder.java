package dev.carillon.api.local;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The folder of a node's own data, which tells other programs of its machine where it answers and which process it is.
public record NodeFolder(Path path) {
    /// The file with the address at which a node answers.
    public static final String ADDRESS_FILE = "api.address";

    /// The file with the token that opens it.
    public static final String TOKEN_FILE = "admin.token";

    /// The file with the number of the process that works in the folder, or did last.
    public static final String PROCESS_FILE = "carillon.pid";

    /// The file with the authority by which it is believed.
    public static final String AUTHORITY_FILE = "authority.pem";

    /// What its owner alone may read, write and enter.
    public static final Set<PosixFilePermission> OWNER_ONLY =
            Set.copyOf(PosixFilePermissions.fromString("rwx------"));

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    // The start of a process is known to the second, and clocks are set.
    private static final Duration ABOUT = Duration.ofSeconds(10);

    /// That of a user for whom nothing else is configured: `carillon` in `XDG_DATA_HOME`, or in `~/.local/share`. Where the
    /// first does not exist and the second does, as nodes made it that did not ask for the variable, it is the second.
    ///
    /// @param environment of which a path that is not absolute does not count, as its specification says
    public static NodeFolder ofUser(Map<String, String> environment, Path home) {
        Path usual = home.resolve(Path.of(".local", "share", "carillon"));
        String named = environment.getOrDefault("XDG_DATA_HOME", "");
        if (named.isBlank() || !Path.of(named).isAbsolute()) {
            return new NodeFolder(usual);
        }
        Path wanted = Path.of(named, "carillon");
        return new NodeFolder(!Files.exists(wanted) && Files.exists(usual) ? usual : wanted);
    }

    /// Makes it, and what it is in, for its owner alone. One that exists stays as it is.
    ///
    /// @throws IOException when it cannot be made, or is a file
    public void create() throws IOException {
        var ownerOnly =
                POSIX
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0];
        Files.createDirectories(path, ownerOnly);
    }

    /// The process of the node that works in it; empty also when that cannot be told. A process that began after the file
    /// was written got the number of one that is gone, as after a loss of power.
    public Optional<ProcessHandle> process() {
        try {
            Path file = path.resolve(PROCESS_FILE);
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return number(Files.readString(file).strip())
                    .flatMap(ProcessHandle::of)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> beganBefore(process, written.plus(ABOUT)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static boolean beganBefore(ProcessHandle process, Instant time) {
        return process.info().startInstant().map(began -> began.isBefore(time)).orElse(true);
    }

    private static Optional<Long> number(String text) {
        return text.matches("\\d{1,10}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }
}
