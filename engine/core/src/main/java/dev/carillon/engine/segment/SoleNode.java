package dev.carillon.engine.segment;

import dev.carillon.engine.service.Loop;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.function.LongSupplier;

/// A node without others: it has all segments, for ever, and whatever another start left open is its own.
public final class SoleNode implements Cluster {
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Stores stores;
    private final AutoCloseable right;
    private final LongSupplier nanos;
    private UUID id = new UUID(0, 0);
    private @Nullable Loop renewal;

    /// @param right to be alone on the database, given back at the end
    /// @param nanos monotonic clock
    public SoleNode(Stores stores, AutoCloseable right, LongSupplier nanos) {
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
    public void start(LocalNode node) {
        node.own(Segments.takeAll(stores, id));
        var loop =
                new Loop(
                        "carillon-watcher-renewal",
                        () -> {
                            node.processesMayRunUntil(nanos.getAsLong() + PATIENCE.toNanos());
                            return PAUSE;
                        });
        loop.start();
        renewal = loop;
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
        if (renewal != null) {
            renewal.close();
        }
        try (right) {
            stores.transaction(
                    tx -> {
                        tx.nodes().end(id);
                        return true;
                    });
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot give back the right to be alone", e);
        }
    }
}
