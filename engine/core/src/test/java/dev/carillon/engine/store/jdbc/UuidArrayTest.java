package dev.carillon.engine.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.UUID;

class UuidArrayTest {
    private static final UUID ONE = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");

    private static String bytes(@Nullable UUID... values) {
        var array = new UuidArray(values);
        var bytes = new byte[array.lengthInBytes()];
        array.toBytes(bytes, 0);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void isWrittenAsPostgresReadsArrays() {
        assertThat(bytes(ONE, null))
                .isEqualTo(
                        "00000001"
                                + "00000001"
                                + "00000b86"
                                + "00000002"
                                + "00000001"
                                + "00000010"
                                + "0102030405060708090a0b0c0d0e0f10"
                                + "ffffffff");
        assertThat(bytes(ONE)).startsWith("00000001" + "00000000" + "00000b86" + "00000001");
    }

    @Test
    void hasNoDimensionWhenItIsEmpty() {
        assertThat(bytes()).isEqualTo("00000000" + "00000000" + "00000b86");
    }

    @Test
    void isAlsoText() {
        assertThat(new UuidArray(new @Nullable UUID[] {ONE, null}).getValue())
                .isEqualTo("{" + ONE + ",NULL}");
    }
}
