package dev.carillon.engine.segment;

import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/// Ownership of segments and what it protects: firing checks the epoch, editing takes the lock, both
/// in order of id.
public final class Segments {
    private Segments() {}

    /// Takes all segments for the only node of the database; whoever had them is fenced from here on.
    public static List<OwnedSegment> takeAll(Stores stores, UUID owner) {
        return stores.transaction(
                tx -> {
                    tx.segments().create(Segment.COUNT);
                    var owned = new ArrayList<OwnedSegment>();
                    for (long epoch : tx.segments().takeAll(owner)) {
                        owned.add(new OwnedSegment(new Segment(owned.size()), owner, epoch));
                    }
                    return owned;
                });
    }

    /// Checks and locks the epochs until the transaction ends.
    ///
    /// @return the segments that are still owned
    public static List<OwnedSegment> fence(Tx tx, Collection<OwnedSegment> claimed) {
        return claimed.stream()
                .sorted(Comparator.comparingInt(owned -> owned.segment().id()))
                .filter(
                        owned ->
                                tx.segments()
                                        .fence(owned.segment().id(), owned.owner(), owned.epoch()))
                .toList();
    }

    /// Locks segments for an edit, whoever owns them.
    public static void lock(Tx tx, Collection<Segment> segments) {
        var ids = new TreeSet<Integer>();
        segments.forEach(segment -> ids.add(segment.id()));
        ids.forEach(tx.segments()::lock);
    }
}
