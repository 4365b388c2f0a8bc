package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.Reseal;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.auth.SharedFile;
import dev.carillon.engine.segment.StoppedNodes;
import dev.carillon.engine.store.Stores;

import java.nio.file.Path;
import java.time.Instant;
import java.util.function.LongConsumer;

/// The keys of a node without others, in files of its folder.
public final class OwnKeys {
    private OwnKeys() {}

    /// The key of secrets, or a new one that the folder does not have yet.
    ///
    /// @throws CarillonException CONFLICT while it is being replaced
    static String oneKey(Path folder) {
        String key = SharedFile.SECRET_KEY.offer(folder);
        if (key.lines().count() > 1) {
            throw new CarillonException(
                    ErrorCode.CONFLICT,
                    "the keys in "
                            + folder
                            + " were replaced, but not to the end; repeat carillon keys replace without \"cluster\" in the"
                            + " configuration before this node becomes a member of one");
        }
        return key;
    }

    /// Replaces all keys in the folder, and seals the secret parameters in the database again. Neither may be in use.
    ///
    /// Files and database do not change together. So the new key of secrets first comes before those that were, and
    /// these go when all is sealed by it: what a node finds after a death of this process at any moment works, and
    /// doing all of it again ends what was begun.
    ///
    /// @param progress told now and then how many runs were looked at; may begin again
    /// @throws CarillonException NOT_FOUND when the folder has no keys; CONFLICT when those of the database are shared
    ///     by a cluster, or a node works; UNAVAILABLE when a file cannot be replaced
    public static Replaced replace(Stores stores, Path folder, Instant now, LongConsumer progress) {
        if (SharedKeys.areIn(stores)) {
            throw new CarillonException(
                    ErrorCode.CONFLICT,
                    "the keys of this database are shared by a cluster; name the configuration of one of its nodes,"
                            + " with its cluster.secret");
        }
        String before =
                SharedFile.SECRET_KEY
                        .find(folder)
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.NOT_FOUND,
                                                "there is no secret.key in the folder "
                                                        + folder
                                                        + "; name the configuration of the node that works in it by --config"));
        // Each is read before any is replaced, as one that cannot be ends all of it.
        var token = SharedFile.ADMIN_TOKEN.find(folder);
        var authority = OwnAuthority.find(folder).map(_ -> Authority.create(now));
        String key = SharedFile.random();
        String both = key + "\n" + before;
        SharedFile.SECRET_KEY.replace(folder, both);
        long runs =
                stores.transaction(
                        tx -> {
                            StoppedNodes.giveUp(tx);
                            return Reseal.all(tx, new Secrets(both), progress);
                        });
        token.ifPresent(_ -> SharedFile.ADMIN_TOKEN.replace(folder, SharedFile.random()));
        authority.ifPresent(made -> SharedFile.AUTHORITY.replace(folder, made.text()));
        SharedFile.SECRET_KEY.replace(folder, key);
        return new Replaced(authority.map(Authority::certificate).orElse(null), runs, false);
    }
}
