package dev.carillon.api;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `15m`, `1h30m`, `500ms`, `30d`, or ISO 8601. None is finer than a
/// millisecond.
public final class Durations {
    private static final Pattern PART = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:[0-9]{1,12}(?:ms|s|m|h|d))+");
    private static final Pattern ISO =
            Pattern.compile(
                    "P(?=[0-9T])([0-9]{1,12}D)?(T(?=[0-9])([0-9]{1,12}H)?([0-9]{1,12}M)?([0-9]{1,12}([.][0-9]{1,3})?S)?)?");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Durations() {}

    /// @throws IllegalArgumentException with a sentence that says what is wrong
    public static Duration parse(String text) {
        Duration duration = text.startsWith("P") ? iso(text) : shortForm(text);
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "\"" + Characters.shown(text) + "\" is longer than 36500 days");
        }
        return duration;
    }

    private static Duration iso(String text) {
        if (!ISO.matcher(text).matches()) {
            throw wrong(text);
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(text);
        }
    }

    private static Duration shortForm(String text) {
        if (text.length() > 100 || !WHOLE.matcher(text).matches()) {
            throw wrong(text);
        }
        Duration sum = Duration.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            long count = Long.parseLong(parts.group(1));
            sum =
                    sum.plus(
                            switch (parts.group(2)) {
                                case "ms" -> Duration.ofMillis(count);
                                case "s" -> Duration.ofSeconds(count);
                                case "m" -> Duration.ofMinutes(count);
                                case "h" -> Duration.ofHours(count);
                                default -> Duration.ofDays(count);
                            });
        }
        return sum;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\""
                        + Characters.shown(text)
                        + "\" is no duration; write it like 500ms, 10s, 15m, 1h30m or 30d");
    }

    /// The short form that parses to the same duration. A negative one, or one finer than a millisecond,
    /// is written in ISO 8601.
    public static String format(Duration duration) {
        if (duration.isNegative() || duration.getNano() % 1_000_000 != 0) {
            return duration.toString();
        }
        var text = new StringBuilder();
        append(text, duration.toDaysPart(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long count, String unit) {
        if (count != 0) {
            text.append(count).append(unit);
        }
    }
}
