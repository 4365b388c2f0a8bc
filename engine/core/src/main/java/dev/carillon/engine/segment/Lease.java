package dev.carillon.engine.segment;

import org.jspecify.annotations.Nullable;

/// Whether this process may act as its node: claim, start, fire. Told by the monotonic clock alone, counted
/// from before the renewal was sent, so that a process that was frozen finds it over before it does
/// anything. Safe for several threads.
public interface Lease {
    /// Of a node that nobody can take anything over from.
    Lease FOR_EVER =
            new Lease() {
                @Override
                public boolean holds() {
                    return true;
                }

                @Override
                public int lapses() {
                    return 0;
                }

                @Override
                public @Nullable Long endsNanos() {
                    return null;
                }
            };

    boolean holds();

    /// How often it has been over so far, now included. An attempt whose start and end see different
    /// numbers may have been killed in between.
    int lapses();

    /// When it is over if nothing renews it, by the monotonic clock; null when it never is.
    @Nullable Long endsNanos();
}
