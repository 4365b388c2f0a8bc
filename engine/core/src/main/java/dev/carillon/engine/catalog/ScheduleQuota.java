package dev.carillon.engine.catalog;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.Recent;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// How many schedules all jobs together may have. Far from that number it goes by a count made before anything is
/// locked, and adds what was stored here since; near it all are counted each time.
///
/// Nodes that store jobs at the same time do not see each other's, so together they may come a little beyond it.
final class ScheduleQuota {
    private static final Duration GOOD = Duration.ofSeconds(1);

    /// So few more than are known make it count anew, and a tenth of the quota where that is more.
    private static final int NEAR = 1_000;

    private final int most;
    private final Recent<AtomicInteger> counted;

    /// @param nowUs in microseconds
    ScheduleQuota(int most, Stores stores, LongSupplier nowUs) {
        this.most = most;
        counted =
                new Recent<>(
                        GOOD,
                        () -> nowUs.getAsLong() * 1_000,
                        () -> new AtomicInteger(stores.transaction(tx -> tx.triggers().count())));
    }

    /// What is known; asked before a transaction begins.
    AtomicInteger known() {
        return counted.get();
    }

    /// @param known is raised by them, though they may not be stored in the end
    /// @throws CarillonException QUOTA_EXCEEDED when so many more would be too many
    void require(Tx tx, AtomicInteger known, int more) {
        if (more <= 0 || known.addAndGet(more) <= most - Math.max(NEAR, most / 10)) {
            return;
        }
        int all = tx.triggers().count() + more;
        if (all > most) {
            throw new CarillonException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "there would be "
                            + all
                            + " schedules, and this node's quota is "
                            + most
                            + "; remove some, or raise quota.schedules in its configuration");
        }
    }
}
