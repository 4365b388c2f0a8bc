package dev.carillon.engine.queue;

import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.store.GateTable.GateRow;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Wait;
import dev.carillon.engine.store.Tx;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Limits on the runs with the same key, under the key's row. A run is admitted when it is queued and
/// has its place until it ends or goes back for another attempt; until then it waits outside of the
/// queue, so that nobody scans through it.
final class KeyLimits {
    private final Tx tx;
    private final JobCatalog catalog;
    private final Map<String, Count> limits = new TreeMap<>();

    private KeyLimits(Tx tx, JobCatalog catalog) {
        this.tx = tx;
        this.catalog = catalog;
    }

    /// Locks these keys until the transaction ends.
    static KeyLimits lock(Tx tx, JobCatalog catalog, Collection<String> keys) {
        var limits = new KeyLimits(tx, catalog);
        tx.limits().lock(keys).forEach((key, row) -> limits.limits.put(key, new Count(row)));
        return limits;
    }

    // A key that was not known beforehand is locked when it is met.
    private Count of(String key) {
        return limits.computeIfAbsent(key, name -> new Count(tx.limits().lock(name)));
    }

    /// Counts the run in if its limit allows.
    ///
    /// @return false when it has to wait
    boolean admit(RunTraits run) {
        String key = run.limitKey();
        if (key == null) {
            return true;
        }
        var limit = of(key);
        if (limit.active >= most(run) || limit.waiting > 0) {
            limit.waiting++;
            return false;
        }
        limit.active++;
        return true;
    }

    private int most(RunTraits run) {
        var limit = catalog.read(tx, run.jobId(), run.jobVersion()).definition().keyLimit();
        return limit == null ? Integer.MAX_VALUE : limit.concurrency();
    }

    /// A run that was admitted is no longer so.
    void giveBack(RunTraits run) {
        String key = run.limitKey();
        if (key != null) {
            of(key).endOne();
        }
    }

    /// A run that waited does no longer.
    void leave(RunTraits run) {
        String key = run.limitKey();
        if (key != null) {
            of(key).leaveOne();
        }
    }

    /// Queues the runs that may go now and writes the counters that changed. Call it last, once.
    void save() {
        var rows = new TreeMap<String, GateRow>();
        limits.forEach(
                (key, limit) -> {
                    while (limit.waiting > 0 && releaseOldest(key, limit)) {
                        limit.active++;
                        limit.waiting--;
                    }
                    // One that was made in vain goes too.
                    if (limit.changed() || limit.row().equals(new GateRow(0, 0))) {
                        rows.put(key, limit.row());
                    }
                });
        tx.limits().save(rows);
    }

    private boolean releaseOldest(String key, Count limit) {
        var oldest = tx.runs().oldestWaiting(Wait.KEY, Places.ofKey(key), key);
        if (oldest.isEmpty()) {
            limit.waiting = 0;
            return false;
        }
        OpenRun run = oldest.get();
        return limit.active < most(run.traits())
                && tx.runs().queue(run, Rank.of(run.dueUs(), run.traits().priority()));
    }
}
