package dev.carillon.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Delays, calendars, pauses and skipped times, as they are fired.
@ParameterizedClass
@EnumSource(StoreKind.class)
class LaneRulesStoreTest {
    private final EngineFixture engine;
    private final Lane lane;

    LaneRulesStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        lane = engine.lane(engine.takeSegments());
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void job(String schedule, String more) {
        engine.job(
                """
                name: work
                task: {shell: {command: ["true"]}}
                schedules: [%s]
                %s
                """
                        .formatted(schedule, more));
    }

    private void after(Duration time) {
        engine.time.advance(time);
        while (lane.runOnce() > 0) {}
    }

    private List<RunView> runs() {
        return engine.runs("work");
    }

    private void calendar(String definition) {
        engine.calendars.put(Definitions.parseCalendar(definition, "test"), "test");
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    @Test
    void aDelayIsCountedFromTheLastEnd() {
        job("{id: s, delay: 10m}", "");
        after(Duration.ofSeconds(1));
        var first = engine.claim(1).getFirst();
        after(Duration.ofMinutes(30));
        assertThat(runs()).hasSize(1);

        engine.succeed(first);
        after(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(runs()).hasSize(1);
        after(Duration.ofSeconds(1));

        assertThat(runs()).hasSize(2);
        assertThat(runs().getLast().nominal()).isEqualTo(at("2026-11-23T12:40:01Z"));
    }

    @Test
    void aDelayGoesOnAfterARunThatWasRefusedLostOrCancelled() {
        job("{id: s, delay: 10m}", "delivery: at-most-once");
        engine.run("work", Map.of());
        after(Duration.ofSeconds(1));
        assertThat(runs()).extracting(RunView::state).contains(RunState.SKIPPED);
        engine.succeed(engine.claim(1).getFirst());

        after(Duration.ofMinutes(10));
        engine.claim(1);
        engine.restart();
        after(Duration.ofMinutes(10));
        engine.changes.cancel(UUID.fromString(runs().getLast().id()), engine.time.micros());
        after(Duration.ofMinutes(10));

        assertThat(runs())
                .extracting(RunView::state)
                .containsExactly(
                        RunState.SUCCEEDED,
                        RunState.SKIPPED,
                        RunState.LOST,
                        RunState.CANCELLED,
                        RunState.QUEUED);
    }

    @Test
    void aDelayOfAPausedJobWaitsUntilItIsResumed() {
        job("{id: s, delay: 10m}", "");
        after(Duration.ofSeconds(1));
        var run = engine.claim(1).getFirst();
        engine.catalog.pause("default", "work", "test", null);
        engine.succeed(run);
        after(Duration.ofMinutes(20));
        assertThat(runs()).hasSize(1);

        engine.catalog.resume("default", "work", CatchUp.Policy.NONE, "test");
        after(Duration.ofSeconds(1));

        assertThat(runs()).hasSize(2);
    }

    @Test
    void aResumedJobRunsTheLatestMissedTimeWhenAskedTo() {
        job("{id: s, every: 1m}", "overlap: allow");
        engine.catalog.pause("default", "work", "test", null);
        after(Duration.ofMinutes(5));

        engine.catalog.resume("default", "work", CatchUp.Policy.LATEST, "test");
        after(Duration.ZERO);

        assertThat(runs())
                .extracting(RunView::nominal, RunView::state)
                .containsExactlyInAnyOrder(
                        tuple(at("2026-11-23T12:01:00Z"), RunState.MISSED),
                        tuple(at("2026-11-23T12:05:00Z"), RunState.QUEUED));
        assertThat(runs().getFirst().message()).contains("4 due times").contains("paused");
    }

    @Test
    void aResumedJobRunsAllMissedTimesWhenAskedTo() {
        job("{id: s, every: 1m}", "overlap: allow");
        engine.catalog.pause("default", "work", "test", null);
        after(Duration.ofMinutes(3));

        engine.catalog.resume("default", "work", CatchUp.Policy.ALL, "test");
        after(Duration.ZERO);

        assertThat(runs()).extracting(RunView::state).containsOnly(RunState.QUEUED).hasSize(3);
    }

    @Test
    void theNextDueTimeIsSkippedAndRecordedWhenItComes() {
        job("{id: s, every: 1m}", "overlap: allow");

        var skipped = engine.catalog.skipNext("default", "work", null, "test");
        assertThat(engine.backfills.next("default", "work", 1))
                .extracting(due -> due.nominal())
                .containsExactly(at("2026-11-23T12:02:00Z"));
        assertThat(runs()).isEmpty();
        after(Duration.ofMinutes(2));

        assertThat(skipped).containsExactly(at("2026-11-23T12:01:00Z"));
        assertThat(runs())
                .extracting(RunView::nominal, RunView::state)
                .containsExactly(
                        tuple(at("2026-11-23T12:01:00Z"), RunState.SKIPPED),
                        tuple(at("2026-11-23T12:02:00Z"), RunState.QUEUED));
        assertThatThrownBy(() -> engine.catalog.skipNext("default", "work", "x", "test"))
                .hasMessageContaining("has no schedule x");
    }

    @Test
    void aSkippedDelayIsCountedFromTheSkippedTime() {
        job("{id: s, delay: 10m}", "");
        engine.catalog.skipNext("default", "work", null, "test");
        after(Duration.ofSeconds(1));
        after(Duration.ofMinutes(10));

        assertThat(runs())
                .extracting(RunView::state)
                .containsExactly(RunState.SKIPPED, RunState.QUEUED);
    }

    @Test
    void aCalendarKeepsDueTimesFromMakingRuns() {
        calendar("{name: holidays, dates: [2026-11-24]}");
        job("{id: s, cron: \"0 6 * * *\", except: [holidays]}", "overlap: allow");

        after(Duration.ofDays(1));
        assertThat(runs()).isEmpty();
        after(Duration.ofDays(1));

        assertThat(runs()).extracting(RunView::nominal).containsExactly(at("2026-11-25T06:00:00Z"));
    }

    @Test
    void aChangedCalendarPlansItsSchedulesAnew() {
        calendar("{name: holidays, dates: [2026-11-24, 2026-11-25]}");
        calendar("{name: free, include: [holidays]}");
        job("{id: s, cron: \"0 6 * * *\", except: [free]}", "overlap: allow");

        var changed =
                engine.calendars.put(
                        Definitions.parseCalendar("{name: holidays, dates: [2026-11-25]}", "test"),
                        "test");
        after(Duration.ofDays(1));

        assertThat(changed).containsExactly("default/work");
        assertThat(runs()).extracting(RunView::nominal).containsExactly(at("2026-11-24T06:00:00Z"));
    }

    @Test
    void aDueTimeThatACalendarTookAwayBeforeItWasFiredIsRecorded() {
        calendar("{name: holidays, dates: [2026-12-24]}");
        job("{id: s, cron: \"0 6 * * *\", except: [holidays]}", "overlap: allow");
        engine.time.advance(Duration.ofHours(18).plusSeconds(5));

        calendar("{name: holidays, dates: [2026-11-24, 2026-12-24]}");
        after(Duration.ZERO);

        assertThat(runs())
                .extracting(RunView::nominal, RunView::state)
                .containsExactly(tuple(at("2026-11-24T06:00:00Z"), RunState.SKIPPED));
        assertThat(runs().getFirst().message()).contains("a calendar or the schedule changed");
    }

    @Test
    void aCalendarThatIsNamedStaysAndAnUnknownOneIsRefused() {
        calendar("{name: holidays, dates: [2026-12-24]}");
        job("{id: s, cron: \"0 6 * * *\", except: [holidays]}", "");

        assertThatThrownBy(() -> engine.calendars.delete("holidays", "test"))
                .hasMessageContaining("default/work");
        assertThatThrownBy(() -> job("{id: s, cron: \"0 6 * * *\", except: [holydays]}", ""))
                .hasMessageContaining("holydays");
        assertThatThrownBy(() -> calendar("{name: holidays, include: [free]}"))
                .hasMessageContaining("free");
        calendar("{name: free, include: [holidays]}");
        assertThatThrownBy(() -> calendar("{name: holidays, include: [free]}"))
                .hasMessageContaining("holidays");
        engine.catalog.delete("default", "work", "test");
        engine.calendars.delete("free", "test");
        engine.calendars.delete("holidays", "test");
        assertThat(engine.calendars.list()).isEmpty();
    }

    @Test
    void aCalendarThatWouldLeaveAScheduleNoDueTimeIsRefused() {
        calendar("{name: never, weekdays: [sat]}");
        job("{id: s, cron: \"0 6 * * *\", except: [never]}", "");

        assertThatThrownBy(
                        () ->
                                calendar(
                                        "{name: never, weekdays: [mon, tue, wed, thu, fri, sat, sun]}"))
                .hasMessageContaining("never due");
    }

    @Test
    void aJobThatFailsTooOftenInARowIsToBePaused() {
        job("{id: s, every: 1m}", "pauseAfter: 2");
        fail();
        assertThat(engine.queue.takeTiredJobs()).isEmpty();
        engine.time.advance(Duration.ofMinutes(1));
        engine.run("work", Map.of());
        engine.succeed(engine.claim(1).getFirst());
        fail();
        assertThat(engine.queue.takeTiredJobs()).isEmpty();
        fail();

        assertThat(engine.queue.takeTiredJobs()).hasSize(1);
    }

    private void fail() {
        engine.run("work", Map.of());
        engine.fail(engine.claim(1).getFirst());
    }

    @Test
    void timeZoneRulesThatChangedNothingPlanNothingAnew() {
        job("{id: s, cron: \"30 2 * * *\", zone: Europe/Berlin}", "");

        assertThat(engine.catalog.replanLocal()).isEmpty();
    }

    @Test
    void aJobThatStartsByItselfNeedsDefaultsForAllParameters() {
        assertThatThrownBy(() -> job("{id: s, every: 1m}", "parameters: [{name: day}]"))
                .hasMessageContaining("needs defaults for all");
    }
}
