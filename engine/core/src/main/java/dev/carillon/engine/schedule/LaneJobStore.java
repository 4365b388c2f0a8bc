package dev.carillon.engine.schedule;

import dev.carillon.engine.service.BackOff;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.store.DueTrigger;

import org.quartz.JobPersistenceException;
import org.quartz.SchedulerConfigException;
import org.quartz.impl.jdbcjobstore.JobStoreSupport;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.SchedulerSignaler;
import org.quartz.spi.TriggerFiredResult;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Quartz's JDBC job store with its run-time half replaced: it owns the segments of a [Lane] rather
/// than one scheduler name, waits for the next due time by the monotonic clock inside
/// [#acquireNextTriggers], and fires a batch in one fenced transaction in [#triggersFired]. Nothing is
/// recovered at start, since nothing is ever half done. All waiting and back-off is in acquire: it is
/// the only step Quartz repeats patiently.
final class LaneJobStore extends JobStoreSupport {
    private static final Duration READING = Duration.ofMillis(50);

    private final Lane lane;
    private final Duration rest;
    private final Pause pause = new Pause();
    // Owned by Quartz's thread.
    private boolean busy = true;
    private final BackOff backOff;
    private Duration backOffPause = Duration.ZERO;

    /// @param rest how long it waits at most without a look, when it is not told of any change
    LaneJobStore(Lane lane, Duration rest, BackOff backOff) {
        this.lane = lane;
        this.rest = rest;
        this.backOff = backOff;
    }

    /// Makes the lane look now.
    void wake() {
        pause.wake();
    }

    /// Something changed that a look may find.
    void changed() {
        pause.changed();
    }

    @Override
    public void initialize(ClassLoadHelper loadHelper, SchedulerSignaler signaler)
            throws SchedulerConfigException {
        // The data source and its locks are the engine's; Quartz's are not made.
    }

    @Override
    public void schedulerStarted() {
        // A fire is either committed or has not happened, so there is nothing to recover.
    }

    @Override
    public List<OperableTrigger> acquireNextTriggers(
            long noLaterThan, int maxCount, long timeWindow) throws JobPersistenceException {
        try {
            await(backOffPause.toNanos());
            backOffPause = Duration.ZERO;
            pause.look();
            var due = busy || mayBeDue() ? lane.due() : List.<DueTrigger>of();
            busy = !due.isEmpty();
            var triggers = new ArrayList<OperableTrigger>(due.size());
            for (var row : due) {
                lane.times(row).ifPresent(times -> triggers.add(new ScheduleTrigger(row, times)));
            }
            if (triggers.isEmpty()) {
                backOff.succeeded();
            }
            return triggers;
        } catch (RuntimeException | Error e) {
            backOffPause = backOff.failed(e);
            throw new JobPersistenceException("cannot read the due triggers: " + e.getMessage(), e);
        }
    }

    // One look at the next time, and a wait for it: an idle lane asks the database as often as it
    // rests.
    private boolean mayBeDue() {
        int lapses = lane.lapses();
        long next = lane.nanosUntilNext().orElse(Long.MAX_VALUE);
        if (next > 2 * READING.toNanos()
                && next < Lane.READ_AHEAD.toNanos()
                && lane.readAhead(READING)) {
            return await(0);
        }
        long most = (lane.isHeldSince(lapses) ? rest : Pause.SHORT).toNanos();
        return await(Math.min(most, next)) || next <= most;
    }

    @Override
    public List<TriggerFiredResult> triggersFired(List<OperableTrigger> triggers)
            throws JobPersistenceException {
        var rows = new ArrayList<DueTrigger>(triggers.size());
        for (var trigger : triggers) {
            rows.add(((ScheduleTrigger) trigger).row());
        }
        try {
            lane.fire(rows);
            backOff.succeeded();
            return List.of();
        } catch (RuntimeException | Error e) {
            backOffPause = backOff.failed(e);
            throw new JobPersistenceException(
                    "cannot fire " + rows.size() + " triggers: " + e.getMessage(), e);
        }
    }

    @Override
    public void releaseAcquiredTrigger(OperableTrigger trigger) {
        // Acquiring writes nothing, so there is nothing to release.
    }

    @Override
    public void shutdown() {
        pause.end();
    }

    @Override
    public long getAcquireRetryDelay(int failureCount) {
        return 20;
    }

    @Override
    protected Connection getNonManagedTXConnection() throws JobPersistenceException {
        throw new JobPersistenceException("the lane's transactions are the engine's, not Quartz's");
    }

    @Override
    protected <T> T executeInLock(String lockName, TransactionCallback<T> callback)
            throws JobPersistenceException {
        throw new JobPersistenceException(
                "jobs and schedules are changed through the catalog, not through Quartz");
    }

    /// @return whether somebody woke it, or something changed
    private boolean await(long nanos) {
        try {
            return pause.await(nanos);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread: see LaneThread. Going on is right in any case.
            getLog().debug("a lane was interrupted while it waited", e);
            return false;
        }
    }
}
