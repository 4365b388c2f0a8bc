package dev.carillon.console.words;

import dev.carillon.api.Carillon.RunCount;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// How lengths of time, points in time, counts and sizes are written: short enough for a column, exact enough to act on.
public final class Spans {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm:ss zzz", Locale.ENGLISH);
    private static final List<String> SIZES = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final long THOUSAND = 1_000;
    private static final long MILLION = 1_000_000;

    private Spans() {}

    /// A length with its two largest units, such as `3 min 10 s`; under a minute with a tenth.
    public static String length(Duration length) {
        long millis = Math.max(0, length.toMillis());
        if (millis < THOUSAND) {
            return millis + " ms";
        }
        if (millis < 60 * THOUSAND) {
            return tenths(Math.round(millis / 100.0), "s");
        }
        if (length.toHours() == 0) {
            return two(length.toMinutes(), "min", length.toSecondsPart(), "s");
        }
        if (length.toDays() == 0) {
            return two(length.toHours(), "h", length.toMinutesPart(), "min");
        }
        return two(length.toDays(), "d", length.toHoursPart(), "h");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }

    /// How far away a point in time is, such as `12 s ago` or `in 3 min`.
    public static String distance(Instant then, Instant now) {
        var between = Duration.between(then, now);
        if (between.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return between.isNegative() ? "in " + whole(between.negated()) : whole(between) + " ago";
    }

    // The largest unit alone: a column of ages is read at a glance.
    private static String whole(Duration length) {
        if (length.toMinutes() == 0) {
            return length.toSeconds() + " s";
        }
        if (length.toHours() == 0) {
            return length.toMinutes() + " min";
        }
        return length.toDays() == 0 ? length.toHours() + " h" : length.toDays() + " d";
    }

    /// The time of day, with the date when it is another day.
    public static String time(Instant then, Instant now, ZoneId zone) {
        var at = then.atZone(zone);
        boolean today = at.toLocalDate().equals(now.atZone(zone).toLocalDate());
        return (today ? CLOCK : DAY).format(at);
    }

    /// Everything, with the zone.
    public static String full(Instant then, ZoneId zone) {
        return FULL.format(then.atZone(zone));
    }

    /// A count such as `1,234` or `12.3 M`.
    public static String count(RunCount runs) {
        return count(runs.count()) + (runs.capped() ? "+" : "");
    }

    public static String count(long count) {
        if (count >= 10 * MILLION) {
            return tenths(Math.round(count * 10.0 / MILLION), "M");
        }
        var digits = new StringBuilder(Long.toString(count));
        int first = count < 0 ? 1 : 0;
        for (int at = digits.length() - 3; at > first; at -= 3) {
            digits.insert(at, ',');
        }
        return digits.toString();
    }

    /// How much memory, such as `12 MiB`; under ten of the unit with a tenth.
    public static String size(long bytes) {
        double shown = bytes;
        int unit = 0;
        // What would be rounded to 1024 is 1 of the next unit.
        while (shown >= 1023.5 && unit < SIZES.size() - 1) {
            shown /= 1024;
            unit++;
        }
        return unit == 0 || shown >= 9.95
                ? Math.round(shown) + " " + SIZES.get(unit)
                : tenths(Math.round(shown * 10), SIZES.get(unit));
    }

    // Cells of a table that is scrolled are written hundreds of times a second: without a format.
    private static String tenths(long tenths, String unit) {
        return tenths / 10 + "." + tenths % 10 + " " + unit;
    }

    /// A lag that was measured in microseconds; 0 is none.
    public static String micros(long micros) {
        if (micros == 0) {
            return "–";
        }
        if (micros < THOUSAND) {
            return micros + " µs";
        }
        return micros < 10 * THOUSAND
                ? tenths(Math.round(micros / 100.0), "ms")
                : length(Duration.ofNanos(micros * 1000));
    }
}
