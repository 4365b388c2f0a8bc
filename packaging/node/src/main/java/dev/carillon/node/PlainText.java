package dev.carillon.node;

/// Text of jobs and users made harmless for a terminal.
final class PlainText {
    private PlainText() {}

    /// Replaces every control character but line feed and tab, among them ESC and the C1 controls, so
    /// that output can neither move the cursor nor talk to the terminal.
    static String of(String text) {
        var plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.appendCodePoint(harmless(c) ? c : '\uFFFD'));
        return plain.toString();
    }

    /// The same on one line.
    static String line(String text) {
        return of(text).replace('\n', ' ').replace('\t', ' ');
    }

    /// Bidirectional overrides are refused too: they show a text in another order than it has.
    private static boolean harmless(int c) {
        boolean control = c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
        boolean reordering = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return !control && !reordering;
    }
}
