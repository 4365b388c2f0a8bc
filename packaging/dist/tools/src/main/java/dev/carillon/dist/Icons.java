package dev.carillon.dist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The pictures of a program in one file, as Windows and macOS want them. Both take PNG as it is.
final class Icons {
    private static final int ICO_HEADER = 6;
    private static final int ICO_ENTRY = 16;
    private static final int ICNS_HEADER = 8;

    // Of a byte, in which 0 stands for it.
    private static final int ICO_LARGEST = 256;

    private Icons() {}

    /// @param pixels of each side
    record Picture(int pixels, byte[] png) {}

    /// For Windows.
    static byte[] ico(List<Picture> pictures) throws IOException {
        int at = ICO_HEADER + ICO_ENTRY * pictures.size();
        var head = ByteBuffer.allocate(at).order(ByteOrder.LITTLE_ENDIAN);
        head.putShort((short) 0).putShort((short) 1).putShort((short) pictures.size());
        for (Picture picture : pictures) {
            byte side = (byte) (picture.pixels % ICO_LARGEST);
            head.put(side).put(side).putShort((short) 0).putShort((short) 1).putShort((short) 32);
            head.putInt(picture.png.length).putInt(at);
            at += picture.png.length;
        }
        var file = new ByteArrayOutputStream(at);
        file.write(head.array());
        for (Picture picture : pictures) {
            file.write(picture.png);
        }
        return file.toByteArray();
    }

    /// For macOS, which knows some sizes; the others are left out.
    static byte[] icns(List<Picture> pictures) throws IOException {
        var file = new ByteArrayOutputStream();
        for (Picture picture : pictures) {
            String kind =
                    switch (picture.pixels) {
                        case 128 -> "ic07";
                        case 256 -> "ic08";
                        case 512 -> "ic09";
                        default -> null;
                    };
            if (kind != null) {
                file.write(named(kind, ICNS_HEADER + picture.png.length));
                file.write(picture.png);
            }
        }
        var whole = new ByteArrayOutputStream();
        whole.write(named("icns", ICNS_HEADER + file.size()));
        file.writeTo(whole);
        return whole.toByteArray();
    }

    private static byte[] named(String name, int length) {
        return ByteBuffer.allocate(ICNS_HEADER)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .array();
    }
}
