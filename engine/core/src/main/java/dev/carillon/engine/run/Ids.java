package dev.carillon.engine.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Makes ids. Ids of runs are UUIDs of version 7: they order by time, and strictly within a process.
public final class Ids {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final LongSupplier nowMicros;
    private final AtomicLong last = new AtomicLong();

    /// @param nowMicros microseconds since 1970
    public Ids(LongSupplier nowMicros) {
        this.nowMicros = nowMicros;
    }

    /// 48 bits of milliseconds, then 12 bits that count within them, then 62 random bits.
    public UUID next() {
        long now = nowMicros.getAsLong();
        long tick = tick(now);
        long unique = last.updateAndGet(previous -> Math.max(previous + 1, tick));
        long high = (unique >>> 12) << 16 | VERSION_7 | (unique & 0xFFF);
        return new UUID(high, ThreadLocalRandom.current().nextLong() >>> 2 | VARIANT);
    }

    /// The lowest id that is made at a time; ids made before it are lower.
    ///
    /// @param micros since 1970
    public static UUID from(long micros) {
        long tick = tick(micros);
        return new UUID((tick >>> 12) << 16 | VERSION_7 | (tick & 0xFFF), VARIANT);
    }

    private static long tick(long micros) {
        return Math.floorDiv(micros, 1000) << 12 | Math.floorMod(micros, 1000) << 2;
    }

    /// The same id for the same name, always: a schedule keeps its id when its job is deleted and
    /// made again.
    public static UUID ofName(String name) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            var bytes = ByteBuffer.wrap(digest);
            long high = bytes.getLong() & ~0xF000L | 0x8000L;
            return new UUID(high, bytes.getLong() >>> 2 | VARIANT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
