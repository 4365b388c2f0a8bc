package dev.carillon.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

class IconsTest {
    private static final Icons.Picture SMALL = new Icons.Picture(48, new byte[] {1, 2, 3});
    private static final Icons.Picture LARGE = new Icons.Picture(256, new byte[] {4, 5});

    @Test
    void windowsFindsEachPictureWhereTheHeaderSays() throws IOException {
        byte[] file = Icons.ico(List.of(SMALL, LARGE));
        var read = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(read.getShort(2)).isEqualTo((short) 1);
        assertThat(read.getShort(4)).isEqualTo((short) 2);
        assertThat(read.get(6)).isEqualTo((byte) 48);
        // 256 does not fit into a byte: 0 is what it is written as.
        assertThat(read.get(22)).isEqualTo((byte) 0);
        for (int entry : new int[] {6, 22}) {
            int length = read.getInt(entry + 8);
            int at = read.getInt(entry + 12);
            assertThat(Arrays.copyOfRange(file, at, at + length))
                    .isEqualTo(entry == 6 ? SMALL.png() : LARGE.png());
        }
    }

    @Test
    void macOsGetsTheSizesItKnows() throws IOException {
        byte[] file = Icons.icns(List.of(SMALL, LARGE));
        var read = ByteBuffer.wrap(file);

        assertThat(new String(file, 0, 4)).isEqualTo("icns");
        assertThat(read.getInt(4)).isEqualTo(file.length);
        assertThat(new String(file, 8, 4)).isEqualTo("ic08");
        assertThat(read.getInt(12)).isEqualTo(8 + 2);
        assertThat(Arrays.copyOfRange(file, 16, 18)).isEqualTo(LARGE.png());
        assertThat(file).hasSize(18);
    }
}
