package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

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

        assertThat(line)
                .startsWith("06:00:00  default/j")
                .contains("FAILED", "3 ms")
                .endsWith("no space");
    }

    @Test
    void olderViewOfARunIsNoNews() {
        var live = new LiveRuns();

        assertThat(live.saw(run("r1", RunState.SUCCEEDED, 1, null))).isTrue();
        assertThat(live.saw(run("r1", RunState.SUCCEEDED, 1, null))).isFalse();
        assertThat(live.newest(5)).hasSize(1);
    }

    @Test
    void summaryFailsWhenADueRunDidNotRun() {
        var summary =
                DemoSummary.of(
                        List.of(
                                run("a", RunState.SUCCEEDED, 2, null),
                                run("b", RunState.FAILED, 9, null),
                                run("c", RunState.SKIPPED, -1, null),
                                run("d", RunState.QUEUED, -1, null)),
                        List.of());

        assertThat(summary.lines().getFirst())
                .isEqualTo(
                        "due 4, ran 2, succeeded 1, failed 1, skipped by overlap 1, lag p50 2 ms, p99 9 ms");
        assertThat(summary.notRan())
                .singleElement()
                .asString()
                .contains("run d")
                .contains("QUEUED");
        assertThat(summary.exitCode()).isEqualTo(Exit.RUN_FAILED);
    }

    @Test
    void skippedRunsDoNotFailTheSummary() {
        assertThat(
                        DemoSummary.of(List.of(run("c", RunState.SKIPPED, -1, null)), List.of())
                                .exitCode())
                .isEqualTo(Exit.OK);
    }

    @Test
    void coloursNeedATerminalWithoutNoColor() {
        assertThat(Screen.of(Map.of("CARILLON_TERMINAL", "40 120")))
                .isEqualTo(new Screen(true, true, 40, 120));
        assertThat(Screen.of(Map.of("CARILLON_TERMINAL", "40 120", "NO_COLOR", "1")).colours())
                .isFalse();
        assertThat(Screen.of(Map.of("CARILLON_TERMINAL", "")).terminal()).isFalse();
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
