package dev.carillon.console.words;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/// What a program said, for a line of a list: without the line breaks, escape codes and marks of direction that would
/// disturb what is around it, and no longer than one looks at.
public final class OneLine {
    /// More characters than a line has room for.
    private static final int LINE = 400;

    /// As many as are read in a tooltip; the page of the run has all.
    private static final int TOOLTIP = 1_500;

    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\x1B(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\x07\\x1B]*(?:\\x07|\\x1B\\\\)?|[ -/]*[0-Z^-~])");
    private static final Pattern GAP = Pattern.compile("[\\s\\p{Cc}\\u2028\\u2029]+");
    // Those that turn the direction of what follows, and are not seen themselves.
    private static final Pattern DIRECTION =
            Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private OneLine() {}

    /// @param text null is nothing
    public static String of(@Nullable String text) {
        return of(text, LINE);
    }

    /// For a tooltip, which has several lines.
    public static String inTooltip(@Nullable String text) {
        return of(text, TOOLTIP);
    }

    /// @param most characters, with the ellipsis
    public static String of(@Nullable String text, int most) {
        if (text == null) {
            return "";
        }
        // What is cut off need not be looked at, but for what is taken out of the rest.
        String part = text.length() > 8 * most ? text.substring(0, 8 * most) : text;
        String line =
                GAP.matcher(DIRECTION.matcher(ESCAPE.matcher(part).replaceAll("")).replaceAll(""))
                        .replaceAll(" ")
                        .strip();
        if (line.length() <= most && part.length() == text.length()) {
            return line;
        }
        int end = Math.min(most - 1, line.length());
        if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end) + "…";
    }
}
