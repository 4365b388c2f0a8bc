package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.CuttableProxy.Cut;

import java.time.Duration;

/// What happens to a cluster.
enum Fault {
    KILL(6, Arrangement.ONE_ADDRESS, Figure.DEATH, (cluster, load) -> kill(cluster.any(), load)),
    KILL_COORDINATOR(
            4,
            Arrangement.ONE_ADDRESS,
            Figure.DEATH,
            (cluster, load) -> kill(cluster.coordinator(), load)),
    KILL_ALL(2, Arrangement.ONE_ADDRESS, Figure.NONE, Fault::killAll),
    HOLD_2_S(1, Arrangement.ONE_ADDRESS, Figure.STAYS, (cluster, load) -> hold(cluster, load, 2)),
    HOLD_8_S(1, Arrangement.ONE_ADDRESS, Figure.NONE, (cluster, load) -> hold(cluster, load, 8)),
    /// As long as others need to take over and a little more.
    HOLD_14_S(0, Arrangement.ONE_ADDRESS, Figure.HANG, (cluster, load) -> hold(cluster, load, 14)),
    HOLD_30_S(2, Arrangement.ONE_ADDRESS, Figure.HANG, (cluster, load) -> hold(cluster, load, 30)),
    STOP(2, Arrangement.ONE_ADDRESS, Figure.NONE, Fault::stop),
    DATABASE_RESTART(1, Arrangement.ONE_ADDRESS, Figure.STAYS, Fault::restartDatabase),
    DATABASE_STALL(1, Arrangement.ONE_ADDRESS, Figure.STAYS, Fault::stallDatabase),
    /// The server does not get some commits.
    COMMIT_CUT_BEFORE(
            2,
            Arrangement.ONE_ADDRESS,
            Figure.STAYS,
            (cluster, load) -> cutCommits(cluster, load, Cut.BEFORE_COMMIT)),
    /// The server gets them, and the node does not hear it.
    COMMIT_CUT_AFTER(
            2,
            Arrangement.ONE_ADDRESS,
            Figure.STAYS,
            (cluster, load) -> cutCommits(cluster, load, Cut.AFTER_COMMIT)),
    DATABASE_UNREACHABLE_FOR_ONE(2, Arrangement.ONE_ADDRESS, Figure.HANG, Fault::blackHole),
    DATABASE_SLOW_FOR_ONE(1, Arrangement.ONE_ADDRESS, Figure.STAYS, Fault::slowDown),
    /// Of one machine, ten minutes ahead and back.
    CLOCK_STEP(2, Arrangement.ONE_CLOCK_OF_ITS_OWN, Figure.STAYS, Fault::stepClock),
    /// One is cut off from the other nodes and reaches the database.
    PARTITION_2_1(2, Arrangement.NAMESPACES, Figure.STAYS, Fault::partition),
    /// One is cut off from everything.
    PARTITION_FROM_ALL(2, Arrangement.NAMESPACES, Figure.HANG, Fault::cutOff),
    /// The others do not hear one, which hears them.
    ONE_WAY(2, Arrangement.NAMESPACES, Figure.STAYS, Fault::oneWay),
    FLAPPING(2, Arrangement.NAMESPACES, Figure.STAYS, Fault::flap);

    /// What must follow.
    enum Figure {
        /// Nobody is given up, and no segment moves.
        STAYS,
        /// Taken over as of a process that died.
        DEATH,
        /// Taken over as of one that hangs.
        HANG,
        /// Only that nothing is lost or doubled.
        NONE
    }

    private interface Blow {
        /// @return how often it hit
        int strike(ChaosCluster cluster, ChaosLoad load) throws Exception;
    }

    /// How often it is drawn, relative to the others.
    final int weight;

    /// Where it can happen.
    final Arrangement arrangement;

    final Figure figure;
    private final Blow blow;

    Fault(int weight, Arrangement arrangement, Figure figure, Blow blow) {
        this.weight = weight;
        this.arrangement = arrangement;
        this.figure = figure;
        this.blow = blow;
    }

    /// @return how often it hit
    int strike(ChaosCluster cluster, ChaosLoad load) throws Exception {
        return blow.strike(cluster, load);
    }

    private static int kill(ClusterProcess node, ChaosLoad load) throws Exception {
        node.kill();
        load.goOn(Duration.ofSeconds(5));
        node.start();
        return 1;
    }

    private static int killAll(ChaosCluster cluster, ChaosLoad load) throws Exception {
        cluster.nodes().forEach(ClusterProcess::kill);
        for (var node : cluster.nodes()) {
            node.start();
        }
        load.goOn(Duration.ofSeconds(1));
        return 1;
    }

    private static int hold(ChaosCluster cluster, ChaosLoad load, int seconds) throws Exception {
        var node = cluster.any();
        node.signal("STOP");
        load.goOn(Duration.ofSeconds(seconds));
        node.signal("CONT");
        return 1;
    }

    private static int stop(ChaosCluster cluster, ChaosLoad load) throws Exception {
        var node = cluster.any();
        assertThat(node.stop()).isZero();
        load.goOn(Duration.ofSeconds(2));
        node.start();
        return 1;
    }

    private static int restartDatabase(ChaosCluster cluster, ChaosLoad load) throws Exception {
        cluster.database.restart();
        load.goOn(Duration.ofSeconds(5));
        return 1;
    }

    private static int stallDatabase(ChaosCluster cluster, ChaosLoad load) throws Exception {
        cluster.database.hold();
        load.goOn(Duration.ofSeconds(60));
        cluster.database.goOn();
        return 1;
    }

    // Now on this way and now on that one; in the middle one is refused for a while as well.
    private static int cutCommits(ChaosCluster cluster, ChaosLoad load, Cut cut) throws Exception {
        int before = cuts(cluster);
        for (int i = 0; i < 24; i++) {
            var way = cluster.way(cluster.any());
            way.cutAtNextCommit(cut);
            if (i == 12) {
                way.refuse(Duration.ofMillis(700));
            }
            load.goOn(Duration.ofMillis(100));
        }
        cluster.ways().forEach(CuttableProxy::disarm);
        return cuts(cluster) - before;
    }

    private static int cuts(ChaosCluster cluster) {
        return cluster.ways().stream().mapToInt(CuttableProxy::cuts).sum();
    }

    private static int blackHole(ChaosCluster cluster, ChaosLoad load) {
        var way = cluster.way(cluster.any());
        way.hold();
        load.goOn(Duration.ofSeconds(14));
        way.goOn();
        return 1;
    }

    private static int slowDown(ChaosCluster cluster, ChaosLoad load) {
        var way = cluster.way(cluster.any());
        way.delay(Duration.ofMillis(100));
        load.goOn(Duration.ofSeconds(8));
        way.goOn();
        return 1;
    }

    private static int stepClock(ChaosCluster cluster, ChaosLoad load) throws Exception {
        for (int minutes : new int[] {10, -10, 0}) {
            cluster.clock().step(Duration.ofMinutes(minutes));
            load.goOn(Duration.ofSeconds(8));
        }
        return 2;
    }

    private static int partition(ChaosCluster cluster, ChaosLoad load) throws Exception {
        isolate(cluster, cluster.any());
        return healLater(cluster, load);
    }

    private static int cutOff(ChaosCluster cluster, ChaosLoad load) throws Exception {
        var node = cluster.any();
        cluster.network().cutBothWays(node.name, Namespaces.DATABASE);
        isolate(cluster, node);
        return healLater(cluster, load);
    }

    private static int oneWay(ChaosCluster cluster, ChaosLoad load) throws Exception {
        var node = cluster.any();
        for (String other : cluster.others(node)) {
            cluster.network().cut(node.name, other);
        }
        return healLater(cluster, load);
    }

    private static int flap(ChaosCluster cluster, ChaosLoad load) throws Exception {
        var node = cluster.any();
        for (int i = 0; i < 6; i++) {
            isolate(cluster, node);
            load.goOn(Duration.ofSeconds(i % 2 == 0 ? 1 : 3));
            cluster.network().heal();
            load.goOn(Duration.ofSeconds(1));
        }
        return 6;
    }

    // From the other nodes.
    private static void isolate(ChaosCluster cluster, ClusterProcess node) throws Exception {
        for (String other : cluster.others(node)) {
            cluster.network().cutBothWays(node.name, other);
        }
    }

    private static int healLater(ChaosCluster cluster, ChaosLoad load) throws Exception {
        load.goOn(Duration.ofSeconds(20));
        cluster.network().heal();
        return 1;
    }
}
