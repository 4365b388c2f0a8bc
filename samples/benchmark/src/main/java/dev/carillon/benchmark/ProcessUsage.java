package dev.carillon.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a process and its children use, as Linux tells in `/proc`.
///
/// @param rssBytes resident memory, shared pages counted in each process
/// @param pssBytes resident memory, shared pages divided among those that share them
/// @param cpuTicks user and system time so far, in hundredths of a second
record ProcessUsage(long rssBytes, long pssBytes, long cpuTicks) {
    /// `USER_HZ`, the unit of `/proc/PID/stat` on every Linux of today.
    private static final int TICKS_A_SECOND = 100;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    /// The process and all below it.
    static ProcessUsage ofTree(ProcessHandle root) {
        var all =
                Stream.concat(Stream.of(root), root.descendants())
                        .map(process -> of(process.pid()))
                        .toList();
        return sum(all);
    }

    static ProcessUsage of(long pid) {
        try {
            Path process = Path.of("/proc", Long.toString(pid));
            return new ProcessUsage(
                    bytes(Files.readAllLines(process.resolve("status")), "VmRSS:"),
                    bytes(Files.readAllLines(process.resolve("smaps_rollup")), "Pss:"),
                    cpuTicks(Files.readString(process.resolve("stat"))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what process " + pid + " uses", e);
        }
    }

    /// The time of processors, in hundredths of a second, of some processes and all below them, each counted once, those
    /// that ended and were waited for included.
    static long ticksOfTrees(Stream<ProcessHandle> roots) throws IOException {
        long ticks = 0;
        var processes =
                roots.flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                        .distinct()
                        .toList();
        for (var process : processes) {
            try {
                ticks +=
                        cpuTicksWithEnded(
                                Files.readString(
                                        Path.of("/proc", Long.toString(process.pid()), "stat")));
            } catch (NoSuchFileException _) {
                // It has ended since it was listed; its parent has its time.
            }
        }
        return ticks;
    }

    double cpuSecondsSince(ProcessUsage before) {
        return (double) (cpuTicks - before.cpuTicks) / TICKS_A_SECOND;
    }

    private static ProcessUsage sum(List<ProcessUsage> usages) {
        return new ProcessUsage(
                usages.stream().mapToLong(ProcessUsage::rssBytes).sum(),
                usages.stream().mapToLong(ProcessUsage::pssBytes).sum(),
                usages.stream().mapToLong(ProcessUsage::cpuTicks).sum());
    }

    // Lines are such as "VmRSS:	  123456 kB".
    static long bytes(List<String> lines, String label) {
        for (String line : lines) {
            if (line.startsWith(label)) {
                return Long.parseLong(SPACE.split(line)[1]) * 1024;
            }
        }
        throw new IllegalArgumentException("no line " + label);
    }

    // The second field is the name in parentheses, which may have blanks and parentheses itself.
    static long cpuTicks(String stat) {
        String[] fields = SPACE.split(stat.substring(stat.lastIndexOf(')') + 2));
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /// The same with the time of its children that ended and were waited for, and of theirs.
    static long cpuTicksWithEnded(String stat) {
        String[] fields = SPACE.split(stat.substring(stat.lastIndexOf(')') + 2));
        return cpuTicks(stat) + Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }
}
