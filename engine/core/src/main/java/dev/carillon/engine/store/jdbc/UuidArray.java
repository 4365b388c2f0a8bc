package dev.carillon.engine.store.jdbc;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/// An array of UUIDs for PostgreSQL in its binary form, which its driver has for arrays of numbers and texts only: as text each
/// is three times as long, and is written and read by both sides. The format: PostgreSQL's `array_recv`.
final class UuidArray extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1;

    private static final int HEADER_BYTES = 12;
    private static final int DIMENSION_BYTES = 8;
    private static final int UUID_OID = 2950;

    /// Of the type of these arrays.
    static final int OID = 2951;

    private final @Nullable UUID[] values;

    UuidArray(@Nullable UUID[] values) {
        setType("_uuid");
        this.values = values;
    }

    /// As text, for a connection on which that type is sent as text.
    @Override
    public String getValue() {
        return Arrays.stream(values)
                .map(value -> value == null ? "NULL" : value.toString())
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public int lengthInBytes() {
        int length = values.length == 0 ? HEADER_BYTES : HEADER_BYTES + DIMENSION_BYTES;
        for (var value : values) {
            length += Integer.BYTES + (value == null ? 0 : 2 * Long.BYTES);
        }
        return length;
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        var out = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        out.putInt(values.length == 0 ? 0 : 1);
        out.putInt(Arrays.stream(values).anyMatch(Objects::isNull) ? 1 : 0);
        out.putInt(UUID_OID);
        if (values.length > 0) {
            out.putInt(values.length);
            out.putInt(1);
        }
        for (var value : values) {
            if (value == null) {
                out.putInt(-1);
            } else {
                out.putInt(2 * Long.BYTES);
                out.putLong(value.getMostSignificantBits());
                out.putLong(value.getLeastSignificantBits());
            }
        }
    }

    @Override
    public void setByteValue(byte[] bytes, int offset) {
        throw new UnsupportedOperationException("arrays are written only");
    }
}
