package dev.carillon.console.parts.log;

/// How a terminal writes: colours and marks, packed into a `long` so that each line of a log can begin with its own.
///
/// Bits 0 to 24 are the colour of the text, 25 to 49 that behind it: 0 is the usual one, 1 to 256 a colour of the
/// palette, and with bit 24 set the lower 24 are red, green and blue. Above are the marks.
final class Pen {
    static final long USUAL = 0;
    static final long BOLD = 1L << 50;
    static final long FAINT = 1L << 51;
    static final long UNDERLINED = 1L << 52;
    static final long INVERSE = 1L << 53;
    static final long ITALIC = 1L << 54;
    static final int EXACT = 1 << 24;
    private static final int COLOUR = (1 << 25) - 1;
    private static final int SHIFT = 25;

    private Pen() {}

    static int text(long pen) {
        return (int) (pen & COLOUR);
    }

    static int behind(long pen) {
        return (int) (pen >> SHIFT & COLOUR);
    }

    static boolean has(long pen, long mark) {
        return (pen & mark) != 0;
    }

    static long withText(long pen, int colour) {
        return pen & ~(long) COLOUR | colour;
    }

    static long withBehind(long pen, int colour) {
        return pen & ~((long) COLOUR << SHIFT) | (long) colour << SHIFT;
    }

    /// The pen after a "select graphic rendition" of a terminal.
    ///
    /// @param codes such as `1;31`; those that nothing is known of change nothing
    static long after(long pen, String codes) {
        long now = pen;
        int[] numbers = numbers(codes);
        for (int i = 0; i < numbers.length; i++) {
            int code = numbers[i];
            if (code == 38 || code == 48) {
                int colour = extended(numbers, i + 1);
                if (colour > 0) {
                    now = code == 38 ? withText(now, colour) : withBehind(now, colour);
                }
                i += i + 1 < numbers.length && numbers[i + 1] == 2 ? 4 : 2;
            } else {
                now = after(now, code);
            }
        }
        return now;
    }

    private static int[] numbers(String codes) {
        String[] texts = codes.split("[;:]", -1);
        int[] numbers = new int[texts.length];
        for (int i = 0; i < texts.length; i++) {
            numbers[i] = texts[i].isEmpty() || texts[i].length() > 3 ? 0 : number(texts[i]);
        }
        return numbers;
    }

    private static int number(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            value = value * 10 + Math.clamp(digits.charAt(i) - '0', 0, 9);
        }
        return value;
    }

    // 5;N is one of 256, 2;R;G;B is exact.
    private static int extended(int[] numbers, int at) {
        if (at + 1 < numbers.length && numbers[at] == 5) {
            return Math.clamp(numbers[at + 1], 0, 255) + 1;
        }
        if (at + 3 < numbers.length && numbers[at] == 2) {
            return EXACT
                    | Math.clamp(numbers[at + 1], 0, 255) << 16
                    | Math.clamp(numbers[at + 2], 0, 255) << 8
                    | Math.clamp(numbers[at + 3], 0, 255);
        }
        return 0;
    }

    private static long after(long pen, int code) {
        return switch (code) {
            case 0 -> USUAL;
            case 1 -> pen | BOLD;
            case 2 -> pen | FAINT;
            case 3 -> pen | ITALIC;
            case 4 -> pen | UNDERLINED;
            case 7 -> pen | INVERSE;
            case 22 -> pen & ~(BOLD | FAINT);
            case 23 -> pen & ~ITALIC;
            case 24 -> pen & ~UNDERLINED;
            case 27 -> pen & ~INVERSE;
            case 39 -> withText(pen, 0);
            case 49 -> withBehind(pen, 0);
            default -> colour(pen, code);
        };
    }

    private static long colour(long pen, int code) {
        if (code >= 30 && code <= 37) {
            return withText(pen, code - 30 + 1);
        }
        if (code >= 40 && code <= 47) {
            return withBehind(pen, code - 40 + 1);
        }
        if (code >= 90 && code <= 97) {
            return withText(pen, code - 90 + 8 + 1);
        }
        return code >= 100 && code <= 107 ? withBehind(pen, code - 100 + 8 + 1) : pen;
    }
}
