package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.stream.LongStream;

/// One node on the model of the stores, in one thread: random steps, random faults at each commit, the
/// node killed and started again, seeded. A failing seed is in the message;
/// `-Dsimulation.seed=N` replays it, `-Dsimulation.seeds=N` tries more.
class NodeSimulation {
    @Test
    void noFaultLosesOrDoublesARun(@TempDir Path folder) {
        var only = Long.getLong("simulation.seed");
        int count = Integer.getInteger("simulation.seeds", 100);
        var seeds = only == null ? LongStream.rangeClosed(1, count) : LongStream.of(only);
        long deaths = 0;
        long begins = 0;
        for (long seed : seeds.toArray()) {
            try {
                var world = new SimulatedWorld(seed, folder);
                world.live(400);
                world.settle();
                world.check();
                deaths += world.deaths();
                begins += world.begins();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + " (replay with -Dsimulation.seed=" + seed + ")", e);
            }
        }

        // A simulation whose faults never happened, or in which nothing ran, proves nothing.
        if (only == null) {
            assertThat(deaths).isGreaterThan(count / 3);
            assertThat(begins).isGreaterThan(count * 33L);
        }
    }
}
