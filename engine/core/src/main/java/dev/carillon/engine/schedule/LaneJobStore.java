package dev.carillon.engine.schedule;

import dev.carillon.engine.service.BackOff;
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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Quartz's JDBC job store with its run-time half replaced: it owns the segments of a [Lane] rather
/// than one scheduler name, waits for the next due time by the monotonic clock inside
/// [#acquireNextTriggers], and fires a batch in one fenced transaction in [#triggersFired]. Nothing is
/// recovered at start, since nothing is ever half done. All waiting and back-off is in acquire: it is
/// the only step Quartz repeats patiently.
final class LaneJobStore extends JobStoreSupport {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration READ_AHEAD = Duration.ofMillis(50);

    private final Lane lane;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wakeUp;
    private boolean stopped;
    // Owned by Quartz's thread.
    private boolean busy = true;
    private final BackOff backOff;
    private Duration pause = Duration.ZERO;

    LaneJobStore(Lane lane, BackOff backOff) {
        this.lane = lane;
        this.backOff = backOff;
    }

    /// Makes the lane look now.
    void wake() {
        lock.lock();
        try {
            wakeUp = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
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
            await(pause.toNanos());
            pause = Duration.ZERO;
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
            pause = backOff.failed(e);
            throw new JobPersistenceException("cannot read the due triggers: " + e.getMessage(), e);
        }
    }

    // One look at the next time, and a wait for it: an idle lane asks the database once a second.
    private boolean mayBeDue() {
        long next = lane.nanosUntilNext().orElse(Long.MAX_VALUE);
        if (next > 2 * READ_AHEAD.toNanos() && lane.readAhead(READ_AHEAD)) {
            return await(0);
        }
        boolean woken = await(Math.min(POLL.toNanos(), next));
        return woken || next <= POLL.toNanos();
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
            pause = backOff.failed(e);
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
        lock.lock();
        try {
            stopped = true;
            woken.signal();
        } finally {
            lock.unlock();
        }
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

    /// @return whether somebody woke it
    private boolean await(long nanos) {
        long left = nanos;
        boolean woke = false;
        lock.lock();
        try {
            while (!wakeUp && !stopped && left > 0) {
                left = woken.awaitNanos(left);
            }
            woke = wakeUp;
            wakeUp = false;
        } catch (InterruptedException e) {
            // Nobody interrupts this thread: see LaneThread. Going on is right in any case.
            getLog().debug("a lane was interrupted while it waited", e);
        } finally {
            lock.unlock();
        }
        return woke;
    }
}
