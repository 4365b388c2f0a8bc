package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.benchmark.CapacityModel.Cell;
import dev.carillon.benchmark.CapacityModel.Costs;

import org.junit.jupiter.api.Test;

class CapacityModelTest {
    private static final Costs COSTS = new Costs(500, 50, 1_000, 40);

    @Test
    void longRunsAreLimitedByTheSlots() {
        var outcome = CapacityModel.simulate(COSTS, new Cell(4, 10, 8, 1_000_000), 60);

        // A slot is free when the result is committed, and taken again by the next claim.
        assertThat(outcome.rate()).isBetween(38.0, 40.0);
        assertThat(outcome.busy()).isLessThan(0.05);
    }

    @Test
    void manyNodesAreLimitedByTheProcessorsOfTheDatabase() {
        var outcome = CapacityModel.simulate(COSTS, new Cell(50, 256, 2, 1_000), 10);

        assertThat(outcome.busy()).isGreaterThan(0.98);
        // Turns are full then, so that what each costs is shared by hundreds of runs.
        assertThat(outcome.rate()).isBetween(0.9 * 2 / 52.5e-6, 2 / 50e-6);
    }

    @Test
    void oneNodeIsLimitedByItsOwnProcessors() {
        var costs = new Costs(100, 1, 100, 400);

        var outcome = CapacityModel.simulate(costs, new Cell(1, 256, 2, 1_000), 10);

        assertThat(outcome.rate()).isCloseTo(2 / 400e-6, within(100.0));
    }

    @Test
    void halfTheNodesOnEachOfTwoDatabasesDoTwiceAsMuchWhereTheDatabaseIsTheLimit() {
        double one = CapacityModel.simulate(COSTS, new Cell(40, 64, 2, 1_000), 10).rate();
        double half = CapacityModel.simulate(COSTS, new Cell(20, 64, 2, 1_000), 10).rate();

        assertThat(2 * half / one).isBetween(1.9, 2.1);
    }
}
