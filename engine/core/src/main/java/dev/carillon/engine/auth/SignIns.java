package dev.carillon.engine.auth;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Lets tokens in, and slows down who guesses: after ten wrong tokens within a minute nothing that this address sends
/// is looked up until the minute is over, but tokens that were good before. Addresses of the machine itself are never
/// slowed down, and a request without a token is no guess. Safe for several threads.
public final class SignIns {
    static final int MOST_WRONG = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int NETWORK_BYTES = 8;

    private record Wrong(long sinceNanos, int count) {}

    private final Tokens tokens;
    private final LongSupplier nanos;

    private final Object lock = new Object();
    private final Map<String, Wrong> wrong = new Newest<>();
    // Hashes of tokens that were good, so that who guesses behind an address does not lock out
    // others behind it.
    private final Map<String, Boolean> good = new Newest<>();

    /// @param nanos monotonic clock
    public SignIns(Tokens tokens, LongSupplier nanos) {
        this.tokens = tokens;
        this.nanos = nanos;
    }

    /// What the bearer of the token may do.
    ///
    /// @param from where the request comes from
    /// @throws CarillonException UNAUTHENTICATED for a token that is wrong, revoked or expired; QUOTA_EXCEEDED when it is
    ///     not looked up
    public Permit permit(InetAddress from, String token) {
        if (from.isLoopbackAddress()) {
            return tokens.permit(token);
        }
        String network = network(from);
        String hash = Tokens.hash(token);
        requirePatience(network, hash);
        try {
            var permit = tokens.permit(token);
            synchronized (lock) {
                good.put(hash, true);
            }
            return permit;
        } catch (CarillonException e) {
            if (e.code() == ErrorCode.UNAUTHENTICATED) {
                count(network, hash);
            }
            throw e;
        }
    }

    private void requirePatience(String network, String hash) {
        synchronized (lock) {
            var before = wrong.get(network);
            if (before == null || before.count < MOST_WRONG || good.containsKey(hash)) {
                return;
            }
            long left = WINDOW.toNanos() - (nanos.getAsLong() - before.sinceNanos);
            if (left > 0) {
                throw new CarillonException(
                        ErrorCode.QUOTA_EXCEEDED,
                        "%d wrong tokens came from %s within a minute; try again in %d s"
                                .formatted(
                                        before.count,
                                        network,
                                        Math.ceilDiv(left, Duration.ofSeconds(1).toNanos())));
            }
        }
    }

    private void count(String network, String hash) {
        synchronized (lock) {
            long now = nanos.getAsLong();
            good.remove(hash);
            wrong.merge(
                    network,
                    new Wrong(now, 1),
                    (was, one) ->
                            now - was.sinceNanos >= WINDOW.toNanos()
                                    ? one
                                    : new Wrong(was.sinceNanos, was.count + 1));
        }
    }

    // One who has an IPv6 address has all of its network.
    private static String network(InetAddress from) {
        return from instanceof Inet6Address
                ? HexFormat.ofDelimiter(":")
                        .formatHex(Arrays.copyOf(from.getAddress(), NETWORK_BYTES))
                        .concat("::/64")
                : from.getHostAddress();
    }

    /// Forgets the eldest, so that many addresses do not fill the memory.
    private static final class Newest<V> extends LinkedHashMap<String, V> {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > MOST_REMEMBERED;
        }
    }
}
