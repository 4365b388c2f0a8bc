package dev.carillon.engine.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.CrashPoint;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

import java.util.function.Supplier;

import javax.sql.DataSource;

/// Brings the tables up to date, so that a process which ends in the middle leaves the schema as it
/// was, or as it was after a whole migration, and the next start goes on from there.
///
/// PostgreSQL does this itself: a migration is one transaction. H2 commits each statement of a
/// script, and a second try of the same script would stumble over what the first one made. So H2's
/// file is not migrated where it is: see [SchemaCopy].
final class Schema {
    private Schema() {}

    /// Opens the database with its schema up to date.
    ///
    /// @param patient opens a pool on which a migration may take its time; called a second time when the file was
    ///     replaced
    /// @param open opens the pool of the engine
    /// @throws CarillonException UNAVAILABLE when a migration fails or the schema is newer than this
    ///     program; the database is closed and as it was
    static HikariDataSource open(
            DatabaseConfig config,
            Dialect dialect,
            Supplier<HikariDataSource> patient,
            Supplier<HikariDataSource> open) {
        var pool = patient.get();
        try {
            if (dialect instanceof Dialect.H2 && pending(pool, dialect)) {
                var copy = SchemaCopy.of(pool, config);
                if (copy.isPresent()) {
                    try (var upgrade = copy.get()) {
                        upgrade.take(pool);
                        pool.close();
                        upgrade.migrate(source -> migrate(source, dialect));
                        pool = patient.get();
                    }
                }
            }
            migrate(pool, dialect);
            if (dialect instanceof Dialect.H2) {
                return pool;
            }
            pool.close();
            return open.get();
        } catch (FlywayException e) {
            pool.close();
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot bring the schema up to date: " + e.getMessage(),
                    e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static boolean pending(DataSource source, Dialect dialect) {
        return flyway(source, dialect).info().pending().length > 0;
    }

    private static void migrate(DataSource source, Dialect dialect) {
        var flyway = flyway(source, dialect);
        flyway.migrate();
        for (var each : flyway.info().all()) {
            if (each.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "the schema of the database is of a newer Carillon: it has migration "
                                + each.getVersion()
                                + ", which this program does not know; start the newer program on this node too",
                        new NewerSchema(String.valueOf(each.getVersion())));
            }
        }
    }

    private static Flyway flyway(DataSource source, Dialect dialect) {
        return Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/common", "classpath:" + dialect.folder())
                .callbacks(new Progress())
                .load();
    }

    /// The crash points of a migration.
    private static final class Progress implements Callback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE_STATEMENT
                    || event == Event.AFTER_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            if (event == Event.AFTER_EACH_MIGRATE) {
                CrashPoint.SCHEMA_VERSION.hit();
            } else {
                CrashPoint.SCHEMA_STATEMENT.hit();
            }
        }

        @Override
        public String getCallbackName() {
            return "crash points";
        }
    }
}
