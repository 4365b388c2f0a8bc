package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon.ScheduleNote;
import dev.carillon.api.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// What a person would not expect of a schedule: due times that the clock change of its zone leaves out, moves or
/// doubles, and those that calendars leave out or move.
public final class ScheduleNotes {
    private static final int MOST_TRANSITIONS = 6;
    private static final int MOST_EXCLUDED = 5;
    private static final int MOST_LOOKED_AT = 1_000;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);

    private final Schedule schedule;
    private final String jobKey;
    private final Function<String, Optional<CalendarDefinition>> calendars;
    private final DueTimes times;

    private ScheduleNotes(
            Schedule schedule,
            String jobKey,
            Function<String, Optional<CalendarDefinition>> calendars) {
        this.schedule = schedule;
        this.jobKey = jobKey;
        this.calendars = calendars;
        times = DueTimes.of(schedule, jobKey, calendars);
    }

    /// @param after only of what comes after it
    /// @param clocksUntil changes of the clocks are looked at up to it
    /// @param calendarsUntil what calendars exclude is looked at up to it
    /// @return in order of time
    public static List<ScheduleNote> of(
            Schedule schedule,
            String jobKey,
            Function<String, Optional<CalendarDefinition>> calendars,
            Instant after,
            Instant clocksUntil,
            Instant calendarsUntil) {
        var notes = new ScheduleNotes(schedule, jobKey, calendars);
        var found = new ArrayList<>(notes.clocks(after, clocksUntil));
        found.addAll(notes.excluded(after, calendarsUntil));
        found.sort(Comparator.comparing(ScheduleNote::at));
        return List.copyOf(found);
    }

    private List<ScheduleNote> clocks(Instant after, Instant until) {
        ZoneId zone = zone(schedule.when());
        if (zone == null || keepsElapsedTime()) {
            return List.of();
        }
        var found = new ArrayList<ScheduleNote>();
        var rules = zone.getRules();
        var change = rules.nextTransition(after);
        for (int i = 0;
                i < MOST_TRANSITIONS && change != null && change.getInstant().isBefore(until);
                i++) {
            String text = change.isGap() ? gap(change) : overlap(change);
            if (text != null) {
                found.add(new ScheduleNote(change.getInstant(), text));
            }
            change = rules.nextTransition(change.getInstant());
        }
        return found;
    }

    // Each hour comes by elapsed time then, which surprises nobody.
    private boolean keepsElapsedTime() {
        return schedule.when() instanceof Schedule.Cron cron
                && CronExpression.parse(cron.expression(), 0).fields().subDaily();
    }

    private @Nullable String gap(ZoneOffsetTransition change) {
        LocalDateTime lost =
                local(
                        change.getDateTimeBefore(),
                        change.getDateTimeAfter(),
                        change.getOffsetBefore());
        if (lost == null) {
            return null;
        }
        String what =
                DAY_TIME.format(lost)
                        + " does not exist in "
                        + zone(schedule.when())
                        + ", the clocks go forward; ";
        boolean moved =
                Objects.equals(
                        times.after(change.getInstant().minusMillis(1)), change.getInstant());
        return what
                + (moved
                        ? "it runs at " + TIME.format(change.getDateTimeAfter()) + " instead"
                        : "it does not run that time");
    }

    private @Nullable String overlap(ZoneOffsetTransition change) {
        LocalDateTime twice =
                local(
                        change.getDateTimeAfter(),
                        change.getDateTimeBefore(),
                        change.getOffsetBefore());
        if (twice == null) {
            return null;
        }
        Instant second = twice.toInstant(change.getOffsetAfter());
        boolean both = Objects.equals(times.after(second.minusMillis(1)), second);
        return DAY_TIME.format(twice)
                + " comes twice in "
                + zone(schedule.when())
                + ", the clocks go back; it runs "
                + (both ? "both times" : "the first time only");
    }

    /// The first local time in [from, until) that the rule names, as if the clocks did not change.
    private @Nullable LocalDateTime local(
            LocalDateTime from, LocalDateTime until, ZoneOffset offset) {
        var steady = in(schedule, offset);
        Instant found =
                DueTimes.of(steady, jobKey, calendars).after(from.toInstant(offset).minusMillis(1));
        return found == null || !found.isBefore(until.toInstant(offset))
                ? null
                : LocalDateTime.ofInstant(found, offset);
    }

    private List<ScheduleNote> excluded(Instant after, Instant until) {
        boolean has = !schedule.except().isEmpty() || !schedule.only().isEmpty();
        if (!has || schedule.when() instanceof Schedule.BusinessDay) {
            return List.of();
        }
        var plain = DueTimes.of(withoutCalendars(), jobKey);
        var found = new ArrayList<ScheduleNote>();
        int more = 0;
        Instant each = plain.after(after);
        for (int i = 0; i < MOST_LOOKED_AT && each != null && each.isBefore(until); i++) {
            if (!each.equals(times.after(each.minusMillis(1)))) {
                if (found.size() < MOST_EXCLUDED) {
                    found.add(new ScheduleNote(each, excluded(each)));
                } else {
                    more++;
                }
            }
            each = plain.after(each);
        }
        if (more > 0) {
            var last = found.removeLast();
            found.add(new ScheduleNote(last.at(), last.text() + ", and so are " + more + " more"));
        }
        return found;
    }

    private String excluded(Instant at) {
        ZoneId zone = Objects.requireNonNullElse(zone(schedule.when()), ZoneOffset.UTC);
        String names =
                String.join(
                        ", ", schedule.except().isEmpty() ? schedule.only() : schedule.except());
        String day = DAY.format(at.atZone(zone));
        return switch (schedule.roll()) {
            case NONE -> day + " is left out by calendar " + names;
            case FORWARD -> day + " is moved to the next day that counts by calendar " + names;
            case BACK -> day + " is moved to the last day that counts by calendar " + names;
        };
    }

    private Schedule withoutCalendars() {
        return new Schedule(
                schedule.id(), schedule.when(), schedule.from(), schedule.until(), Duration.ZERO);
    }

    private static @Nullable ZoneId zone(Schedule.When when) {
        return switch (when) {
            case Schedule.Cron cron -> cron.zone();
            case Schedule.Interval interval -> interval.zone();
            case Schedule.BusinessDay day -> day.zone();
            case Schedule.Every _, Schedule.Delay _, Schedule.At _ -> null;
        };
    }

    private static Schedule in(Schedule schedule, ZoneOffset offset) {
        Schedule.When when =
                switch (schedule.when()) {
                    case Schedule.Cron cron ->
                            new Schedule.Cron(cron.expression(), offset, cron.dst());
                    case Schedule.Interval interval ->
                            new Schedule.Interval(
                                    interval.step(),
                                    interval.unit(),
                                    interval.first(),
                                    offset,
                                    interval.dst());
                    case Schedule.BusinessDay day ->
                            new Schedule.BusinessDay(day.day(), day.time(), offset, day.dst());
                    case Schedule.Every _, Schedule.Delay _, Schedule.At _ -> schedule.when();
                };
        return new Schedule(
                schedule.id(),
                when,
                null,
                null,
                Duration.ZERO,
                schedule.except(),
                schedule.only(),
                schedule.roll());
    }
}
