package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.RunView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/// A later release replaces this one node by node, under load. There is no other release yet, so the later one is
/// [made of this one][NewerBuild].
@Isolated
class RollingUpgradeIT {
    @TempDir Path folder;

    @Test
    void nodesOfTwoVersionsAreOneClusterUntilTheLastIsReplacedAndTheOldOneIsRefusedThen()
            throws Exception {
        String newer = NewerBuild.in(folder.resolve("newer"));
        var evidence = folder.resolve("evidence");
        List<RunView> runs;
        HandOvers handOvers;
        try (var cluster =
                ChaosCluster.start(folder, true, Arrangement.ONE_ADDRESS, new Random(1))) {
            var load = ChaosLoad.begin(cluster.carillon(), evidence);
            assertThat(versions(cluster)).containsOnly(NodeMain.VERSION);

            stopAndStart(cluster, cluster.node("a"), newer, load);
            assertThat(versions(cluster))
                    .containsExactlyInAnyOrder(
                            NewerBuild.VERSION, NodeMain.VERSION, NodeMain.VERSION);
            cluster.node("b").kill();
            load.goOn(Duration.ofSeconds(3));
            cluster.node("b").start(newer);
            cluster.awaitAll();
            stopAndStart(cluster, cluster.node("c"), newer, load);
            assertThat(versions(cluster)).hasSize(3).containsOnly(NewerBuild.VERSION);

            try (var old =
                    new ClusterProcess(
                            folder, "old", cluster.database.url(), ClusterProcess.member(true))) {
                assertThat(old.awaitEnd()).isEqualTo(Exit.WRONG_CONFIGURATION);
                assertThat(old.log()).contains("the schema of the database is of a newer Carillon");
            }
            runs = load.settle();
            load.everySubmissionIsThereOnce(runs);
            handOvers = HandOvers.of(cluster.nodes());
        }

        ClusterEvidence.read(evidence).isRight(runs);
        handOvers.arePrompt();
    }

    private static void stopAndStart(
            ChaosCluster cluster, ClusterProcess node, String newer, ChaosLoad load)
            throws Exception {
        assertThat(node.stop()).isZero();
        load.goOn(Duration.ofSeconds(1));
        node.start(newer);
        cluster.awaitAll();
    }

    private static List<String> versions(ChaosCluster cluster) {
        return cluster.carillon().nodes().stream().map(NodeView::version).toList();
    }
}
