package dev.carillon.engine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

/// The database with its connections. All work goes through [#transaction]. Safe for use by several
/// threads; a thread inside must never be interrupted, since an interrupt closes H2's file.
public final class Database implements AutoCloseable {
    private final DataSource source;
    private final Dialect dialect;
    private final boolean syncEachCommit;
    private final AutoCloseable pool;

    private Database(
            DataSource source, Dialect dialect, boolean syncEachCommit, AutoCloseable pool) {
        this.source = source;
        this.dialect = dialect;
        this.syncEachCommit = syncEachCommit;
        this.pool = pool;
    }

    /// Work inside a transaction.
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// Opens the database and brings its schema up to date.
    ///
    /// @throws CarillonException UNAVAILABLE when it cannot be reached or its schema is newer
    public static Database open(DatabaseConfig config) {
        var hikari = new HikariConfig();
        hikari.setJdbcUrl(config.effectiveUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setAutoCommit(false);
        hikari.setPoolName("carillon");
        hikari.setConnectionTimeout(5_000);
        var dialect = Dialect.of(config.url());
        if (dialect instanceof Dialect.PostgreSql) {
            hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
            hikari.addDataSourceProperty("ApplicationName", "carillon");
        }
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(hikari);
        } catch (RuntimeException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot open the database " + config.url() + ": " + deepest(e).getMessage(),
                    e);
        }
        boolean sync =
                dialect instanceof Dialect.H2
                        && config.durability() == DatabaseConfig.Durability.POWER;
        var database = new Database(pool, dialect, sync, pool);
        try {
            migrate(pool, dialect);
            database.requireSafeSettings();
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return database;
    }

    /// A database on a data source whose schema is there, for tests that inject faults.
    public static Database on(DataSource source, Dialect dialect) {
        return new Database(source, dialect, false, () -> {});
    }

    /// Creates or upgrades the tables; may run twice, and a crash in between is mended by the next.
    public static void migrate(DataSource source, Dialect dialect) {
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/common", "classpath:" + dialect.folder())
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot bring the schema up to date: " + e.getMessage(),
                    e);
        }
    }

    /// Runs the work in one transaction: all of it happened, or none.
    ///
    /// @throws CarillonException what the work threw, or UNAVAILABLE when the database failed; the
    ///     outcome of a failed commit is unknown to the caller and is found by reading
    public <T> T transaction(Work<T> work) {
        try (var connection = source.getConnection()) {
            try {
                T result = work.in(connection);
                connection.commit();
                if (syncEachCommit) {
                    try (var statement = connection.createStatement()) {
                        statement.execute("CHECKPOINT SYNC");
                    }
                }
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE, "the database failed: " + e.getMessage(), e);
        }
    }

    /// Whether a failed transaction is the fault of what was written (SQL state class 22, bad data, or
    /// 23, a broken constraint) and not of the database, so that a batch is worth splitting.
    public static boolean blamesTheData(CarillonException e) {
        if (e.code() != ErrorCode.UNAVAILABLE) {
            return true;
        }
        return e.getCause() instanceof SQLException sql
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23"));
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
                transaction(
                        connection -> {
                            try (var statement =
                                            connection.prepareStatement(
                                                    "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                                                            + " WHERE SETTING_NAME = 'WRITE_DELAY'");
                                    var rows = statement.executeQuery()) {
                                return rows.next() ? rows.getString(1) : "0";
                            }
                        });
        if (!"0".equals(delay)) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "H2 runs with WRITE_DELAY="
                            + delay
                            + " and would lose acknowledged changes; remove WRITE_DELAY from the URL");
        }
    }

    private static Throwable deepest(Throwable error) {
        var cause = error.getCause();
        return cause == null ? error : deepest(cause);
    }
}
