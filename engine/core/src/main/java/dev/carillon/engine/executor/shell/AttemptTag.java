package dev.carillon.engine.executor.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// A number each process of an attempt carries in the kernel, where it cannot lose it by accident: the
/// soft limit of its real-time CPU time (`RLIMIT_RTTIME`). Children inherit it through fork and exec,
/// whatever they do to their environment, session or parent; `/proc/PID/limits` shows it to everybody.
/// The value is so large (36,000 years) that as a limit it means nothing. See
/// `engine/docs/decisions/0003-process-trees.md`.
///
/// From high to low: one set bit, 28 bits of the node's session, 31 bits of the attempt, and one bit that
/// tells that the attempt goes on without its node.
record AttemptTag(long value) {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final long SET = 1L << 60;
    private static final int SESSION_BITS = 28;
    private static final AtomicInteger COUNT = new AtomicInteger();

    /// The next attempt of a session.
    static AttemptTag next(UUID session, boolean continues) {
        long attempt = COUNT.incrementAndGet() & 0x7FFF_FFFFL;
        return new AttemptTag(
                SET | sessionBits(session) << 32 | attempt << 1 | (continues ? 1 : 0));
    }

    private static long sessionBits(UUID session) {
        return session.getMostSignificantBits() >>> (Long.SIZE - SESSION_BITS);
    }

    boolean isOf(UUID session) {
        return value >>> 32 == (SET >>> 32 | sessionBits(session));
    }

    boolean continues() {
        return (value & 1) == 1;
    }

    /// Whether this system has what tagging needs; else only the environment marks processes.
    static boolean available() {
        return Files.isExecutable(PRLIMIT) && Files.isDirectory(Path.of("/proc/self"));
    }

    /// The command in a session of its own, so that a signal to the node's terminal does not reach it,
    /// and with this tag.
    List<String> onto(List<String> command) {
        var tagged = ownSession();
        if (available()) {
            tagged.add(PRLIMIT.toString());
            tagged.add("--rttime=" + value + ":");
        }
        tagged.addAll(command);
        return tagged;
    }

    static List<String> ownSession() {
        var command = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        return command;
    }
}
