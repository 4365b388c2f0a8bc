package dev.carillon.cluster;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/// Hints as bytes: a byte for the kind, one for the version of its layout, and what it carries. A kind or version
/// that this node does not know is from a newer one and is passed over, which a lost hint would be too.
public final class HintCodec {
    private static final byte VERSION = 1;
    private static final int MOST_BYTES = 64;

    private HintCodec() {}

    public static byte[] encode(Hint hint) {
        var bytes = ByteBuffer.allocate(MOST_BYTES);
        switch (hint) {
            case Hint.RunsQueued() -> head(bytes, 1);
            case Hint.RulesChanged() -> head(bytes, 2);
            case Hint.SegmentsChanged() -> head(bytes, 3);
            case Hint.Stop(UUID run) ->
                    head(bytes, 4)
                            .putLong(run.getMostSignificantBits())
                            .putLong(run.getLeastSignificantBits());
            case Hint.DatabaseAsked(long question) -> head(bytes, 5).putLong(question);
            case Hint.DatabaseGone(long question) -> head(bytes, 6).putLong(question);
        }
        var used = new byte[bytes.position()];
        bytes.flip().get(used);
        return used;
    }

    private static ByteBuffer head(ByteBuffer bytes, int kind) {
        return bytes.put((byte) kind).put(VERSION);
    }

    /// @return empty for what this node does not understand
    public static Optional<Hint> decode(byte[] array, int offset, int length) {
        if (length < 2 || length > MOST_BYTES) {
            return Optional.empty();
        }
        var bytes = ByteBuffer.wrap(array, offset, length);
        byte kind = bytes.get();
        if (bytes.get() != VERSION) {
            return Optional.empty();
        }
        try {
            return switch (kind) {
                case 1 -> Optional.of(new Hint.RunsQueued());
                case 2 -> Optional.of(new Hint.RulesChanged());
                case 3 -> Optional.of(new Hint.SegmentsChanged());
                case 4 -> Optional.of(new Hint.Stop(new UUID(bytes.getLong(), bytes.getLong())));
                case 5 -> Optional.of(new Hint.DatabaseAsked(bytes.getLong()));
                case 6 -> Optional.of(new Hint.DatabaseGone(bytes.getLong()));
                default -> Optional.empty();
            };
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }
}
