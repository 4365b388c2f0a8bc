package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

class RenderingTest {
    private static final Instant DUE = Instant.parse("2026-11-23T06:00:00Z");
    private static final DueList NOTHING_DUE = new DueList(DUE, DUE.plusSeconds(60), List.of());

    @Test
    void columnsAreAlignedAndControlBytesGone() {
        var table =
                new TextTable(
                        List.of("A", "B"),
                        List.of(List.of("long", "x\u001b[2J"), List.of("s", "y\nz")));

        assertThat(table.lines(0)).containsExactly("A     B", "long  x\uFFFD[2J", "s     y z");
    }

    @Test
    void lineIsCutToTheTerminal() {
        assertThat(new TextTable(List.of("ABCDEFGH"), List.of()).lines(4)).containsExactly("ABC…");
    }

    @Test
    void outputKeepsLinesAndTabsOnly() {
        assertThat(PlainText.of("a\tb\nc\r\u0007\u009b31m\u202e"))
                .isEqualTo("a\tb\nc\uFFFD\uFFFD\uFFFD31m\uFFFD");
    }

    @Test
    void changeIsOneLine() {
        String line =
                RunLines.change(run("r1", RunState.FAILED, 3, "no\nspace"), DUE, ZoneOffset.UTC);

        assertThat(line).startsWith("06:00:00  j ").contains("FAILED", "3 ms").endsWith("no space");
    }

    @Test
    void olderViewOfARunIsNoNews() {
        var live = new LiveRuns();

        assertThat(live.saw(run("r1", RunState.SUCCEEDED, 1, null))).isTrue();
        assertThat(live.saw(run("r1", RunState.SUCCEEDED, 1, null))).isFalse();
        assertThat(live.newest(5)).hasSize(1);
    }

    @Test
    void summaryFailsWhenADueRunDidNotRunOrFailed() {
        var summary =
                DemoSummary.of(
                        NOTHING_DUE,
                        List.of(
                                run("a", RunState.SUCCEEDED, 2, null),
                                run("b", RunState.FAILED, 9, "exit code 1"),
                                run("c", RunState.SKIPPED, -1, null),
                                run("d", RunState.QUEUED, -1, null)));

        assertThat(summary.jobs().getLast())
                .isEqualTo(new DemoSummary.Line("all", 4, 2, 1, 1, 1, 0));
        assertThat(summary.troubles())
                .containsExactly(
                        "run b of job default/j, due 2026-11-23T06:00:00Z: FAILED, exit code 1",
                        "run d of job default/j, due 2026-11-23T06:00:00Z: QUEUED");
        assertThat(summary.lateP99Millis()).isEqualTo(9);
        assertThat(summary.exitCode()).isEqualTo(Exit.FAILED);
    }

    @Test
    void summaryFailsWhenADueTimeMadeNoRun() {
        var due =
                new DueList(
                        DUE, DUE.plusSeconds(60), List.of(new DueList.Due("default/other", DUE)));

        var summary = DemoSummary.of(due, List.of(run("a", RunState.SUCCEEDED, 2, null)));

        assertThat(summary.troubles())
                .containsExactly("job default/other, due 2026-11-23T06:00:00Z: no run was made");
        assertThat(summary.jobs().getLast().due()).isEqualTo(2);
        assertThat(summary.exitCode()).isEqualTo(Exit.FAILED);
    }

    @Test
    void skippedRunsDoNotFailTheSummary() {
        assertThat(
                        DemoSummary.of(NOTHING_DUE, List.of(run("c", RunState.SKIPPED, -1, null)))
                                .exitCode())
                .isEqualTo(Exit.OK);
    }

    @Test
    void dueTimesAreThoseFromTheStartUpToTheEnd() {
        var jobs =
                Definitions.parse(
                        "name: j\ntask: {shell: {command: [x]}}\nschedules: [{every: 5s}, {cron: \"0 * * * *\"}]",
                        "test");

        assertThat(DueList.of(jobs, DUE, DUE.plusSeconds(10)).times())
                .extracting(DueList.Due::at)
                .containsExactly(DUE, DUE.plusSeconds(5), DUE);
    }

    @Test
    void lateIsNotToldOfARunThatWaitsForItsNextAttempt() {
        assertThat(
                        RunLines.change(
                                run("r1", RunState.DELAYED, 3, "exit code 75"),
                                DUE,
                                ZoneOffset.UTC))
                .contains("1/1   -         exit code 75");
    }

    @Test
    void tableFitsTheNarrowTerminalAndKeepsTheState() {
        var narrow = new Screen(true, false, 10, 40);

        assertThat(
                        RunLines.lines(
                                List.of(run("r1", RunState.SUCCEEDED, 3, "long ".repeat(20))),
                                DUE,
                                ZoneOffset.UTC,
                                narrow))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40))
                .last()
                .asString()
                .contains("SUCCEEDED");
    }

    @Test
    void coloursNeedATerminalWithoutNoColor() {
        assertThat(Screen.of(Map.of("CARILLON_TERMINAL", "40 120")))
                .isEqualTo(new Screen(true, true, 40, 120));
        assertThat(Screen.of(Map.of("CARILLON_TERMINAL", "40 120", "NO_COLOR", "1")).colours())
                .isFalse();
        assertThat(Screen.of(Map.of("CARILLON_TERMINAL", "")).terminal()).isFalse();
        assertThat(Screen.of(Map.of("CARILLON_TERMINAL", "40 120", "TERM", "dumb")).terminal())
                .isFalse();
    }

    private static RunView run(
            String id, RunState state, long lagMillis, @Nullable String message) {
        Instant started = lagMillis < 0 ? null : DUE.plusMillis(lagMillis);
        return new RunView(
                id,
                "default/j",
                1,
                state,
                "SCHEDULE",
                "s",
                DUE,
                DUE,
                DUE,
                started,
                started,
                1,
                1,
                5,
                "default",
                "n",
                1,
                message,
                null,
                null,
                null,
                Map.of());
    }
}
