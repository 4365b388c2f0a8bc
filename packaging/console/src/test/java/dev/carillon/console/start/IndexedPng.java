package dev.carillon.console.start;

import dev.carillon.console.Png;

import javafx.scene.image.Image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Writes a picture with 256 colours, which is a third of the size; of a window nobody sees the difference.
final class IndexedPng {
    private static final int COLOURS = 256;

    // Surfaces: pale colours beside each other that are not to become one.
    private static final int EXACT = 64;

    private IndexedPng() {}

    static void write(Image image, Path file) throws IOException {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        var reader = image.getPixelReader();
        var counted = new HashMap<Integer, Integer>();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                counted.merge(reader.getArgb(x, y) & 0xFFFFFF, 1, Integer::sum);
            }
        }
        int[] palette = palette(counted);
        var places = new HashMap<Integer, Integer>();
        var pixels = new ByteArrayOutputStream();
        try (var deflated =
                new DeflaterOutputStream(pixels, new Deflater(Deflater.BEST_COMPRESSION))) {
            for (int y = 0; y < height; y++) {
                deflated.write(0);
                for (int x = 0; x < width; x++) {
                    deflated.write(
                            places.computeIfAbsent(
                                    reader.getArgb(x, y) & 0xFFFFFF,
                                    colour -> nearest(palette, colour)));
                }
            }
        }
        Files.createDirectories(file.getParent());
        try (var out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeLong(0x89504E470D0A1A0AL);
            Png.chunk(out, "IHDR", header(width, height));
            Png.chunk(out, "PLTE", bytes(palette));
            Png.chunk(out, "IDAT", pixels.toByteArray());
            Png.chunk(out, "IEND", new byte[0]);
        }
    }

    // The most frequent colours; of the others those that are nearly one of them are left out.
    private static int[] palette(Map<Integer, Integer> counted) {
        var frequent =
                counted.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .mapToInt(Map.Entry::getKey)
                        .toArray();
        for (int apart = 0; ; apart += 12) {
            int[] chosen = new int[COLOURS];
            int count = 0;
            for (int colour : frequent) {
                if (count < EXACT || isNew(chosen, count, colour, apart)) {
                    if (count == COLOURS) {
                        count++;
                        break;
                    }
                    chosen[count++] = colour;
                }
            }
            if (count <= COLOURS) {
                return Arrays.copyOf(chosen, count);
            }
        }
    }

    private static boolean isNew(int[] chosen, int count, int colour, int apart) {
        for (int i = 0; i < Math.min(count, COLOURS); i++) {
            if (distance(chosen[i], colour) <= apart) {
                return false;
            }
        }
        return true;
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(palette[i], colour) < distance(palette[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        int red = (one >> 16 & 255) - (other >> 16 & 255);
        int green = (one >> 8 & 255) - (other >> 8 & 255);
        int blue = (one & 255) - (other & 255);
        return red * red + green * green + blue * blue;
    }

    private static byte[] header(int width, int height) throws IOException {
        var header = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(header)) {
            data.writeInt(width);
            data.writeInt(height);
            data.write(new byte[] {8, 3, 0, 0, 0});
        }
        return header.toByteArray();
    }

    private static byte[] bytes(int[] palette) {
        var bytes = new byte[palette.length * 3];
        for (int i = 0; i < palette.length; i++) {
            bytes[3 * i] = (byte) (palette[i] >> 16);
            bytes[3 * i + 1] = (byte) (palette[i] >> 8);
            bytes[3 * i + 2] = (byte) palette[i];
        }
        return bytes;
    }
}
