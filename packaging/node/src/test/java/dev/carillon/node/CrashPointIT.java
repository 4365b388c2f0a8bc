package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A node that ends at each crash point, on each database, under load: nothing accepted is lost, no
/// due time doubled or lost, at-most-once never started twice, no process left behind, and the next
/// start goes on. `mvn verify` has a point of each part of a run's life, the profile `thorough` all;
/// `-Dcrash.seeds=20` repeats each with random counts of hits.
@Execution(ExecutionMode.CONCURRENT)
class CrashPointIT {
    private static final List<String> WHILE_WORKING =
            List.of(
                    "SUBMISSION_READ",
                    "SUBMISSION_INSERTED",
                    "SUBMISSION_COMMITTED",
                    "TRIGGER_DUE",
                    "TRIGGER_ADVANCED",
                    "DUE_RUNS_INSERTED",
                    "CLAIMED",
                    "BEGUN",
                    "PROCESS_STARTED",
                    "RUNNING",
                    "ENDED",
                    "RESULT_WRITTEN");
    private static final List<String> WHILE_ENDING = List.of("DRAINING", "CLOSING");
    private static final List<String> POINTS =
            Stream.of(WHILE_WORKING, WHILE_ENDING).flatMap(List::stream).toList();

    /// One of each part of a run's life, the two databases in turn.
    private static final Map<String, TestDatabase> ONE_OF_EACH =
            Map.of(
                    "SUBMISSION_INSERTED", TestDatabase.POSTGRESQL,
                    "TRIGGER_ADVANCED", TestDatabase.H2,
                    "BEGUN", TestDatabase.POSTGRESQL,
                    "PROCESS_STARTED", TestDatabase.H2,
                    "RESULT_WRITTEN", TestDatabase.POSTGRESQL,
                    "DRAINING", TestDatabase.H2);

    private final KeyedSubmissions submitted = new KeyedSubmissions();

    static Stream<Arguments> oneOfEach() {
        return ONE_OF_EACH.entrySet().stream()
                .map(each -> Arguments.of(each.getKey(), each.getValue(), hits(each.getKey(), 0)));
    }

    static Stream<Arguments> others() {
        int seeds = Integer.getInteger("crash.seeds", 0);
        var cases = new ArrayList<Arguments>();
        for (String point : POINTS) {
            for (var kind : TestDatabase.values()) {
                int first = kind == ONE_OF_EACH.get(point) ? 1 : 0;
                for (int seed = first; seed <= seeds; seed++) {
                    cases.add(Arguments.of(point, kind, hits(point, seed)));
                }
            }
        }
        return cases.stream();
    }

    // Seed 0 is the ordinary run.
    private static int hits(String point, int seed) {
        return WHILE_ENDING.contains(point) ? 1 : seed == 0 ? 4 : 1 + new Random(seed).nextInt(30);
    }

    @ParameterizedTest(name = "{0} on {1} at hit {2}")
    @MethodSource("oneOfEach")
    void nothingIsLostOrDoubled(String point, TestDatabase kind, int hits, @TempDir Path folder)
            throws IOException, InterruptedException {
        assertNothingIsLostOrDoubled(point, kind, hits, folder);
    }

    @Tag("thorough")
    @ParameterizedTest(name = "{0} on {1} at hit {2}")
    @MethodSource("others")
    void nothingIsLostOrDoubledAtAnyOther(
            String point, TestDatabase kind, int hits, @TempDir Path folder)
            throws IOException, InterruptedException {
        assertNothingIsLostOrDoubled(point, kind, hits, folder);
    }

    private void assertNothingIsLostOrDoubled(
            String point, TestDatabase kind, int hits, Path folder)
            throws IOException, InterruptedException {
        var evidence = folder.resolve("evidence");
        String mark = "; : " + UUID.randomUUID();
        try (var node = new CrashNode(folder, kind)) {
            node.start(node.property(point, hits));
            try (var carillon = node.connect()) {
                carillon.apply(Definitions.parse(jobs(evidence, mark), "test"), false);
                awaitRunning(carillon);
                node.arm();
                if (WHILE_ENDING.contains(point)) {
                    node.terminate();
                }
                submitUntilItEnds(node, carillon);
            }
            node.awaitCrash();
            await().atMost(15, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(CrashNode.processesWith(mark)).isZero());

            node.start();
            try (var carillon = node.connect()) {
                submitted.repeatAll(carillon);
                var runs = settle(carillon);

                submitted.areThereOnce(runs);
                for (String job : List.of("ticking", "once", "gated")) {
                    CrashEvidence.isComplete(runs, job);
                }
                var found = CrashEvidence.read(evidence);
                found.agreesWith(runs);
                found.neverOverlaps("gated");
                assertThat(carillon.run("default", "gated", new RunRequest(Map.of(), null), null))
                        .as("the gate of the job is idle")
                        .isNotNull();
            }
        }
    }

    private static String jobs(Path evidence, String mark) {
        String task = "task: {shell: {script: \"" + escaped(evidence, mark) + "\"}}\n";
        String everySecond = "schedules: [{id: s, every: 1s}]\n";
        return "name: ticking\noverlap: allow\n"
                + task
                + everySecond
                + "---\nname: once\noverlap: allow\ndelivery: at-most-once\n"
                + task
                + everySecond
                + "---\nname: gated\noverlap: skip\nretry: {attempts: 2, initial: 1s}\n"
                + task
                + everySecond
                + "---\nname: wanted\noverlap: allow\n"
                + task;
    }

    private static String escaped(Path evidence, String mark) {
        return CrashEvidence.script(evidence, mark).replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static void awaitRunning(HttpCarillon carillon) {
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> !runs(carillon, Set.of(RunState.RUNNING)).isEmpty());
    }

    // A client that uses each key once until the node dies under it.
    private void submitUntilItEnds(CrashNode node, HttpCarillon carillon) {
        for (int i = 0; node.alive() && i < 10_000; i++) {
            try {
                submitted.add(carillon);
            } catch (CarillonException e) {
                // It died before the answer, or answers no more while it ends.
                continue;
            }
            await().pollDelay(20, TimeUnit.MILLISECONDS).until(() -> true);
        }
    }

    private static List<RunView> settle(HttpCarillon carillon) {
        await().pollDelay(2, TimeUnit.SECONDS).until(() -> true);
        for (String job : List.of("ticking", "once", "gated")) {
            carillon.pause("default", job);
        }
        await().atMost(90, TimeUnit.SECONDS)
                .until(() -> runs(carillon, Set.of()).stream().allMatch(r -> r.state().finished()));
        return runs(carillon, Set.of());
    }

    private static List<RunView> runs(HttpCarillon carillon, Set<RunState> states) {
        return RunCommands.find(
                carillon, new RunQuery(states, null, null, null), Integer.MAX_VALUE);
    }
}
