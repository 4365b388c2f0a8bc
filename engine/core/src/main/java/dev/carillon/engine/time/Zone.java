package dev.carillon.engine.time;

import java.time.ZoneId;
import java.time.zone.ZoneRules;

/// Offsets of a time zone. It remembers the last stretch it was asked for: an immutable value that any
/// thread may replace, so a race costs a look-up and no more.
final class Zone {
    /// No offset is farther from UTC, in seconds.
    private static final long WIDEST = 18 * 3600;

    private final ZoneRules rules;
    private Stretch latest;

    Zone(ZoneId id) {
        rules = id.getRules();
        latest = Stretch.of(rules, 0);
    }

    Stretch at(long second) {
        Stretch known = latest;
        if (known.has(second)) {
            return known;
        }
        Stretch found = Stretch.of(rules, second);
        latest = found;
        return found;
    }

    long local(long second) {
        return second + at(second).offset();
    }

    /// The instants of a local time.
    Occurrence of(long local) {
        long first = Stretch.FOREVER;
        long last = -Stretch.FOREVER;
        long gapEnd = Stretch.FOREVER;
        Stretch each = at(local - WIDEST);
        while (true) {
            long at = local - each.offset();
            if (each.has(at)) {
                first = Math.min(first, at);
                last = at;
            }
            if (each.lost(local)) {
                gapEnd = each.from();
            }
            if (each.until() > local + WIDEST) {
                return first == Stretch.FOREVER
                        ? new Occurrence(gapEnd, gapEnd, true)
                        : new Occurrence(first, last, false);
            }
            each = at(each.until());
        }
    }

    /// The instants of a local time.
    ///
    /// @param first the end of the gap when lost
    /// @param last not first when the time is there twice
    /// @param lost the local time does not exist
    record Occurrence(long first, long last, boolean lost) {}
}
