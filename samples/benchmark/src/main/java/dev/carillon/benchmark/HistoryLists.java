package dev.carillon.benchmark;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.RunState;
import dev.carillon.benchmark.job.PluginJar;
import dev.carillon.benchmark.job.Punctual;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Every list of the API with a history, asked for one after the other.
final class HistoryLists {
    // Counts are a second old at most: asked for more often they would be those of before.
    private static final Duration COUNTS_AGE = Duration.ofMillis(1_100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    // Asked for more often, they would be those of before.
    private static final Set<String> COUNTS = Set.of("/stats", "/queues", "/metrics");
    private static final List<String> PATHS =
            List.of(
                    "/runs?limit=100",
                    "/runs?limit=100&cursor={run}",
                    "/runs?limit=100&job=default/history-0",
                    "/runs?limit=100&job=default/history-0&cursor={run}",
                    "/runs?limit=100&job=default/history-0&newerThan={run}",
                    "/runs?limit=100&job=default/history-1*",
                    "/runs?limit=100&job=default/history-0&state=FAILED",
                    "/runs?limit=100&state=SUCCEEDED",
                    "/runs?limit=100&state=FAILED",
                    "/runs?limit=100&state=FAILED&cursor={failed}",
                    "/runs?limit=100&state=CANCELLED,TIMED_OUT",
                    "/runs?limit=100&state=HELD",
                    "/runs?limit=100&state=QUEUED,DELAYED,WAITING,CLAIMED,RUNNING,STOPPING",
                    "/runs?limit=100&since={from}&until={until}",
                    "/runs?limit=100&since={recent}",
                    "/runs?limit=100&error=no%20space",
                    "/runs?limit=100&error=nothing%20says%20so",
                    "/runs?limit=100&fingerprint={group}",
                    "/runs?limit=100&queue=default",
                    "/runs?limit=100&node=measured",
                    "/runs?limit=100&cause=SCHEDULE",
                    "/runs:count",
                    "/runs:count?state=FAILED",
                    "/runs:count?job=default/history-0",
                    "/runs:histogram?since={recent}&until={newest}&buckets=60",
                    "/runs/{run}",
                    "/runs/{failed}/attempts",
                    "/runs/{run}/parts",
                    "/runs/{run}/log",
                    "/runs/{run}/why",
                    "/jobs?limit=100",
                    "/jobs?limit=100&q=history",
                    "/jobs/default/history-0",
                    "/jobs/default/history-0/versions",
                    "/jobs/default/history-0/why",
                    "/failures",
                    "/failures?job=default/failing-0",
                    "/failures/{group}",
                    "/changes?limit=100",
                    "/forecast?from={newest}&until={soon}",
                    "/nodes",
                    "/segments",
                    "/stats",
                    "/queues",
                    "/metrics");

    private final Bench bench;
    private final NodeProcess node;
    private final Carillon carillon;
    private final Past past;
    private final Map<String, Double> medians = new LinkedHashMap<>();

    HistoryLists(Bench bench, NodeProcess node, Carillon carillon, Past past) {
        this.bench = bench;
        this.node = node;
        this.carillon = carillon;
        this.past = past;
    }

    /// @return the median of each, in milliseconds
    Map<String, Double> measure() throws Exception {
        var values = values();
        try (var wire = node.wire()) {
            for (String path : PATHS) {
                ask(wire, path, values);
            }
        }
        events();
        return medians;
    }

    // What stands for what in a path.
    private Map<String, String> values() {
        // Of a minute about in the middle, whose copy ends where a whole number of steps is
        // left.
        var steps = Duration.between(past.oldest(), past.newest()).dividedBy(past.step()) / 2;
        var middle = past.oldest().plus(past.step().multipliedBy(steps));
        var group = carillon.failures(FailureQuery.OPEN, null, 1).items().getFirst();
        return Map.of(
                "{run}", past.newest(carillon, RunState.SUCCEEDED, middle).id(),
                "{failed}", past.newest(carillon, RunState.FAILED, middle).id(),
                "{group}", group.fingerprint(),
                "{from}", middle.minus(past.step()).toString(),
                "{until}", middle.toString(),
                "{recent}", past.newest().minusSeconds(600).toString(),
                "{newest}", past.newest().toString(),
                "{soon}", past.newest().plusSeconds(86_400).toString());
    }

    private void ask(WireClient wire, String path, Map<String, String> values) throws IOException {
        String asked = path;
        for (var value : values.entrySet()) {
            asked = asked.replace(value.getKey(), value.getValue());
        }
        boolean counts = COUNTS.contains(path);
        int times = Math.max(3, counts ? bench.scale().asked() / 20 : bench.scale().asked());
        long[] nanos = new long[times];
        for (int time = -times / 5; time < times; time++) {
            LockSupport.parkNanos(counts ? COUNTS_AGE.toNanos() : 0);
            long began = System.nanoTime();
            wire.get(asked.equals("/metrics") ? asked : "/api/v1" + asked);
            if (time >= 0) {
                nanos[time] = System.nanoTime() - began;
            }
        }
        tell("GET " + path, nanos);
    }

    private void tell(String what, long[] nanos) {
        var sample = Sample.of(nanos);
        double median = sample.percentile(50) / 1e6;
        bench.figure(past.figure(what + ", p50"), "ms", median);
        bench.figure(past.figure(what + ", p99"), "ms", sample.percentile(99) / 1e6);
        medians.put(what, median);
    }

    // From a submission to the event that tells of its end.
    private void events() throws Exception {
        var runs = new Runs(carillon);
        runs.define(PluginJar.definition("told", Punctual.class, ""));
        var ended = new LinkedBlockingQueue<String>();
        int times = Math.max(3, bench.scale().asked() / 4);
        long[] nanos = new long[times];
        try (var _ =
                carillon.events(
                        null,
                        event -> {
                            var run = event.run();
                            if (run != null && run.state() == RunState.SUCCEEDED) {
                                ended.add(run.id());
                            }
                        })) {
            // Until it is known that the feed has begun.
            awaitEnd(ended);
            for (int time = 0; time < times; time++) {
                long began = System.nanoTime();
                awaitEnd(ended);
                nanos[time] = System.nanoTime() - began;
            }
        }
        tell("submission to the event of the end in /events", nanos);
    }

    private void awaitEnd(LinkedBlockingQueue<String> ended) throws InterruptedException {
        String id = carillon.run("default", "told", new RunRequest(Map.of(), null), null).id();
        String told;
        do {
            told = ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Runs.require(told != null, "no event tells of the end of run " + id);
        } while (!id.equals(told));
    }
}
