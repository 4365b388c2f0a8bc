package dev.carillon.engine.executor.sql;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;
import dev.carillon.engine.executor.SqlConnection;
import dev.carillon.engine.store.jdbc.DatabaseConfig;

import org.h2.jdbc.JdbcException;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/// Runs the text of a job on a named connection in one transaction. Several statements in one text
/// are one transaction too, unless one of them is such that the database commits; of their results
/// PostgreSQL tells all and H2 the first. Jobs never get the engine's own data source.
public final class SqlExecutor implements Executor {
    private static final int MOST_MESSAGE = 1_000;
    private static final int ROWS_AT_ONCE = 100;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    // Of what one answer of the server may take in memory.
    private static final String MOST_ANSWER = "64M";
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^;&\\s\"]*");

    private final Map<String, SqlConnection> connections;
    private final String engineUrl;
    private final Duration connect;

    /// @param engineUrl of the engine's own database
    public SqlExecutor(Map<String, SqlConnection> connections, String engineUrl) {
        this(connections, engineUrl, CONNECT);
    }

    /// @param connect how long the server may take for each answer while it is connected to
    SqlExecutor(Map<String, SqlConnection> connections, String engineUrl, Duration connect) {
        this.connections = Map.copyOf(connections);
        this.engineUrl = engineUrl;
        this.connect = connect;
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        var running = new SqlExecution(attempt.runId(), attempt.killGrace());
        Thread.ofPlatform()
                .name("carillon-sql-" + attempt.runId())
                .daemon(true)
                .start(() -> end(attempt, running, output));
        return running;
    }

    private void end(Attempt attempt, SqlExecution running, Output output) {
        var ended = Ending.UNKNOWN;
        try {
            ended = run(attempt, running, output);
        } finally {
            running.ending().complete(ended);
        }
    }

    private Ending run(Attempt attempt, SqlExecution running, Output output) {
        var task = (Task.Sql) attempt.task();
        var to = connections.get(task.connection());
        if (to == null) {
            return failed(
                    "there is no SQL connection \""
                            + task.connection()
                            + "\"; the node's configuration has "
                            + (connections.isEmpty()
                                    ? "none"
                                    : String.join(", ", connections.keySet())));
        }
        try {
            if (DatabaseConfig.same(to.url(), engineUrl)) {
                return failed(
                        "the SQL connection \""
                                + task.connection()
                                + "\" is the engine's own database, which jobs may not use");
            }
            DatabaseConfig.requireSafe(to.url());
            return run(attempt, to, running, output);
        } catch (SQLException e) {
            return Ending.thrown(e, "SQL state " + e.getSQLState() + ": " + told(message(e), to));
        } catch (IllegalArgumentException e) {
            return failed(told(String.valueOf(e.getMessage()), to));
        } catch (RuntimeException | Error e) {
            // Also for want of memory or of a class of the driver the run must not stay without
            // end.
            return Ending.thrown(e, "the driver failed: " + told(e.toString(), to));
        }
    }

    private Ending run(Attempt attempt, SqlConnection to, SqlExecution running, Output output)
            throws SQLException {
        try (var connection = connect(to)) {
            if (attempt.isTooLate()) {
                return Ending.tooLate();
            }
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.setFetchSize(ROWS_AT_ONCE);
                running.begin(statement);
                String told = execute(statement, ((Task.Sql) attempt.task()).statement(), output);
                connection.commit();
                return new Ending(true, null, told);
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Throwable why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // A lost connection: the database rolls back by itself.
            why.addSuppressed(e);
        }
    }

    // H2 refuses properties it does not know, so the bounds of PostgreSQL's driver are not for it.
    private Connection connect(SqlConnection to) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", to.user());
        properties.setProperty("password", to.password());
        if (!to.url().startsWith("jdbc:postgresql:")) {
            return DriverManager.getConnection(to.url(), properties);
        }
        String seconds = Long.toString(connect.toSeconds());
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("sslResponseTimeout", Long.toString(connect.toMillis()));
        properties.setProperty("maxResultBuffer", MOST_ANSWER);
        var connection = DriverManager.getConnection(to.url(), properties);
        // A statement may take as long as it likes; the job's timeout ends it.
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }

    private static String execute(Statement statement, String text, Output output)
            throws SQLException {
        var printed = new PrintedRows(output);
        var told = new StringJoiner("; ");
        boolean query = statement.execute(text);
        for (long count = 0; query || count >= 0; query = statement.getMoreResults()) {
            if (query) {
                told.add(printed.print(statement.getResultSet()));
                continue;
            }
            count = statement.getLargeUpdateCount();
            if (count >= 0) {
                told.add(count + " rows changed");
            }
        }
        return cut(told.toString());
    }

    // H2 repeats the whole statement in its messages.
    private static String message(SQLException e) {
        return String.valueOf(
                e instanceof JdbcException h2 ? h2.getOriginalMessage() : e.getMessage());
    }

    // Drivers repeat the URL when they cannot use it, and it may hold a password.
    private static String told(String message, SqlConnection to) {
        String bare = message.replace(to.url(), "the configured URL");
        return cut(PASSWORD.matcher(bare).replaceAll("$1…"));
    }

    private static String cut(String text) {
        return text.length() <= MOST_MESSAGE ? text : text.substring(0, MOST_MESSAGE) + "…";
    }

    private static Ending failed(String message) {
        return new Ending(false, null, message);
    }
}
