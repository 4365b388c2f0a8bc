package dev.carillon.cluster.keys;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.auth.Reseal;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.auth.SharedFile;
import dev.carillon.engine.segment.StoppedNodes;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Takes over what the cluster shares, or shares what this first node has: one sealed text in the database with the
/// authority, the key of secret parameters and the admin token. A first node that was without others keeps all three,
/// so that its clients go on to trust it. All three are replaced together, also in the folders of nodes that start later.
public final class SharedKeys {
    private static final String NAME = "keys";
    private static final String DERIVED_FILE = "cluster.key";

    private SharedKeys() {}

    /// @param folder of the node, in which the two files are made, or must be the cluster's or what was the cluster's
    /// @throws CarillonException UNAUTHENTICATED when the secret is not that of the cluster; CONFLICT when the
    ///     folder has other keys
    public static Authority adopt(Stores stores, String secret, Path folder, Instant now) {
        var seal = SecretSeal.keeping(secret, folder.resolve(DERIVED_FILE));
        var shared = find(stores);
        if (shared.isEmpty()) {
            var mine =
                    new KeyRing(
                            OwnAuthority.find(folder).orElseGet(() -> Authority.create(now)),
                            OwnKeys.oneKey(folder),
                            SharedFile.ADMIN_TOKEN.offer(folder),
                            List.of());
            String sealed = seal.seal(mine.text());
            stores.transaction(
                    tx -> {
                        tx.nodes().lockJoin();
                        if (tx.nodes().shared(NAME).isEmpty()) {
                            tx.nodes().share(NAME, sealed);
                        }
                        return true;
                    });
            shared = find(stores);
        }
        var ring = shared.flatMap(seal::open).map(KeyRing::of).orElseThrow(SharedKeys::wrongSecret);
        SharedFile.AUTHORITY.renew(folder, ring.authority().text(), ring.replaced());
        SharedFile.SECRET_KEY.renew(folder, ring.secretKey(), ring.replaced());
        SharedFile.SECRET_KEY.take(folder, ring.secretKey());
        SharedFile.ADMIN_TOKEN.renew(folder, ring.adminToken(), ring.replaced());
        SharedFile.ADMIN_TOKEN.take(folder, ring.adminToken());
        return ring.authority();
    }

    private static Optional<String> find(Stores stores) {
        return stores.transaction(tx -> tx.nodes().shared(NAME));
    }

    private static CarillonException wrongSecret() {
        return new CarillonException(
                ErrorCode.UNAUTHENTICATED,
                "cluster.secret is not the secret of the cluster on this database;"
                        + " copy it from another node's configuration");
    }

    /// Whether a cluster has keys in the database.
    static boolean areIn(Stores stores) {
        return find(stores).isPresent();
    }

    /// Replaces all that the cluster shares, and seals secret parameters again, in one transaction. No node may work on
    /// the database meanwhile; each takes the new keys into its folder when it starts.
    ///
    /// @param newSecret with which the new keys are sealed; null for the present one. When they are sealed with it
    ///     already, since this was done before, nothing changes.
    /// @param progress told now and then how many runs were looked at; may begin again
    /// @throws CarillonException UNAUTHENTICATED when the secret is not that of the cluster; CONFLICT when there are
    ///     no keys yet, or a node works
    public static Replaced replace(
            Stores stores,
            String secret,
            @Nullable String newSecret,
            Instant now,
            LongConsumer progress) {
        if (secret.equals(newSecret)) {
            throw new CarillonException(
                    ErrorCode.INVALID_PARAMETER,
                    "the new secret is the present cluster.secret; make another one, or leave it out to replace the"
                            + " keys under the present one");
        }
        String before = find(stores).orElseThrow(SharedKeys::noKeys);
        var opened = new SecretSeal(secret).open(before).map(KeyRing::of);
        if (opened.isEmpty()) {
            return doneBefore(before, newSecret);
        }
        var old = opened.get();
        var next = old.next(now);
        // Derives a key, which takes its time, and so before the transaction.
        String after = new SecretSeal(newSecret == null ? secret : newSecret).seal(next.text());
        var secrets = new Secrets(next.secretKey() + "\n" + old.secretKey());
        long runs =
                stores.transaction(
                        tx -> {
                            tx.nodes().lockJoin();
                            if (!tx.nodes().shareInstead(NAME, before, after)) {
                                throw new CarillonException(
                                        ErrorCode.CONFLICT,
                                        "the keys of the cluster were replaced meanwhile; look at what was done, and repeat");
                            }
                            StoppedNodes.giveUp(tx);
                            return Reseal.all(tx, secrets, progress);
                        });
        return new Replaced(next.authority().certificate(), runs, false);
    }

    // By the same command, whose answer nobody saw.
    private static Replaced doneBefore(String shared, @Nullable String newSecret) {
        return Optional.ofNullable(newSecret)
                .flatMap(secret -> new SecretSeal(secret).open(shared))
                .map(KeyRing::of)
                .map(ring -> new Replaced(ring.authority().certificate(), 0, true))
                .orElseThrow(SharedKeys::wrongSecret);
    }

    private static CarillonException noKeys() {
        return new CarillonException(
                ErrorCode.CONFLICT,
                "no member of a cluster has worked on this database yet; the first one makes the keys");
    }
}
