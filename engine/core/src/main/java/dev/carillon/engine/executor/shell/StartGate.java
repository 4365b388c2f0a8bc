package dev.carillon.engine.executor.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Lets a program begin only before a moment that the new process looks up itself, as its last step. The node may
/// be frozen between its own look at its lease and the fork, for so long that another node has the run by the time
/// it wakes. Both read the time since the machine was started, which counts for all processes alike.
record StartGate(long untilHundredths, Path tooLate) {
    private static final Path CLOCK = Path.of("/proc/uptime");
    private static final Path SHELL = Path.of("/bin/sh");
    private static final int EXIT_CODE = 75;
    private static final String SCRIPT =
            "read -r up rest </proc/uptime; "
                    + "[ \"${up%.*}${up#*.}\" -lt \"$0\" ] || { : >\"$1\"; exit "
                    + EXIT_CODE
                    + "; }; "
                    + "shift; exec \"$@\"";

    /// Whether this system has such a clock and a shell to read it.
    static boolean available() {
        return Files.isReadable(CLOCK) && Files.isExecutable(SHELL);
    }

    /// @param untilNanos by the monotonic clock
    /// @param tooLate a file that does not exist; a process that came too late makes it
    static StartGate until(long untilNanos, LongSupplier nanos, Path tooLate) throws IOException {
        // In this order: a pause between the two makes the moment earlier, never later. It is one
        // less, since what the process reads is rounded down.
        long now = hundredths(Files.readString(CLOCK));
        long left = untilNanos - nanos.getAsLong();
        return new StartGate(now + Math.floorDiv(left, 10_000_000) - 1, tooLate);
    }

    private static long hundredths(String uptime) {
        String seconds = uptime.substring(0, uptime.indexOf(' '));
        return Long.parseLong(seconds.replace(".", ""));
    }

    List<String> before(List<String> command) {
        var gated =
                new ArrayList<>(
                        List.of(
                                SHELL.toString(),
                                "-c",
                                SCRIPT,
                                Long.toString(untilHundredths),
                                tooLate.toString()));
        gated.addAll(command);
        return gated;
    }

    // By the file, as a program may end with the same code.
    boolean refused(int exitCode) throws IOException {
        return exitCode == EXIT_CODE && Files.deleteIfExists(tooLate);
    }
}
