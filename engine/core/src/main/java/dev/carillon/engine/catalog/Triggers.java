package dev.carillon.engine.catalog;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.Schedule;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.TriggerTable.Key;
import dev.carillon.engine.store.TriggerTable.NewTrigger;
import dev.carillon.engine.store.TriggerTable.Passed;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.TriggerTable.TriggerRow;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The trigger rows of one job, inside a transaction that holds the lock of its segment. A schedule
/// whose rule did not change keeps its row, so an edit of the job loses no due time.
final class Triggers {
    private final Tx tx;
    private final JobRow job;
    private final JobDefinition definition;

    Triggers(Tx tx, JobRow job, JobDefinition definition) {
        this.tx = tx;
        this.job = job;
        this.definition = definition;
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    /// Whether a schedule of a job was set aside, because it could not be fired.
    static boolean anySetAside(Tx tx, UUID job) {
        return tx.triggers().ofJob(job).stream().anyMatch(row -> row.state() == State.ERROR);
    }

    /// Makes the rows match the definition. One that was set aside goes on from the due time that could not be
    /// fired.
    ///
    /// @param before the definition they match now, null when there are none
    void replace(
            @Nullable JobDefinition before,
            Map<String, DueTimes> dueTimes,
            long calendarRevision,
            int version,
            long nowUs) {
        var old = new HashMap<String, Schedule>();
        if (before != null) {
            before.schedules().forEach(schedule -> old.put(schedule.id(), schedule));
        }
        var rows = before == null ? new HashMap<String, TriggerRow>() : rows();
        for (var schedule : definition.schedules()) {
            var row = rows.remove(schedule.id());
            if (schedule.equals(old.get(schedule.id())) && row != null) {
                if (row.state() == State.ERROR) {
                    tx.triggers().renew(key(row.name()), goesOn(), calendarRevision);
                }
                continue;
            }
            long firedThroughUs = remove(schedule.id(), version);
            var times = Objects.requireNonNull(dueTimes.get(schedule.id()));
            insert(schedule, times, calendarRevision, version, firedThroughUs, nowUs);
        }
        for (var gone : rows.keySet()) {
            remove(gone, version);
        }
    }

    private Map<String, TriggerRow> rows() {
        return tx.triggers().ofJob(job.id()).stream()
                .collect(Collectors.toMap(TriggerRow::name, Function.identity()));
    }

    void removeAll() {
        for (var schedule : definition.schedules()) {
            remove(schedule.id(), 0);
        }
    }

    /// Finds the next due times anew. One that has passed and was not fired yet stays, to be looked at
    /// when it is fired.
    ///
    /// @return whether one changed
    boolean replan(Map<String, DueTimes> dueTimes, long calendarRevision, long nowUs) {
        boolean changed = false;
        for (var row : tx.triggers().ofJob(job.id())) {
            var times = dueTimes.get(row.name());
            if (times == null || row.state() == State.BLOCKED || isDelay(row.name())) {
                continue;
            }
            var before = row.nextMillis();
            boolean passed = before != null && before <= nowUs / 1_000;
            var next = passed ? before : millis(times.after(Micros.instant(after(row, nowUs))));
            if (!Objects.equals(next, before) || row.calendarRevision() != calendarRevision) {
                tx.triggers()
                        .replan(
                                key(row.name()),
                                next == null ? State.COMPLETE : goesOn(),
                                next,
                                calendarRevision);
                changed |= !Objects.equals(next, before);
            }
        }
        return changed;
    }

    private static long after(TriggerRow row, long nowUs) {
        return row.firedMillis() == null ? nowUs : Math.max(nowUs, row.firedMillis() * 1_000);
    }

    private boolean isDelay(String id) {
        return definition.schedules().stream()
                .anyMatch(
                        schedule ->
                                schedule.id().equals(id)
                                        && schedule.when() instanceof Schedule.Delay);
    }

    /// Notes for schedules that have due times in the past that they were not fired for a reason.
    void pass(long nowUs, Passed passed) {
        for (var row : tx.triggers().ofJob(job.id())) {
            var next = row.nextMillis();
            if (next != null && next <= nowUs / 1_000) {
                tx.triggers().pass(key(row.name()), passed);
            }
        }
    }

    /// @param schedule null for all
    /// @return the due times that are passed over
    List<Instant> skipNext(@Nullable String schedule) {
        var skipped = new ArrayList<Instant>();
        for (var row : tx.triggers().ofJob(job.id())) {
            var next = row.nextMillis();
            if (next == null || schedule != null && !schedule.equals(row.name())) {
                continue;
            }
            tx.triggers().pass(key(row.name()), new Passed(next, "NONE", Passed.SKIPPED));
            skipped.add(Instant.ofEpochMilli(next));
        }
        return skipped;
    }

    private void insert(
            Schedule schedule,
            DueTimes times,
            long calendarRevision,
            int version,
            long firedThroughUs,
            long nowUs) {
        var next = first(schedule, times, Math.max(nowUs, firedThroughUs));
        tx.triggers()
                .insert(
                        new NewTrigger(
                                key(schedule.id()),
                                definition.name(),
                                definition.namespace(),
                                millis(next),
                                firedThroughUs == 0 ? null : firedThroughUs / 1_000,
                                definition.priority(),
                                state(next),
                                nowUs / 1_000,
                                scheduleId(schedule.id()),
                                version,
                                job.id(),
                                calendarRevision,
                                schedule.when() instanceof Schedule.Delay));
    }

    // A delay after the last end begins at once, or at its bound.
    private static @Nullable Instant first(Schedule schedule, DueTimes times, long afterUs) {
        if (!(schedule.when() instanceof Schedule.Delay)) {
            return times.after(Micros.instant(afterUs));
        }
        var now = Micros.instant(afterUs).truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
        var from = schedule.from();
        var first = from != null && from.isAfter(now) ? from : now;
        var until = schedule.until();
        return until == null || first.isBefore(until) ? first : null;
    }

    private State state(@Nullable Instant next) {
        return !job.paused() && next == null ? State.COMPLETE : goesOn();
    }

    private State goesOn() {
        return job.paused() ? State.PAUSED : State.WAITING;
    }

    // Answers how far the schedule has fired, in microseconds, and keeps that in its own row.
    private long remove(String id, int version) {
        long firedUs = tx.triggers().remove(key(id)).orElse(0) * 1_000;
        long throughUs = Math.max(firedUs, tx.triggers().firedThroughUs(scheduleId(id)));
        tx.triggers().keepFiredThrough(scheduleId(id), job.id(), id, version, throughUs);
        return throughUs;
    }

    private UUID scheduleId(String id) {
        return ScheduleIds.of(definition.key(), id);
    }

    private Key key(String id) {
        return new Key(new Segment(job.segment()).schedulerName(), id, definition.key());
    }
}
