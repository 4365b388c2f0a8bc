package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.EventView;
import dev.carillon.api.Me;
import dev.carillon.api.Role;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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
    private static final boolean SILENT = Boolean.getBoolean("chaos.silent");

    /// What a long run does to nodes that do not talk to each other as well.
    private static final List<Fault> WITHOUT_MESSAGES =
            List.of(
                    Fault.KILL,
                    Fault.STOP,
                    Fault.HOLD_14_S,
                    Fault.DATABASE_RESTART,
                    Fault.KILL_COORDINATOR,
                    Fault.COMMIT_CUT_AFTER,
                    Fault.DATABASE_UNREACHABLE_FOR_ONE,
                    Fault.KILL_ALL);

    /// How long it takes at most until the work of a process that died goes on.
    private static final Duration MESSAGES_WITHIN = Duration.ofSeconds(3);

    private static final Duration SILENT_WITHIN = Duration.ofSeconds(10);

    /// What happens in one test.
    ///
    /// @param messages whether the nodes talk to each other
    record Scene(Arrangement arrangement, boolean messages, List<Fault> faults, String note) {
        @Override
        public String toString() {
            return arrangement + (messages ? "" : ", without messages") + note;
        }
    }

    @TempDir Path folder;

    static Stream<Scene> scenes() throws IOException, InterruptedException {
        if (FAULTS == 0) {
            return Stream.of(
                    new Scene(
                            Arrangement.ONE_ADDRESS,
                            !SILENT,
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
        var scenes = new ArrayList<Scene>();
        for (var arrangement : Arrangement.values()) {
            var here = drawn.stream().filter(each -> each.arrangement == arrangement).toList();
            scenes.add(new Scene(arrangement, !SILENT, here, note));
        }
        if (ONLY.isEmpty() && !SILENT) {
            scenes.add(new Scene(Arrangement.ONE_ADDRESS, false, WITHOUT_MESSAGES, ""));
        }
        return scenes.stream().filter(scene -> !scene.faults.isEmpty());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void nothingIsLostOrDoubledWhateverHappens(Scene scene) throws Exception {
        var evidence = folder.resolve("evidence");
        var report = new ChaosReport();
        List<RunView> runs;
        HandOvers handOvers;
        try (var cluster =
                ChaosCluster.start(folder, scene.messages, scene.arrangement, new Random(SEED))) {
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
        report.print(scene.toString(), runs, found, handOvers);
        found.isRight(runs);
        handOvers.arePrompt();
        report.check(scene.messages ? MESSAGES_WITHIN : SILENT_WITHIN);
    }

    private static ChaosReport.Blow inflict(Fault fault, ChaosCluster cluster, ChaosLoad load)
            throws Exception {
        cluster.carillon().learn();
        long givenUp = cluster.givenUp();
        long moves = cluster.moves();
        var at = InstantSource.system().instant();
        int hits = fault.strike(cluster, load);
        cluster.awaitAll();
        load.catchUp();
        return new ChaosReport.Blow(
                fault, at, hits, cluster.givenUp() - givenUp, cluster.moves() - moves);
    }

    @Test
    void aFeedGoesOnOnAnotherNodeAndASecondNodeIsRefusedWhatItMayNot() throws Exception {
        try (var cluster =
                ChaosCluster.start(folder, !SILENT, Arrangement.ONE_ADDRESS, new Random(SEED))) {
            aFeedGoesOn(cluster);
            aRevokedTokenIsRefusedOnAnotherNode(cluster);
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

    private static void aRevokedTokenIsRefusedOnAnotherNode(ChaosCluster cluster) throws Exception {
        URI other = cluster.node("c").url();
        try (var admin = cluster.node("b").connect();
                var http = HttpClient.newHttpClient()) {
            String secret = admin.createToken("board", Role.VIEWER, null).secret();
            try (var board = HttpCarillon.connect(other, secret)) {
                assertThat(board.me()).isEqualTo(new Me("board", Role.VIEWER));
                var feed =
                        http.send(
                                        HttpRequest.newBuilder(other.resolve("/api/v1/events"))
                                                .header("Authorization", "Bearer " + secret)
                                                .build(),
                                        BodyHandlers.ofInputStream())
                                .body();

                admin.revokeToken("board");

                // Two seconds, and one for what it takes to see it.
                assertThat(CompletableFuture.supplyAsync(() -> end(feed)))
                        .succeedsWithin(Duration.ofSeconds(3));
                assertThatThrownBy(board::me).hasMessageContaining("Token board was revoked");
            }
        }
    }

    private static long end(InputStream feed) {
        try {
            return feed.readAllBytes().length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void whatMayNotJoinIsRefused(ChaosCluster cluster) throws Exception {
        String database = cluster.database.url();
        try (var twin =
                        new ClusterProcess(
                                folder.resolve("twin"),
                                "b",
                                database,
                                ClusterProcess.member(!SILENT));
                var stranger =
                        new ClusterProcess(
                                folder,
                                "stranger",
                                database,
                                ClusterProcess.member(!SILENT)
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
