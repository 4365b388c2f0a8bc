package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Roll;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Due times found the slow way, with `java.time`: each local time of the rule is tried, and where it
/// does not count each day after or before it.
///
/// @param calendars by name
/// @param cron whether a cron expression of a calendar matches a local time
/// @param elapsed a sub-daily cron expression
record TriedTimes(
        ZoneId zone,
        Dst dst,
        boolean elapsed,
        Map<String, CalendarDefinition> calendars,
        BiPredicate<String, LocalDateTime> cron,
        List<String> except,
        List<String> only,
        Roll roll) {
    private static final int FARTHEST_DAYS = 60;

    TriedTimes withoutCalendars() {
        return new TriedTimes(zone, dst, elapsed, calendars, cron, List.of(), List.of(), Roll.NONE);
    }

    boolean counts(LocalDate date, Instant at) {
        return (only.isEmpty() || only.stream().anyMatch(name -> has(name, date, at)))
                && except.stream().noneMatch(name -> has(name, date, at));
    }

    private boolean counts(Instant at) {
        return counts(at.atZone(zone).toLocalDate(), at);
    }

    boolean has(String name, LocalDate date, Instant at) {
        CalendarDefinition calendar = Objects.requireNonNull(calendars.get(name));
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        boolean own =
                calendar.dates().stream()
                                .anyMatch(
                                        days ->
                                                !date.isBefore(days.first())
                                                        && !date.isAfter(days.last()))
                        || calendar.yearly().contains(MonthDay.from(date))
                        || calendar.weekdays().contains(date.getDayOfWeek())
                        || calendar.cron().stream().anyMatch(text -> cron.test(text, local))
                        || calendar.periods().stream()
                                .anyMatch(p -> !at.isBefore(p.from()) && at.isBefore(p.until()));
        return (own || calendar.include().stream().anyMatch(each -> has(each, date, at)))
                && calendar.except().stream().noneMatch(each -> has(each, date, at));
    }

    /// @return the instants of a local time by the policy
    List<Instant> instants(LocalDateTime local) {
        var change = zone.getRules().getTransition(local);
        if (change == null) {
            return List.of(local.atZone(zone).toInstant());
        }
        if (change.isGap()) {
            return elapsed || dst.gap() == Dst.Gap.SKIP ? List.of() : List.of(change.getInstant());
        }
        ZonedDateTime first = local.atZone(zone).withEarlierOffsetAtOverlap();
        Instant last = first.withLaterOffsetAtOverlap().toInstant();
        return elapsed || dst.overlap() == Dst.Fold.TWICE
                ? List.of(first.toInstant(), last)
                : List.of(first.toInstant());
    }

    /// Whether no time is moved into a window from so far away that it is not tried.
    boolean sees(List<LocalTime> times, Instant after, Instant upTo) {
        boolean forward = roll == Roll.FORWARD;
        LocalDate edge = (forward ? after : upTo).atZone(zone).toLocalDate();
        return roll == Roll.NONE
                || times.stream()
                        .allMatch(
                                time ->
                                        IntStream.range(2, FARTHEST_DAYS - 2)
                                                .mapToObj(i -> edge.plusDays(forward ? -i : i))
                                                .flatMap(day -> instants(day.atTime(time)).stream())
                                                .anyMatch(this::counts));
    }

    /// The due times of some days at some times of day, in a window.
    List<Instant> due(
            Predicate<LocalDate> days, List<LocalTime> times, Instant after, Instant upTo) {
        TreeSet<Instant> due = new TreeSet<>();
        LocalDate end = upTo.atZone(zone).toLocalDate().plusDays(FARTHEST_DAYS);
        LocalDate day = after.atZone(zone).toLocalDate().minusDays(FARTHEST_DAYS);
        for (; day.isBefore(end); day = day.plusDays(1)) {
            if (days.test(day)) {
                for (LocalTime time : times) {
                    addDue(day.atTime(time), due);
                }
            }
        }
        due.removeIf(each -> !each.isAfter(after) || each.isAfter(upTo));
        return List.copyOf(due);
    }

    private void addDue(LocalDateTime local, TreeSet<Instant> due) {
        for (Instant at : instants(local)) {
            if (counts(at)) {
                due.add(at);
            } else if (roll != Roll.NONE) {
                due.addAll(moved(local));
            }
        }
    }

    private List<Instant> moved(LocalDateTime from) {
        for (int i = 1; i < 2 * FARTHEST_DAYS; i++) {
            var there = instants(from.plusDays(roll == Roll.FORWARD ? i : -i));
            var counting = there.stream().filter(this::counts).toList();
            if (!counting.isEmpty()) {
                return counting;
            }
        }
        return List.of();
    }

    /// The nth business days of months, by date.
    Predicate<LocalDate> businessDays(int nth, LocalTime time) {
        return date -> {
            List<LocalDate> days = new ArrayList<>();
            LocalDate first = date.withDayOfMonth(1);
            for (int i = 0; i < date.lengthOfMonth(); i++) {
                LocalDate each = first.plusDays(i);
                boolean weekend = each.getDayOfWeek().getValue() > 5;
                if ((!only.isEmpty() || !weekend)
                        && counts(each, firstInstant(each.atTime(time)))) {
                    days.add(each);
                }
            }
            int index = nth > 0 ? nth - 1 : days.size() + nth;
            return index >= 0 && index < days.size() && days.get(index).equals(date);
        };
    }

    private Instant firstInstant(LocalDateTime local) {
        var change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    /// All seconds of the day that a rule matches.
    static List<LocalTime> times(Predicate<LocalTime> matches) {
        List<LocalTime> times = new ArrayList<>();
        for (int second = 0; second < Duration.ofDays(1).toSeconds(); second++) {
            LocalTime time = LocalTime.ofSecondOfDay(second);
            if (matches.test(time)) {
                times.add(time);
            }
        }
        return times;
    }
}
