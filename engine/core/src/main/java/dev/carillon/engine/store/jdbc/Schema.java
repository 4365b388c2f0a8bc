package dev.carillon.engine.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.service.CrashPoint;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

import javax.sql.DataSource;

/// Brings the tables up to date, so that a process which ends in the middle leaves the schema as it
/// was, or as it was after a whole migration, and the next start goes on from there.
///
/// PostgreSQL does this itself: a migration is one transaction. H2 commits each statement of a
/// script, and a second try of the same script would stumble over what the first one made. So H2's
/// file is not migrated where it is: see [Replacement]. A file that has data already is kept as it was, as a
/// [DatabaseArchive].
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private Schema() {}

    /// Opens the database with its schema up to date.
    ///
    /// @param patient opens a pool on which a migration may take its time; called a second time when the file was
    ///     replaced
    /// @param open opens the pool of the engine
    /// @throws CarillonException UNAVAILABLE when a migration fails or the schema is newer than this
    ///     program, STORAGE_FULL when no copy can be written; the database is closed and as it was
    static HikariDataSource open(
            DatabaseConfig config,
            Dialect dialect,
            Supplier<HikariDataSource> patient,
            Supplier<HikariDataSource> open) {
        var pool = patient.get();
        try {
            if (!SchemaHistory.isComplete(pool, dialect)) {
                if (dialect instanceof Dialect.H2 && pending(pool, dialect)) {
                    var file = file(pool);
                    if (file.isPresent()) {
                        replace(pool, file.get(), config, dialect);
                        pool = patient.get();
                    }
                }
                migrate(pool, dialect);
            }
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

    private static Optional<Path> file(DataSource open) {
        try (var connection = open.getConnection();
                var statement = connection.prepareStatement("SELECT DATABASE_PATH()");
                var rows = statement.executeQuery()) {
            rows.next();
            return Optional.ofNullable(rows.getString(1)).map(Path::of);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static void replace(
            HikariDataSource pool, Path file, DatabaseConfig config, Dialect dialect) {
        try (var upgrade = Replacement.of(file, config)) {
            copy(pool, file, config, dialect, upgrade);
            pool.close();
            migrate(upgrade.source(), dialect);
            CrashPoint.SCHEMA_READY.hit();
            upgrade.put();
            CrashPoint.SCHEMA_REPLACED.hit();
        }
    }

    // While it is open, and so still locked by this process.
    private static void copy(
            DataSource open,
            Path file,
            DatabaseConfig config,
            Dialect dialect,
            Replacement upgrade) {
        var version = version(open, dialect);
        if (version.isEmpty()) {
            var archive = archive(open, DatabaseArchive.beside(file, ".upgrade.zip"));
            unpack(archive, upgrade);
            archive.delete();
            return;
        }
        var kept =
                archive(
                        open,
                        config.backups()
                                .resolve("before-upgrade-of-schema-" + version.get() + ".zip"));
        LOG.info(
                "the schema of the database is {} and is brought up to date; it is kept as it was in {}: to go back,"
                        + " stop the node, install the version that you had, and give that file to its carillon restore",
                version.get(),
                kept.file());
        unpack(kept, upgrade);
    }

    private static void unpack(DatabaseArchive archive, Replacement upgrade) {
        try {
            upgrade.unpack(archive.file());
        } catch (IOException e) {
            throw Replacement.failed("unpack " + archive.file() + " beside the database", e);
        }
    }

    private static DatabaseArchive archive(DataSource open, Path file) {
        try (var connection = open.getConnection()) {
            return DatabaseArchive.write(connection, file);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static CarillonException failed(SQLException e) {
        return new CarillonException(
                ErrorCode.UNAVAILABLE,
                "cannot read the database before its schema is brought up to date: "
                        + e.getMessage(),
                e);
    }

    /// The last migration; empty when there was none, as of a new database.
    static Optional<String> version(DataSource source, Dialect dialect) {
        return Optional.ofNullable(flyway(source, dialect).info().current())
                .map(MigrationInfo::getVersion)
                .map(MigrationVersion::getVersion);
    }

    private static boolean pending(DataSource source, Dialect dialect) {
        return flyway(source, dialect).info().pending().length > 0;
    }

    static void migrate(DataSource source, Dialect dialect) {
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
