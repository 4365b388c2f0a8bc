package dev.carillon.engine.segment;

import dev.carillon.engine.service.Loop;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.Stores;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/// A node without others: it has all segments, for ever, and whatever another start left open is its own.
public final class SoleNode implements Cluster {
    private static final Logger LOG = LoggerFactory.getLogger(SoleNode.class);
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CHECK = Duration.ofSeconds(5);

    /// To be alone on the database, given back at the end.
    public interface Right extends AutoCloseable {
        /// Takes it again when it was lost with its connection.
        ///
        /// @return whether it was lost
        /// @throws dev.carillon.api.CarillonException UNAVAILABLE when another process has it, or the
        ///     database is away
        boolean renew();

        @Override
        void close();
    }

    private final Stores stores;
    private final Right right;
    private final LongSupplier nanos;
    private final List<Loop> loops = new ArrayList<>();
    private UUID id = new UUID(0, 0);
    // Owned by the loop that renews the right; stays until it is known what that means.
    private boolean wasLost;

    /// @param nanos monotonic clock
    public SoleNode(Stores stores, Right right, LongSupplier nanos) {
        this.stores = stores;
        this.right = right;
        this.nanos = nanos;
    }

    @Override
    public void join(NodeRow self) {
        id = self.id();
        stores.transaction(
                tx -> {
                    tx.nodes().insert(self);
                    tx.nodes().endOthers(self.id());
                    return true;
                });
    }

    @Override
    public Lease lease() {
        return Lease.FOR_EVER;
    }

    @Override
    public Duration rest() {
        return Pause.REST;
    }

    @Override
    public void start(LocalNode node) {
        node.own(Segments.takeAll(stores, id));
        loops.add(
                new Loop(
                        "carillon-watcher-renewal",
                        () -> {
                            node.processesMayRunUntil(nanos.getAsLong() + PATIENCE.toNanos());
                            return PAUSE;
                        }));
        loops.add(
                new Loop(
                        "carillon-right",
                        () -> {
                            renewOnce(node);
                            return CHECK;
                        }));
        loops.forEach(Loop::start);
    }

    // Whoever had the database meanwhile took the segments or divided the jobs anew.
    private void renewOnce(LocalNode node) {
        wasLost |= right.renew();
        if (!wasLost) {
            return;
        }
        var segments = stores.transaction(tx -> tx.segments().all());
        if (!segments.stream().allMatch(each -> id.equals(each.owner()))) {
            LOG.error(
                    "another process had this database while the node had lost its session with it; it starts anew");
            node.own(List.of());
            node.givenUp();
        }
        wasLost = false;
    }

    @Override
    public void runsQueued() {
        // There is nobody to be told.
    }

    @Override
    public void rulesChanged() {
        // There is nobody to be told.
    }

    @Override
    public void stopping(Collection<UUID> runs) {
        // There is nobody to be told.
    }

    @Override
    public void handOver() {
        // There is nobody to take them.
    }

    @Override
    public void close() {
        loops.forEach(Loop::close);
        try (right) {
            stores.transaction(
                    tx -> {
                        tx.nodes().end(id);
                        return true;
                    });
        }
    }
}
