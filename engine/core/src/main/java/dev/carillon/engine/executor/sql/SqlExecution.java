package dev.carillon.engine.executor.sql;

import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A statement under way. To cancel one may take as long as the network likes, so that is done on
/// threads of its own. A cancel that comes before the database has begun with the statement is lost,
/// so it is repeated until the attempt ends; after the grace the connection is cut.
final class SqlExecution implements Execution {
    private static final Logger LOG = LoggerFactory.getLogger(SqlExecution.class);
    private static final Duration REPEAT = Duration.ofMillis(200);

    private final String runId;
    private final Duration grace;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final Object lock = new Object();
    private @Nullable Statement statement;
    private boolean stopped;

    SqlExecution(String runId, Duration grace) {
        this.runId = runId;
        this.grace = grace;
    }

    /// Notes what is to be cancelled.
    ///
    /// @throws SQLException if the attempt was stopped before
    void begin(Statement begun) throws SQLException {
        synchronized (lock) {
            if (stopped) {
                throw new SQLException("stopped before it began", "57014");
            }
            statement = begun;
        }
    }

    @Override
    public CompletableFuture<Ending> ending() {
        return ending;
    }

    @Override
    public void stop() {
        Statement running;
        synchronized (lock) {
            if (stopped) {
                return;
            }
            stopped = true;
            running = statement;
        }
        if (running != null) {
            Thread.ofVirtual().name("carillon-sql-cancel-" + runId).start(() -> cancel(running));
            Thread.ofVirtual().name("carillon-sql-cut-" + runId).start(() -> cut(running));
        }
    }

    private void cancel(Statement running) {
        try {
            do {
                running.cancel();
            } while (!endsWithin(REPEAT));
        } catch (SQLException e) {
            if (!ending.isDone()) {
                LOG.warn("cannot cancel the statement of run {}", runId, e);
            }
        }
    }

    private void cut(Statement running) {
        try {
            if (!endsWithin(grace.compareTo(REPEAT) > 0 ? grace : REPEAT)) {
                Connection connection = running.getConnection();
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            if (!ending.isDone()) {
                LOG.warn("cannot cut the connection of run {}", runId, e);
            }
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            ending.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("an ending never fails and nobody interrupts", e);
        }
    }
}
