package dev.carillon.engine.store.jdbc;

import dev.carillon.api.RunState;

import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// The few questions to which H2 and PostgreSQL answer differently.
public sealed interface Dialect {
    /// Folder of the migrations that only this database has.
    String folder();

    /// What the driver is told, so that nobody waits for ever for a machine that is gone, and a process that hangs
    /// in a transaction does not hold its locks.
    Map<String, String> connectionProperties();

    /// The same for the few connections on which leases are renewed and work is taken over.
    Map<String, String> promptProperties();

    /// A query of one BIGINT: microseconds since 1970 by the database's clock, now and not at the
    /// start of the transaction.
    String nowMicros();

    /// The condition for rows of `event` before which no other can appear any more.
    String settledEvents();

    /// The same for those after a position, whose transaction and id are its two parameters.
    String eventsAfter();

    /// The condition for rows of `event` up to a position and with it, whose transaction and id are its two parameters.
    String eventsUntil();

    /// Whether indexes keep entries of what was changed until they are cleaned.
    boolean keepsOldEntries();

    /// Whether ids of events are in order of the commits only when one thread at a time takes one and commits.
    boolean ordersCommits();

    /// A last statement together with the end of its transaction, where one message can say both.
    String andCommit(String statement);

    /// What follows a SELECT of claim candidates, so that two claimers do not wait for each other.
    String skipLocked();

    /// An INSERT that waits for whoever is inserting the same key, and then changes nothing; or fails as a duplicate,
    /// where the transaction can go on after that.
    String unlessThere(String insert);

    /// What follows a table to say which index is used, where that is not found out by what is stored.
    String useIndex(String index);

    /// The condition for runs of a job from one id to another, both included, such that they are read in their order along the
    /// index by job. Its parameters are the job, the first id, the job again and the last id.
    ///
    /// @param table what stands before the columns, such as `r.`; empty for nothing
    String ofJob(String table);

    /// The same for runs `r` in a state that they keep, along the index that has them. Its parameters are the first id and the
    /// last; they are in the order of [#orderInState].
    String inState(RunState finished);

    /// Newest first.
    String orderInState();

    /// Whether one statement changes many rows whose values it is given as arrays, where that is faster than a batch.
    boolean takesArrays();

    /// From how many rows on [#copy] is faster than a batch of INSERT; none are where there is no such way.
    int worthCopying();

    /// Stores rows with `COPY ... FROM STDIN`, while they are made.
    ///
    /// @param rows in the database's text format, in pieces that may end anywhere
    void copy(Connection connection, String sql, Stream<byte[]> rows) throws SQLException;

    /// Lets a statement be planned each time it is carried out, for the values it has then.
    void planEachTime(PreparedStatement statement) throws SQLException;

    /// Takes the right to be the only node on this database until the connection closes.
    ///
    /// @return false when another process has it
    boolean becomeSoleNode(Connection connection) throws SQLException;

    /// Takes the right to be one of several nodes on this database until the connection closes.
    ///
    /// @return false when a process works on it that wants to be alone
    boolean becomeOneOfSeveral(Connection connection) throws SQLException;

    /// Holds the session of a node until the connection closes.
    void holdSession(Connection connection, UUID node) throws SQLException;

    /// Waits until no other connection is joining, for at most 10 seconds.
    ///
    /// @return false when another one still was
    boolean lockJoining(Connection connection) throws SQLException;

    void unlockJoining(Connection connection) throws SQLException;

    /// A query that answers a row while a node is not given up, and keeps it from being given up until the
    /// transaction ends; empty where there is one node only.
    Optional<String> lockLiveNode();

    /// Three more columns of a query of nodes: the second numbers of the session locks that processes hold, with
    /// commas, or null where that cannot be told; a text that is another one after each change of `segment`; and one that
    /// is another one after each commit of an event, or null while a transaction that writes has not ended.
    String sight();

    /// The first number of all session locks.
    int SESSION_LOCKS = 0x4361726c;

    /// The second number of a node's session lock. Two nodes with the same number, one pair in four thousand million,
    /// would take it from each other again and again, and be slower to notice the end of one of them.
    static int sessionLock(UUID node) {
        return node.hashCode();
    }

    static Dialect of(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return new H2();
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return new PostgreSql();
        }
        throw new IllegalArgumentException(
                "database URL \"" + url + "\" is neither jdbc:h2: nor jdbc:postgresql:");
    }

    /// Embedded H2. Its file is open in one process only, so that process is the sole node.
    record H2() implements Dialect {
        @Override
        public String folder() {
            return "db/h2";
        }

        @Override
        public String nowMicros() {
            return "SELECT CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(9)) * 1000000 AS BIGINT)";
        }

        @Override
        public String settledEvents() {
            return "TRUE";
        }

        @Override
        public String eventsAfter() {
            return "tx = ? AND id > ?";
        }

        @Override
        public String eventsUntil() {
            return "tx = ? AND id <= ?";
        }

        @Override
        public boolean ordersCommits() {
            return true;
        }

        @Override
        public String andCommit(String statement) {
            return statement;
        }

        // H2 locks all matching rows before it applies the limit; one process needs no lock here.
        @Override
        public String skipLocked() {
            return "";
        }

        @Override
        public String unlessThere(String insert) {
            return insert;
        }

        // By its own estimate it may read a whole state for the runs of a minute.
        @Override
        public String useIndex(String index) {
            return " USE INDEX (" + index + ")";
        }

        @Override
        public String ofJob(String table) {
            return "%1$sjob_id = ? AND %1$sid >= ? AND %1$sjob_id = ? AND %1$sid <= ?"
                    .formatted(table);
        }

        // They have no place in a line and no rank.
        @Override
        public String inState(RunState finished) {
            return "r.state = '"
                    + finished.name()
                    + "' AND r.waits_in = 0 AND r.queue_rank = 0 AND r.id >= ? AND r.id <= ?";
        }

        @Override
        public String orderInState() {
            return "r.state DESC, r.waits_in DESC, r.queue_rank DESC, r.id DESC";
        }

        @Override
        public boolean keepsOldEntries() {
            return false;
        }

        @Override
        public boolean takesArrays() {
            return false;
        }

        @Override
        public int worthCopying() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void copy(Connection connection, String sql, Stream<byte[]> rows) {
            throw new UnsupportedOperationException(sql);
        }

        @Override
        public void planEachTime(PreparedStatement statement) {
            // It always does when tables have changed.
        }

        @Override
        public Map<String, String> connectionProperties() {
            return Map.of();
        }

        @Override
        public Map<String, String> promptProperties() {
            return Map.of();
        }

        @Override
        public boolean becomeSoleNode(Connection connection) {
            return true;
        }

        @Override
        public boolean becomeOneOfSeveral(Connection connection) {
            return false;
        }

        @Override
        public void holdSession(Connection connection, UUID node) {
            // The file is open in this process only.
        }

        @Override
        public boolean lockJoining(Connection connection) {
            return true;
        }

        @Override
        public void unlockJoining(Connection connection) {
            // There is nobody else.
        }

        @Override
        public Optional<String> lockLiveNode() {
            return Optional.empty();
        }

        @Override
        public String sight() {
            return """
            , CAST(NULL AS VARCHAR), (SELECT COUNT(*) || ':' || COALESCE(SUM(epoch), 0) || ':'
                || COALESCE(LISTAGG(id || '=' || wanted, ',') WITHIN GROUP (ORDER BY id), '') FROM segment)
            , CAST(NULL AS VARCHAR)""";
        }
    }

    /// PostgreSQL, 13 and later.
    record PostgreSql() implements Dialect {
        /// The states that the index `run_not_well` has.
        private static final String NOT_WELL =
                "'FAILED', 'TIMED_OUT', 'CANCELLED', 'LOST', 'MISSED', 'SKIPPED'";

        private static final int WORTH_COPYING = 3;
        private static final long ADVISORY_KEY = 0x4361726c6c6f6eL;
        private static final String LOCK_NOT_AVAILABLE = "55P03";

        // The parts of such a lock are OIDs, which have no sign.
        private static final String END_EARLIER_SESSIONS =
                """
                SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND classid::bigint = (?::bigint & 4294967295) AND objid::bigint = (?::bigint & 4294967295)
                  AND objsubid = 2""";

        @Override
        public String folder() {
            return "db/postgresql";
        }

        @Override
        public String nowMicros() {
            return "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
        }

        @Override
        public String settledEvents() {
            return "tx < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)";
        }

        @Override
        public String eventsAfter() {
            return "(tx, id) > (?, ?) AND " + settledEvents();
        }

        @Override
        public String eventsUntil() {
            return "(tx, id) <= (?, ?)";
        }

        @Override
        public boolean ordersCommits() {
            return false;
        }

        // When the statement fails, or an earlier one did, the server does not come to the COMMIT.
        @Override
        public String andCommit(String statement) {
            return statement + "; COMMIT";
        }

        @Override
        public String skipLocked() {
            return " FOR UPDATE SKIP LOCKED";
        }

        @Override
        public String unlessThere(String insert) {
            return insert + " ON CONFLICT DO NOTHING";
        }

        @Override
        public String useIndex(String index) {
            return "";
        }

        // With the job as an equation it may go along all runs by id until it has met enough of the
        // job: for one that has not run for long, or whose newest runs were removed, all of them.
        @Override
        public String ofJob(String table) {
            return "(%1$sjob_id, %1$sid) >= (?, ?) AND (%1$sjob_id, %1$sid) <= (?, ?)"
                    .formatted(table);
        }

        // Of those that went well there is no index, as that is nearly all of them. The same as of
        // a job holds for the
        // others: as an equation it may go along all runs by id, though none has failed for long.
        @Override
        public String inState(RunState finished) {
            return finished == RunState.SUCCEEDED
                    ? "r.state = 'SUCCEEDED' AND r.id >= ? AND r.id <= ?"
                    : ("r.state IN (%1$s)"
                                    + " AND (r.state, r.id) >= ('%2$s', ?) AND (r.state, r.id) <= ('%2$s', ?)")
                            .formatted(NOT_WELL, finished.name());
        }

        @Override
        public String orderInState() {
            return "r.state DESC, r.id DESC";
        }

        @Override
        public boolean keepsOldEntries() {
            return true;
        }

        @Override
        public boolean takesArrays() {
            return true;
        }

        @Override
        public int worthCopying() {
            return WORTH_COPYING;
        }

        @Override
        public void copy(Connection connection, String sql, Stream<byte[]> rows)
                throws SQLException {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            try {
                for (var pieces = rows.iterator(); pieces.hasNext(); ) {
                    var piece = pieces.next();
                    copy.writeToCopy(piece, 0, piece.length);
                    copy.flushCopy();
                }
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        }

        @Override
        public void planEachTime(PreparedStatement statement) throws SQLException {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }

        @Override
        public Map<String, String> connectionProperties() {
            return Map.of(
                    "reWriteBatchedInserts",
                    "true",
                    "binaryTransferEnable",
                    "" + UuidArray.OID,
                    "ApplicationName",
                    "carillon",
                    "tcpKeepAlive",
                    "true",
                    "connectTimeout",
                    "5",
                    "socketTimeout",
                    "30",
                    "options",
                    "-c idle_in_transaction_session_timeout=5000");
        }

        @Override
        public Map<String, String> promptProperties() {
            return Map.of(
                    "ApplicationName",
                    "carillon-lease",
                    "tcpKeepAlive",
                    "true",
                    "connectTimeout",
                    "2",
                    "socketTimeout",
                    "5",
                    "options",
                    "-c idle_in_transaction_session_timeout=1000 -c lock_timeout=500");
        }

        @Override
        public boolean becomeSoleNode(Connection connection) throws SQLException {
            return lock(connection, "SELECT pg_try_advisory_lock(?)");
        }

        @Override
        public boolean becomeOneOfSeveral(Connection connection) throws SQLException {
            return lock(connection, "SELECT pg_try_advisory_lock_shared(?)");
        }

        private static boolean lock(Connection connection, String sql) throws SQLException {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setLong(1, ADVISORY_KEY);
                try (var rows = statement.executeQuery()) {
                    return rows.next() && rows.getBoolean(1);
                }
            }
        }

        @Override
        public void holdSession(Connection connection, UUID node) throws SQLException {
            // The server may hold on to a connection of this process that broke on the way.
            try (var statement = connection.prepareStatement(END_EARLIER_SESSIONS)) {
                statement.setInt(1, SESSION_LOCKS);
                statement.setInt(2, Dialect.sessionLock(node));
                statement.execute();
            }
            try (var statement = connection.prepareStatement("SELECT pg_advisory_lock(?, ?)")) {
                statement.setInt(1, SESSION_LOCKS);
                statement.setInt(2, Dialect.sessionLock(node));
                statement.execute();
            }
        }

        @Override
        public boolean lockJoining(Connection connection) throws SQLException {
            execute(connection, "SET lock_timeout = '10s'");
            try {
                execute(connection, "SELECT pg_advisory_lock(" + (ADVISORY_KEY + 1) + ")");
                return true;
            } catch (SQLException e) {
                if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                    return false;
                }
                throw e;
            } finally {
                execute(connection, "RESET lock_timeout");
            }
        }

        @Override
        public void unlockJoining(Connection connection) throws SQLException {
            execute(connection, "SELECT pg_advisory_unlock(" + (ADVISORY_KEY + 1) + ")");
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public Optional<String> lockLiveNode() {
            return Optional.of(
                    "SELECT id FROM node WHERE id = ? AND state <> 'GONE' FOR KEY SHARE");
        }

        // Oids are unsigned, our numbers are not. A transaction under way has a higher number than
        // all that have ended, or the two ends of the snapshot differ.
        @Override
        public String sight() {
            return """
            , (SELECT COALESCE(string_agg(CAST(CAST(CAST(CAST(objid AS BIGINT) AS BIT(32)) AS INT) AS TEXT), ','), '')
                FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = CAST(%d AS OID)
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            , (SELECT COUNT(*) || ':' || COALESCE(SUM(epoch), 0) || ':'
                || COALESCE(string_agg(id || '=' || wanted, ',' ORDER BY id), '') FROM segment)
            , (SELECT CASE WHEN pg_snapshot_xmin(now) = pg_snapshot_xmax(now)
                THEN CAST(COALESCE((SELECT MAX(tx) FROM event), 0) AS TEXT) END FROM pg_current_snapshot() AS now)"""
                    .formatted(SESSION_LOCKS);
        }
    }
}
