package dev.carillon.api;

import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Which characters a definition may have: those that come back as they were, whether they are written
/// as JSON or as YAML, and that PostgreSQL can store.
final class Characters {
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
}
