package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

class RatiosTest {
    private static final Circumstances QUIET = new Circumstances(0.1, 0.01, false);
    private static final Circumstances BUSY = new Circumstances(3.5, 0.4, true);

    private final Report report = new Report(null);
    @TempDir private Path work;

    private Ratios ratios() {
        return new Ratios(
                new Bench(
                        Options.parse(),
                        Scale.SMOKE,
                        new Store.H2(),
                        report,
                        work,
                        "",
                        new AtomicInteger(),
                        Bench.MANY_SLOTS));
    }

    @Test
    void rateIsSetBesideTheHighestOfTheOthers() throws IOException {
        var ratios = ratios();
        ratios.add(Entrant.CARILLON, "rate", "runs/s", 300, QUIET);
        ratios.add(Entrant.CARILLON, "rate", "runs/s", 100, QUIET);
        ratios.add(Entrant.CARILLON, "rate", "runs/s", 200, QUIET);
        ratios.add(Entrant.QUARTZ, "rate", "runs/s", 50, QUIET);
        ratios.add(Entrant.JOBRUNR, "rate", "runs/s", 100, QUIET);

        ratios.report();

        assertThat(report.markdown())
                .contains("| rate | times | " + Ratios.TO_BEST)
                .contains("2.00");
    }

    @Test
    void timeIsSetBesideTheLowestOfTheOthers() throws IOException {
        var ratios = ratios();
        ratios.add(Entrant.CARILLON, "lag", "ms", 1, QUIET);
        ratios.add(Entrant.QUARTZ, "lag", "ms", 3, QUIET);
        ratios.add(Entrant.DB_SCHEDULER_FETCH, "lag", "ms", 50, QUIET);

        ratios.report();

        assertThat(report.markdown()).contains("3.00 .. 3.00");
    }

    @Test
    void otherDurabilityOfOursIsNotOneOfTheOthers() throws IOException {
        var ratios = ratios();
        ratios.add(Entrant.CARILLON, "rate", "runs/s", 100, QUIET);
        ratios.add(Entrant.CARILLON_POWER, "rate", "runs/s", 60, QUIET);

        ratios.report();

        assertThat(report.markdown()).doesNotContain(Ratios.TO_BEST);
    }

    @Test
    void ratioOfWhatWasDisturbedIsDisturbed() throws IOException {
        var ratios = ratios();
        ratios.add(Entrant.CARILLON, "backlog drained", "runs/s", 100, QUIET);
        ratios.floor(Map.of(Floor.ALL, 400.0), BUSY);

        ratios.report();

        assertThat(report.markdown()).contains("0.25 .. 0.25 | 1 (1) |");
    }
}
