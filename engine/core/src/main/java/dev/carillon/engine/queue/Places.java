package dev.carillon.engine.queue;

import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.store.RunTable.Wait;

import java.util.UUID;

/// Where a run waits, as a number that an index finds: runs that wait for the same thing stand
/// together, few others among them.
final class Places {
    private Places() {}

    /// Where a run waits for something.
    static int of(Wait waitsFor, RunTraits run) {
        String key = run.limitKey();
        return waitsFor == Wait.KEY && key != null ? ofKey(key) : of(waitsFor, run.jobId());
    }

    static int of(Wait waitsFor, UUID job) {
        return of(waitsFor, job.toString());
    }

    static int ofKey(String limitKey) {
        return of(Wait.KEY, limitKey);
    }

    // Never 0, which is no place.
    private static int of(Wait waitsFor, String name) {
        return (waitsFor.name() + name).hashCode() | 1;
    }
}
