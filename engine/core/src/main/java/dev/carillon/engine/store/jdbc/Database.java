package dev.carillon.engine.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import javax.sql.DataSource;

/// H2 or PostgreSQL with its connections.
public final class Database implements Stores, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int MOST_TRIES = 8;
    private static final Set<String> DEADLOCK = Set.of("40001", "40P01");
    private final DataSource source;
    private final Dialect dialect;
    private final boolean syncEachCommit;
    private final boolean embedded;
    private final AutoCloseable pool;
    // Of events, where ids are to be in order of the commits.
    private final ReentrantLock committing = new ReentrantLock();
    private volatile Runnable afterChange = () -> {};

    private Database(
            DataSource source,
            Dialect dialect,
            boolean syncEachCommit,
            boolean embedded,
            AutoCloseable pool) {
        this.source = source;
        this.dialect = dialect;
        this.syncEachCommit = syncEachCommit;
        this.embedded = embedded;
        this.pool = pool;
    }

    /// Opens the database and brings its schema up to date.
    ///
    /// @throws CarillonException UNAVAILABLE when it cannot be reached or its schema is newer
    public static Database open(DatabaseConfig config) {
        var dialect = Dialect.of(config.url());
        var pool =
                Schema.open(
                        config,
                        dialect,
                        () -> connect(config, config.poolSize(), Map.of()),
                        () -> connect(config, config.poolSize(), dialect.connectionProperties()));
        boolean sync =
                dialect instanceof Dialect.H2
                        && config.durability() == DatabaseConfig.Durability.POWER;
        var database = new Database(pool, dialect, sync, config.isEmbedded(), pool);
        try {
            database.requireSafeSettings();
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return database;
    }

    /// A second way to a database that is open already: a connection for the session of the node, and two on which
    /// nothing waits for long.
    public static Database prompt(DatabaseConfig config) {
        var dialect = Dialect.of(config.url());
        var pool = connect(config, 3, dialect.promptProperties());
        return new Database(pool, dialect, false, config.isEmbedded(), pool);
    }

    /// A database on a data source whose schema is there, for tests that inject faults.
    public static Database on(DataSource source, Dialect dialect) {
        return new Database(source, dialect, false, false, () -> {});
    }

    private static HikariDataSource connect(
            DatabaseConfig config, int connections, Map<String, String> properties) {
        var hikari = new HikariConfig();
        hikari.setJdbcUrl(config.effectiveUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(connections);
        hikari.setAutoCommit(false);
        hikari.setPoolName("carillon");
        hikari.setConnectionTimeout(5_000);
        properties.forEach(hikari::addDataSourceProperty);
        try {
            return new HikariDataSource(hikari);
        } catch (RuntimeException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot open the database " + config.url() + ": " + deepest(e).getMessage(),
                    e);
        }
    }

    @Override
    public <T> T transaction(Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return once(work);
            } catch (StoreFailure e) {
                if (tries == MOST_TRIES || !isDeadlock(e)) {
                    throw failed(e);
                }
                LOG.debug("a transaction was ended by a deadlock and is repeated", e);
                // Two that begin again in step would only meet again.
                LockSupport.parkNanos(
                        ThreadLocalRandom.current().nextLong(1_000_000L << Math.min(tries, 5)));
            }
        }
    }

    // The database ended it before anything was committed, for the sake of another one.
    private static boolean isDeadlock(StoreFailure e) {
        return e.getCause() instanceof SQLException cause
                && DEADLOCK.contains(String.valueOf(cause.getSQLState()));
    }

    private <T> T once(Work<T> work) {
        try (var connection = source.getConnection()) {
            try {
                var changes = new Changes();
                var tx = new JdbcTx(connection, dialect, changes);
                T result = work.in(tx);
                if (changes.isEmpty()) {
                    connection.commit();
                } else {
                    commit(connection, tx, changes);
                }
                if (syncEachCommit) {
                    execute(connection, "CHECKPOINT SYNC");
                }
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw JdbcTable.failure(e);
        }
    }

    private void commit(Connection connection, JdbcTx tx, Changes changes) throws SQLException {
        boolean alone = dialect.ordersCommits();
        if (alone) {
            committing.lock();
        }
        try {
            // How old events are matters for nothing but their removal.
            tx.events().insertLast(changes, Micros.of(Clocks.SYSTEM.wall().instant()));
            // Sends nothing when that did.
            connection.commit();
        } finally {
            if (alone) {
                committing.unlock();
            }
            // Also when the answer was lost, since it may be committed.
            afterChange.run();
        }
    }

    /// What is called after each commit by this process that changed a run or what people decided. It is on the way of
    /// each of them.
    public void afterChange(Runnable called) {
        afterChange = called;
    }

    private static CarillonException failed(StoreFailure e) {
        return new CarillonException(
                ErrorCode.UNAVAILABLE, "the database failed: " + e.getMessage(), e);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public long nowMicros() {
        if (embedded) {
            return Micros.of(Clocks.SYSTEM.wall().instant());
        }
        return read(dialect.nowMicros(), row -> row.getLong(1));
    }

    /// Copies the embedded database to a new zip file while it works.
    ///
    /// @throws CarillonException CONFLICT when the database is no embedded one, STORAGE_FULL when the file cannot be
    ///     written
    public DatabaseArchive backUpTo(Path file) {
        if (!(dialect instanceof Dialect.H2)) {
            throw new CarillonException(
                    ErrorCode.CONFLICT,
                    "this command backs up the embedded H2; back a PostgreSQL up with pg_dump");
        }
        return onConnection(connection -> DatabaseArchive.write(connection, file));
    }

    private interface OnConnection<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T onConnection(OnConnection<T> work) {
        return transaction(
                tx -> {
                    try {
                        return work.in(((JdbcTx) tx).connection());
                    } catch (SQLException e) {
                        throw JdbcTable.failure(e);
                    }
                });
    }

    private <T> T read(String sql, JdbcTable.Reader<T> reader) {
        return onConnection(
                connection -> {
                    try (var statement = connection.prepareStatement(sql);
                            var rows = statement.executeQuery()) {
                        if (!rows.next()) {
                            throw new SQLException("no row: " + sql);
                        }
                        return reader.read(rows);
                    }
                });
    }

    public Dialect dialect() {
        return dialect;
    }

    /// A connection of its own, outside of the pool's transactions, for as long as the caller wants.
    public Connection dedicated() throws SQLException {
        return source.getConnection();
    }

    @Override
    public void close() {
        // H2 closes its files with the last connection.
        try {
            pool.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot close the connection pool", e);
        }
    }

    // Reads back what promise P1 rests on: a URL that overrides it is refused.
    private void requireSafeSettings() {
        if (!(dialect instanceof Dialect.H2)) {
            return;
        }
        String delay =
                read(
                        "SELECT COALESCE(MAX(SETTING_VALUE), '0') FROM INFORMATION_SCHEMA.SETTINGS"
                                + " WHERE SETTING_NAME = 'WRITE_DELAY'",
                        row -> row.getString(1));
        if (!"0".equals(delay)) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "H2 runs with WRITE_DELAY="
                            + delay
                            + " and would lose acknowledged changes; remove WRITE_DELAY from the URL");
        }
    }

    static Throwable deepest(Throwable error) {
        var cause = error.getCause();
        return cause == null ? error : deepest(cause);
    }
}
