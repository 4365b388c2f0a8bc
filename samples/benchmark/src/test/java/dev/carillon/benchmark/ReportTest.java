package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ReportTest {
    private static final Circumstances QUIET = new Circumstances(0.1, 0.01, false);
    private static final Circumstances BUSY = new Circumstances(3.5, 0.4, true);

    @Test
    void roundsOfOneFigureAreOneRow() throws IOException {
        var report = new Report(null);

        report.add("Carillon", "H2", "accepted", "/s", 1_500);
        report.add("Carillon", "H2", "accepted", "/s", 2_500);
        report.add("Carillon", "H2", "accepted", "/s", 2_000);
        report.settle(QUIET);

        assertThat(report.markdown())
                .contains("| accepted | /s | Carillon | H2 | 2,000 | 1,500 .. 2,500 | 3 |");
    }

    @Test
    void otherDatabaseIsAnotherRow() throws IOException {
        var report = new Report(null);

        report.add("Carillon", "H2", "lag", "ms", 1.5);
        report.add("Carillon", "PostgreSQL", "lag", "ms", 12.34);
        report.settle(QUIET);

        assertThat(report.markdown())
                .contains("| H2 | 1.50 | 1.50 .. 1.50 | 1 |")
                .contains("| PostgreSQL | 12.3 | 12.3 .. 12.3 | 1 |");
    }

    @Test
    void noteIsShownOnce() throws IOException {
        var report = new Report(null);

        report.note("Client and node share the machine.");
        report.note("Client and node share the machine.");

        assertThat(report.markdown()).containsOnlyOnce("share the machine");
    }

    @Test
    void valuesThatOthersDisturbedAreCounted() throws IOException {
        var report = new Report(null);

        report.add("Carillon", "H2", "accepted", "/s", 1_500);
        report.settle(QUIET);
        report.add("Carillon", "H2", "accepted", "/s", 500);
        report.settle(BUSY);

        assertThat(report.markdown()).contains("| 500 .. 1,500 | 2 (1) |");
    }

    @Test
    void whatFailedIsNotInTheTable() throws IOException {
        var report = new Report(null);

        report.add("Carillon", "H2", "accepted", "/s", 1_500);
        report.drop();
        report.settle(QUIET);

        assertThat(report.markdown()).doesNotContain("accepted");
    }

    @Test
    void eachValueIsALineOfJsonAtOnce(@TempDir Path folder) throws IOException {
        Path lines = folder.resolve("results.jsonl");
        var report = new Report(lines);

        report.round(2);
        report.add("Carillon", "H2", "accepted", "/s", 1_500);
        report.settle(BUSY);

        assertThat(Files.readString(lines))
                .isEqualTo(
                        "{\"name\":\"accepted\",\"product\":\"Carillon\",\"database\":\"H2\",\"round\":2,"
                                + "\"value\":1500.0,\"unit\":\"/s\",\"loadBefore\":3.5,\"others\":0.4,\"disturbed\":true}\n");
    }

    @Test
    void pageKeepsWhatWasWrittenBelowTheOneBefore() throws IOException {
        var report = new Report(null);
        report.add("Carillon", "H2", "accepted", "/s", 1_500);
        report.settle(QUIET);
        String before = report.page("before", "") + "## Analysis\n\nCommits dominate.\n";

        assertThat(report.page("now", before))
                .contains("```sh\nnow\n```")
                .doesNotContain("before\n")
                .endsWith(Report.BY_HAND + "\n## Analysis\n\nCommits dominate.\n");
    }

    @Test
    void pageShowsAllProductsOfAFigureTogether() throws IOException {
        var report = new Report(null);
        report.add("Carillon", "H2", "drained", "/s", 1);
        report.add("Carillon", "H2", "enqueued", "/s", 2);
        report.add("Quartz", "H2", "drained", "/s", 3);
        report.settle(QUIET);

        assertThat(report.page("now", "").lines().filter(line -> line.endsWith("| 1 |")))
                .extracting(line -> line.split(" \\| ", 4)[0] + line.split(" \\| ", 4)[2])
                .containsExactly("| drainedCarillon", "| drainedQuartz", "| enqueuedCarillon");
    }
}
