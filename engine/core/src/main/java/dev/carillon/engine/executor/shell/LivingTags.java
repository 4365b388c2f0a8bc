package dev.carillon.engine.executor.shell;

import dev.carillon.engine.executor.shell.ProcessNumbers.Moment;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongSupplier;

/// The tags of living processes, read once for all who ask at about the same time, so that many short
/// attempts that end together cost one look at `/proc`. For attempts that began lately only the processes are
/// read that are as young.
final class LivingTags {
    private final Path proc;
    private final ProcessNumbers numbers;
    private final Object lock = new Object();
    private long begun;
    private long done;
    private boolean reading;
    private Set<AttemptTag> last = Set.of();
    // Of those who ask for the next look.
    private @Nullable Moment earliest;

    /// @param proc where the kernel shows its processes
    /// @param nanos the monotonic clock
    LivingTags(Path proc, LongSupplier nanos) {
        this.proc = proc;
        numbers = new ProcessNumbers(proc, nanos);
    }

    /// To be asked for before a process is started.
    Moment moment() {
        return numbers.now();
    }

    /// Tags of processes that were started since the moment, and maybe of others, as a look saw them that began after
    /// this call.
    Set<AttemptTag> since(Moment moment) throws InterruptedException {
        long mine;
        Moment from;
        synchronized (lock) {
            mine = begun + 1;
            earliest = earlier(earliest, moment);
            while (reading && done < mine) {
                lock.wait();
            }
            if (done >= mine) {
                return last;
            }
            reading = true;
            begun++;
            from = earlier(earliest, moment);
            earliest = null;
        }
        Set<AttemptTag> seen = Set.of();
        boolean ok = false;
        try {
            seen = Processes.tags(proc, () -> numbers.since(from));
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

    private static Moment earlier(@Nullable Moment one, Moment other) {
        return one == null ? other : one.earlier(other);
    }
}
