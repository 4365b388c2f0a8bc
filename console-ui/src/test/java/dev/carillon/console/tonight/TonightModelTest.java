package dev.carillon.console.tonight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.EventView;
import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeCluster;
import dev.carillon.console.NoticesHeard;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.parts.Ticks;
import dev.carillon.console.tonight.Lane.By;
import dev.carillon.console.tonight.Load.Slot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

class TonightModelTest {
    private static final Instant NOW = FakeCarillon.NOW;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final FakeCluster cluster = new FakeCluster();
    private final DirectBackground background = new DirectBackground();
    private final NoticesHeard notices = new NoticesHeard();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> NOW);
    private final TonightModel model = new TonightModel(link, notices, ZoneId.of("Europe/Berlin"));

    private static Instant in(long minutes) {
        return NOW.plus(Duration.ofMinutes(minutes));
    }

    private void due(String job, long minutes, long p50, long p90) {
        cluster.addDue(
                job, in(minutes), Duration.ofMinutes(p50), Duration.ofMinutes(p90), "default");
    }

    private void ran(String job, long minutesAgo, long minutes, RunState state) {
        cluster.add(job, state, in(-minutesAgo), in(minutes - minutesAgo), "a", "default");
    }

    private void show() {
        link.open();
        model.show(null, null);
    }

    private List<String> lanes() {
        return model.chartProperty().get().lanes().stream().map(Lane::name).toList();
    }

    private Bar only() {
        assertThat(model.chartProperty().get().bars()).hasSize(1);
        return model.chartProperty().get().bars().getFirst();
    }

    @Test
    void whatRanAndWhatIsDueAreOnOneLine() {
        ran("export", 60, 10, RunState.SUCCEEDED);
        due("export", 60, 10, 14);
        due("report", 90, 5, 5);

        show();

        assertThat(lanes()).containsExactly("default/export", "default/report");
        var export = model.chartProperty().get().lanes().getFirst();
        assertThat(export.bars()).extracting(Bar::future).containsExactly(false, true);
        assertThat(export.bars().getLast().most() - export.bars().getLast().from())
                .isEqualTo(Duration.ofMinutes(14).toMillis());
    }

    @Test
    void whatIsUnderWayEndsWhenItsJobUsuallyDoes() {
        cluster.add("export", RunState.RUNNING, in(-5), null, "a", "default");
        due("export", 600, 20, 30);

        show();

        var running = model.chartProperty().get().lanes().getFirst().bars().getFirst();
        assertThat(running.until()).isEqualTo(in(15).toEpochMilli());
        assertThat(running.most()).isEqualTo(in(25).toEpochMilli());
    }

    @Test
    void theTimeOfALinkIsNotOneThatThePersonChose() {
        link.open();
        model.show("-30m", "+2h");
        assertThat(model.lookedAround()).isFalse();

        model.zoom(0.5, NOW.toEpochMilli());
        assertThat(model.lookedAround()).isTrue();

        model.show("-1h", "+2h");
        assertThat(model.lookedAround()).isFalse();
    }

    @Test
    void whatIsSeenIsToldAsOfNowSoThatItIsTheSameAtAnotherTime() {
        link.open();
        model.show("-30m", "+2h");
        assertThat(model.seenFrom()).isEqualTo("-30m");
        assertThat(model.seenUntil()).isEqualTo("+2h");

        model.look(new Window(in(-600).toEpochMilli(), in(-480).toEpochMilli()));

        var again = Window.of(model.seenFrom(), model.seenUntil(), NOW, ZoneId.of("UTC"));
        assertThat(again.length()).isEqualTo(Duration.ofHours(2).toMillis());
        assertThat(again.has(NOW.toEpochMilli())).isTrue();
    }

    @Test
    void whatBeganBeforeTheTimeThatIsSeenIsThereWhileItIsUnderWay() {
        cluster.add("import", RunState.RUNNING, in(-60 * 24 * 9), null, "a", "default");

        show();

        assertThat(lanes()).containsExactly("default/import");
    }

    @Test
    void lanesAreByJobQueueOrNodeAndFiltered() {
        ran("export", 60, 10, RunState.SUCCEEDED);
        due("report", 30, 5, 5);
        show();

        model.groupBy(By.NODE);
        assertThat(lanes()).containsExactly("a", "any node");
        model.groupBy(By.QUEUE);
        assertThat(lanes()).containsExactly("default");
        model.groupBy(By.JOB);
        model.filter("REP");
        assertThat(lanes()).containsExactly("default/report");
    }

    @Test
    void aRunThatEndsChangesItsBarWithoutAnyQuestion() {
        var run = cluster.add("export", RunState.RUNNING, in(-5), null, "a", "default");
        show();

        cluster.put(FakeCarillon.as(run, RunState.FAILED));
        background.tick();
        background.tick();

        assertThat(only().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void movingAndZoomingReadsWhatIsNotThereYet() {
        due("yearly", 60 * 24 * 30, 5, 5);
        show();
        assertThat(lanes()).isEmpty();

        model.look(new Window(NOW.toEpochMilli(), in(60 * 24 * 40).toEpochMilli()));
        background.tick();

        assertThat(lanes()).containsExactly("default/yearly");
    }

    @Test
    void aScheduleThatIsDueVeryOftenIsOneBar() {
        cluster.addFrequent("beat", in(1), 86_400);

        show();

        assertThat(only().count()).isEqualTo(86_400);
        assertThat(only().often()).isTrue();
    }

    @Test
    void noTimeIsFreeWhileAScheduleIsDueVeryOften() {
        cluster.addFrequent("beat", in(0), 86_400);
        due("a", 10, 20, 30);
        show();

        model.findFree(Duration.ofMinutes(45));

        assertThat(model.slotsProperty().get())
                .isNotEmpty()
                .allSatisfy(slot -> assertThat(slot.load()).isEqualTo(1));
        assertThat(
                        Load.of(model.chartProperty().get().bars())
                                .in(new Window(in(40).toEpochMilli(), in(60).toEpochMilli()), 2))
                .containsExactly(1, 1);
    }

    @Test
    void aRunOfWhatIsDueVeryOftenIsNoOverlap() {
        assertThat(
                        Lane.of(List.of(often("a", 0, 60), bar("a", 20, 50)), By.JOB, "")
                                .getFirst()
                                .overlaps())
                .isEmpty();
    }

    @Test
    void manySchedulesThatAreDueVeryOftenLeaveATrackToSingleBars() {
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < 8; i++) {
            bars.add(often("often-" + i, 0, 60));
        }
        bars.add(bar("single", 10, 20));

        var lane = Lane.of(bars, By.QUEUE, "").getFirst();

        assertThat(lane.tracks()).containsExactly(0, 1, 2, 3, 3, 3, 3, 3, 4);
    }

    @Test
    void aStretchBetweenWhatTakesNoTimeIsAsLongAsItIsShown() {
        assertThat(new Slot(1, 3_600_000, 0).length()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void nearerByThatScheduleEachDueTimeIsReadAnew() {
        cluster.addFrequent("beat", in(1), 86_400);
        show();
        due("report", 20, 5, 5);

        model.zoom(0.05, in(20).toEpochMilli());
        background.tick();

        assertThat(lanes()).contains("default/report");
    }

    @Test
    void aJobThatChangesIsForecastAnew() {
        show();
        due("report", 20, 5, 5);

        cluster.tell(new EventView("j1", "job", NOW, "default/report", null));
        background.tick();
        background.tick();

        assertThat(lanes()).containsExactly("default/report");
    }

    @Test
    void warningsAreThoseOfWhatIsShown() {
        cluster.addWarning(Kind.DST_GAP, "export", in(30), "02:30 does not exist");
        cluster.addWarning(Kind.OVERLAP, "report", in(60), "takes longer than its interval");
        show();

        model.filter("report");

        assertThat(model.chartProperty().get().warnings())
                .extracting(warning -> warning.kind())
                .containsExactly(Kind.OVERLAP);
    }

    @Test
    void freeTimeIsFoundBetweenWhatNineOfTenTake() {
        due("a", 10, 20, 30);
        due("b", 90, 20, 30);
        show();

        model.findFree(Duration.ofMinutes(45));

        var first = model.slotsProperty().get().getFirst();
        assertThat(first).isEqualTo(new Slot(in(40).toEpochMilli(), in(90).toEpochMilli(), 0));
    }

    @Test
    void freeTimeIsFoundOverAllRunsWhateverIsFiltered() {
        due("orders", 10, 20, 30);
        due("b", 40, 30, 50);
        show();
        model.filter("orders");

        model.findFree(Duration.ofMinutes(45));

        assertThat(model.slotsProperty().get().getFirst().from()).isEqualTo(in(90).toEpochMilli());
        assertThat(model.freeNoteProperty().get())
                .isEqualTo("All runs count, also those that the filter hides.");
    }

    @Test
    void aRunOfUnknownLengthTakesAMinuteAndThatIsSaid() {
        cluster.addDue("new", in(10), null, MINUTE, "default");
        due("b", 11, 10, 10);
        show();

        model.findFree(Duration.ofMinutes(5));

        var slots = model.slotsProperty().get();
        assertThat(slots.getFirst().until()).isEqualTo(in(10).toEpochMilli());
        assertThat(slots.get(1).from()).isEqualTo(in(21).toEpochMilli());
        assertThat(slots).extracting(Slot::load).containsOnly(0);
        assertThat(model.freeNoteProperty().get())
                .isEqualTo("How long a run takes is not known; it counts as a minute.");
    }

    @Test
    void whatIsUnderWayForLongerThanIsKnownLeavesNoTimeFreeAtOnce() {
        cluster.add("new", RunState.RUNNING, in(-5), null, "a", "default");
        show();

        model.findFree(Duration.ofMinutes(5));

        assertThat(model.slotsProperty().get().getFirst().from()).isEqualTo(in(1).toEpochMilli());
    }

    @Test
    void whenNothingIsFreeTheLeastBusyTimeIsFound() {
        var window = new Window(0, 60 * 60_000);
        var all = bar("a", 0, 60);
        var half = bar("b", 0, 20);

        assertThat(Load.free(List.of(all, half), window, 30 * 60_000))
                .containsExactly(new Slot(20 * 60_000, 60 * 60_000, 1));
    }

    private static Bar bar(String job, long from, long until) {
        return new Bar(
                job,
                "q",
                null,
                null,
                null,
                from * 60_000,
                until * 60_000,
                until * 60_000,
                1,
                false);
    }

    private static Bar often(String job, long from, long until) {
        var bar = bar(job, from, until);
        return new Bar(
                bar.job(),
                bar.queue(),
                null,
                null,
                null,
                bar.from(),
                bar.until(),
                bar.most(),
                1000,
                false);
    }

    @Test
    void theLoadIsHowManyAreUnderWayAtOnce() {
        var window = new Window(0, 60 * 60_000);

        assertThat(
                        Load.of(List.of(bar("a", 0, 30), bar("b", 20, 40), bar("c", 31, 33)))
                                .in(window, 6))
                .containsExactly(1, 1, 2, 2, 0, 0);
        assertThat(Load.of(List.of(bar("a", 0, 30), bar("b", 30, 40))).in(window, 1))
                .containsExactly(1);
    }

    @Test
    void barsOfALaneDoNotLieOverEachOther() {
        var lane =
                Lane.of(List.of(bar("a", 0, 30), bar("b", 10, 20), bar("c", 25, 50)), By.QUEUE, "")
                        .getFirst();

        assertThat(lane.tracks()).containsExactly(0, 1, 1);
        assertThat(lane.height()).isEqualTo(2);
        assertThat(lane.overlaps()).isEmpty();
    }

    @Test
    void runsOfOneJobThatOverlapAreMarked() {
        var lane = Lane.of(List.of(bar("a", 0, 30), bar("a", 20, 50)), By.JOB, "").getFirst();

        assertThat(lane.overlaps()).containsExactly(new Lane.Overlap(20 * 60_000, 30 * 60_000));
    }

    @Test
    void onlyBarsThatMayReachIntoTheWindowAreLookedAt() {
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < 1000; i++) {
            bars.add(bar("a", i * 10, i * 10 + 5));
        }
        var lane = Lane.of(bars, By.JOB, "").getFirst();

        int first = lane.first(new Window(5000 * 60_000L, 5060 * 60_000L));

        assertThat(lane.bars().get(first).from()).isBetween(4990 * 60_000L, 5000 * 60_000L);
    }

    @Test
    void aWindowIsReadFromWordsAndZoomsAroundAPoint() {
        var zone = ZoneId.of("Europe/Berlin");
        var window = Window.of("-1h", "+3h", NOW, zone);
        assertThat(window.from()).isEqualTo(in(-60).toEpochMilli());
        assertThat(window.until()).isEqualTo(in(180).toEpochMilli());
        assertThat(Window.of("2026-12-24", "2026-12-25", NOW, zone).from())
                .isEqualTo(Instant.parse("2026-12-23T23:00:00Z").toEpochMilli());

        var nearer = window.zoom(0.5, NOW.toEpochMilli());

        assertThat(nearer.from()).isEqualTo(in(-30).toEpochMilli());
        assertThat(nearer.until()).isEqualTo(in(90).toEpochMilli());
        assertThat(window.zoom(1e-9, NOW.toEpochMilli()).length()).isEqualTo(Window.SHORTEST);
        assertThat(window.zoom(1e9, NOW.toEpochMilli()).length()).isEqualTo(Window.LONGEST);
    }

    @Test
    void linesAreAtRoundLocalTimesWhenTheClocksChange() {
        var zone = ZoneId.of("Europe/Berlin");
        var night =
                new Window(
                        Instant.parse("2027-03-27T23:00:00Z").toEpochMilli(),
                        Instant.parse("2027-03-28T05:00:00Z").toEpochMilli());

        assertThat(Ticks.of(night.from(), night.until(), 6, zone))
                .extracting(Ticks.Tick::text)
                .containsExactly("Sun 28 Mar", "01:00", "02:00", "04:00", "05:00", "06:00");
        assertThat(Ticks.clockChanges(night.from(), night.until(), zone))
                .extracting(Ticks.Tick::text)
                .containsExactly("+60 min");
    }

    @Test
    void whatIsSeenIsExportedAndNothingBecomesAFormula(@TempDir Path folder) throws IOException {
        ran("export, \"daily\"", 60, 10, RunState.FAILED);
        cluster.addDue("later", in(60 * 24 * 60), null, MINUTE, "default");
        show();
        var file = folder.resolve("tonight.csv");

        model.export(file);

        var lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast())
                .startsWith(
                        "\"default/export, \"\"daily\"\"\",default,a,FAILED,2026-11-26T11:00:00Z");
        assertThat(notices.texts()).singleElement().asString().contains("tonight.csv");
    }

    @Test
    void whatWasReadStaysWhileNoNodeAnswers() {
        ran("export", 60, 10, RunState.SUCCEEDED);
        show();

        cluster.setAway(true);
        background.tick();

        assertThat(lanes()).containsExactly("default/export");
        assertThat(model.problem().textProperty().get()).contains("no node answers");
    }
}
