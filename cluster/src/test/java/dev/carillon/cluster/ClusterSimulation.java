package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;

import dev.carillon.cluster.SimulatedCluster.Fault;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

/// Three nodes on the model of the stores, in one thread, under every fault there is, seeded. A failing seed is in
/// the message; `-Dsimulation.seed=N` replays it, `-Dsimulation.seeds=N` tries so many.
class ClusterSimulation {
    private static final int SEEDS = 200;

    // The faults are on purpose, and there are many.
    @BeforeAll
    static void beQuiet() {
        if (Long.getLong("simulation.seed") == null) {
            logger().setLevel(Level.OFF);
        }
    }

    @AfterAll
    static void beLoud() {
        logger().setLevel(null);
    }

    // While another class is the first to log, there is only a stand-in.
    private static Logger logger() {
        await().until(() -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
        return (Logger) LoggerFactory.getLogger("dev.carillon");
    }

    @Test
    void noFaultLosesOrDoublesARun(@TempDir Path folder) {
        var only = Long.getLong("simulation.seed");
        var seeds =
                only == null
                        ? LongStream.rangeClosed(1, Integer.getInteger("simulation.seeds", SEEDS))
                        : LongStream.of(only);
        Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
        long begins = 0;
        long begunAtOnce = 0;
        long takenOver = 0;
        for (long seed : seeds.toArray()) {
            var cluster = new SimulatedCluster(seed, folder);
            try {
                for (int part = 0; part < 2; part++) {
                    cluster.live(Duration.ofSeconds(25));
                    cluster.checkFinished();
                }
                cluster.settle();
                cluster.happened()
                        .forEach((fault, count) -> happened.merge(fault, count, Integer::sum));
                begins += cluster.begins();
                begunAtOnce += cluster.beganWithSubmission();
                takenOver += cluster.takeovers();
                if (only != null) {
                    System.out.println(String.join("\n", cluster.story()));
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + " (replay with -Dsimulation.seed="
                                + seed
                                + "); it ended so:\n"
                                + String.join("\n", cluster.story()),
                        e);
            }
        }

        // A simulation whose faults never happened, or in which nothing ran, proves nothing.
        if (only == null) {
            assertThat(happened).containsOnlyKeys(Fault.values());
            assertThat(takenOver).isGreaterThan(3L * Integer.getInteger("simulation.seeds", SEEDS));
            assertThat(begunAtOnce).isGreaterThan(Integer.getInteger("simulation.seeds", SEEDS));
            assertThat(begins).isGreaterThan(20L * Integer.getInteger("simulation.seeds", SEEDS));
        }
    }
}
