package dev.carillon.node;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Points in time as people read them.
final class Times {
    // What has no end ends on the last day that can be written in four digits of the year, or
    // later.
    private static final Instant NEVER = Instant.parse("9999-12-30T00:00:00Z");

    private Times() {}

    /// When something that is for a time ends: `until 2027-01-01T06:00:00Z`, or `without end`.
    static String until(Instant end) {
        return end.isBefore(NEVER) ? "until " + end.truncatedTo(ChronoUnit.SECONDS) : "without end";
    }

    static String orDash(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
