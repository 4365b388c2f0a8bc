package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.EventView;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Three nodes as processes on a PostgreSQL under load, which is what dies. The ordinary run has a few faults;
/// `-Dchaos.faults=N` takes so many at random, of all that this machine can do or of `-Dchaos.only=KILL,ONE_WAY`,
/// with `-Dchaos.seed=N` in another order; `-Dchaos.silent=true` lets the nodes not talk to each other. What was
/// measured is printed and added to `target/chaos-report.txt`.
// It measures times: nothing else runs beside it.
@Isolated
class ClusterIT {
    private static final int FAULTS = Integer.getInteger("chaos.faults", 0);
    private static final String ONLY = System.getProperty("chaos.only", "");
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final boolean MESSAGES = !Boolean.getBoolean("chaos.silent");

    /// How long it takes at most until the work of a process that died goes on.
    private static final Duration DEATH = Duration.ofSeconds(MESSAGES ? 3 : 10);

    /// What happens in one test.
    record Scene(Arrangement arrangement, List<Fault> faults, String note) {
        @Override
        public String toString() {
            return arrangement + (MESSAGES ? "" : ", without messages") + note;
        }
    }

    @TempDir Path folder;

    static Stream<Scene> scenes() throws IOException, InterruptedException {
        if (FAULTS == 0) {
            return Stream.of(
                    new Scene(
                            Arrangement.ONE_ADDRESS,
                            List.of(
                                    Fault.KILL_COORDINATOR,
                                    Fault.HOLD_14_S,
                                    Fault.DATABASE_RESTART,
                                    Fault.COMMIT_CUT_AFTER),
                            ""));
        }
        var deck = new FaultDeck(ONLY);
        var drawn = deck.draw(FAULTS, new Random(SEED));
        String note =
                ", seed "
                        + SEED
                        + (deck.impossible().isEmpty()
                                ? ""
                                : "; this machine cannot do " + deck.impossible());
        return Stream.of(Arrangement.values())
                .map(
                        arrangement ->
                                new Scene(
                                        arrangement,
                                        drawn.stream()
                                                .filter(each -> each.arrangement == arrangement)
                                                .toList(),
                                        note))
                .filter(scene -> !scene.faults.isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void nothingIsLostOrDoubledWhateverHappens(Scene scene) throws Exception {
        var evidence = folder.resolve("evidence");
        var report = new ChaosReport();
        List<RunView> runs;
        HandOvers handOvers;
        try (var cluster =
                ChaosCluster.start(folder, MESSAGES, scene.arrangement, new Random(SEED))) {
            var load = ChaosLoad.begin(cluster.carillon(), evidence);
            for (var fault : scene.faults) {
                report.add(inflict(fault, cluster, load));
                load.repeatUnanswered();
            }
            runs = load.settle();
            load.everySubmissionIsThereOnce(runs);
            handOvers = HandOvers.of(cluster.nodes());
        }

        var found = ClusterEvidence.read(evidence);
        report.check(scene.toString(), DEATH, runs, found, handOvers);
        found.agreesWith(runs);
        for (String job : ChaosLoad.EVERY_SECOND) {
            ClusterEvidence.isComplete(runs, job, 1);
        }
        found.neverOverlaps("gated");
        found.isOnTime(runs, Duration.ofSeconds(75));
    }

    private static ChaosReport.Blow inflict(Fault fault, ChaosCluster cluster, ChaosLoad load)
            throws Exception {
        cluster.carillon().learn();
        long givenUp = cluster.givenUp();
        long moves = cluster.moves();
        var at = InstantSource.system().instant();
        int hits = fault.strike(cluster, load);
        cluster.awaitAll();
        return new ChaosReport.Blow(
                fault, at, hits, cluster.givenUp() - givenUp, cluster.moves() - moves);
    }

    @Test
    void aFeedGoesOnOnAnotherNodeAndASecondNodeIsRefusedWhatItMayNot() throws Exception {
        try (var cluster =
                ChaosCluster.start(folder, MESSAGES, Arrangement.ONE_ADDRESS, new Random(SEED))) {
            aFeedGoesOn(cluster);
            whatMayNotJoinIsRefused(cluster);
        }
    }

    private static void aFeedGoesOn(ChaosCluster cluster) throws Exception {
        var heard = new CopyOnWriteArrayList<EventView>();
        try (var carillon = cluster.node("a").connect()) {
            carillon.apply(
                    Definitions.parse(
                            "{name: work, overlap: allow, task: {shell: {command: [echo, hello]}}}",
                            "test"),
                    false);
            assertThat(carillon.learn()).hasSize(3);
            try (var _ = carillon.events(null, heard::add)) {
                var before = submitWork(carillon, "before");
                await().atMost(10, TimeUnit.SECONDS).until(() -> ended(heard, before));

                cluster.node("a").kill();
                var after = submitWork(carillon, "after");

                await().atMost(20, TimeUnit.SECONDS).until(() -> ended(heard, after));
                assertThat(heard).noneMatch(event -> event.type().equals("reset"));
                await().atMost(10, TimeUnit.SECONDS)
                        .until(() -> carillon.log(after, 0).text().contains("hello"));
            }
        }
    }

    private void whatMayNotJoinIsRefused(ChaosCluster cluster) throws Exception {
        String database = cluster.database.url();
        try (var twin =
                        new ClusterProcess(
                                folder.resolve("twin"),
                                "b",
                                database,
                                ClusterProcess.member(MESSAGES));
                var stranger =
                        new ClusterProcess(
                                folder,
                                "stranger",
                                database,
                                ClusterProcess.member(MESSAGES)
                                        .replace(
                                                ClusterProcess.SECRET,
                                                "another secret of its own"));
                var alone = new ClusterProcess(folder, "alone", database, "")) {
            assertThat(twin.awaitEnd()).isEqualTo(Exit.CONFLICT);
            assertThat(twin.log()).contains("a node named b works in this cluster already");
            assertThat(stranger.awaitEnd()).isEqualTo(Exit.REFUSED);
            assertThat(stranger.log()).contains("cluster.secret is not the secret of the cluster");
            assertThat(alone.awaitEnd()).isEqualTo(Exit.UNREACHABLE);
            assertThat(alone.log()).contains("another node works on this database");
        }
        cluster.awaitNodes(2);
    }

    private static String submitWork(HttpCarillon carillon, String key) {
        return carillon.run("default", "work", new RunRequest(Map.of(), null), key).id();
    }

    private static boolean ended(List<EventView> heard, String id) {
        return heard.stream()
                .map(EventView::run)
                .anyMatch(run -> run != null && run.id().equals(id) && run.state().finished());
    }
}
