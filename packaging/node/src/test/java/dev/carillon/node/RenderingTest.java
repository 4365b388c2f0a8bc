package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.api.WhyReason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
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
    void whatAttemptsUsedIsShownWhenItIsKnownOfAny() {
        var first = new AttemptView(1, 1, "a", RunState.FAILED, DUE, DUE, 1, "exit code 1", null);
        var second =
                new AttemptView(
                        2,
                        2,
                        "a",
                        RunState.RUNNING,
                        DUE,
                        null,
                        null,
                        null,
                        new Usage(Duration.ofMillis(61_340), 300 << 20));

        assertThat(AttemptLines.of(List.of(first)).head()).doesNotContain("PROCESSOR", "MEMORY");
        var both = AttemptLines.of(List.of(first, second));
        assertThat(both.head()).containsSequence("CODE", "PROCESSOR", "MEMORY", "MESSAGE");
        assertThat(both.rows().getFirst()).containsSequence("1", "-", "-", "exit code 1");
        assertThat(both.rows().getLast()).containsSequence("-", "1m1s", "300 MiB", "");
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

    @Test
    void waitingRunSaysForWhatAndAHandledOneThatItIs() {
        var part = part(RunState.WAITING, "STEP", null, false);
        var failed = part(RunState.FAILED, null, null, true);

        assertThat(RunLines.table(List.of(part, failed), DUE, ZoneOffset.UTC).lines(0))
                .satisfiesExactly(
                        head -> assertThat(head).startsWith("RUN "),
                        line -> assertThat(line).contains("j: load  WAITING for step "),
                        line -> assertThat(line).contains("j: load  FAILED, handled "));
        assertThat(RunLines.state(part(RunState.WAITING, "GATE", null, false)))
                .isEqualTo("WAITING for earlier run");
        assertThat(RunLines.summary(failed)).isEqualTo("p1  FAILED, handled");
        assertThat(RunLines.parts(List.of(part), DUE).lines(0).getLast())
                .matches("load +WAITING for step +- +- +p1");
    }

    @Test
    void deadlineIsToldOfARunThatIsNotFinished() {
        assertThat(
                        RunLines.table(
                                        List.of(
                                                part(RunState.QUEUED, null, DUE, false),
                                                part(RunState.SUCCEEDED, null, DUE, false)),
                                        DUE,
                                        ZoneOffset.UTC)
                                .lines(0))
                .filteredOn(line -> line.contains("to end by 2026-11-23 06:00:00"))
                .hasSize(1);
    }

    @Test
    void detailsOfARunTellWhereItBelongsAndWhatItWaitsFor() {
        assertThat(RunFacts.of(part(RunState.WAITING, "KEY", DUE, true)).lines())
                .contains(
                        "part of     run f1, step load",
                        "waits for   another run with its limit key",
                        "handled     yes",
                        "deadline    2026-11-23T06:00:00Z");
        assertThat(RunFacts.of(run("r1", RunState.QUEUED, -1, null)).lines())
                .noneMatch(line -> line.matches("(part of|waits for|handled|deadline|limit).*"));
    }

    @Test
    void jobSaysWhyItIsPausedAndThatItOutlasts() {
        assertThat(JobCommands.state(job(false, null, false))).isEqualTo("active");
        assertThat(JobCommands.state(job(true, "3 runs failed in a row", true)))
                .isEqualTo("paused: 3 runs failed in a row; outlasts its interval");
    }

    @Test
    void nodeShowsItsLabelsAndItsCordon() {
        var nodes =
                List.of(
                        node("a", Map.of("zone", "b", "disk", "ssd"), DUE),
                        node("b", Map.of(), Instant.parse("9999-12-31T23:59:59Z")),
                        node("c", Map.of(), null));

        assertThat(NodeCommands.table(nodes).lines(0))
                .satisfiesExactly(
                        head -> assertThat(head).contains("LABELS"),
                        line ->
                                assertThat(line)
                                        .contains(
                                                "UP, cordoned until 2026-11-23T06:00:00Z",
                                                "disk=ssd zone=b"),
                        line -> assertThat(line).contains("UP, cordoned without end"),
                        line -> assertThat(line).matches("c +UP +1/4 +32 +- +2026-.*"));
    }

    @Test
    void whyTellsTheNumbersBehindIt() {
        var why =
                new Carillon.Why(
                        WhyReason.QUEUE_LIMIT,
                        "2 runs\nare under way",
                        Map.of("running", "2", "limit", "2"),
                        DUE);

        assertThat(WhyCommand.lines(why))
                .containsExactly(
                        "QUEUE_LIMIT: 2 runs are under way",
                        "earliest    2026-11-23T06:00:00Z",
                        "limit       2",
                        "running     2");
        assertThat(WhyCommand.table(List.of(why)).lines(0).getLast())
                .isEqualTo("QUEUE_LIMIT  2026-11-23T06:00:00Z  2 runs are under way");
    }

    @Test
    void drainTellsTheFirstRunsItWaitsFor() {
        var run = run("00000000-0000-7000-8000-000012345678", RunState.RUNNING, 1, null);

        assertThat(Drain.line(List.of(run))).isEqualTo("1 run is under way: j 12345678");
        assertThat(Drain.line(Collections.nCopies(7, run)))
                .startsWith("7 runs are under way: j 12345678, ")
                .endsWith(", …");
    }

    @Test
    void onlyYesIsAgreement() {
        assertThat(Terminal.isYes(" Y")).isTrue();
        assertThat(Terminal.isYes("yes")).isTrue();
        assertThat(Terminal.isYes("")).isFalse();
        assertThat(Terminal.isYes(null)).isFalse();
    }

    @Test
    void wholeIdIsToldFromAnEndAndFromANameOfAJob() {
        assertThat(RunIds.isWhole("00000000-0000-7000-8000-000012345678")).isTrue();
        assertThat(RunIds.isEnd("12345678")).isTrue();
        assertThat(RunIds.isEnd("nightly-export")).isFalse();
        assertThat(RunIds.isEnd("reports/daily")).isFalse();
    }

    private static JobView job(boolean paused, @Nullable String why, boolean outlasts) {
        return new JobView(
                "default",
                "j",
                1,
                paused,
                DUE,
                "admin",
                List.of(),
                Json.mapper().createObjectNode(),
                why,
                0,
                outlasts);
    }

    private static Carillon.NodeView node(
            String name, Map<String, String> labels, @Nullable Instant cordonedUntil) {
        return new Carillon.NodeView(
                "id",
                name,
                "UP",
                DUE,
                4,
                1,
                32,
                labels,
                cordonedUntil,
                "0.1.0",
                1,
                List.of(),
                null);
    }

    private static RunView part(
            RunState state,
            @Nullable String waitsFor,
            @Nullable Instant deadline,
            boolean handled) {
        return new RunView(
                "p1",
                "default/j",
                1,
                state,
                "STEP",
                null,
                null,
                DUE,
                DUE,
                null,
                null,
                0,
                1,
                5,
                "default",
                null,
                1,
                null,
                null,
                null,
                null,
                Map.of(),
                "f1",
                "load",
                waitsFor,
                null,
                null,
                deadline,
                handled,
                null);
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
