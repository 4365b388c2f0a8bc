package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Due times of one schedule. Immutable.
public final class DueTimes {
    /// Due times that have passed.
    ///
    /// @param newest the newest ones, ascending
    /// @param total how many there are; a lower bound when not exact
    public record Missed(List<Instant> newest, long total, boolean exact) {}

    /// There is no clock here, so that a definition is judged alike on each day.
    private static final Instant RECENT = Instant.parse("2026-01-01T00:00:00Z").minusNanos(1);

    /// Farther from today than any due time, but for one that is told as an instant.
    private static final Instant LAST = Instant.ofEpochSecond(LocalRule.LAST);

    private final Schedule schedule;
    private final String jobKey;
    private final Rule rule;

    private DueTimes(Schedule schedule, String jobKey, Rule rule) {
        this.schedule = schedule;
        this.jobKey = jobKey;
        this.rule = rule;
    }

    /// A rule must be due within 100 years from 2026 on, with its calendars, and a schedule with both
    /// bounds between them. A delay has no due times of its own and is not judged.
    ///
    /// @throws CarillonException INVALID_DEFINITION when it is malformed or never due, or names a
    ///     calendar that does not exist
    public static DueTimes of(
            Schedule schedule,
            String jobKey,
            Function<String, Optional<CalendarDefinition>> calendars) {
        String reason = outOfRange(schedule.when());
        if (reason != null) {
            throw neverDue(schedule, jobKey, reason);
        }
        Calendars named = Calendars.of(schedule, jobKey, calendars);
        DueTimes times = new DueTimes(schedule, jobKey, rule(schedule, jobKey, named));
        reason = times.reason(named != null);
        if (reason != null) {
            throw neverDue(schedule, jobKey, reason);
        }
        return times;
    }

    /// A schedule without calendars.
    public static DueTimes of(Schedule schedule, String jobKey) {
        return of(schedule, jobKey, name -> Optional.empty());
    }

    /// Checks a schedule as far as it can be without its calendars.
    ///
    /// @throws CarillonException INVALID_DEFINITION when it is malformed or never due
    public static void check(Schedule schedule, String jobKey) {
        of(
                new Schedule(
                        schedule.id(),
                        schedule.when(),
                        schedule.from(),
                        schedule.until(),
                        schedule.jitter()),
                jobKey);
    }

    private static CarillonException neverDue(Schedule schedule, String jobKey, String reason) {
        return new CarillonException(
                ErrorCode.INVALID_DEFINITION,
                "Schedule "
                        + schedule.id()
                        + " of job "
                        + jobKey
                        + " is never due: "
                        + reason
                        + ".");
    }

    private static @Nullable String outOfRange(Schedule.When when) {
        return switch (when) {
            case Schedule.Every every ->
                    FixedRate.of(every).isInRange() ? null : "its period or anchor is out of range";
            case Schedule.Interval interval ->
                    interval.step() > 0
                                    && interval.first().getYear() > 0
                                    && interval.first().getYear() < 9999
                            ? null
                            : "the step or \"first\" of its interval is out of range";
            case Schedule.BusinessDay day ->
                    day.day() != 0 && Math.abs(day.day()) <= 23
                            ? null
                            : "\"businessDay\" is 1 to 23, or -1 to -23 from the end of the month";
            case Schedule.At ignored -> null;
            case Schedule.Cron ignored -> null;
            case Schedule.Delay ignored -> null;
        };
    }

    private static Rule rule(Schedule schedule, String jobKey, @Nullable Calendars calendars) {
        return switch (schedule.when()) {
            case Schedule.At at -> filtered(new OneTime(at.instant()), calendars, ZoneOffset.UTC);
            case Schedule.Every every -> filtered(FixedRate.of(every), calendars, ZoneOffset.UTC);
            case Schedule.Delay ignored -> new NoRule();
            case Schedule.Cron cron -> {
                long seed = hash(jobKey + "\n" + schedule.id());
                var parsed = CronExpression.parse(cron.expression(), seed);
                yield local(schedule, parsed.rule(cron.zone(), cron.dst()), calendars);
            }
            case Schedule.Interval every -> {
                var times = DayTimes.of(every.first().toLocalTime());
                Zone zone = new Zone(every.zone());
                var days = IntervalDays.of(every);
                yield local(
                        schedule, new LocalRule(days, times, false, zone, every.dst()), calendars);
            }
            case Schedule.BusinessDay day -> {
                Zone zone = new Zone(day.zone());
                var days = BusinessDays.of(day, calendars, zone);
                yield new LocalRule(days, DayTimes.of(day.time()), false, zone, day.dst());
            }
        };
    }

    private static Rule local(Schedule schedule, LocalRule rule, @Nullable Calendars calendars) {
        if (calendars == null) {
            return rule;
        }
        return switch (schedule.roll()) {
            case NONE -> new Filtered(rule, calendars, rule.zone());
            case FORWARD -> Rolled.of(rule, calendars, true);
            case BACK -> Rolled.of(rule, calendars, false);
        };
    }

    private static Rule filtered(Rule rule, @Nullable Calendars calendars, ZoneId zone) {
        return calendars == null ? rule : new Filtered(rule, calendars, new Zone(zone));
    }

    /// Why it is never due; null when it is.
    private @Nullable String reason(boolean hasCalendars) {
        if (schedule.when() instanceof Schedule.Delay) {
            return null;
        }
        if (rule.next(judgedFrom()) == null) {
            return hasCalendars ? excluded() : unmatched();
        }
        Instant from = schedule.from();
        Instant until = schedule.until();
        return from == null || until == null || after(from.minusNanos(1)) != null
                ? null
                : "it has no due time from " + from + " until " + until;
    }

    private Instant judgedFrom() {
        if (schedule.when() instanceof Schedule.At at) {
            return at.instant().minusNanos(1);
        }
        Instant from = schedule.from();
        return schedule.until() == null && from != null && from.isAfter(RECENT)
                ? from.minusNanos(1)
                : RECENT;
    }

    private String unmatched() {
        return switch (schedule.when()) {
            case Schedule.Cron cron ->
                    "no date within 100 years matches the cron expression '"
                            + cron.expression()
                            + "'; change its days, months or years";
            case Schedule.BusinessDay day ->
                    "no month within 100 years has a business day "
                            + day.day()
                            + " at "
                            + day.time()
                            + "; change \"businessDay\"";
            case Schedule.Interval interval ->
                    "no local time of its \"interval\" from "
                            + interval.first()
                            + " on exists; change \"first\" or \"dst\"";
            case Schedule.At ignored -> "its instant is out of range";
            case Schedule.Every ignored -> "its period or anchor is out of range";
            case Schedule.Delay ignored -> "it has no due times";
        };
    }

    private String excluded() {
        String fields =
                schedule.except().isEmpty()
                        ? "\"only\" " + schedule.only()
                        : schedule.only().isEmpty()
                                ? "\"except\" " + schedule.except()
                                : "\"except\" "
                                        + schedule.except()
                                        + " and \"only\" "
                                        + schedule.only();
        return "none of its due times within 100 years counts with the calendars of "
                + fields
                + "; change these or the times of the schedule";
    }

    /// The first nominal due time strictly after an instant; null when there is none.
    public @Nullable Instant after(Instant instant) {
        Instant from = schedule.from();
        Instant next =
                rule.next(from != null && instant.isBefore(from) ? from.minusNanos(1) : instant);
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

    /// The newest due times in (after, upTo], at most max. A fixed rate without calendars is counted
    /// to its end, others to 100,000.
    public Missed missed(Instant after, Instant upTo, int max) {
        Instant first = after(after);
        if (first == null || first.isAfter(upTo)) {
            return new Missed(List.of(), 0, true);
        }
        if (schedule.when() instanceof Schedule.At) {
            return new Missed(max > 0 ? List.of(first) : List.of(), 1, true);
        }
        Instant until = schedule.until();
        Instant end = (upTo.isBefore(LAST) ? upTo : LAST).plusNanos(1);
        Rule.Count count = rule.count(first, until != null && until.isBefore(end) ? until : end);
        List<Instant> newest =
                count.exact() && count.total() <= max ? all(first, upTo) : newest(first, upTo, max);
        return new Missed(newest, count.total(), count.exact());
    }

    private List<Instant> all(Instant first, Instant upTo) {
        List<Instant> found = new ArrayList<>();
        for (Instant t = first; t != null && !t.isAfter(upTo); t = after(t)) {
            found.add(t);
        }
        return List.copyOf(found);
    }

    private List<Instant> newest(Instant first, Instant upTo, int max) {
        ArrayDeque<Instant> newest = new ArrayDeque<>();
        Instant end = upTo;
        while (newest.size() < max && !end.isBefore(first)) {
            Instant t = last(first, end);
            newest.addFirst(t);
            end = t.minusNanos(1);
        }
        return List.copyOf(newest);
    }

    /// The last due time from one on and up to an instant, by bisection: no two are in a millisecond.
    private Instant last(Instant first, Instant upTo) {
        Instant newest = first;
        long noneAfter = (upTo.isBefore(LAST) ? upTo : LAST).toEpochMilli();
        while (newest.toEpochMilli() < noneAfter) {
            long known = newest.toEpochMilli();
            long middle = known + (noneAfter - known) / 2;
            Instant later = after(middle == known ? newest : Instant.ofEpochMilli(middle));
            if (later == null || later.isAfter(upTo)) {
                noneAfter = middle;
            } else {
                newest = later;
            }
        }
        return newest;
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
