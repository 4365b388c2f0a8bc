package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.engine.auth.SharedFile;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The authority of a node without others, in a file of its folder that only its owner can read.
public final class OwnAuthority {
    private OwnAuthority() {}

    static Optional<Authority> find(Path folder) {
        return SharedFile.AUTHORITY.find(folder).map(Authority::of);
    }

    /// Reads it, or makes it when there is none.
    ///
    /// @throws CarillonException UNAVAILABLE when the file is damaged, or readable by others
    public static Authority inFolder(Path folder, Instant now) {
        return find(folder).orElseGet(() -> made(folder, now));
    }

    private static Authority made(Path folder, Instant now) {
        var authority = Authority.create(now);
        SharedFile.AUTHORITY.take(folder, authority.text());
        return authority;
    }
}
