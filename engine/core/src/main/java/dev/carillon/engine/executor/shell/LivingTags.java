package dev.carillon.engine.executor.shell;

import java.util.Set;

/// The tags of living processes, read once for all who ask at about the same time, so that many short
/// attempts that end together cost one look at `/proc`.
final class LivingTags {
    private final Object lock = new Object();
    private long begun;
    private long done;
    private boolean reading;
    private Set<AttemptTag> last = Set.of();

    /// Tags as a look saw them that began after this call.
    Set<AttemptTag> now() throws InterruptedException {
        long mine;
        synchronized (lock) {
            mine = begun + 1;
            while (reading && done < mine) {
                lock.wait();
            }
            if (done >= mine) {
                return last;
            }
            reading = true;
            begun++;
        }
        Set<AttemptTag> seen = Set.of();
        boolean ok = false;
        try {
            seen = Processes.tags();
            ok = true;
        } finally {
            synchronized (lock) {
                reading = false;
                if (ok) {
                    last = seen;
                    done = begun;
                }
                lock.notifyAll();
            }
        }
        return seen;
    }
}
