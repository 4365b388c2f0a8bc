package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Those due times of a rule that count in calendars. It steps over what is excluded, not through it.
record Filtered(Rule rule, Calendars calendars, Zone zone) implements Rule {
    /// So many due times in a row may be excluded, and so many stretches of a calendar are counted.
    private static final int MOST_STEPS = 100_000;

    private static final long HORIZON = 36_525L * DayTimes.DAY;

    @Override
    public @Nullable Instant next(Instant after) {
        Instant found = rule.next(after);
        if (found == null) {
            return null;
        }
        long end = found.getEpochSecond() + HORIZON;
        for (int i = 0; i < MOST_STEPS && found != null && found.getEpochSecond() < end; i++) {
            Span span = calendars.span(found, zone);
            if (span.in()) {
                return found;
            }
            found = rule.next(Instant.ofEpochMilli(span.until()).minusNanos(1));
        }
        return null;
    }

    @Override
    public Count count(Instant from, Instant until) {
        long count = 0;
        Instant at = rule.next(from.minusNanos(1));
        for (int i = 0; i < MOST_STEPS && count <= COUNTED; i++) {
            if (at == null || !at.isBefore(until)) {
                return Count.upToLimit(count);
            }
            Span span = calendars.span(at, zone);
            Instant end = Instant.ofEpochMilli(span.until());
            if (span.in()) {
                count += rule.count(at, end.isBefore(until) ? end : until).total();
            }
            at = rule.next(end.minusNanos(1));
        }
        return new Count(Math.min(count, COUNTED), false);
    }
}
