package dev.carillon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// How fast one process, and two on one PostgreSQL, work off a backlog, Carillon and others in alternation. The first
/// stores it while all are paused; the time is from the first start in any of them until the tables show nothing left.
/// Each run must have been executed once, in one of them.
final class TwoProcesses implements Measurement {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long POLL_NANOS = 5_000_000;
    private static final int MOST = 2;
    private static final List<Entrant> OTHERS =
            List.of(
                    Entrant.DB_SCHEDULER_LOCK,
                    Entrant.DB_SCHEDULER_FETCH,
                    Entrant.QUARTZ_CLUSTERED,
                    Entrant.JOBRUNR);

    @Override
    public void measure(Bench bench) throws Exception {
        if (!(bench.store() instanceof Store.PostgreSql)) {
            return;
        }
        var ratios = new Ratios(bench);
        for (var other : OTHERS) {
            if (bench.entrants().contains(other)) {
                if (bench.entrants().contains(Entrant.CARILLON)) {
                    drain(bench, Entrant.CARILLON, ratios);
                }
                try {
                    drain(bench, other, ratios);
                } catch (IOException | IllegalStateException e) {
                    bench.report().drop();
                    bench.report()
                            .note(
                                    "Failed: two processes, %s, round %d: %s"
                                            .formatted(
                                                    other.product(),
                                                    bench.report().round(),
                                                    String.valueOf(e.getMessage())
                                                            .lines()
                                                            .findFirst()
                                                            .orElse("")));
                }
            }
        }
        ratios.report();
    }

    private static void drain(Bench bench, Entrant entrant, Ratios ratios) throws Exception {
        for (int count = 1; count <= MOST; count++) {
            var watch = bench.watch();
            int runs = entrant.runs(bench.scale().backlog());
            double rate = rate(bench, entrant, count, runs);
            String figure =
                    "backlog drained by " + count + (count == 1 ? " process" : " processes");
            bench.report().add(entrant.product(), bench.store().name(), figure, "runs/s", rate);
            var circumstances = watch.until();
            bench.report().settle(circumstances);
            ratios.add(entrant, figure, "runs/s", rate, circumstances);
        }
    }

    private static double rate(Bench bench, Entrant entrant, int count, int runs) throws Exception {
        String name = bench.freshName("processes-" + entrant.id());
        Path folder = Files.createDirectories(bench.work().resolve(name));
        var place = bench.store().fresh(folder, name);
        var members = new ArrayList<Child>();
        try {
            for (int number = 0; number < count; number++) {
                members.add(Child.member(bench, entrant, place, folder, number, count));
            }
            drained(members, Math.ceilDiv(runs, 2));
            for (var member : members) {
                member.ask("pause");
            }
            return runs / (drained(members, runs).toNanos() / 1e9);
        } finally {
            for (var member : members) {
                member.close();
            }
        }
    }

    private static Duration drained(List<Child> members, int runs) throws IOException {
        var first = members.getFirst();
        var stored = new HashSet<>(words(first.ask("store " + runs)));
        Runs.require(stored.size() == runs, stored.size() + " runs were stored, not " + runs);
        for (var member : members) {
            member.ask("resume");
        }
        long began = System.nanoTime();
        while (started(members) < runs || !first.ask("left").equals("0")) {
            Runs.require(
                    System.nanoTime() - began < PATIENCE.toNanos(),
                    "only " + started(members) + " of " + runs + " runs ended in " + PATIENCE);
            LockSupport.parkNanos(POLL_NANOS);
        }
        Instant end = WallClock.now();
        var starts = new HashMap<String, Instant>();
        for (var member : members) {
            for (var start : starts(member).entrySet()) {
                Runs.require(
                        starts.put(start.getKey(), start.getValue()) == null,
                        "run " + start.getKey() + " was executed by two processes");
            }
        }
        Runs.require(
                starts.keySet().equals(stored),
                starts.size() + " runs were executed, and not just the " + runs + " submitted");
        return Duration.between(
                starts.values().stream().min(Instant::compareTo).orElseThrow(), end);
    }

    private static int started(List<Child> members) throws IOException {
        int count = 0;
        for (var member : members) {
            count += Integer.parseInt(member.ask("count"));
        }
        return count;
    }

    private static Map<String, Instant> starts(Child member) throws IOException {
        var starts = new HashMap<String, Instant>();
        for (String word : words(member.ask("starts"))) {
            String[] parts = word.split("=", 2);
            starts.put(parts[0], Instant.EPOCH.plus(Long.parseLong(parts[1]), ChronoUnit.MICROS));
        }
        return starts;
    }

    private static List<String> words(String line) {
        return line.isBlank() ? List.of() : Arrays.asList(line.split(" ", -1));
    }
}
