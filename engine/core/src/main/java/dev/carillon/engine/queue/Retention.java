package dev.carillon.engine.queue;

import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.RunTable.Counted;
import dev.carillon.engine.store.RunTable.Kept;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Removes finished runs that the retention of their job does not keep, in small transactions, so
/// that firing and claiming hardly wait. A look passes all that is kept, so a job is looked at when [#OFTEN] of its runs
/// have finished here, and as many as a tenth of what it keeps, and once an hour, with very many jobs each in its turn. Doing it twice, or half, is harmless:
/// what is left is found the next time.
public final class Retention {
    private static final Duration SWEEP = Duration.ofHours(1);
    // A look costs some queries: with as many jobs as runs it would cost more than the runs.
    private static final int OFTEN = 20;
    private static final int SHARE = 10;
    private static final int RUNS_AT_ONCE = 200;
    private static final int JOBS_AT_ONCE = 100;

    /// So many failed runs of a job wait for somebody to deal with them.
    private static final int MOST_FAILURES = 1_000;

    /// So long it can be taken back that somebody has dealt with a failed run.
    private static final Duration TAKEN_BACK = Duration.ofDays(1);

    private static final UUID OLDEST = new UUID(0, 0);

    private final Stores stores;
    private final JobCatalog catalog;
    private final RunQueue queue;
    private final LongSupplier nowUs;
    private long nextSweepUs = Long.MIN_VALUE;
    private @Nullable UUID sweptTo;
    private volatile boolean stopped;

    // Runs of each busy job that finished since it was looked at.
    private final Map<UUID, Integer> finishedSince = new HashMap<>();

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
        for (var busy : queue.takeBusyJobs(OFTEN).entrySet()) {
            int finished = finishedSince.merge(busy.getKey(), busy.getValue(), Integer::sum);
            var job = stores.transaction(tx -> tx.jobs().find(busy.getKey()));
            removed += job.map(each -> pruneBusy(each, finished)).orElse(0);
        }
        return removed + sweep();
    }

    /// Lets a call that goes on end after the transaction that is under way, and others do nothing. From any thread.
    public void stop() {
        stopped = true;
    }

    private int pruneBusy(JobRow job, int finished) {
        var kept = catalog.version(job.id(), job.version()).definition().retention();
        return finished < kept.runs() / SHARE ? 0 : prune(job);
    }

    private int sweep() {
        if (nowUs.getAsLong() < nextSweepUs) {
            return 0;
        }
        var jobs = stores.transaction(tx -> tx.jobs().withRunsAfter(sweptTo, JOBS_AT_ONCE));
        if (jobs.size() < JOBS_AT_ONCE) {
            sweptTo = null;
            queue.forgetFinished();
            finishedSince.clear();
            nextSweepUs = nowUs.getAsLong() + SWEEP.toNanos() / 1_000;
        } else {
            sweptTo = jobs.getLast().id();
        }
        return jobs.stream().mapToInt(this::prune).sum();
    }

    private int prune(JobRow job) {
        if (stopped) {
            return 0;
        }
        finishedSince.remove(job.id());
        var kept = catalog.version(job.id(), job.version()).definition().retention();
        return removeBeyond(job.id(), Counted.OTHERS, kept.runs())
                + removeBeyond(job.id(), Counted.UNHANDLED, MOST_FAILURES)
                + remove(
                        OLDEST,
                        (tx, oldest, now) ->
                                tx.runs()
                                        .tooOld(
                                                job.id(),
                                                oldest,
                                                now - micros(kept.age()),
                                                kept(now),
                                                RUNS_AT_ONCE));
    }

    // What is kept is passed once, however much there is to be removed.
    private int removeBeyond(UUID job, Counted which, int keep) {
        var newest =
                stores.transaction(
                        tx -> tx.runs().newestBeyond(job, which, keep, kept(nowUs.getAsLong())));
        return newest.map(
                        run ->
                                remove(
                                        run,
                                        (tx, from, now) ->
                                                tx.runs()
                                                        .upTo(
                                                                job,
                                                                which,
                                                                from,
                                                                kept(now),
                                                                RUNS_AT_ONCE)))
                .orElse(0);
    }

    private interface Some {
        List<UUID> in(Tx tx, UUID from, long nowUs);
    }

    // Each part begins where the one before ended: what was removed stays in the index until that
    // is cleaned, and would be passed again and again.
    private int remove(UUID first, Some some) {
        int removed = 0;
        var from = first;
        List<UUID> runs;
        do {
            long now = nowUs.getAsLong();
            var begin = from;
            runs =
                    stores.transaction(
                            tx -> {
                                var prunable = some.in(tx, begin, now);
                                tx.runs().delete(prunable);
                                return prunable;
                            });
            removed += runs.size();
            from = runs.isEmpty() ? from : runs.getLast();
        } while (runs.size() == RUNS_AT_ONCE && !stopped);
        return removed;
    }

    private static Kept kept(long now) {
        return new Kept(now - micros(Keys.KEPT), now - micros(TAKEN_BACK));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
