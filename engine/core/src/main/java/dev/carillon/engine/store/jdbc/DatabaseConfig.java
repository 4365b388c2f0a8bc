package dev.carillon.engine.store.jdbc;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Where the data is.
///
/// @param url `jdbc:h2:file:…` or `jdbc:postgresql:…`
/// @param poolSize most connections at once
/// @param backups folder for copies of an embedded database
public record DatabaseConfig(
        String url,
        String user,
        String password,
        Durability durability,
        int poolSize,
        Path backups) {
    /// What an acknowledged change survives: the death of the process, or the loss of power too.
    public enum Durability {
        PROCESS,
        POWER
    }

    public DatabaseConfig {
        requireSafe(url);
        if (poolSize < 4) {
            throw new IllegalArgumentException(
                    "the pool needs at least 4 connections, not " + poolSize);
        }
    }

    /// The same, of which every acknowledged change survives the loss of power.
    public DatabaseConfig survivingPower() {
        return new DatabaseConfig(url, user, password, Durability.POWER, poolSize, backups);
    }

    /// Refuses a URL that would run statements or write files when it is connected to.
    ///
    /// @throws IllegalArgumentException with what is wrong
    public static void requireSafe(String url) {
        // H2 passes over a backslash in its settings.
        String lower = url.toLowerCase(Locale.ROOT).replace("\\", "");
        if (lower.contains("init=")
                || lower.contains("runscript")
                || lower.contains("trace_level_file")) {
            throw new IllegalArgumentException(
                    "the database URL may not contain INIT, RUNSCRIPT or TRACE_LEVEL_FILE");
        }
    }

    /// Whether another URL leads to the same database.
    public static boolean same(String one, String other) {
        return place(one).equals(place(other));
    }

    private static String place(String url) {
        return file(url).map(Path::toString).orElseGet(() -> bare(url));
    }

    private static String bare(String url) {
        return url.split("[;?]", 2)[0];
    }

    /// Whether one process alone has the database open, so that its clock is that of the process.
    boolean isEmbedded() {
        String lower = url.toLowerCase(Locale.ROOT).replace("\\", "");
        return lower.startsWith("jdbc:h2:")
                && !lower.matches("jdbc:h2:(tcp|ssl):.*")
                && !lower.contains("auto_server")
                && !lower.contains("file_lock");
    }

    /// Whether a node that wants to be alone keeps all others from the database: by its file, or by a lock in it. A server
    /// of H2 knows no such lock.
    public boolean keepsOthersOut() {
        return isEmbedded() || !url.startsWith("jdbc:h2:");
    }

    /// The file of an embedded database, without the suffix that H2 gives it; empty for others.
    public Optional<Path> file() {
        return file(url);
    }

    private static Optional<Path> file(String url) {
        String bare = bare(url);
        if (!bare.startsWith("jdbc:h2:")) {
            return Optional.empty();
        }
        String file =
                bare.substring("jdbc:h2:".length())
                        .replaceFirst("^((file|async|nio|nioMapped|split(:\\d+)?|retry):)+", "");
        return file.matches("(mem|tcp|ssl):.*")
                ? Optional.empty()
                : Optional.of(
                        Path.of(file.replaceFirst("^~", System.getProperty("user.home", "~")))
                                .toAbsolutePath()
                                .normalize());
    }

    /// The URL that is really used. H2 loses acknowledged commits at kill -9 unless it writes
    /// without delay, and must not close its files when a signal arrives before the engine stops.
    String effectiveUrl() {
        if (!url.startsWith("jdbc:h2:") || lowerHasWriteDelay()) {
            return url;
        }
        return url + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=64";
    }

    private boolean lowerHasWriteDelay() {
        return url.toLowerCase(Locale.ROOT).contains("write_delay");
    }
}
