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
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;

/// Runs a statement on a named connection in one transaction. Jobs never get the engine's own data
/// source. Rows of a query are printed, at most [#MOST_ROWS]; the first cell is the result.
public final class SqlExecutor implements Executor {
    private static final int MOST_ROWS = 1000;
    private static final int MOST_CELL = 10_000;
    private static final int MOST_MESSAGE = 1_000;
    private static final String CONNECT_SECONDS = "10";

    private final Map<String, SqlConnection> connections;
    private final String engineUrl;

    /// @param engineUrl of the engine's own database
    public SqlExecutor(Map<String, SqlConnection> connections, String engineUrl) {
        this.connections = Map.copyOf(connections);
        this.engineUrl = engineUrl;
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        var running = new Running();
        Thread.ofPlatform()
                .name("carillon-sql-" + attempt.runId())
                .daemon(true)
                .start(
                        () ->
                                running.ending.complete(
                                        run((Task.Sql) attempt.task(), running, output)));
        return running;
    }

    private Ending run(Task.Sql task, Running running, Output output) {
        var to = connections.get(task.connection());
        if (to == null) {
            return new Ending(
                    false,
                    null,
                    "there is no SQL connection \""
                            + task.connection()
                            + "\"; the node's configuration has "
                            + (connections.isEmpty()
                                    ? "none"
                                    : String.join(", ", connections.keySet())));
        }
        if (DatabaseConfig.same(to.url(), engineUrl)) {
            return new Ending(
                    false,
                    null,
                    "the SQL connection \""
                            + task.connection()
                            + "\" is the engine's own database, which jobs may not use");
        }
        try (var connection = connect(to)) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                running.begin(statement);
                String said = print(statement, task.statement(), output);
                connection.commit();
                return new Ending(true, null, said);
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            return new Ending(false, null, "SQL state " + e.getSQLState() + ": " + said(e));
        } catch (IllegalArgumentException e) {
            return new Ending(false, null, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            return new Ending(false, null, "the driver failed: " + e);
        }
    }

    // PostgreSQL's driver knows the time-outs, others pass over what they do not know, but H2
    // refuses it.
    private static Connection connect(SqlConnection to) throws SQLException {
        DatabaseConfig.requireSafe(to.url());
        var properties = new Properties();
        properties.setProperty("user", to.user());
        properties.setProperty("password", to.password());
        if (!to.url().startsWith("jdbc:h2:")) {
            properties.setProperty("connectTimeout", CONNECT_SECONDS);
            properties.setProperty("loginTimeout", CONNECT_SECONDS);
        }
        return DriverManager.getConnection(to.url(), properties);
    }

    // H2 repeats the whole statement in its messages.
    private static String said(SQLException e) {
        String message =
                String.valueOf(
                        e instanceof JdbcException h2 ? h2.getOriginalMessage() : e.getMessage());
        return message.length() <= MOST_MESSAGE
                ? message
                : message.substring(0, MOST_MESSAGE) + "…";
    }

    private static String print(Statement statement, String sql, Output output)
            throws SQLException {
        if (!statement.execute(sql)) {
            return statement.getUpdateCount() + " rows changed";
        }
        try (var rows = statement.getResultSet()) {
            int columns = rows.getMetaData().getColumnCount();
            var head = new StringJoiner("\t", "", "\n");
            for (int i = 1; i <= columns; i++) {
                head.add(rows.getMetaData().getColumnLabel(i));
            }
            say(output, head.toString());
            int count = 0;
            while (rows.next()) {
                if (count == 0) {
                    output.result(cell(rows, 1));
                }
                if (++count <= MOST_ROWS) {
                    say(output, row(rows, columns));
                }
            }
            return count
                    + " rows"
                    + (count > MOST_ROWS ? ", the first " + MOST_ROWS + " are shown" : "");
        }
    }

    private static String row(ResultSet rows, int columns) throws SQLException {
        var line = new StringJoiner("\t", "", "\n");
        for (int i = 1; i <= columns; i++) {
            line.add(cell(rows, i));
        }
        return line.toString();
    }

    // Reads no more of a large object than is shown.
    private static String cell(ResultSet rows, int column) throws SQLException {
        try (var reader = rows.getCharacterStream(column)) {
            if (reader == null) {
                return "null";
            }
            var text = new char[MOST_CELL + 1];
            int length = 0;
            for (int count = 0; count >= 0 && length < text.length; length += Math.max(0, count)) {
                count = reader.read(text, length, text.length - length);
            }
            return length <= MOST_CELL
                    ? new String(text, 0, length)
                    : new String(text, 0, MOST_CELL) + "…";
        } catch (IOException e) {
            throw new SQLException("a value cannot be read", e);
        }
    }

    private static void say(Output output, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.write(bytes, 0, bytes.length);
    }

    private static final class Running implements Execution {
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private @Nullable Statement statement;
        private boolean stopped;

        private synchronized void begin(Statement begun) throws SQLException {
            if (stopped) {
                throw new SQLException("stopped before it began");
            }
            statement = begun;
        }

        @Override
        public CompletableFuture<Ending> ending() {
            return ending;
        }

        @Override
        public synchronized void stop() {
            stopped = true;
            try {
                if (statement != null && !ending.isDone()) {
                    statement.cancel();
                }
            } catch (SQLException e) {
                LoggerFactory.getLogger(SqlExecutor.class).warn("cannot cancel a statement", e);
            }
        }
    }
}
