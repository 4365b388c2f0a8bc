package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void roundsOfOneFigureAreOneRow() {
        var report = new Report();

        report.add("Carillon", "H2", "accepted", "/s", 1_500);
        report.add("Carillon", "H2", "accepted", "/s", 2_500);
        report.add("Carillon", "H2", "accepted", "/s", 2_000);

        assertThat(report.markdown())
                .contains("| accepted | /s | Carillon | H2 | 2,000 | 1,500 .. 2,500 | 3 |");
    }

    @Test
    void otherDatabaseIsAnotherRow() {
        var report = new Report();

        report.add("Carillon", "H2", "lag", "ms", 1.5);
        report.add("Carillon", "PostgreSQL", "lag", "ms", 12.34);

        assertThat(report.markdown())
                .contains("| H2 | 1.50 | 1.50 .. 1.50 | 1 |")
                .contains("| PostgreSQL | 12.3 | 12.3 .. 12.3 | 1 |");
    }

    @Test
    void noteIsShownOnce() {
        var report = new Report();

        report.note("Client and node share the machine.");
        report.note("Client and node share the machine.");

        assertThat(report.markdown()).containsOnlyOnce("share the machine");
    }
}
