package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.engine.store.jdbc.DatabaseArchive;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/// This version takes over from an [earlier one][EarlierBuild] that has worked for a while, and the earlier one from what
/// was kept of its database; with `-Pupgrade` alone, since the earlier one is built first.
@Isolated
class EarlierReleaseUpgrade {
    private static String earlier = "";

    @TempDir Path folder;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        earlier = EarlierBuild.classPath();
    }

    /// What somebody would miss: definitions, what ended and how, what it printed, who did what.
    private record Kept(
            Set<String> jobs,
            TreeMap<String, String> runs,
            String log,
            List<String> tokens,
            List<String> changes) {
        static Kept of(HttpCarillon carillon) {
            var runs = new TreeMap<String, String>();
            for (var run : all(carillon)) {
                if (run.state().finished()) {
                    runs.put(
                            run.id(),
                            "%s %s due %s, %s, %s to %s, attempt %d"
                                    .formatted(
                                            run.job(),
                                            run.state(),
                                            run.due(),
                                            run.message(),
                                            run.startedAt(),
                                            run.finishedAt(),
                                            run.attempt()));
                }
            }
            String spoken =
                    all(carillon).stream()
                            .filter(run -> run.job().equals("default/speaks"))
                            .map(RunView::id)
                            .findFirst()
                            .orElseThrow();
            return new Kept(
                    carillon.jobs(null, null, 1000).items().stream()
                            .map(job -> job.version() + " " + job.definition())
                            .collect(Collectors.toSet()),
                    runs,
                    carillon.log(spoken, 0).text(),
                    carillon.tokens().stream()
                            .map(token -> token.name() + " " + token.role())
                            .toList(),
                    carillon.changes(ChangeQuery.ALL, null, 1000).items().stream()
                            .map(
                                    change ->
                                            "%d %s %s %s"
                                                    .formatted(
                                                            change.id(),
                                                            change.action(),
                                                            change.kind(),
                                                            change.key()))
                            .toList());
        }

        /// Whether all of the earlier one is there; there may be more runs and changes by now.
        void isIn(Kept later) {
            assertThat(later.jobs).isEqualTo(jobs);
            assertThat(later.runs).containsAllEntriesOf(runs);
            assertThat(later.log).isEqualTo(log).contains("the text of before");
            assertThat(later.tokens).containsAll(tokens);
            assertThat(later.changes).containsAll(changes);
        }
    }

    private static List<RunView> all(HttpCarillon carillon) {
        return RunCommands.find(carillon, RunQuery.ALL, Integer.MAX_VALUE);
    }

    private static void fill(HttpCarillon carillon) {
        carillon.apply(
                Definitions.parse(
                        """
                        name: speaks
                        task: {shell: {command: [echo, the text of before]}}
                        ---
                        name: fails
                        task: {shell: {command: ["false"]}}
                        ---
                        name: yearly
                        schedules: [{cron: "0 4 1 1 *", zone: Europe/Berlin}]
                        task: {shell: {command: ["true"]}}
                        """,
                        "test"),
                false);
        carillon.putQueue(new QueueDefinition("slow", 2, null, 1, List.of()), null);
        carillon.createToken("board", Role.VIEWER, null);
        for (var each : List.of("speaks", "fails")) {
            carillon.run("default", each, new RunRequest(Map.of(), null), null);
        }
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> all(carillon).stream().allMatch(run -> run.state().finished()));
    }

    private static List<RunView> ofTheLoad(List<RunView> runs) {
        return runs.stream().filter(run -> !run.job().matches("default/(speaks|fails)")).toList();
    }

    @Test
    void embeddedDatabaseIsUpgradedInItsPlaceAndTheEarlierVersionGoesOnFromTheCopyThatWasKept()
            throws Exception {
        var evidence = folder.resolve("evidence");
        try (var node = ClusterProcess.alone(folder, "one", earlier);
                var carillon = node.connect()) {
            fill(carillon);
            var load = ChaosLoad.begin(carillon, evidence);
            load.goOn(Duration.ofSeconds(5));
            var before = Kept.of(carillon);
            Path backup = Path.of(carillon.backup().file());

            assertThat(node.stop()).isZero();
            node.start(NodeCommandLine.PACKAGED);
            node.url();
            Path kept =
                    node.data()
                            .resolve(
                                    "backups/before-upgrade-of-schema-"
                                            + EarlierBuild.SCHEMA
                                            + ".zip");
            assertThat(node.logLines("is brought up to date"))
                    .singleElement()
                    .asString()
                    .contains(kept.toString());
            assertThat(DatabaseArchive.verify(kept)).isTrue();
            load.goOn(Duration.ofSeconds(5));
            before.isIn(Kept.of(carillon));
            var runs = load.settle();
            load.everySubmissionIsThereOnce(runs);
            assertThat(node.stop()).isZero();
            ClusterEvidence.read(evidence).isRight(ofTheLoad(runs));

            // What was under way when the copy was made begins again then.
            node.start(earlier);
            assertThat(node.awaitEnd()).isEqualTo(EarlierBuild.REFUSED);
            assertThat(node.log()).contains(EarlierBuild.REFUSED_WITH);
            putBack(kept, node.data());
            node.start(earlier);
            node.url();
            before.isIn(Kept.of(carillon));

            // And this version goes on from a backup that the earlier one made.
            assertThat(node.stop()).isZero();
            assertThat(
                            Answer.to(
                                    "restore",
                                    backup.toString(),
                                    "--config",
                                    node.data().resolveSibling("carillon.yaml").toString()))
                    .extracting(Answer::code, Answer::err)
                    .containsExactly(Exit.OK, "");
            node.start(NodeCommandLine.PACKAGED);
            node.url();
            before.isIn(Kept.of(carillon));
        }
    }

    // The earlier version has no command for it.
    private static void putBack(Path backup, Path data) throws IOException {
        try (var zip = new ZipFile(backup.toFile());
                var database = zip.getInputStream(zip.getEntry("carillon.mv.db"))) {
            Files.copy(
                    database, data.resolve("carillon.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void nodesOnPostgresqlAreReplacedOneByOneUnderLoadAndTheEarlierVersionIsRefusedThen()
            throws Exception {
        var evidence = folder.resolve("evidence");
        List<RunView> runs;
        try (var cluster =
                ChaosCluster.start(folder, true, Arrangement.ONE_ADDRESS, new Random(1), earlier)) {
            fill(cluster.carillon());
            var load = ChaosLoad.begin(cluster.carillon(), evidence);
            load.goOn(Duration.ofSeconds(3));
            var before = Kept.of(cluster.carillon());

            for (String name : ChaosCluster.NAMES) {
                var node = cluster.node(name);
                // One of them does not have the time to leave.
                if (name.equals("b")) {
                    node.kill();
                } else {
                    assertThat(node.stop()).isZero();
                }
                load.goOn(Duration.ofSeconds(2));
                node.start(NodeCommandLine.PACKAGED);
                cluster.awaitAll();
                load.goOn(Duration.ofSeconds(2));
            }

            try (var old =
                    new ClusterProcess(
                            folder,
                            "old",
                            ClusterProcess.Place.HERE,
                            earlier,
                            ClusterProcess.database(cluster.database.url())
                                    + ClusterProcess.member(true))) {
                assertThat(old.awaitEnd()).isEqualTo(EarlierBuild.REFUSED);
                assertThat(old.log()).contains(EarlierBuild.REFUSED_WITH);
            }
            runs = load.settle();
            load.everySubmissionIsThereOnce(runs);
            before.isIn(Kept.of(cluster.carillon()));
        }

        ClusterEvidence.read(evidence).isRight(ofTheLoad(runs));
    }
}
