package dev.carillon.engine.time;

import dev.carillon.engine.time.Zone.Occurrence;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Due times that calendars exclude, moved to the same local time of the next or last day that counts.
///
/// It tries each time of day of the rule on each day, in order, and asks where it could have come from:
/// from the rule on that day, or on a day from which only excluded days lie between. So the answers
/// ascend and none is there twice, even when late times move less far than early ones. A local time that
/// a gap leaves without an instant cannot be moved to.
///
/// @param rule gives the times that are moved
/// @param daily the same at each day
record Rolled(LocalRule rule, LocalRule daily, Calendars calendars, boolean forward)
        implements Rule {
    private static final int DAY = DayTimes.DAY;
    private static final int MOST_STEPS = 200_000;
    private static final long HORIZON = (long) LocalRule.HORIZON * DAY;

    static Rolled of(LocalRule rule, Calendars calendars, boolean forward) {
        var daily =
                new LocalRule(LocalDays.ALL, rule.times(), rule.elapsed(), rule.zone(), rule.dst());
        return new Rolled(rule, daily, calendars, forward);
    }

    @Override
    public @Nullable Instant next(Instant after) {
        long found = next(after.getEpochSecond());
        return found == LocalRule.NONE ? null : Instant.ofEpochSecond(found);
    }

    private long next(long after) {
        long at = Math.max(after, LocalRule.FIRST);
        long today = LocalRule.dayOf(at);
        long firstDay = rule.days().next(today - 1, rule.days().horizon(today));
        if (firstDay != LocalDays.NONE) {
            at = Math.max(at, firstDay * DAY - HORIZON);
        }
        long end = at + 2 * HORIZON;
        for (int i = 0; i < MOST_STEPS; i++) {
            long found = daily.next(at);
            if (found >= end) {
                return LocalRule.NONE;
            }
            long busy = busyFrom(found);
            if (busy > found) {
                at = busy - 1;
                continue;
            }
            Span span = calendars.span(found * 1000, rule.zone());
            if (!span.in()) {
                at = Math.max(found, Math.ceilDiv(span.until(), 1000) - 1);
            } else if (isDue(found)) {
                return found;
            } else {
                at = found;
            }
        }
        return LocalRule.NONE;
    }

    /// From when on there may be a due time; not later than the first one from an instant on.
    private long busyFrom(long second) {
        Zone zone = rule.zone();
        Stretch stretch = zone.at(second);
        long day = LocalRule.dayOf(second + stretch.offset());
        if (second == stretch.from() || rule.days().has(day)) {
            return second;
        }
        // Nothing comes from a day that counts as a whole.
        long source = forward ? day - 1 : day + 1;
        Span span = calendars.span(zone.of(source * DAY).first() * 1000, zone);
        if (!span.in()) {
            return isOutOfReach(day) ? Math.max(second, zone.of((day + 1) * DAY).first()) : second;
        }
        long until = zone.local(Math.min(LocalRule.LAST, Math.floorDiv(span.until(), 1000)));
        // A day less, as a change of offset may turn the clock back over midnight.
        long whole = LocalRule.dayOf(until) - 1;
        long ruled = rule.days().next(day, rule.days().horizon(day));
        long busy = Math.min(ruled, forward ? whole + 1 : whole - 1);
        return busy > day ? Math.max(second, zone.of(busy * DAY).first()) : second;
    }

    /// Whether whole excluded days that the rule does not match lie between it and a whole day that
    /// counts, so that nothing is moved to it, whatever the time of day.
    private boolean isOutOfReach(long day) {
        Zone zone = rule.zone();
        int step = forward ? -1 : 1;
        long at = day + step;
        for (int i = 0; i < LocalRule.HORIZON && !rule.days().has(at); i++, at += step) {
            Span span = calendars.span(zone.of(at * DAY).first() * 1000, zone);
            if (span.until() < zone.of((at + 1) * DAY).last() * 1000) {
                return false;
            }
            if (span.in()) {
                return true;
            }
        }
        return false;
    }

    private boolean isDue(long second) {
        Stretch stretch = rule.zone().at(second);
        long local = second + stretch.offset();
        if (rule.times().has(LocalRule.secondOf(local))
                && (rule.isTwice() || !stretch.again(local))
                && isReached(local)) {
            return true;
        }
        if (second != stretch.from() || !stretch.beganWithGap() || !rule.afterGap()) {
            return false;
        }
        long gapEnd = LocalRule.dayOf(local) + 1;
        long lost = daily.nextLocal(stretch.from() + stretch.before(), gapEnd);
        while (lost < local) {
            if (isReached(lost)) {
                return true;
            }
            lost = daily.nextLocal(lost + 1, gapEnd);
        }
        return false;
    }

    /// Whether the rule has a local time that counts, or moves one to it.
    private boolean isReached(long local) {
        if (rule.days().has(LocalRule.dayOf(local))) {
            return true;
        }
        int step = forward ? -DAY : DAY;
        long at = local + step;
        for (int i = 0; i < LocalRule.HORIZON; i++, at += step) {
            Occurrence each = rule.zone().of(at);
            if (each.lost() && !rule.afterGap()) {
                continue;
            }
            boolean first = calendars.has(each.first(), rule.zone());
            boolean last = rule.isTwice() ? calendars.has(each.last(), rule.zone()) : first;
            if (!(first && last) && rule.days().has(LocalRule.dayOf(at))) {
                return true;
            }
            if (first || last) {
                return false;
            }
        }
        return false;
    }

    /// Days that count as a whole are counted at once.
    @Override
    public Count count(Instant from, Instant until) {
        long end = LocalRule.ceilSecond(until);
        long count = 0;
        long at = next(LocalRule.ceilSecond(from) - 1);
        while (at < end && count <= COUNTED) {
            long dayEnd = wholeDayEnd(at);
            if (dayEnd <= end) {
                count += rule.count(at, dayEnd);
                at = next(dayEnd - 1);
            } else {
                count++;
                at = next(at);
            }
        }
        return Count.upToLimit(count);
    }

    /// The end of the day when all times of the rule are due until then, and no other; else FOREVER.
    private long wholeDayEnd(long second) {
        Stretch stretch = rule.zone().at(second);
        long day = LocalRule.dayOf(second + stretch.offset());
        long end = (day + 1) * DAY - stretch.offset();
        if (end > stretch.until() || second == stretch.from() || !rule.days().has(day)) {
            return Stretch.FOREVER;
        }
        Span span = calendars.span(second * 1000, rule.zone());
        return span.in() && span.until() >= end * 1000 ? end : Stretch.FOREVER;
    }
}
