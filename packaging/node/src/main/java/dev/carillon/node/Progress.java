package dev.carillon.node;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Says each second on standard error how far a change of a whole database is.
final class Progress implements LongConsumer {
    private static final long EACH_NANOS = Duration.ofSeconds(1).toNanos();

    private final PrintWriter err;
    private final String what;
    private final LongSupplier nanos;
    private long saidNanos;

    /// @param what is counted
    /// @param nanos monotonic clock
    Progress(PrintWriter err, String what, LongSupplier nanos) {
        this.err = err;
        this.what = what;
        this.nanos = nanos;
        saidNanos = nanos.getAsLong();
    }

    @Override
    public void accept(long count) {
        long now = nanos.getAsLong();
        if (now - saidNanos >= EACH_NANOS) {
            err.println(what + " looked at: " + count);
            saidNanos = now;
        }
    }
}
