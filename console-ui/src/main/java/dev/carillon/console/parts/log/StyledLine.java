package dev.carillon.console.parts.log;

import java.util.ArrayList;
import java.util.List;

/// A line as it is shown: its escape codes became colours, tabs became spaces, and what could disturb the screen became
/// a dot.
///
/// @param end the pen that the next line begins with
public record StyledLine(String text, List<Stretch> stretches, long end) {
    private static final char ESCAPE = 0x1b;
    private static final char BELL = 7;
    private static final int TAB = 8;
    private static final char STRANGE = '·';

    /// A part of the text that is written with one pen.
    ///
    /// @param until not included
    record Stretch(int from, int until, long pen) {}

    /// A line as it is shown where nothing is coloured.
    ///
    /// @param raw without its end
    public static String text(String raw) {
        return of(raw, Pen.USUAL).text;
    }

    /// @param pen that it begins with
    static StyledLine of(String raw, long pen) {
        if (plain(raw)) {
            return new StyledLine(
                    raw,
                    raw.isEmpty() ? List.of() : List.of(new Stretch(0, raw.length(), pen)),
                    pen);
        }
        return new Reading(raw, pen).read();
    }

    private static boolean plain(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (special(raw.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    // Control characters, and those of Unicode that turn the direction of what follows.
    private static boolean special(char c) {
        return c < ' '
                || c >= 0x7f && c < 0xa0
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069
                || c == 0x2028
                || c == 0x2029;
    }

    private static final class Reading {
        private final String raw;
        private final StringBuilder text = new StringBuilder();
        private final List<Stretch> stretches = new ArrayList<>();
        private long pen;
        private int from;
        private int at;

        private Reading(String raw, long pen) {
            this.raw = raw;
            this.pen = pen;
        }

        private StyledLine read() {
            while (at < raw.length()) {
                char c = raw.charAt(at++);
                if (c == ESCAPE) {
                    escape();
                } else if (c == '\t') {
                    text.repeat(' ', TAB - text.length() % TAB);
                } else if (c == '\r') {
                    overwrite();
                } else {
                    text.append(special(c) ? STRANGE : c);
                }
            }
            close();
            return new StyledLine(text.toString(), List.copyOf(stretches), pen);
        }

        // A progress bar writes one line again and again: its last state counts.
        private void overwrite() {
            if (at < raw.length()) {
                text.setLength(0);
                stretches.clear();
                from = 0;
            }
        }

        private void close() {
            if (text.length() > from) {
                stretches.add(new Stretch(from, text.length(), pen));
                from = text.length();
            }
        }

        private void escape() {
            if (at >= raw.length()) {
                return;
            }
            char kind = raw.charAt(at++);
            if (kind == '[') {
                control();
            } else if (kind == ']') {
                skipCommand();
            }
        }

        private void control() {
            int begin = at;
            while (at < raw.length() && (raw.charAt(at) < '@' || raw.charAt(at) > '~')) {
                at++;
            }
            if (at >= raw.length()) {
                return;
            }
            char end = raw.charAt(at++);
            if (end == 'm') {
                close();
                pen = Pen.after(pen, raw.substring(begin, at - 1));
            }
        }

        // Up to BEL or ESC \.
        private void skipCommand() {
            while (at < raw.length()) {
                char c = raw.charAt(at++);
                if (c == BELL) {
                    return;
                }
                if (c == ESCAPE) {
                    at = Math.min(raw.length(), at + 1);
                    return;
                }
            }
        }
    }
}
