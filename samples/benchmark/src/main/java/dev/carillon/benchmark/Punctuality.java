package dev.carillon.benchmark;

import dev.carillon.api.RunView;
import dev.carillon.benchmark.job.Entries;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Start minus due, told twice: as the node stored it (the moment it decided to start the run, by its
/// lower bound of the database's clock), and as the job saw it (the wall clock at its first
/// instruction). The second is what a user feels; it includes the commit of the start and the
/// beginning of a thread. Database and node are on one machine here, so both have the same clock.
///
/// @param storedMicros startedAt minus due
/// @param enteredMicros the first instruction of the job minus due
record Punctuality(Sample storedMicros, Sample enteredMicros) {
    private static final int LATEST_SHOWN = 10;

    /// @param started the runs, which have succeeded
    /// @throws IllegalStateException when one was early by either clock, or its code was not entered
    static Punctuality of(Runs runs, List<RunView> started, Path file) throws IOException {
        runs.runOnce("entries", Entries.class, Map.of("file", file.toString()));
        var entered = new HashMap<String, Instant>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ", 2);
            Runs.require(
                    entered.put(words[0], Instant.parse(words[1])) == null,
                    "the code of run " + words[0] + " was entered twice");
        }
        long[] stored = new long[started.size()];
        long[] seen = new long[started.size()];
        for (int i = 0; i < stored.length; i++) {
            var run = started.get(i);
            stored[i] = micros(run, run.startedAt());
            seen[i] = micros(run, entered.get(run.id()));
        }
        showLatest(started, seen);
        return new Punctuality(Sample.of(stored), Sample.of(seen));
    }

    // So that an outlier can be found in a flight recording.
    private static void showLatest(List<RunView> started, long[] micros) {
        IntStream.range(0, micros.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> -micros[i]))
                .limit(LATEST_SHOWN)
                .forEach(
                        i ->
                                System.err.printf(
                                        Locale.ROOT,
                                        "  due %s, late by %.1f ms%n",
                                        started.get(i).due(),
                                        micros[i] / 1e3));
    }

    private static long micros(RunView run, @org.jspecify.annotations.Nullable Instant start) {
        if (start == null) {
            throw new IllegalStateException("never started: " + run);
        }
        long micros = Duration.between(run.due(), start).toNanos() / 1_000;
        Runs.require(micros >= 0, "early by " + -micros + " us: " + run);
        return micros;
    }

    void report(Bench bench, String load) {
        report(bench, "lag, " + load + ", first instruction of the job", enteredMicros);
        report(bench, "lag, " + load + ", as stored", storedMicros);
    }

    private static void report(Bench bench, String figure, Sample micros) {
        bench.figure(figure + ", p50", "ms", micros.percentile(50) / 1e3);
        bench.figure(figure + ", p99", "ms", micros.percentile(99) / 1e3);
        bench.figure(figure + ", highest", "ms", micros.most() / 1e3);
    }
}
