package dev.carillon.engine.time;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Due times of one schedule. Immutable.
public final class DueTimes {
    /// Due times that have passed.
    ///
    /// @param newest the newest ones, ascending
    /// @param total how many there are; a lower bound when not exact
    public record Missed(List<Instant> newest, long total, boolean exact) {}

    private static final long COUNTED = 100_000;
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(1);

    /// There is no clock here, so that a definition is judged alike on each day.
    private static final Instant RECENT = Instant.parse("2026-01-01T00:00:00Z").minusNanos(1);

    /// Bounds that keep the arithmetic of a fixed rate from overflowing.
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private final Schedule schedule;
    private final String jobKey;
    private final @Nullable CronExpression cron;

    private DueTimes(Schedule schedule, String jobKey) {
        this.schedule = schedule;
        this.jobKey = jobKey;
        this.cron =
                schedule.when() instanceof Schedule.Cron c
                        ? CronExpression.parse(c.expression(), hash(jobKey + "\n" + schedule.id()))
                        : null;
    }

    /// A cron expression must be due within 100 years from 2026 on, and a schedule with both bounds
    /// between them.
    ///
    /// @throws CarillonException INVALID_DEFINITION when it is malformed or never due
    public static DueTimes of(Schedule schedule, String jobKey) {
        DueTimes times = new DueTimes(schedule, jobKey);
        String reason = times.isNeverDue() ? times.reason() : times.neverWithin();
        if (reason != null) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "Schedule "
                            + schedule.id()
                            + " of job "
                            + jobKey
                            + " is never due: "
                            + reason
                            + ".");
        }
        return times;
    }

    private String reason() {
        return schedule.when() instanceof Schedule.Cron c
                ? "no date within 100 years matches the cron expression '"
                        + c.expression()
                        + "'; change its days, months or years"
                : "its period or anchor is out of range";
    }

    private @Nullable String neverWithin() {
        Instant from = schedule.from();
        Instant until = schedule.until();
        return from == null || until == null || after(from.minusNanos(1)) != null
                ? null
                : "it has no due time from " + from + " until " + until;
    }

    private boolean isNeverDue() {
        return switch (schedule.when()) {
            case Schedule.Every every ->
                    every.period().compareTo(SHORTEST_PERIOD) < 0
                            || anchor(every).isBefore(FIRST)
                            || anchor(every).isAfter(LAST);
            case Schedule.Cron ignored -> rule(RECENT) == null;
            case Schedule.At ignored -> false;
        };
    }

    /// The first nominal due time strictly after an instant; null when there is none.
    public @Nullable Instant after(Instant instant) {
        Instant from = schedule.from();
        Instant next = rule(from != null && instant.isBefore(from) ? from.minusNanos(1) : instant);
        Instant until = schedule.until();
        return next == null || until != null && !next.isBefore(until) ? null : next;
    }

    public List<Instant> next(Instant after, int count) {
        List<Instant> found = new ArrayList<>();
        for (Instant t = after(after); t != null && found.size() < count; t = after(t)) {
            found.add(t);
        }
        return found;
    }

    /// The nominal time plus a jitter that is a pure function of job, schedule and nominal time.
    public Instant start(Instant nominal) {
        long range = schedule.jitter().toMillis();
        return range <= 0
                ? nominal
                : nominal.plusMillis(
                        Math.floorMod(hash(jobKey + "\n" + schedule.id() + "\n" + nominal), range));
    }

    /// The newest due times in (after, upTo], at most max. A cron expression is counted to 100,000.
    public Missed missed(Instant after, Instant upTo, int max) {
        Instant first = after(after);
        if (first == null || first.isAfter(upTo)) {
            return new Missed(List.of(), 0, true);
        }
        return switch (schedule.when()) {
            case Schedule.At ignored -> new Missed(max > 0 ? List.of(first) : List.of(), 1, true);
            case Schedule.Every every -> missed(first, every.period(), upTo, max);
            case Schedule.Cron ignored -> {
                Walk walk = walk(after, upTo, max);
                yield walk.complete
                        ? new Missed(walk.newest, walk.count, true)
                        : new Missed(newest(after, upTo, max), walk.count, false);
            }
        };
    }

    private Missed missed(Instant first, Duration period, Instant upTo, int max) {
        Instant until = schedule.until();
        Instant last = until != null && !until.isAfter(upTo) ? until.minusNanos(1) : upTo;
        long steps = Duration.between(first, last.isAfter(LAST) ? LAST : last).dividedBy(period);
        List<Instant> newest = new ArrayList<>();
        for (long n = Math.max(0, steps + 1 - max); n <= steps; n++) {
            newest.add(first.plus(period.multipliedBy(n)));
        }
        return new Missed(List.copyOf(newest), steps + 1, true);
    }

    private List<Instant> newest(Instant after, Instant upTo, int max) {
        ArrayDeque<Instant> newest = new ArrayDeque<>();
        Instant t = newest(after, upTo);
        for (; t != null && newest.size() < max; t = newest(after, t.minusSeconds(1))) {
            newest.addFirst(t);
        }
        return List.copyOf(newest);
    }

    /// The last due time of a cron expression in (after, upTo], by bisection: due times are whole seconds.
    private @Nullable Instant newest(Instant after, Instant upTo) {
        Instant newest = after(after);
        if (newest == null || newest.isAfter(upTo)) {
            return null;
        }
        long noneAfter = upTo.getEpochSecond();
        while (newest.getEpochSecond() < noneAfter) {
            long middle = newest.getEpochSecond() + (noneAfter - newest.getEpochSecond()) / 2;
            Instant later = after(Instant.ofEpochSecond(middle));
            if (later == null || later.isAfter(upTo)) {
                noneAfter = middle;
            } else {
                newest = later;
            }
        }
        return newest;
    }

    private record Walk(List<Instant> newest, long count, boolean complete) {}

    private Walk walk(Instant after, Instant upTo, int max) {
        ArrayDeque<Instant> newest = new ArrayDeque<>();
        long count = 0;
        Instant t = after(after);
        for (; t != null && !t.isAfter(upTo) && count < COUNTED; t = after(t), count++) {
            newest.add(t);
            if (newest.size() > max) {
                newest.remove();
            }
        }
        return new Walk(List.copyOf(newest), count, t == null || t.isAfter(upTo));
    }

    private @Nullable Instant rule(Instant after) {
        return switch (schedule.when()) {
            case Schedule.At at -> at.instant().isAfter(after) ? at.instant() : null;
            case Schedule.Cron c -> cron == null ? null : cron.next(after, c.zone(), c.dst());
            case Schedule.Every every -> next(every, after);
        };
    }

    private static @Nullable Instant next(Schedule.Every every, Instant after) {
        Instant anchor = anchor(every);
        if (after.isBefore(anchor)) {
            return anchor;
        }
        if (!after.isBefore(LAST)) {
            return null;
        }
        Duration period = every.period();
        Instant latest =
                anchor.plus(period.multipliedBy(Duration.between(anchor, after).dividedBy(period)));
        return period.compareTo(Duration.between(latest, LAST)) > 0 ? null : latest.plus(period);
    }

    private static Instant anchor(Schedule.Every every) {
        return every.anchor() == null ? Instant.EPOCH : every.anchor();
    }

    /// FNV-1a, mixed at the end so that the low bits spread.
    private static long hash(String text) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x100000001b3L;
        }
        return h ^ (h >>> 32);
    }
}
