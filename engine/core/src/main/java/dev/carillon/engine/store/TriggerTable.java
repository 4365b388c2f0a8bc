package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
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
            UUID jobId,
            long calendarRevision,
            boolean delay) {}

    /// A trigger as people are shown it.
    record TriggerRow(
            String name,
            @Nullable Long nextMillis,
            @Nullable Long firedMillis,
            State state,
            @Nullable String error,
            UUID scheduleId,
            long calendarRevision,
            @Nullable Passed passed) {}

    /// An advance of a trigger.
    ///
    /// @param firedMillis the newest due time that is dealt with
    /// @param nextMillis null when there is no further one
    /// @param blocked whether the next due time depends on the end of the run
    record Advance(
            DueTrigger trigger, long firedMillis, @Nullable Long nextMillis, boolean blocked) {}

    /// Due times up to `untilMillis` are not run as usual.
    ///
    /// @param policy a catch-up policy
    /// @param reason [#PAUSED] or [#SKIPPED]
    record Passed(long untilMillis, String policy, String reason) {
        /// The job was paused.
        public static final String PAUSED = "PAUSED";

        /// Somebody skipped it.
        public static final String SKIPPED = "SKIPPED";
    }

    /// Quartz's states, as far as they are used.
    enum State {
        WAITING,
        /// A delay after the last end: the run has not ended.
        BLOCKED,
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

    /// Removes a trigger.
    ///
    /// @return the newest due time it dealt with, in milliseconds; empty when there is none
    OptionalLong remove(Key key);

    List<TriggerRow> ofJob(UUID job);

    /// Puts all triggers of jobs into other segments, by the ids of the jobs.
    void move(Map<UUID, String> schedulerNames);

    /// Pauses the waiting and blocked triggers of the job as they are, or lets them go on.
    void pauseAll(UUID job, boolean paused);

    /// Sets the next time and the revision of the calendars it was found with.
    void replan(Key key, State state, @Nullable Long nextMillis, long calendarRevision);

    /// Lets a trigger that was set aside go on from its next time.
    ///
    /// @param state WAITING or PAUSED
    void renew(Key key, State state, long calendarRevision);

    /// Notes that due times are passed over.
    void pass(Key key, Passed passed);

    /// Moves the next time of all delays along with the clock.
    void shiftDelays(long byMillis);

    /// BLOCKED to WAITING.
    void unblock(UUID job, String name, long nextMillis);

    int count();

    /// How far the schedule has fired, in microseconds; 0 when it never did.
    long firedThroughUs(UUID scheduleId);

    /// Stores how far it has fired.
    void keepFiredThrough(UUID scheduleId, UUID job, String key, int version, long firedThroughUs);
}
