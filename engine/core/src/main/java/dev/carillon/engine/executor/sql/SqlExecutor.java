package dev.carillon.engine.executor.sql;

import dev.carillon.api.Task;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;
import dev.carillon.engine.executor.SqlConnection;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;

/// Runs a statement on a named connection in one transaction. Jobs never get the engine's own data
/// source. Rows of a query are printed, at most [#MOST_ROWS]; the first cell is the result.
public final class SqlExecutor implements Executor {
    private static final int MOST_ROWS = 1000;

    private final Map<String, SqlConnection> connections;

    public SqlExecutor(Map<String, SqlConnection> connections) {
        this.connections = Map.copyOf(connections);
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
        try (var connection = DriverManager.getConnection(to.url(), to.user(), to.password())) {
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
            return new Ending(false, null, "SQL state " + e.getSQLState() + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return new Ending(false, null, "the driver failed: " + e);
        }
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
                    output.result(String.valueOf(rows.getString(1)));
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
            line.add(String.valueOf(rows.getString(i)));
        }
        return line.toString();
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
