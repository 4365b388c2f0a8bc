package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/// Quartz's table `QRTZ_TRIGGERS`, where SCHED_NAME is the segment, and the table `schedule`, which
/// keeps how far a schedule has fired longer than its trigger.
public interface TriggerTable {
    /// Names a trigger: segment, id of the schedule within the job, job.
    record Key(String schedulerName, String name, String group) {}

    /// A trigger to be made.
    ///
    /// @param nextMillis null when there is no further due time
    record NewTrigger(
            Key key,
            String jobName,
            String jobNamespace,
            @Nullable Long nextMillis,
            @Nullable Long firedMillis,
            int priority,
            State state,
            long startMillis,
            UUID scheduleId,
            int scheduleVersion,
            UUID jobId) {}

    /// A trigger as people are shown it.
    record TriggerRow(
            String name,
            @Nullable Long nextMillis,
            @Nullable Long firedMillis,
            State state,
            @Nullable String error) {}

    /// An advance of a trigger.
    ///
    /// @param firedMillis the newest due time that is dealt with
    /// @param nextMillis null when there is no further one
    record Advance(DueTrigger trigger, long firedMillis, @Nullable Long nextMillis) {}

    /// Quartz's states, as far as they are used.
    enum State {
        WAITING,
        PAUSED,
        COMPLETE,
        ERROR
    }

    /// The waiting triggers due up to then, earliest first.
    List<DueTrigger> due(Collection<String> schedulerNames, long untilMillis, int limit);

    /// When the earliest waiting trigger is due, in milliseconds.
    OptionalLong next(Collection<String> schedulerNames);

    /// Advances the triggers whose row is as it was read; the others were edited meanwhile.
    ///
    /// @return positions in the list of those that advanced
    List<Integer> advance(List<Advance> advances);

    /// Sets one trigger aside so that it cannot hold back the others.
    void poison(DueTrigger trigger, String why);

    void insert(NewTrigger trigger);

    /// Sets state and next time, unless the trigger is set aside.
    void move(Key key, State state, @Nullable Long nextMillis);

    /// Removes a trigger.
    ///
    /// @return the newest due time it dealt with, in milliseconds; empty when there is none
    OptionalLong remove(Key key);

    List<TriggerRow> ofJob(UUID job);

    int count();

    /// How far the schedule has fired, in microseconds; 0 when it never did.
    long firedThroughUs(UUID scheduleId);

    /// Stores how far it has fired.
    void keepFiredThrough(UUID scheduleId, UUID job, String key, int version, long firedThroughUs);
}
