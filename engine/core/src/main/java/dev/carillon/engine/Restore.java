package dev.carillon.engine;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.queue.Ground;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunChanges.Recovered;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.store.DatabaseClock;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.engine.store.jdbc.UnpackedBackup;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/// A backup that took the place of an embedded database.
///
/// What was under way when it was made is settled in it before, as by the node that takes over from one that is gone.
/// What was to begin only once and may have begun since is held.
///
/// @param database its file
/// @param kept where the database that was there is now; empty when there was none
/// @param verified whether the backup had a checksum beside it
/// @param underWay what became of the runs that were under way
/// @param held how many at-most-once runs were due and had not begun
public record Restore(
        Path database, Optional<Path> kept, boolean verified, Recovered underWay, int held) {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final String ACTOR = "carillon restore";

    /// Puts it there, all or nothing.
    ///
    /// @param config of the database, on which no node may work
    /// @param folder of the node's own data
    /// @throws CarillonException as [UnpackedBackup#of] does; nothing of the database was changed then
    public static Restore of(Path backup, DatabaseConfig config, Path folder) {
        try (var unpacked = UnpackedBackup.of(backup, config)) {
            var database = unpacked.database();
            var clock = new DatabaseClock(database, Clocks.SYSTEM);
            var changes = new RunChanges(database, ground(database, clock, folder));
            database.transaction(
                    tx -> {
                        tx.nodes().endOthers(NOBODY);
                        return true;
                    });
            var underWay = changes.settleGone(clock.lowerBound());
            int held = changes.holdAtMostOnce(ACTOR, clock.lowerBound());
            var kept = unpacked.put(Clocks.SYSTEM.wall().instant());
            return new Restore(unpacked.place(), kept, unpacked.verified(), underWay, held);
        }
    }

    private static Ground ground(Database database, DatabaseClock clock, Path folder) {
        return Engine.ground(
                database,
                Segments.of(database, Segments.DEFAULT),
                clock::lowerBound,
                new Ids(clock::lowerBound),
                EngineConfig.MOST_SCHEDULES,
                Secrets.inFolder(folder));
    }
}
