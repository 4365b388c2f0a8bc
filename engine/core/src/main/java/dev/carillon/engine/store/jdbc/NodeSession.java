package dev.carillon.engine.store.jdbc;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Supplier;

/// A connection that lives as long as the node and holds locks which the database frees at the end of the
/// process, however it ends. Safe for several threads.
public final class NodeSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);
    private static final int MOST_BROKEN = 3;
    private static final int CHECK_SECONDS = 2;

    private interface Take {
        boolean on(Connection connection) throws SQLException;
    }

    private final Database database;
    private final Database patient;
    private final Take take;
    private final Supplier<CarillonException> refusal;
    private @Nullable Connection connection;

    private NodeSession(
            Database database, Database patient, Take take, Supplier<CarillonException> refusal) {
        this.database = database;
        this.patient = patient;
        this.take = take;
        this.refusal = refusal;
        renew();
    }

    /// Of the only node on the database.
    ///
    /// @throws CarillonException UNAVAILABLE when there is another one
    public static NodeSession alone(Database database) {
        return new NodeSession(
                database,
                database,
                connection -> database.dialect().becomeSoleNode(connection),
                () ->
                        new CarillonException(
                                ErrorCode.UNAVAILABLE,
                                "another node works on this database; stop it first, give this node a database of"
                                        + " its own, or make both members of a cluster"));
    }

    /// Of nobody, so that no node can start.
    ///
    /// @param refusal what is thrown when a node works on the database
    public static NodeSession forNobody(Database database, Supplier<CarillonException> refusal) {
        return new NodeSession(
                database,
                database,
                connection -> database.dialect().becomeSoleNode(connection),
                refusal);
    }

    /// Of one node of several.
    ///
    /// @param own for the session, so that it is opened again however busy the engine is
    /// @param patient for what may wait long
    /// @throws CarillonException UNAVAILABLE when a node works on the database that wants to be alone
    public static NodeSession of(Database own, Database patient, UUID node) {
        var dialect = own.dialect();
        return new NodeSession(
                own,
                patient,
                connection -> {
                    if (!dialect.becomeOneOfSeveral(connection)) {
                        return false;
                    }
                    dialect.holdSession(connection, node);
                    return true;
                },
                () ->
                        new CarillonException(
                                ErrorCode.UNAVAILABLE,
                                "a node that is no member of a cluster works on this database; stop it first"));
    }

    /// Opens the session again when its connection broke.
    ///
    /// @return whether it did
    public synchronized boolean renew() {
        try {
            var open = connection;
            if (open != null && open.isValid(CHECK_SECONDS)) {
                return false;
            }
            if (open != null) {
                connection = null;
                abandon(open);
            }
            connection = taken();
            return true;
        } catch (SQLException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot hold a session with the database: " + e.getMessage(),
                    e);
        }
    }

    // What broke this session broke the other connections of the pool too, which does not know.
    private Connection taken() throws SQLException {
        for (int left = MOST_BROKEN; ; left--) {
            var fresh = database.dedicated();
            try {
                fresh.setAutoCommit(true);
                if (!take.on(fresh)) {
                    throw refusal.get();
                }
                return fresh;
            } catch (SQLException | RuntimeException e) {
                // Else the few connections there are would be used up by failures.
                abandon(fresh);
                if (left == 0 || !isBroken(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isBroken(Exception e) {
        return e instanceof SQLException broken
                && broken.getSQLState() instanceof String state
                && (state.startsWith("08") || state.startsWith("57P"));
    }

    private static void abandon(Connection broken) {
        try {
            broken.close();
        } catch (SQLException e) {
            LOG.debug("the connection of the session broke, and cannot be closed either", e);
        }
    }

    /// Does something while no other node of the database does so, or after 10 seconds all the same: one that hangs in
    /// it must not keep the others from their work.
    /// On a connection of its own, as the session is renewed meanwhile.
    public void alone(Runnable work) {
        try (var joining = patient.dedicated()) {
            joining.setAutoCommit(true);
            boolean locked = patient.dialect().lockJoining(joining);
            if (!locked) {
                LOG.warn(
                        "another node has been joining the cluster for 10 s, and may hang in it; this one joins too");
            }
            try {
                work.run();
            } finally {
                if (locked) {
                    patient.dialect().unlockJoining(joining);
                }
            }
        } catch (SQLException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot join the cluster: the lock of joining nodes cannot be had: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            var open = connection;
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot end the session with the database: " + e.getMessage(),
                    e);
        }
    }
}
