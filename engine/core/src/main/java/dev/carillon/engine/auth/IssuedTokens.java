package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.NewToken;
import dev.carillon.api.Role;
import dev.carillon.api.TokenView;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TokenTable.TokenRow;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// The tokens that admins made. They are in the database, so that every node accepts them. What was read of a token is
/// believed for a second: so often each node reads a token that is in use, and after so long it refuses one that was
/// revoked on another node. Safe for several threads.
public final class IssuedTokens {
    private static final Duration BELIEVED = Duration.ofSeconds(1);
    private static final Duration USE_TOLD = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    // They stand for what is not a token.
    private static final Set<String> TAKEN =
            Set.of(Actor.ADMIN.name(), Actor.EMBEDDED.name(), Actor.CARILLON.name());

    /// Tells people, and those who search texts for secrets, what it is.
    private static final String PREFIX = "carillon_";

    private record Read(TokenRow row, long atNanos) {}

    private final Stores stores;
    private final LongSupplier nowUs;
    private final LongSupplier nanos;
    // By hash; only of tokens that there are, so that wrong ones do not fill it.
    private final Map<String, Read> believed = new ConcurrentHashMap<>();

    /// @param nowUs lower bound of the database's clock
    /// @param nanos monotonic clock
    public IssuedTokens(Stores stores, LongSupplier nowUs, LongSupplier nanos) {
        this.stores = stores;
        this.nowUs = nowUs;
        this.nanos = nanos;
    }

    /// @throws CarillonException UNAUTHENTICATED for a token that is unknown, revoked or expired
    Permit permit(String hash) {
        var row = row(hash).orElseThrow(IssuedTokens::unknown);
        var revoked = row.revokedUs();
        if (revoked != null) {
            throw refused(
                    "Token "
                            + row.name()
                            + " was revoked at "
                            + Micros.instant(revoked)
                            + "; ask an admin for a new one");
        }
        if (isExpired(row)) {
            throw refused(
                    "Token "
                            + row.name()
                            + " expired at "
                            + instant(row.expiresUs())
                            + "; ask an admin for a new one");
        }
        return new Permit(
                new Actor(row.name(), row.role()),
                () -> row(hash).filter(this::isGood).isPresent());
    }

    /// What to say when there is no token, or one that nobody knows.
    public static CarillonException unknown() {
        return refused(
                "Send `Authorization: Bearer <token>` with the token of the node's admin.token file, or one that"
                        + " `carillon token create` made");
    }

    private static CarillonException refused(String message) {
        return new CarillonException(ErrorCode.UNAUTHENTICATED, message);
    }

    private boolean isGood(TokenRow row) {
        return row.revokedUs() == null && !isExpired(row);
    }

    private boolean isExpired(TokenRow row) {
        var expires = row.expiresUs();
        return expires != null && expires <= nowUs.getAsLong();
    }

    // Callers that find it old at the same time all read it, which is once a second and does no
    // harm.
    private Optional<TokenRow> row(String hash) {
        var known = believed.get(hash);
        long now = nanos.getAsLong();
        if (known != null && now - known.atNanos < BELIEVED.toNanos()) {
            return Optional.of(known.row);
        }
        var row = read(hash);
        row.filter(this::isGood)
                .ifPresentOrElse(
                        good -> believed.put(hash, new Read(good, now)),
                        () -> believed.remove(hash));
        return row;
    }

    private Optional<TokenRow> read(String hash) {
        long now = nowUs.getAsLong();
        long before = now - USE_TOLD.toNanos() / 1_000;
        return stores.transaction(
                tx -> {
                    var row = tx.tokens().byHash(hash);
                    row.filter(each -> isGood(each) && isUntold(each, before))
                            .ifPresent(each -> tx.tokens().used(each.name(), now, before));
                    return row;
                });
    }

    private static boolean isUntold(TokenRow row, long beforeUs) {
        var last = row.lastUsedUs();
        return last == null || last <= beforeUs;
    }

    /// Makes a token.
    ///
    /// @param validFor null for no end
    /// @throws CarillonException MALFORMED_REQUEST for a name that is none, CONFLICT for one that was used
    public NewToken create(String name, Role role, @Nullable Duration validFor, String by) {
        requireName(name);
        if (validFor != null && (!validFor.isPositive() || validFor.compareTo(LONGEST) > 0)) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "a token is valid for longer than nothing and at most 100 years; leave it out for no end");
        }
        String secret = PREFIX + KeyFile.random();
        long now = nowUs.getAsLong();
        var row =
                new TokenRow(
                        name,
                        Tokens.hash(secret),
                        role,
                        now,
                        by,
                        null,
                        validFor == null ? null : now + validFor.toNanos() / 1_000,
                        null);
        try {
            stores.transaction(
                    tx -> {
                        tx.tokens().insert(row);
                        ChangeLog.record(
                                tx,
                                new Entry(Action.TOKEN_CREATE, name, by, now).noting(role.word()));
                        return true;
                    });
        } catch (CarillonException e) {
            throw StoreFailure.is(e, StoreFailure.Kind.DUPLICATE) ? used(name, e) : e;
        }
        return new NewToken(secret, view(row));
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "the name of a token is 1 to 100 of a-z 0-9 . _ - and begins with a letter or digit");
        }
        if (TAKEN.contains(name)) {
            throw used(name, null);
        }
    }

    private static CarillonException used(String name, @Nullable Throwable cause) {
        return new CarillonException(
                ErrorCode.CONFLICT,
                "the name "
                        + name
                        + " was given before; a name is never used twice, as what was done is told under it; take"
                        + " another one",
                cause);
    }

    /// In order of name, those that are refused included.
    public List<TokenView> list() {
        return stores.transaction(tx -> tx.tokens().all()).stream()
                .map(IssuedTokens::view)
                .toList();
    }

    /// Refuses the token from now on; other nodes do within a second. Twice changes nothing the second time.
    ///
    /// @throws CarillonException NOT_FOUND
    public void revoke(String name, String by) {
        long now = nowUs.getAsLong();
        String hash =
                stores.transaction(
                        tx -> {
                            var row =
                                    tx.tokens()
                                            .find(name)
                                            .orElseThrow(
                                                    () ->
                                                            new CarillonException(
                                                                    ErrorCode.NOT_FOUND,
                                                                    "there is no token " + name));
                            if (tx.tokens().revoke(name, now)) {
                                ChangeLog.record(tx, new Entry(Action.TOKEN_REVOKE, name, by, now));
                            }
                            return row.hash();
                        });
        believed.remove(hash);
    }

    private static TokenView view(TokenRow row) {
        return new TokenView(
                row.name(),
                row.role(),
                Micros.instant(row.createdUs()),
                row.createdBy(),
                instant(row.lastUsedUs()),
                instant(row.expiresUs()),
                instant(row.revokedUs()));
    }

    private static @Nullable Instant instant(@Nullable Long us) {
        return us == null ? null : Micros.instant(us);
    }
}
