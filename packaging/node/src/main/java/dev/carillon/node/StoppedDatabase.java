package dev.carillon.node;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.Offline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/// The database of a configuration, for commands that need all its nodes to be stopped.
record StoppedDatabase(ServerConfig config) {
    /// Keeps nodes from starting on it meanwhile.
    ///
    /// @throws CarillonException CONFLICT when a node works on it, NOT_FOUND when there is no embedded one
    <T> T use(Function<Offline, T> work) {
        return config.database().url() == null ? useWithFolder(work) : open(work);
    }

    /// The same, and keeps the data folder too.
    ///
    /// @throws CarillonException CONFLICT as of [DataFolder#claimOffline], NOT_FOUND when there is none
    <T> T useWithFolder(Function<Offline, T> work) {
        Path folder = config.dataFolder();
        boolean embedded = config.database().url() == null;
        if (!Files.exists(embedded ? folder.resolve("carillon.mv.db") : folder)) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "there is no "
                            + (embedded ? "database in the folder " : "data folder ")
                            + folder
                            + "; name the configuration of a node by --config");
        }
        try (var _ = DataFolder.claimOffline(folder)) {
            return open(work);
        }
    }

    private <T> T open(Function<Offline, T> work) {
        try (var database = Offline.open(NodeRuntime.database(config))) {
            return work.apply(database);
        }
    }
}
