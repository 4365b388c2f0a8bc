package dev.carillon.engine.catalog;

import dev.carillon.api.Carillon.ExplainedSchedule;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Schedule;
import dev.carillon.api.ScheduleWords;
import dev.carillon.engine.catalog.Calendars.Snapshot;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.time.DueTimes;
import dev.carillon.engine.time.ScheduleNotes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

/// Says when the schedules of a definition would be due, without storing anything.
public final class Explanations {
    private static final Duration CLOCKS = Duration.ofDays(400);

    private final Calendars calendars;
    private final LongSupplier nowUs;

    /// @param nowUs lower bound of the database's clock
    public Explanations(Calendars calendars, LongSupplier nowUs) {
        this.calendars = calendars;
        this.nowUs = nowUs;
    }

    /// @param count how many due times of each schedule
    /// @throws dev.carillon.api.CarillonException INVALID_DEFINITION when one is never due or names an unknown calendar
    public List<ExplainedSchedule> explain(JobDefinition definition, int count) {
        var snapshot = calendars.all();
        var now = Micros.instant(nowUs.getAsLong());
        return definition.schedules().stream()
                .map(schedule -> explain(definition.key(), schedule, snapshot, now, count))
                .toList();
    }

    private static ExplainedSchedule explain(
            String key, Schedule schedule, Snapshot calendars, Instant now, int count) {
        var next = DueTimes.of(schedule, key, calendars::find).next(now, count);
        var shown = next.isEmpty() ? now : next.getLast();
        return new ExplainedSchedule(
                schedule.id(),
                ScheduleWords.of(schedule),
                next,
                ScheduleNotes.of(schedule, key, calendars::find, now, now.plus(CLOCKS), shown));
    }
}
