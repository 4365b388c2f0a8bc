package dev.carillon.engine.segment;

import dev.carillon.engine.store.Database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/// The table `segment`: ownership, epochs, and the lock that serialises firing and editing.
public final class SegmentTable {
    private static final String CREATE =
            """
            INSERT INTO segment (id, owner, epoch) VALUES (?, NULL, 0)
            """;
    private static final String TAKE =
            """
            UPDATE segment SET owner = ?, epoch = epoch + 1 WHERE id = ?
            """;
    private static final String ALL =
            """
            SELECT id, epoch FROM segment ORDER BY id
            """;
    private static final String FENCE =
            """
            SELECT id FROM segment WHERE id = ? AND owner = ? AND epoch = ? FOR UPDATE
            """;
    private static final String LOCK =
            """
            SELECT id FROM segment WHERE id = ? FOR UPDATE
            """;

    private SegmentTable() {}

    /// Takes all segments for the only node of the database; whoever had them is fenced from here on.
    public static List<OwnedSegment> takeAll(Database database, UUID owner) {
        return database.transaction(
                connection -> {
                    create(connection);
                    var owned = new ArrayList<OwnedSegment>();
                    try (var take = connection.prepareStatement(TAKE);
                            var all = connection.prepareStatement(ALL)) {
                        for (int id = 0; id < Segment.COUNT; id++) {
                            take.setObject(1, owner);
                            take.setInt(2, id);
                            take.addBatch();
                        }
                        take.executeBatch();
                        try (var rows = all.executeQuery()) {
                            while (rows.next()) {
                                owned.add(
                                        new OwnedSegment(
                                                new Segment(rows.getInt(1)),
                                                owner,
                                                rows.getLong(2)));
                            }
                        }
                    }
                    return owned;
                });
    }

    private static void create(Connection connection) throws SQLException {
        try (var count = connection.prepareStatement("SELECT COUNT(*) FROM segment");
                var rows = count.executeQuery();
                var create = connection.prepareStatement(CREATE)) {
            rows.next();
            if (rows.getInt(1) > 0) {
                return;
            }
            for (int id = 0; id < Segment.COUNT; id++) {
                create.setInt(1, id);
                create.addBatch();
            }
            create.executeBatch();
        }
    }

    /// Checks and locks the epochs until the transaction ends, in order of id.
    ///
    /// @return the segments that are still owned
    public static List<OwnedSegment> fence(Connection connection, Collection<OwnedSegment> claimed)
            throws SQLException {
        var held = new ArrayList<OwnedSegment>();
        var ordered = new ArrayList<>(claimed);
        ordered.sort(java.util.Comparator.comparingInt(owned -> owned.segment().id()));
        try (var fence = connection.prepareStatement(FENCE)) {
            for (var owned : ordered) {
                fence.setInt(1, owned.segment().id());
                fence.setObject(2, owned.owner());
                fence.setLong(3, owned.epoch());
                try (var rows = fence.executeQuery()) {
                    if (rows.next()) {
                        held.add(owned);
                    }
                }
            }
        }
        return held;
    }

    /// Locks segments for an edit, whoever owns them, in order of id.
    public static void lock(Connection connection, Collection<Segment> segments)
            throws SQLException {
        var ids = new TreeSet<Integer>();
        segments.forEach(segment -> ids.add(segment.id()));
        try (var lock = connection.prepareStatement(LOCK)) {
            for (int id : ids) {
                lock.setInt(1, id);
                lock.executeQuery().close();
            }
        }
    }
}
