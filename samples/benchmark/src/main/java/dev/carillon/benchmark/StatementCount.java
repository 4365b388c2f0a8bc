package dev.carillon.benchmark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// How many statements a PostgreSQL carries out for one database, from [#begin] on, as the server itself counts them
/// (`pg_stat_statements`). Its own are not among them.
final class StatementCount implements AutoCloseable {
    private static final String OWN = "pg_stat_statements";
    private static final Duration TOLD = Duration.ofSeconds(2);
    private final Connection connection;

    private StatementCount(Connection connection) {
        this.connection = connection;
    }

    static StatementCount begin(Store.Place database) throws SQLException {
        var connection =
                DriverManager.getConnection(database.url(), database.user(), database.password());
        var count = new StatementCount(connection);
        count.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        count.execute("ALTER SYSTEM SET pg_stat_statements.track = 'top'");
        count.execute("SELECT pg_reload_conf()");
        count.execute("SELECT pg_stat_statements_reset()");
        return count;
    }

    /// Without BEGIN, COMMIT and ROLLBACK.
    long queries() throws SQLException {
        return count("AND query !~* '^(BEGIN|COMMIT|ROLLBACK)'");
    }

    long all() throws SQLException {
        return count("");
    }

    /// Transactions that were committed, [#TOLD] after the last that counts: sessions tell the server with a later one.
    long commits() throws SQLException {
        LockSupport.parkNanos(TOLD.toNanos());
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private long count(String which) throws SQLException {
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE dbid ="
                                        + " (SELECT oid FROM pg_database WHERE datname = current_database())"
                                        + " AND query NOT LIKE '%"
                                        + OWN
                                        + "%' AND query NOT LIKE '%pg_reload_conf%' "
                                        + which)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Lets a server count nothing. Not by its command line, which no setting could change later.
    static void stop(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET pg_stat_statements.track = 'none'");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            stop(connection);
        }
    }
}
