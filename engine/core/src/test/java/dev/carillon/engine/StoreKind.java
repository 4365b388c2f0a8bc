package dev.carillon.engine;

import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.testkit.ManualTime;
import dev.carillon.testkit.TestDatabase;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/// The stores that must all behave alike: each contract test runs on every one.
public enum StoreKind {
    H2,
    POSTGRESQL,
    MEMORY;

    private static final Map<TestDatabase, TestDatabase.Place> EMPTY =
            new EnumMap<>(TestDatabase.class);

    /// Fresh and empty.
    Stores open(ManualTime time) {
        return switch (this) {
            case H2 -> database(TestDatabase.H2);
            case POSTGRESQL -> database(TestDatabase.POSTGRESQL);
            case MEMORY -> new MemoryStores(time::micros);
        };
    }

    private static Database database(TestDatabase kind) {
        return Database.open(config(withTables(kind), 6));
    }

    /// A database with all tables and no rows. They are made once for each kind and then copied: the migrations take
    /// longer than most tests.
    public static synchronized TestDatabase.Place withTables(TestDatabase kind) {
        return kind.copyOf(
                EMPTY.computeIfAbsent(
                        kind,
                        _ -> {
                            var place = kind.fresh();
                            Database.open(config(place, 4)).close();
                            return place;
                        }));
    }

    /// How a test opens a database.
    public static DatabaseConfig config(TestDatabase.Place place, int connections) {
        return new DatabaseConfig(
                place.url(),
                place.user(),
                place.password(),
                DatabaseConfig.Durability.PROCESS,
                connections,
                Path.of("target", "databases", "backups"));
    }
}
