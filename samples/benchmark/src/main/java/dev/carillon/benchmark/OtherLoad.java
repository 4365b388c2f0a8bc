package dev.carillon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Watches how much of the processors others use, by `/proc`: all time that was not idle, and what the host of a virtual
/// machine took ("steal"), less that of this process and all it started, its database included.
final class OtherLoad {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int COUNTED = 8;

    private final double tolerated;
    private final double loadBefore;
    private final List<ProcessHandle> servers;
    private final Ticks before;

    private OtherLoad(
            double tolerated, double loadBefore, List<ProcessHandle> servers, Ticks before) {
        this.tolerated = tolerated;
        this.loadBefore = loadBefore;
        this.servers = servers;
        this.before = before;
    }

    /// Hundredths of a second since the start of the machine.
    ///
    /// @param all of all processors
    /// @param busy of all processors, stolen time included
    /// @param own of this process and those below it, those that ended and were waited for included
    record Ticks(long all, long busy, long own) {
        /// Rounding to hundredths may make a little less than nothing, which is nothing.
        double othersUntil(Ticks later) {
            long elapsed = later.all - all;
            long others = later.busy - busy - (later.own - own);
            return elapsed <= 0 ? 0 : Math.clamp((double) others / elapsed, 0, 1);
        }
    }

    /// @param tolerated share of all processors, 0 to 1, that others may use
    /// @param servers that are not below this process, and its own all the same
    static OtherLoad watch(double tolerated, List<ProcessHandle> servers) throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        return new OtherLoad(tolerated, Double.parseDouble(load), servers, ticks(servers));
    }

    Circumstances until() throws IOException {
        double others = before.othersUntil(ticks(servers));
        return new Circumstances(loadBefore, others, others > tolerated);
    }

    private static Ticks ticks(List<ProcessHandle> servers) throws IOException {
        String first = Files.readAllLines(Path.of("/proc/stat")).getFirst();
        long own =
                ProcessUsage.ticksOfTrees(
                        Stream.concat(Stream.of(ProcessHandle.current()), servers.stream()));
        return of(first, own);
    }

    /// @param line the first of `/proc/stat`
    static Ticks of(String line, long own) {
        long[] times =
                Arrays.stream(SPACE.split(line.strip()))
                        .skip(1)
                        .limit(COUNTED)
                        .mapToLong(Long::parseLong)
                        .toArray();
        long all = Arrays.stream(times).sum();
        return new Ticks(all, all - times[IDLE] - times[WAITING], own);
    }
}
