package dev.carillon.api;

import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Which characters a definition may have: those that come back as they were, whether they are written
/// as JSON or as YAML, and that PostgreSQL can store.
final class Characters {
    private static final int MOST_SHOWN = 60;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private Characters() {}

    /// YAML drops a byte order mark in the middle of a text, and takes three characters of Unicode for
    /// line breaks that JSON does not.
    static boolean usable(int codePoint) {
        return switch (codePoint) {
            case BYTE_ORDER_MARK, 0x85, 0x2028, 0x2029 -> false;
            default -> StreamReader.isPrintable(codePoint);
        };
    }

    static boolean usable(String text) {
        return text.codePoints().allMatch(Characters::usable);
    }

    /// A text without the mark that some editors put in front.
    static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /// A text as a message shows it, which is one line: cut, and without line breaks.
    static String shown(String text) {
        String line = text.replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
        if (line.length() <= MOST_SHOWN) {
            return line;
        }
        boolean half = Character.isHighSurrogate(line.charAt(MOST_SHOWN - 1));
        return line.substring(0, half ? MOST_SHOWN - 1 : MOST_SHOWN) + "…";
    }
}
