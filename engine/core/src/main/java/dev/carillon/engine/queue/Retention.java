package dev.carillon.engine.queue;

import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Removes finished runs that the retention of their job does not keep, in small transactions, so
/// that firing and claiming hardly wait. A job is looked at when [#OFTEN] of its runs have finished,
/// and once an hour. Doing it twice, or half, is harmless: what is left is found the next time.
public final class Retention {
    private static final Duration SWEEP = Duration.ofHours(1);
    // A look costs some queries: with as many jobs as runs it would cost more than the runs.
    private static final int OFTEN = 20;
    private static final int RUNS_AT_ONCE = 200;
    private static final int JOBS_AT_ONCE = 100;

    /// So many failed runs of a job wait for somebody to deal with them.
    private static final int MOST_FAILURES = 1_000;

    /// So long it can be taken back that somebody has dealt with a failed run.
    private static final Duration TAKEN_BACK = Duration.ofDays(1);

    private final Stores stores;
    private final JobCatalog catalog;
    private final RunQueue queue;
    private final LongSupplier nowUs;
    private long nextSweepUs = Long.MIN_VALUE;
    private @Nullable UUID sweptTo;

    /// @param nowUs lower bound of the database's clock
    public Retention(Stores stores, JobCatalog catalog, RunQueue queue, LongSupplier nowUs) {
        this.stores = stores;
        this.catalog = catalog;
        this.queue = queue;
        this.nowUs = nowUs;
    }

    /// Prunes the jobs whose runs finished since the last call, and a part of all jobs when an hour has
    /// passed. Called by one thread.
    ///
    /// @return how many runs were removed
    public int pruneOnce() {
        int removed = 0;
        for (var id : queue.takeBusyJobs(OFTEN)) {
            var job = stores.transaction(tx -> tx.jobs().find(id));
            removed += job.map(this::prune).orElse(0);
        }
        return removed + sweep();
    }

    private int sweep() {
        if (nowUs.getAsLong() < nextSweepUs) {
            return 0;
        }
        var jobs = stores.transaction(tx -> tx.jobs().after(sweptTo, JOBS_AT_ONCE));
        if (jobs.size() < JOBS_AT_ONCE) {
            sweptTo = null;
            queue.forgetFinished();
            nextSweepUs = nowUs.getAsLong() + SWEEP.toNanos() / 1_000;
        } else {
            sweptTo = jobs.getLast().id();
        }
        return jobs.stream().mapToInt(this::prune).sum();
    }

    private int prune(JobRow job) {
        var retention = catalog.version(job.id(), job.version()).definition().retention();
        int removed = 0;
        List<UUID> runs;
        do {
            long now = nowUs.getAsLong();
            runs =
                    stores.transaction(
                            tx -> {
                                var prunable =
                                        tx.runs()
                                                .prunable(
                                                        job.id(),
                                                        retention.runs(),
                                                        MOST_FAILURES,
                                                        now - retention.age().toNanos() / 1_000,
                                                        now - Keys.KEPT.toNanos() / 1_000,
                                                        now - TAKEN_BACK.toNanos() / 1_000,
                                                        RUNS_AT_ONCE);
                                tx.runs().delete(prunable);
                                return prunable;
                            });
            removed += runs.size();
        } while (runs.size() == RUNS_AT_ONCE);
        return removed;
    }
}
