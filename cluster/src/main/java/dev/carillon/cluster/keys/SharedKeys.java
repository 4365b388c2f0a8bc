package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.SharedFile;
import dev.carillon.engine.store.Stores;

import java.nio.file.Path;
import java.time.Instant;

/// Takes over what the cluster shares, or shares what this first node has: one sealed text in the database with the
/// authority, the key of secret parameters and the admin token. A first node that was without others keeps all three,
/// so that its clients go on to trust it.
public final class SharedKeys {
    private static final String NAME = "keys";

    private SharedKeys() {}

    /// @param folder of the node, in which the two files are made, or must be the cluster's
    /// @throws CarillonException UNAUTHENTICATED when the secret is not that of the cluster; CONFLICT when the
    ///     folder has other keys
    public static Authority adopt(Stores stores, String secret, Path folder, Instant now) {
        var seal = new SecretSeal(secret);
        var shared = stores.transaction(tx -> tx.nodes().shared(NAME));
        if (shared.isEmpty()) {
            var mine =
                    OwnAuthority.find(folder).orElseGet(() -> Authority.create(now)).text()
                            + "\n"
                            + SharedFile.SECRET_KEY.offer(folder)
                            + "\n"
                            + SharedFile.ADMIN_TOKEN.offer(folder);
            String sealed = seal.seal(mine);
            stores.transaction(
                    tx -> {
                        tx.nodes().lockJoin();
                        if (tx.nodes().shared(NAME).isEmpty()) {
                            tx.nodes().share(NAME, sealed);
                        }
                        return true;
                    });
            shared = stores.transaction(tx -> tx.nodes().shared(NAME));
        }
        String opened =
                shared.flatMap(seal::open)
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.UNAUTHENTICATED,
                                                "cluster.secret is not the secret of the cluster on this database;"
                                                        + " copy it from another node's configuration"));
        String[] lines = opened.split("\n", 3);
        SharedFile.SECRET_KEY.take(folder, lines[1]);
        SharedFile.ADMIN_TOKEN.take(folder, lines[2]);
        return Authority.of(lines[0]);
    }
}
