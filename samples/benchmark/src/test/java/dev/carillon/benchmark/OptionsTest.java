package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void everythingIsMeasuredThreeTimesOnH2ByDefault() {
        var options = Options.parse();

        assertThat(options.only()).containsExactlyElementsOf(Benchmark.MEASUREMENTS.keySet());
        assertThat(options.databases()).containsExactly("h2");
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.java()).contains("-Xmx256m", "-XX:+UseSerialGC");
    }

    @Test
    void measurementsKeepTheirOrder() {
        assertThat(Options.parse("--only", "lag,drain").only()).containsExactly("drain", "lag");
    }

    @Test
    void smokeIsOneRound() {
        assertThat(Options.parse("--smoke", "--rounds", "5").rounds()).isEqualTo(1);
    }

    @Test
    void unknownMeasurementIsRefusedByName() {
        assertThatThrownBy(() -> Options.parse("--only", "drian"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("drian");
    }

    @Test
    void missingValueIsRefused() {
        assertThatThrownBy(() -> Options.parse("--rounds"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--rounds");
    }

    @Test
    void wrongNumberOfRoundsIsRefused() {
        assertThatThrownBy(() -> Options.parse("--rounds", "0"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comparisonIsAllThatIsComparedAndNothingElse() {
        assertThat(Options.parse("--compare").only())
                .isNotEmpty()
                .allMatch(name -> name.startsWith("compare-"));
    }

    @Test
    void linesOfJsonLieBesideTheTable() {
        assertThat(Options.parse("--out", "folder/RESULTS.md").lines())
                .hasToString("folder/RESULTS.jsonl");
    }

    @Test
    void unknownEntrantIsRefusedByName() {
        assertThatThrownBy(() -> Options.parse("--entrants", "carillon,cron"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cron");
    }

    @Test
    void severalNumbersAreMeasuredInTurn() {
        var options = Options.parse("--schedules", "1000,1000000", "--crowd", "5");

        assertThat(options.schedules()).containsExactly(1_000, 1_000_000);
        assertThat(options.crowds()).containsExactly(5);
    }

    @Test
    void moreSchedulesThanANodeTakesAreRefused() {
        assertThatThrownBy(() -> Options.parse("--schedules", "1000,9999999"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--schedules");
    }

    @Test
    void historiesAreMeasuredFromTheShortestOne() {
        assertThat(Options.parse("--history", "1000000,10000").histories())
                .containsExactly(10_000, 1_000_000);
    }

    @Test
    void aHistoryIsMadeOfThousands() {
        assertThatThrownBy(() -> Options.parse("--history", "10500"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiples of 1000, not 10500");
    }
}
