package dev.carillon.engine.segment;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;

/// The segments of a database: which of them a job belongs to, who owns them, and what that protects:
/// firing checks the epoch, editing takes the lock, both in order of id.
///
/// Their number is chosen when the database is made and changes only while no node works on it, so a node
/// reads it once, at its start.
///
/// @param count how many there are, 1 to [#MOST]
public record Segments(int count) {
    public static final int DEFAULT = 32;
    public static final int MOST = 1024;

    public Segments {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("segments must be 1 to " + MOST + ", not " + count);
        }
    }

    /// Reads how many a database has.
    ///
    /// @param first how many are made when there are none yet
    public static Segments of(Stores stores, int first) {
        return stores.transaction(
                tx -> {
                    tx.nodes().lockJoin();
                    if (tx.segments().count() == 0) {
                        tx.segments().replaceAll(first);
                    }
                    return new Segments(tx.segments().count());
                });
    }

    /// The segment of a job, the same on every node.
    public Segment of(UUID job) {
        return new Segment(
                Math.floorMod(job.getMostSignificantBits() ^ job.getLeastSignificantBits(), count));
    }

    /// Takes all segments for the only node of the database; whoever had them is fenced from here on.
    public static List<OwnedSegment> takeAll(Stores stores, UUID owner) {
        return stores.transaction(
                tx -> {
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

    /// Locks the segments of jobs for an edit, whoever owns them.
    ///
    /// @throws CarillonException UNAVAILABLE when their number was changed under this node, which can
    ///     happen only after it lost the database
    public void lock(Tx tx, Collection<UUID> jobs) {
        var ids = new TreeSet<Integer>();
        jobs.forEach(job -> ids.add(of(job).id()));
        lockIds(tx, ids);
    }

    /// The same for all of them.
    public void lockAll(Tx tx) {
        lockIds(tx, IntStream.range(0, count).boxed().toList());
    }

    private void lockIds(Tx tx, Collection<Integer> inOrder) {
        inOrder.forEach(tx.segments()::lock);
        // Whoever changes the number changes every row, so from here on it stays.
        int now = tx.segments().count();
        if (now != count) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "the jobs were divided into "
                            + now
                            + " segments while this node, which knows "
                            + count
                            + ", had lost the database; repeat the change, and restart the node if that does not help");
        }
    }
}
