package dev.carillon.engine.catalog;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.Schedule;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.store.TriggerTable.Key;
import dev.carillon.engine.store.TriggerTable.NewTrigger;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// The trigger rows of one job, inside a transaction that holds the lock of its segment. A schedule
/// whose rule did not change keeps its row, so an edit of the job loses no due time.
final class Triggers {
    private final Tx tx;
    private final UUID job;
    private final JobDefinition definition;
    private final boolean paused;

    Triggers(Tx tx, UUID job, JobDefinition definition, boolean paused) {
        this.tx = tx;
        this.job = job;
        this.definition = definition;
        this.paused = paused;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    /// Makes the rows match the definition.
    ///
    /// @param before the definition they match now, null when there are none
    void replace(
            @Nullable JobDefinition before,
            Map<String, DueTimes> dueTimes,
            int version,
            long nowUs) {
        var old = new HashMap<String, Schedule>();
        if (before != null) {
            before.schedules().forEach(schedule -> old.put(schedule.id(), schedule));
        }
        for (var schedule : definition.schedules()) {
            if (schedule.equals(old.remove(schedule.id()))) {
                continue;
            }
            long firedThroughUs = remove(schedule.id(), version);
            var times = Objects.requireNonNull(dueTimes.get(schedule.id()));
            insert(schedule, times, version, firedThroughUs, nowUs);
        }
        for (var gone : old.keySet()) {
            remove(gone, version);
        }
    }

    void removeAll() {
        for (var schedule : definition.schedules()) {
            remove(schedule.id(), 0);
        }
    }

    /// Sets the rows paused, or waiting for the first due time from now.
    void pause(Map<String, DueTimes> dueTimes, long nowUs) {
        dueTimes.forEach(
                (id, times) -> {
                    var next = times.after(instant(nowUs));
                    tx.triggers().move(key(id), state(next), millis(next));
                });
    }

    private void insert(
            Schedule schedule, DueTimes times, int version, long firedThroughUs, long nowUs) {
        var next = times.after(instant(Math.max(nowUs, firedThroughUs)));
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
                                job));
    }

    private State state(@Nullable Instant next) {
        return paused ? State.PAUSED : next == null ? State.COMPLETE : State.WAITING;
    }

    // Answers how far the schedule has fired, in microseconds, and keeps that in its own row.
    private long remove(String id, int version) {
        long firedUs = tx.triggers().remove(key(id)).orElse(0) * 1_000;
        long throughUs = Math.max(firedUs, tx.triggers().firedThroughUs(scheduleId(id)));
        tx.triggers().keepFiredThrough(scheduleId(id), job, id, version, throughUs);
        return throughUs;
    }

    private UUID scheduleId(String id) {
        return Ids.ofName("schedule:" + definition.key() + "#" + id);
    }

    private Key key(String id) {
        return new Key(Segment.of(job).schedulerName(), id, definition.key());
    }
}
