package dev.carillon.engine.time;

import dev.carillon.api.Schedule.Every;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// A due time each period of elapsed time, from an anchor on.
record FixedRate(Duration period, Instant anchor) implements Rule {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Instant LAST = Instant.ofEpochSecond(LocalRule.LAST);

    static FixedRate of(Every every) {
        Instant anchor = every.anchor() == null ? Instant.EPOCH : every.anchor();
        return new FixedRate(every.period(), anchor);
    }

    /// Whether its arithmetic cannot overflow.
    boolean isInRange() {
        return period.compareTo(SHORTEST) >= 0
                && anchor.getEpochSecond() >= LocalRule.FIRST
                && !anchor.isAfter(LAST);
    }

    @Override
    public @Nullable Instant next(Instant after) {
        if (after.isBefore(anchor)) {
            return anchor;
        }
        if (!after.isBefore(LAST)) {
            return null;
        }
        Instant latest =
                anchor.plus(period.multipliedBy(Duration.between(anchor, after).dividedBy(period)));
        return period.compareTo(Duration.between(latest, LAST)) > 0 ? null : latest.plus(period);
    }

    @Override
    public Count count(Instant from, Instant until) {
        Instant first = next(from.minusNanos(1));
        Instant end = until.isAfter(LAST) ? LAST.plusNanos(1) : until;
        return first == null || !first.isBefore(end)
                ? new Count(0, true)
                : new Count(Duration.between(first, end).minusNanos(1).dividedBy(period) + 1, true);
    }
}
