package dev.carillon.engine.schedule;

import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.service.BackOff;
import dev.carillon.engine.service.ProcessEnd;

import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.StdJobRunShellFactory;
import org.quartz.spi.ThreadExecutor;
import org.quartz.spi.ThreadPool;

import java.time.Duration;
import java.util.List;

/// One Quartz scheduler for one lane. Quartz's thread runs on a thread of ours, so that Quartz's
/// interrupts at shutdown reach a thread that never ran, and not one that may be inside H2.
public final class LaneScheduler implements AutoCloseable {
    private static final long SHORTEST_IDLE_MILLIS = 5;
    private static final int MOST_AT_ONCE = 500;

    private final Lane lane;
    private final LaneJobStore store;
    private final QuartzScheduler quartz;
    private final OwnThread thread;

    private LaneScheduler(Lane lane, LaneJobStore store, QuartzScheduler quartz, OwnThread thread) {
        this.lane = lane;
        this.store = store;
        this.quartz = quartz;
        this.thread = thread;
    }

    /// Starts to fire.
    ///
    /// @param name of the lane, also of its thread
    /// @param rest how long it waits at most without a look, when it is not told of any change
    public static LaneScheduler start(String name, Lane lane, Duration rest) {
        var store = new LaneJobStore(lane, rest, new BackOff("carillon-" + name, ProcessEnd.HALT));
        store.setInstanceName(name);
        store.setInstanceId(name);
        var thread = new OwnThread("carillon-" + name);
        var resources = new QuartzSchedulerResources();
        resources.setName(name);
        resources.setInstanceId(name);
        resources.setThreadExecutor(thread);
        resources.setThreadPool(new NoPool());
        resources.setJobStore(store);
        resources.setMaxBatchSize(MOST_AT_ONCE);
        resources.setMakeSchedulerThreadDaemon(true);
        resources.setInterruptJobsOnShutdown(false);
        try {
            var shells = new StdJobRunShellFactory();
            resources.setJobRunShellFactory(shells);
            var quartz = new QuartzScheduler(resources, SHORTEST_IDLE_MILLIS, -1);
            quartz.start();
            return new LaneScheduler(lane, store, quartz, thread);
        } catch (SchedulerException e) {
            throw new IllegalStateException("cannot start the lane " + name, e);
        }
    }

    public void wake() {
        store.wake();
    }

    /// Something changed in the database that may be due.
    public void changed() {
        store.changed();
    }

    /// Fires for these segments from now on.
    public void own(List<OwnedSegment> segments) {
        if (lane.own(segments)) {
            store.wake();
        }
    }

    /// Ends the lane after the transaction under way.
    @Override
    public void close() {
        quartz.shutdown(false);
        thread.join();
    }

    /// Runs what Quartz would run as a thread, on a thread that nobody can interrupt.
    private static final class OwnThread implements ThreadExecutor {
        private final String name;
        private @Nullable Thread thread;

        private OwnThread(String name) {
            this.name = name;
        }

        @Override
        public void initialize() {}

        @Override
        public void execute(Thread quartzThread) {
            thread =
                    Thread.ofPlatform()
                            .name(name)
                            .daemon(true)
                            .uncaughtExceptionHandler(BackOff.guard(ProcessEnd.HALT))
                            .start(quartzThread);
        }

        private void join() {
            var running = thread;
            boolean interrupted = false;
            while (running != null && running.isAlive() && running != Thread.currentThread()) {
                try {
                    running.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Quartz asks for free threads before it acquires; a fire needs none.
    private static final class NoPool implements ThreadPool {
        @Override
        public boolean runInThread(Runnable runnable) {
            return false;
        }

        @Override
        public int blockForAvailableThreads() {
            return MOST_AT_ONCE;
        }

        @Override
        public void initialize() {}

        @Override
        public void shutdown(boolean waitForJobsToComplete) {}

        @Override
        public int getPoolSize() {
            return 0;
        }

        @Override
        public void setInstanceId(String instanceId) {}

        @Override
        public void setInstanceName(String instanceName) {}
    }
}
