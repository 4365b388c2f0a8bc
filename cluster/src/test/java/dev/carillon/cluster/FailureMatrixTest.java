package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.cluster.SimulatedCluster.Fault;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Each row of the failure matrix in ARCHITECTURE.md: one bad event, and what it must and must not bring about. Time
/// goes in steps of 200 ms.
class FailureMatrixTest {
    private static final Duration DEATH = Duration.ofSeconds(3);
    private static final Duration HANG = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir Path folder;
    private SimulatedCluster cluster;

    @BeforeEach
    void start() {
        cluster = SimulatedCluster.calm(folder);
        cluster.keepDead();
    }

    private Duration untilNothingIsLeftOn(int machine) {
        return cluster.until(
                () -> cluster.segmentsOf(machine) == 0 && cluster.underWayOn(machine) == 0, LONG);
    }

    @Test
    void aKilledProcess() {
        cluster.inflict(Fault.KILL, 1);

        assertThat(cluster.until(() -> cluster.segmentsOf(1) == 0, LONG))
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(untilNothingIsLeftOn(1)).isLessThanOrEqualTo(DEATH);
    }

    @Test
    void aKilledCoordinator() {
        cluster.inflict(Fault.KILL, 0);

        assertThat(untilNothingIsLeftOn(0)).isLessThanOrEqualTo(DEATH);
        assertThat(cluster.segmentsOf(1) + cluster.segmentsOf(2)).isEqualTo(32);
    }

    @Test
    void twoKilledAtOnce() {
        cluster.inflict(Fault.KILL, 0);
        cluster.inflict(Fault.KILL, 1);

        assertThat(cluster.until(() -> cluster.segmentsOf(2) == 32, LONG))
                .isLessThanOrEqualTo(DEATH);
    }

    @Test
    void aNodeThatGivesAnotherUpAndIsCutOffBeforeItSettlesItsRuns() {
        cluster.cutOffSettling();
        cluster.inflict(Fault.KILL, 1);

        assertThat(untilNothingIsLeftOn(1)).isLessThanOrEqualTo(HANG);
    }

    @Test
    void aHungProcess() {
        cluster.inflict(Fault.FREEZE_LONG, 1);

        assertThat(untilNothingIsLeftOn(1)).isLessThanOrEqualTo(HANG);
    }

    @Test
    void aProcessThatHangsBriefly() {
        long before = cluster.changes();
        cluster.inflict(Fault.FREEZE_BRIEFLY, 1);
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
        assertThat(cluster.isFirstStart(1)).isTrue();
    }

    @Test
    void aCutNetworkWithTheDatabaseReached() {
        long before = cluster.changes();
        cluster.inflict(Fault.SPLIT, 1);
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
        assertThat(cluster.killed()).isZero();
    }

    @Test
    void aRunWaitsForNoSlotThatIsFreeElsewhereThoughNobodyTellsOfIt() {
        cluster.inflict(Fault.SPLIT, 0);

        assertThat(cluster.longestNeedlessWait(0, Duration.ofMinutes(2)))
                .isBetween(Duration.ofMillis(200), Duration.ofMillis(1_200));
    }

    @Test
    void aNetworkThatWorksOneWayOnly() {
        long before = cluster.changes();
        cluster.inflict(Fault.ONE_WAY_LOSS, 1);
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
    }

    @Test
    void aMachineThatReachesNothing() {
        cluster.inflict(Fault.SPLIT_AND_DATABASE_AWAY_FOR_ONE, 1);

        assertThat(untilNothingIsLeftOn(1)).isLessThanOrEqualTo(HANG);
    }

    @Test
    void aMachineThatDoesNotReachTheDatabase() {
        cluster.inflict(Fault.DATABASE_AWAY_FOR_ONE, 1);

        assertThat(untilNothingIsLeftOn(1)).isLessThanOrEqualTo(HANG);
    }

    @Test
    void aDatabaseThatIsAwayForAll() {
        long before = cluster.changes();
        cluster.inflict(Fault.DATABASE_AWAY, 0);
        cluster.goOn(Duration.ofSeconds(60));
        assertThat(cluster.killed()).isZero();
        cluster.endAll();
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
        assertThat(cluster.killed()).isZero();
        for (int machine = 0; machine < 3; machine++) {
            assertThat(cluster.isFirstStart(machine)).isTrue();
        }
    }

    @Test
    void aStepOfTheClock() {
        long before = cluster.changes();
        cluster.stepClock(Duration.ofHours(1));
        cluster.goOn(LONG);
        cluster.stepClock(Duration.ofHours(-2));
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
        assertThat(cluster.killed()).isZero();
    }

    @Test
    void viewsThatAreWrong() {
        long before = cluster.changes();
        cluster.inflict(Fault.WRONG_VIEWS, 0);
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
    }

    @Test
    void messagesThatAreLostHeldBackAndDoubled() {
        long before = cluster.changes();
        cluster.inflict(Fault.CHAOTIC_MESSAGES, 0);
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
        assertThat(cluster.killed()).isZero();
    }

    @Test
    void aFirewallThatRefusesInTheNameOfALivingMachine() {
        long before = cluster.changes();
        cluster.inflict(Fault.REJECTING_FIREWALL, 0);
        cluster.goOn(LONG);

        assertThat(cluster.changes()).isEqualTo(before);
    }

    @Test
    void aPlannedLeave() {
        cluster.inflict(Fault.LEAVE, 1);

        assertThat(cluster.segmentsOf(1)).isZero();
        assertThat(cluster.segmentsOf(0) + cluster.segmentsOf(2)).isEqualTo(32);
    }

    @Test
    void aPlannedLeaveJustAfterAnotherNodeWasKilled() {
        long ofKilled = cluster.segmentsOf(2);
        cluster.inflict(Fault.KILL, 2);
        cluster.inflict(Fault.LEAVE, 1);

        assertThat(cluster.segmentsOf(2)).isEqualTo(ofKilled);
        assertThat(cluster.segmentsOf(0)).isEqualTo(32 - ofKilled);
    }

    @Test
    void twoCoordinatorsAtOnce() {
        var time = new ManualTime(Instant.EPOCH);
        var stores = new MemoryStores(time::micros);
        var one = new Coordinator(stores, Timing.DEFAULT, time.monotonic());
        var other = new Coordinator(stores, Timing.DEFAULT, time.monotonic());
        for (int i = 0; i < 3; i++) {
            var id = new UUID(0, i);
            stores.transaction(
                    tx -> {
                        tx.nodes()
                                .insert(
                                        new NodeRow(
                                                id,
                                                id.toString(),
                                                0,
                                                1,
                                                Map.of(),
                                                null,
                                                Presence.ALONE));
                        return true;
                    });
        }
        Segments.of(stores, 32);
        var picture = stores.transaction(Picture::read);

        assertThat(one.plan(picture, true)).isTrue();
        var planned = stores.transaction(Picture::read).segments();
        assertThat(other.plan(picture, true)).isFalse();
        assertThat(other.plan(picture.without(Set.of(new UUID(0, 2))), true)).isFalse();

        assertThat(stores.transaction(Picture::read).segments()).isEqualTo(planned);
        assertThat(planned).allMatch(segment -> segment.epoch() == 1);
    }
}
