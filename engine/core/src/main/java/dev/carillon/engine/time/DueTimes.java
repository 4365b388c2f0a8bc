package dev.carillon.engine.time;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Due times of one schedule. Immutable.
public final class DueTimes {
    /// Due times that have passed.
    ///
    /// @param newest the newest ones, ascending
    /// @param total how many there are; a lower bound when not exact
    public record Missed(List<Instant> newest, long total, boolean exact) {}

    private final Schedule schedule;
    private final String jobKey;
    private final @Nullable CronExpression cron;

    private DueTimes(Schedule schedule, String jobKey) {
        this.schedule = schedule;
        this.jobKey = jobKey;
        this.cron = schedule.when() instanceof Schedule.Cron c
                ? CronExpression.parse(c.expression(), hash(jobKey + "\n" + schedule.id())) : null;
    }

    /// @throws CarillonException INVALID_DEFINITION when it is malformed or never due
    public static DueTimes of(Schedule schedule, String jobKey) {
        DueTimes times = new DueTimes(schedule, jobKey);
        boolean bad = switch (schedule.when()) {
            case Schedule.Every every -> every.period().compareTo(Duration.ofMillis(1)) < 0;
            case Schedule.Cron ignored -> times.rule(Instant.EPOCH) == null;
            case Schedule.At ignored -> false;
        };
        if (bad) {
            throw new CarillonException(ErrorCode.INVALID_DEFINITION,
                    "Schedule " + schedule.id() + " of job " + jobKey + " is never due; change its rule.");
        }
        return times;
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
        return range <= 0 ? nominal
                : nominal.plusMillis(Math.floorMod(hash(jobKey + "\n" + schedule.id() + "\n" + nominal), range));
    }

    /// The newest due times in (after, upTo]; it walks at most 100,000 of them.
    public Missed missed(Instant after, Instant upTo, int max) {
        ArrayDeque<Instant> newest = new ArrayDeque<>();
        long total = 0;
        Instant t = after(after);
        for (; t != null && !t.isAfter(upTo) && total < 100_000; t = after(t), total++) {
            newest.add(t);
            if (newest.size() > max) {
                newest.remove();
            }
        }
        return new Missed(List.copyOf(newest), total, t == null || t.isAfter(upTo));
    }

    private @Nullable Instant rule(Instant after) {
        return switch (schedule.when()) {
            case Schedule.At at -> at.instant().isAfter(after) ? at.instant() : null;
            case Schedule.Cron c -> cron == null ? null : cron.next(after, c.zone(), c.dst());
            case Schedule.Every every -> {
                Instant anchor = every.anchor() == null ? Instant.EPOCH : every.anchor();
                if (after.isBefore(anchor)) {
                    yield anchor;
                }
                long n = Duration.between(anchor, after).dividedBy(every.period());
                yield anchor.plus(every.period().multipliedBy(n + 1));
            }
        };
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
