package dev.carillon.console.parts.log;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Some whole lines of a log: their bytes, where each ends, and the pens they begin with.
///
/// @param ends where each line ends in the bytes, one for each line
/// @param pens null when all begin with the usual one
record Piece(byte[] bytes, int[] ends, long @Nullable [] pens) {
    /// A longer line goes on in the next one: so the work for a line has a bound.
    static final int LONGEST = 8_192;

    /// What was read, and the line at its end that may go on.
    record Read(Piece piece, String rest, long restPen) {}

    int lines() {
        return ends.length;
    }

    String line(int number) {
        int from = number == 0 ? 0 : ends[number - 1];
        return new String(bytes, from, ends[number] - from, StandardCharsets.UTF_8);
    }

    long pen(int number) {
        return pens == null ? Pen.USUAL : pens[number];
    }

    long sizeBytes() {
        return bytes.length + 4L * ends.length + (pens == null ? 0 : 8L * pens.length);
    }

    /// Both in one, this one first.
    Piece plus(Piece next) {
        byte[] allBytes = Arrays.copyOf(bytes, bytes.length + next.bytes.length);
        System.arraycopy(next.bytes, 0, allBytes, bytes.length, next.bytes.length);
        int[] allEnds = Arrays.copyOf(ends, ends.length + next.ends.length);
        for (int i = 0; i < next.ends.length; i++) {
            allEnds[ends.length + i] = bytes.length + next.ends[i];
        }
        long[] allPens = null;
        if (pens != null || next.pens != null) {
            allPens = new long[allEnds.length];
            for (int i = 0; i < allPens.length; i++) {
                allPens[i] = i < ends.length ? pen(i) : next.pen(i - ends.length);
            }
        }
        return new Piece(allBytes, allEnds, allPens);
    }

    /// Divides a text into lines. Called on any thread.
    ///
    /// @param before the line that was not ended yet
    /// @param pen that it began with
    static Read read(String before, long pen, String text) {
        return new Division(before + text, pen).divide();
    }

    private static final class Division {
        private final String text;
        private final byte[] bytes;
        private int[] ends = new int[64];
        private long @Nullable [] pens;
        private long pen;
        private int lines;
        private int size;

        private Division(String text, long pen) {
            this.text = text;
            this.pen = pen;
            bytes = new byte[text.getBytes(StandardCharsets.UTF_8).length];
        }

        private Read divide() {
            int from = 0;
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == '\n') {
                    add(text.substring(from, i));
                    from = i + 1;
                } else if (i - from >= LONGEST && !Character.isLowSurrogate(text.charAt(i))) {
                    add(text.substring(from, i));
                    from = i;
                }
            }
            return new Read(
                    new Piece(
                            Arrays.copyOf(bytes, size),
                            Arrays.copyOf(ends, lines),
                            pens == null ? null : Arrays.copyOf(pens, lines)),
                    text.substring(from),
                    pen);
        }

        private void add(String line) {
            if (lines == ends.length) {
                ends = Arrays.copyOf(ends, lines * 2);
            }
            if (pen != Pen.USUAL && pens == null) {
                pens = new long[ends.length];
            }
            if (pens != null) {
                pens = pens.length < ends.length ? Arrays.copyOf(pens, ends.length) : pens;
                pens[lines] = pen;
            }
            byte[] encoded = line.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(encoded, 0, bytes, size, encoded.length);
            size += encoded.length;
            ends[lines++] = size;
            if (line.indexOf('\u001b') >= 0) {
                pen = StyledLine.of(line, pen).end();
            }
        }
    }
}
