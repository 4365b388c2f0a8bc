package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.queue.Queues;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.engine.store.memory.MemoryStores.Fate;
import dev.carillon.engine.work.Workers;
import dev.carillon.testkit.ManualTime;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A node, its database, its jobs and its clients, all moved by one seeded random.
final class SimulatedWorld {
    private static final int STORE = 8;
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final String JOBS =
            """
            name: plain
            task: {shell: {command: [x]}}
            overlap: allow
            schedules: [{id: s, every: 1s}]
            ---
            name: once
            task: {shell: {command: [x]}}
            overlap: allow
            delivery: at-most-once
            schedules: [{id: s, every: 2s}]
            ---
            name: skipping
            task: {shell: {command: [x]}}
            overlap: skip
            retry: {attempts: 3, backoff: fixed, initial: 1s, jitter: 0}
            schedules: [{id: s, every: 2s}]
            ---
            name: queueing
            task: {shell: {command: [x]}}
            overlap: queue
            retry: {attempts: 2, backoff: fixed, initial: 1s, jitter: 0}
            schedules: [{id: s, every: 3s}]
            ---
            name: replacing
            task: {shell: {command: [x]}}
            overlap: replace
            delivery: at-most-once
            timeout: 2s
            schedules: [{id: s, every: 2s}, {id: t, every: 5s}]
            ---
            name: wanted
            task: {shell: {command: [x]}}
            overlap: allow
            priority: 7
            ---
            name: keyed
            task: {shell: {command: [x]}}
            overlap: allow
            limit: {key: k, concurrency: 2}
            retry: {attempts: 2, backoff: fixed, initial: 1s, jitter: 0}
            schedules: [{id: s, every: 3s}]
            ---
            name: limited
            task: {shell: {command: [x]}}
            overlap: allow
            queue: narrow
            schedules: [{id: s, every: 5s}]
            ---
            name: flowing
            task:
              flow:
                steps:
                  - {name: a, shell: {command: [x]}}
                  - {name: b, shell: {command: [x]}, after: [{step: a, on: end}]}
                  - {name: c, shell: {command: [x]}, after: [a]}
                  - {name: d, shell: {command: [x]}, after: [{step: b, on: end}, {step: c, on: end}]}
                  - {name: e, shell: {command: [x]}, after: [{step: d, on: failure}]}
            overlap: queue
            schedules: [{id: s, every: 12s}]
            ---
            name: following
            task: {shell: {command: [x]}}
            overlap: queue
            dependsOn: [{job: flowing, on: end}]
            ---
            name: delayed
            task: {shell: {command: [x]}}
            schedules: [{id: s, delay: 2s}]
            """;
    private static final List<String> SCHEDULED =
            List.of(
                    "plain",
                    "once",
                    "skipping",
                    "queueing",
                    "replacing",
                    "keyed",
                    "limited",
                    "flowing",
                    "delayed");
    private static final Map<String, Long> PERIODS =
            Map.of(
                    "plain",
                    1L,
                    "once",
                    2L,
                    "skipping",
                    2L,
                    "queueing",
                    3L,
                    "keyed",
                    3L,
                    "limited",
                    5L,
                    "flowing",
                    12L);

    private final Random random;
    private final Path folder;
    private final ManualTime time = new ManualTime(START);
    private final MemoryStores stores = new MemoryStores(time::micros);
    private final Ids ids = new Ids(time::micros);
    private final List<SimulatedExecutor.Trace> traces = new ArrayList<>();
    private final Map<String, @Nullable String> requests = new TreeMap<>();
    private final Map<String, UUID> accepted = new HashMap<>();
    private boolean faulty;
    private boolean faultHappened;
    private int deaths;
    private Node node;

    /// The parts of one process.
    private final class Node {
        private final UUID id = UUID.randomUUID();
        private final SimulatedExecutor executor = new SimulatedExecutor(time, random, traces);
        private final SimulatedNode parts =
                new SimulatedNode(
                        stores,
                        Segments.of(stores, Segments.DEFAULT),
                        id,
                        4,
                        time,
                        ids,
                        executor,
                        folder.resolve("results.spool"),
                        Lease.FOR_EVER);
        private final JobCatalog catalog = parts.catalog;
        private final RunChanges changes = parts.changes;
        private final Submissions submissions = parts.submissions;
        private final Workers workers = parts.workers;

        private void start() {
            parts.writeKept();
            stores.transaction(
                    tx -> {
                        tx.nodes().insert(SimulatedNode.row(id, 4, time));
                        tx.nodes().endOthers(id);
                        return true;
                    });
            changes.settleGone(time.micros());
            parts.lane.own(Segments.takeAll(stores, id));
        }

        private void step(int which) {
            switch (which) {
                case 0 -> workers.promoteOnce();
                case 1 -> workers.claimOnce();
                case STORE -> workers.storeOnce();
                case 2 -> workers.beginOnce();
                case 3 -> workers.launchOnce();
                case 4 -> workers.watchOnce();
                case 5 -> workers.outputOnce();
                case 6 -> executor.endDue();
                default -> parts.lane.runOnce();
            }
        }
    }

    SimulatedWorld(long seed, Path folder) {
        this.folder = folder;
        random = new Random(seed);
        stores.setFault(this::fate);
        node = new Node();
        node.catalog.put(Definitions.parse(JOBS, "simulation"), "test", null, false);
        new Queues(stores, node.catalog, time::micros)
                .put(
                        Definitions.parseQueue("{name: narrow, concurrency: 1}", "simulation"),
                        null,
                        "test");
        node.start();
    }

    int deaths() {
        return deaths;
    }

    int begins() {
        return traces.size();
    }

    private Fate fate() {
        if (!faulty || random.nextInt(60) > 0) {
            return Fate.DONE;
        }
        faultHappened = true;
        return random.nextBoolean() ? Fate.LOST : Fate.UNHEARD;
    }

    /// Takes so many random steps under faults.
    void live(int steps) {
        faulty = true;
        for (int i = 0; i < steps; i++) {
            step();
        }
        faulty = false;
    }

    private void step() {
        faultHappened = false;
        try {
            int which = random.nextInt(18);
            switch (which) {
                case 8, 9, 10 -> advance(random.nextInt(400));
                case 11 -> request();
                case 12 -> cancel();
                case 13 -> {
                    if (random.nextInt(20) == 0) {
                        die();
                    }
                }
                case 14 -> node.step(1);
                case 15, 17 -> node.step(STORE);
                case 16 -> holdOrRelease();
                default -> node.step(which);
            }
        } catch (CarillonException e) {
            if (!faultHappened && e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
        }
        // A fault at a commit is often a death: it is then that the outcome matters most.
        if (faultHappened && random.nextBoolean()) {
            die();
        }
    }

    private void advance(int millis) {
        time.advance(Duration.ofMillis(millis));
    }

    private void die() {
        deaths++;
        node.executor.kill();
        advance(random.nextInt(3_000));
        boolean were = faulty;
        faulty = false;
        node = new Node();
        node.start();
        faulty = were;
    }

    // A client that repeats a request with its key until it is answered.
    private void request() {
        String key = "key-" + random.nextInt(40);
        boolean delayed = key.hashCode() % 3 == 0;
        requests.put(key, null);
        var run =
                node.submissions.submit(
                        "client",
                        new Submissions.Wanted(
                                "default",
                                "wanted",
                                Map.of(),
                                delayed ? START.plusSeconds(20) : null,
                                key,
                                Cause.MANUAL));
        var before = accepted.put(key, UUID.fromString(run.id()));
        assertThat(before == null || before.toString().equals(run.id()))
                .as("key %s made %s and then %s", key, before, run.id())
                .isTrue();
    }

    private void cancel() {
        var open =
                runs().stream()
                        .filter(
                                run ->
                                        !run.state().finished()
                                                && !run.job().equals("default/wanted"))
                        .toList();
        if (!open.isEmpty() && random.nextInt(4) == 0) {
            var run = UUID.fromString(open.get(random.nextInt(open.size())).id());
            node.changes.cancel(run, time.micros()).stopping().forEach(node.workers::stop);
        }
    }

    private void holdOrRelease() {
        if (random.nextInt(4) > 0) {
            return;
        }
        var unbegun =
                runs().stream()
                        .filter(
                                run ->
                                        run.state() == RunState.WAITING
                                                || run.state() == RunState.QUEUED
                                                || run.state() == RunState.DELAYED
                                                || run.state() == RunState.HELD)
                        .toList();
        if (!unbegun.isEmpty()) {
            var run = unbegun.get(random.nextInt(unbegun.size()));
            if (run.state() == RunState.HELD) {
                node.changes.release(UUID.fromString(run.id()), "test", time.micros());
            } else {
                node.changes.hold(UUID.fromString(run.id()), "test", time.micros());
            }
        }
    }

    /// Without faults, until nothing is left to do.
    void settle() {
        SCHEDULED.forEach(job -> node.catalog.pause("default", job, "test", null));
        runs().stream()
                .filter(run -> run.state() == RunState.HELD)
                .forEach(
                        run ->
                                node.changes.release(
                                        UUID.fromString(run.id()), "test", time.micros()));
        for (int i = 0; i < 3_000; i++) {
            for (int which = 0; which <= STORE; which++) {
                node.step(which);
            }
            advance(100);
            if (i % 50 == 49 && runs().stream().allMatch(run -> run.state().finished())) {
                return;
            }
        }
    }

    private List<RunView> runs() {
        return new RunViews(stores).find(RunQuery.ALL, null, 100_000).items();
    }

    void check() {
        var runs = runs();
        assertThat(runs.stream().filter(run -> !run.state().finished()).toList())
                .as("runs that never finished")
                .isEmpty();
        everyDueTimeHasItsRun(runs);
        everyAcceptedRequestRanOnce(runs);
        evidenceAgrees(runs);
        gatedRunsDoNotOverlap();
        noMoreAtOnce("keyed", 2);
        noMoreAtOnce("limited", 1);
        flowsEndAfterTheirParts(runs);
        everyFlowIsFollowedOnce(runs);
        delaysAreKept();
        gatesAreIdle();
    }

    private void noMoreAtOnce(String job, int most) {
        var changes = new ArrayList<long[]>();
        for (var trace : traces) {
            if (trace.attempt.jobKey().equals("default/" + job)) {
                changes.add(new long[] {trace.beganUs, 1});
                changes.add(new long[] {trace.endedUs, -1});
            }
        }
        changes.sort(
                Comparator.<long[]>comparingLong(change -> change[0])
                        .thenComparingLong(change -> change[1]));
        long now = 0;
        for (var change : changes) {
            now += change[1];
            assertThat(now).as("%s at once", job).isLessThanOrEqualTo(most);
        }
    }

    private static void flowsEndAfterTheirParts(List<RunView> runs) {
        var parts =
                runs.stream()
                        .filter(run -> run.flow() != null)
                        .collect(Collectors.groupingBy(run -> String.valueOf(run.flow())));
        for (var flow : runs) {
            var ofFlow = parts.getOrDefault(flow.id(), List.of());
            var ended = flow.finishedAt();
            if (!ofFlow.isEmpty() && ended != null) {
                assertThat(ofFlow).as("parts of %s", flow).hasSize(5);
                assertThat(ofFlow)
                        .as("parts of %s", flow)
                        .allMatch(part -> !ended.isBefore(finished(part)));
            }
        }
    }

    private static Instant finished(RunView run) {
        return Objects.requireNonNull(run.finishedAt());
    }

    private static void everyFlowIsFollowedOnce(List<RunView> runs) {
        var flows = nominal(runs, run -> run.job().equals("default/flowing") && run.flow() == null);
        var followers = nominal(runs, run -> run.job().equals("default/following"));
        assertThat(followers).doesNotHaveDuplicates();
        assertThat(flows).containsAll(followers);
        var ran =
                nominal(
                        runs,
                        run ->
                                run.job().equals("default/flowing")
                                        && run.flow() == null
                                        && run.state() != RunState.MISSED
                                        && run.state() != RunState.SKIPPED);
        assertThat(followers).containsAll(ran);
    }

    private static List<Instant> nominal(List<RunView> runs, Predicate<RunView> which) {
        return runs.stream()
                .filter(which)
                .map(run -> Objects.requireNonNull(run.nominal()))
                .toList();
    }

    // Attempts of one run follow each other sooner: one whose result died with the node is made
    // again.
    private void delaysAreKept() {
        String run = "";
        long freeUs = 0;
        for (var trace : traces) {
            if (trace.attempt.jobKey().equals("default/delayed")) {
                if (!trace.attempt.runId().equals(run)) {
                    assertThat(trace.beganUs).isGreaterThanOrEqualTo(freeUs);
                }
                run = trace.attempt.runId();
                freeUs = trace.endedUs + 2_000_000;
            }
        }
    }

    private void everyDueTimeHasItsRun(List<RunView> runs) {
        PERIODS.forEach(
                (job, period) -> {
                    var nominal =
                            runs.stream()
                                    .filter(run -> run.job().equals("default/" + job))
                                    .filter(run -> run.flow() == null)
                                    .map(RunView::nominal)
                                    .collect(Collectors.toList());
                    assertThat(nominal).as("due times of %s", job).doesNotHaveDuplicates();
                    var expected = new ArrayList<Instant>();
                    var last = nominal.stream().max(Instant::compareTo).orElse(START);
                    for (var due = START.plusSeconds(period);
                            !due.isAfter(last);
                            due = due.plusSeconds(period)) {
                        expected.add(due);
                    }
                    assertThat(nominal).as("due times of %s", job).containsAll(expected);
                });
    }

    private void everyAcceptedRequestRanOnce(List<RunView> runs) {
        var made =
                runs.stream()
                        .filter(run -> run.job().equals("default/wanted"))
                        .map(RunView::id)
                        .toList();
        assertThat(made).hasSizeLessThanOrEqualTo(requests.size());
        assertThat(made).containsAll(accepted.values().stream().map(UUID::toString).toList());
        assertThat(new HashSet<>(accepted.values())).hasSameSizeAs(accepted.values());
    }

    private void evidenceAgrees(List<RunView> runs) {
        var byRun = traces.stream().collect(Collectors.groupingBy(trace -> trace.attempt.runId()));
        for (var run : runs) {
            var attempts = byRun.getOrDefault(run.id(), List.of());
            boolean succeeded = attempts.stream().anyMatch(trace -> trace.succeeded);
            if (run.job().equals("default/flowing") && run.flow() == null) {
                assertThat(attempts).as("a flow itself runs nothing: %s", run).isEmpty();
                continue;
            }
            switch (run.state()) {
                case SKIPPED, MISSED -> assertThat(attempts).as("%s", run).isEmpty();
                case SUCCEEDED -> assertThat(succeeded).as("%s", run).isTrue();
                default -> {}
            }
            assertThat(attempts.stream().map(trace -> trace.attempt.fence()).toList())
                    .as("fences of %s", run)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(attempts)
                    .as("%s began early", run)
                    .allMatch(trace -> trace.attempt.number() > 1 || !isEarly(run, trace));
            if (run.job().equals("default/once")) {
                assertThat(attempts).as("at-most-once %s", run).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    private static boolean isEarly(RunView run, SimulatedExecutor.Trace trace) {
        var nominal = run.nominal();
        return nominal != null && trace.beganUs < nominal.toEpochMilli() * 1_000;
    }

    private void gatedRunsDoNotOverlap() {
        for (String job : List.of("skipping", "queueing", "replacing", "following", "delayed")) {
            long freeUs = 0;
            for (var trace : traces) {
                if (trace.attempt.jobKey().equals("default/" + job)) {
                    assertThat(trace.beganUs)
                            .as("%s began before the run before it ended", trace.attempt.runId())
                            .isGreaterThanOrEqualTo(freeUs);
                    freeUs = trace.endedUs;
                }
            }
        }
    }

    private void gatesAreIdle() {
        for (String job :
                List.of("skipping", "queueing", "replacing", "flowing", "following", "delayed")) {
            var gate =
                    stores.transaction(tx -> tx.gates().lock(JobCatalog.idOf("default", job)))
                            .orElseThrow();
            assertThat(gate.active()).as("active runs of %s", job).isZero();
            assertThat(gate.waiting()).as("waiting runs of %s", job).isZero();
        }
        boolean keyHeld = stores.transaction(tx -> tx.limits().find("k").isPresent());
        assertThat(keyHeld).as("a limit key that somebody holds still").isFalse();
    }
}
