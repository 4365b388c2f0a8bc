package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An RRULE of RFC 5545, section 3.3.10, as far as it gives days.
///
/// @param unit the step of its FREQ
/// @param count starts in all, the first included; 0 is no limit
/// @param byDay empty is not given, as with the others
record IcsRecurrence(
        ChronoUnit unit,
        int interval,
        int count,
        @Nullable IcsTime until,
        List<Weekday> byDay,
        List<Integer> byMonth,
        List<Integer> byMonthDay,
        DayOfWeek weekStart) {
    private static final List<String> DAYS = List.of("MO", "TU", "WE", "TH", "FR", "SA", "SU");
    private static final Pattern WEEKDAY = Pattern.compile("([+-]?[0-9]{1,2})?([A-Z]{2})");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,6}");

    /// @param nth in its month or year, from the end when negative; 0 is each
    record Weekday(int nth, DayOfWeek day) {}

    static IcsRecurrence of(IcsLine line) {
        ChronoUnit unit = null;
        int interval = 1;
        int count = 0;
        IcsTime until = null;
        List<Weekday> byDay = List.of();
        List<Integer> byMonth = List.of();
        List<Integer> byMonthDay = List.of();
        DayOfWeek weekStart = DayOfWeek.MONDAY;
        for (String part : line.value().toUpperCase(Locale.ROOT).split(";")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            switch (name) {
                case "FREQ" -> unit = unit(line, value);
                case "INTERVAL" -> interval = number(line, name, value, 1, 9999);
                case "COUNT" -> count = number(line, name, value, 1, 999_999);
                case "UNTIL" -> until = IcsTime.of(line, value);
                case "BYDAY" -> byDay = weekdays(line, value);
                case "BYMONTH" -> byMonth = numbers(line, name, value, 1, 12);
                case "BYMONTHDAY" -> byMonthDay = numbers(line, name, value, -31, 31);
                case "WKST" -> weekStart = weekday(line, value).day();
                default ->
                        throw line.invalid(
                                "RRULE has "
                                        + name
                                        + ", which is not supported; write the days with BYDAY,"
                                        + " BYMONTH and BYMONTHDAY, or list them as RDATE");
            }
        }
        if (unit == null) {
            throw line.invalid("RRULE has no FREQ; write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY");
        }
        boolean isShort = unit == ChronoUnit.DAYS || unit == ChronoUnit.WEEKS;
        if (isShort && byDay.stream().anyMatch(each -> each.nth() != 0)) {
            throw line.invalid(
                    "RRULE counts weekdays as in 2MO; this needs FREQ=MONTHLY or FREQ=YEARLY");
        }
        if (unit == ChronoUnit.WEEKS && !byMonthDay.isEmpty()) {
            throw line.invalid("RRULE has BYMONTHDAY with FREQ=WEEKLY; write FREQ=DAILY");
        }
        return new IcsRecurrence(
                unit, interval, count, until, byDay, byMonth, byMonthDay, weekStart);
    }

    private static ChronoUnit unit(IcsLine line, String text) {
        return switch (text) {
            case "DAILY" -> ChronoUnit.DAYS;
            case "WEEKLY" -> ChronoUnit.WEEKS;
            case "MONTHLY" -> ChronoUnit.MONTHS;
            case "YEARLY" -> ChronoUnit.YEARS;
            default ->
                    throw line.invalid(
                            "RRULE has FREQ="
                                    + text
                                    + ", which is not supported; write DAILY, WEEKLY, MONTHLY or"
                                    + " YEARLY");
        };
    }

    private static List<Weekday> weekdays(IcsLine line, String text) {
        return Stream.of(text.split(",", -1)).map(each -> weekday(line, each)).toList();
    }

    private static Weekday weekday(IcsLine line, String text) {
        Matcher matcher = WEEKDAY.matcher(text);
        int day = matcher.matches() ? DAYS.indexOf(matcher.group(2)) : -1;
        int nth = day < 0 || matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        if (day < 0 || matcher.group(1) != null && nth == 0 || Math.abs(nth) > 53) {
            throw line.invalid("RRULE has the weekday '" + text + "'; write MO, 2MO or -1FR");
        }
        return new Weekday(nth, DayOfWeek.of(day + 1));
    }

    private static List<Integer> numbers(
            IcsLine line, String name, String text, int low, int high) {
        return Stream.of(text.split(",", -1))
                .map(each -> number(line, name, each, low, high))
                .toList();
    }

    private static int number(IcsLine line, String name, String text, int low, int high) {
        int value = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (value == 0 || value < low || value > high) {
            throw line.invalid(
                    "RRULE has "
                            + name
                            + "="
                            + text
                            + "; allowed is "
                            + low
                            + " to "
                            + high
                            + (low < 0 ? ", but not 0" : ""));
        }
        return value;
    }

    /// How many whole steps lie between two days.
    long stepsBetween(LocalDate start, LocalDate day) {
        return Math.max(0, unit.between(start, day) / interval);
    }

    /// A day that is not after any of a step.
    LocalDate earliest(LocalDate start, long step) {
        LocalDate day = anchor(start).plus(step * interval, unit);
        return switch (unit) {
            case WEEKS -> weekOf(day);
            case MONTHS -> day.withDayOfMonth(1);
            case YEARS -> day.withDayOfYear(1);
            default -> day;
        };
    }

    /// The days of the nth step, ascending; also some before the first day of all.
    Iterable<LocalDate> days(LocalDate start, long step) {
        LocalDate day = earliest(start, step);
        return switch (unit) {
            case WEEKS -> week(start, day);
            case MONTHS -> month(start, YearMonth.from(day));
            case YEARS -> year(start, day.getYear());
            default -> matches(day) ? List.of(day) : List.of();
        };
    }

    /// Months and years are counted from their first day: the 31st plus a month is no 30th.
    private LocalDate anchor(LocalDate start) {
        return unit == ChronoUnit.MONTHS || unit == ChronoUnit.YEARS
                ? start.withDayOfMonth(1)
                : start;
    }

    private LocalDate weekOf(LocalDate day) {
        return day.minusDays(
                Math.floorMod(day.getDayOfWeek().getValue() - weekStart.getValue(), 7));
    }

    private boolean matches(LocalDate day) {
        return (byMonth.isEmpty() || byMonth.contains(day.getMonthValue()))
                && (byMonthDay.isEmpty() || isMonthDay(day))
                && (byDay.isEmpty()
                        || byDay.stream().anyMatch(each -> each.day() == day.getDayOfWeek()));
    }

    private boolean isMonthDay(LocalDate day) {
        return byMonthDay.contains(day.getDayOfMonth())
                || byMonthDay.contains(day.getDayOfMonth() - day.lengthOfMonth() - 1);
    }

    private List<LocalDate> week(LocalDate start, LocalDate first) {
        List<LocalDate> days = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            LocalDate day = first.plusDays(i);
            boolean wanted = !byDay.isEmpty() || day.getDayOfWeek() == start.getDayOfWeek();
            if (wanted && matches(day)) {
                days.add(day);
            }
        }
        return days;
    }

    private TreeSet<LocalDate> month(LocalDate start, YearMonth month) {
        TreeSet<LocalDate> days = new TreeSet<>();
        if (!byMonth.isEmpty() && !byMonth.contains(month.getMonthValue())) {
            return days;
        }
        LocalDate first = month.atDay(1);
        for (int i = 0; i < month.lengthOfMonth(); i++) {
            LocalDate day = first.plusDays(i);
            boolean plain = byMonthDay.isEmpty() && byDay.isEmpty();
            if (plain
                    ? day.getDayOfMonth() == start.getDayOfMonth()
                    : (byMonthDay.isEmpty() || isMonthDay(day))
                            && isWeekday(day, day.getDayOfMonth(), month.lengthOfMonth())) {
                days.add(day);
            }
        }
        return days;
    }

    private TreeSet<LocalDate> year(LocalDate start, int year) {
        TreeSet<LocalDate> days = new TreeSet<>();
        if (!byMonth.isEmpty() || !byMonthDay.isEmpty() || byDay.isEmpty()) {
            for (int month = 1; month <= 12; month++) {
                // Without any of them, it is the date of the first.
                boolean plain = byMonth.isEmpty() && byMonthDay.isEmpty();
                if (!plain || month == start.getMonthValue()) {
                    days.addAll(month(start, YearMonth.of(year, month)));
                }
            }
            return days;
        }
        LocalDate first = LocalDate.of(year, 1, 1);
        for (int i = 0; i < first.lengthOfYear(); i++) {
            if (isWeekday(first.plusDays(i), i + 1, first.lengthOfYear())) {
                days.add(first.plusDays(i));
            }
        }
        return days;
    }

    /// @param number of the day in its month or year, from 1
    private boolean isWeekday(LocalDate day, int number, int length) {
        return byDay.isEmpty()
                || byDay.stream()
                        .anyMatch(
                                each ->
                                        each.day() == day.getDayOfWeek()
                                                && (each.nth() == 0
                                                        || each.nth() == (number - 1) / 7 + 1
                                                        || each.nth()
                                                                == -((length - number) / 7 + 1)));
    }
}
