package dev.carillon.engine;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.segment.Resize;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.engine.store.jdbc.NodeSession;

import java.util.List;
import java.util.function.LongConsumer;

/// A database on which no node works, and none can start until this is closed.
public final class Offline implements AutoCloseable {
    private final Database database;
    private final NodeSession session;

    private Offline(Database database) {
        this.database = database;
        session = NodeSession.forNobody(database, this::refusal);
    }

    /// Opens it, and brings its schema up to date as a node does at its start.
    ///
    /// @throws CarillonException CONFLICT when a node works on it, with its name; UNAVAILABLE when it cannot be
    ///     opened, which is so of an embedded one when a node works on it
    public static Offline open(DatabaseConfig config) {
        // Files are changed along with it, and keys that it still needs must not go before it is on
        // the disk.
        var database = Database.open(config.survivingPower());
        try {
            return new Offline(database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private CarillonException refusal() {
        var names = database.transaction(Offline::working);
        return new CarillonException(
                ErrorCode.CONFLICT,
                names.isEmpty()
                        ? "another process works on this database alone; repeat when it has ended"
                        : "not while a node works on this database; stop first: "
                                + String.join(", ", names));
    }

    // A node without others holds no session of its own, and is the only one.
    private static List<String> working(Tx tx) {
        var sight = tx.nodes().sight();
        var sessions = sight.sessions();
        return sight.nodes().stream()
                .filter(node -> sessions.isEmpty() || sessions.contains(node.id()))
                .map(NodeRow::name)
                .toList();
    }

    /// Divides the jobs into another number of segments, all or nothing.
    ///
    /// @param progress told now and then how many jobs were looked at
    public Resize resize(Segments segments, LongConsumer progress) {
        return Resize.to(segments, database, progress);
    }

    /// Its tables, for what others change in it.
    public Stores stores() {
        return database;
    }

    @Override
    public void close() {
        try (database) {
            session.close();
        }
    }
}
