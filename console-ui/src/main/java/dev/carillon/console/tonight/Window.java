package dev.carillon.console.tonight;

import dev.carillon.api.Durations;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/// The part of time that is seen.
///
/// @param from and until in milliseconds since 1970, `until` not included
record Window(long from, long until) {
    static final long SHORTEST = Duration.ofMinutes(2).toMillis();
    static final long LONGEST = Duration.ofDays(70).toMillis();
    private static final Duration BEFORE = Duration.ofHours(2);
    private static final Duration AFTER = Duration.ofHours(12);

    Window {
        if (until - from < SHORTEST) {
            until = from + SHORTEST;
        } else if (until - from > LONGEST) {
            until = from + LONGEST;
        }
    }

    /// @param from and until as an instant, a day, or a time from now such as `-2h`; null and what cannot be read are
    ///     two hours ago and in twelve hours
    static Window of(@Nullable String from, @Nullable String until, Instant now, ZoneId zone) {
        return new Window(
                at(from, now.minus(BEFORE), now, zone).toEpochMilli(),
                at(until, now.plus(AFTER), now, zone).toEpochMilli());
    }

    private static Instant at(@Nullable String text, Instant otherwise, Instant now, ZoneId zone) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            if (text.startsWith("-") || text.startsWith("+")) {
                var length = Durations.parse(text.substring(1));
                return text.startsWith("-") ? now.minus(length) : now.plus(length);
            }
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeException | IllegalArgumentException unreadable) {
            return otherwise;
        }
    }

    long length() {
        return until - from;
    }

    boolean has(long at) {
        return at >= from && at < until;
    }

    /// @param factor under 1 is nearer
    /// @param anchor stays where it is
    Window zoom(double factor, long anchor) {
        double length = Math.clamp(length() * factor, SHORTEST, LONGEST);
        double share = (double) (anchor - from) / length();
        long begin = Math.round(anchor - share * length);
        return new Window(begin, begin + Math.round(length));
    }

    Window move(long millis) {
        return new Window(from + millis, until + millis);
    }

    /// As long as it is, with a point of time in its middle.
    Window around(long at) {
        return new Window(at - length() / 2, at - length() / 2 + length());
    }

    /// So long, with the same share of it in the past.
    Window lasting(Duration length, long now) {
        double share = has(now) ? (double) (now - from) / length() : 0.5;
        long anchor = has(now) ? now : from + length() / 2;
        long begin = Math.round(anchor - share * length.toMillis());
        return new Window(begin, begin + length.toMillis());
    }
}
