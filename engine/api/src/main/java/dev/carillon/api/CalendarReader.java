package dev.carillon.api;

import dev.carillon.api.CalendarDefinition.Days;
import dev.carillon.api.CalendarDefinition.Period;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads a calendar from a parsed text.
final class CalendarReader {
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern MONTH_DAY = Pattern.compile("[0-9]{2}-[0-9]{2}");
    private static final List<String> PARTS =
            List.of("dates", "yearly", "weekdays", "cron", "periods", "include");
    private static final int MOST_PARTS = 20_000;
    private static final int MOST_RULES = 100;

    private CalendarReader() {}

    static CalendarDefinition read(Section top) {
        String name = Names.of(top, "a calendar");
        var calendar =
                new CalendarDefinition(
                        name,
                        DefinitionReader.description(top),
                        top.parsedItems("dates", MOST_PARTS, CalendarReader::days),
                        top.parsedItems("yearly", MOST_PARTS, CalendarReader::monthDay),
                        new TreeSet<>(
                                top.parsedItems("weekdays", MOST_RULES, CalendarReader::weekday)),
                        top.parsedItems("cron", MOST_RULES, CalendarReader::cron),
                        periods(top),
                        top.parsedItems("include", MOST_RULES, Names::calendar),
                        top.parsedItems("except", MOST_RULES, Names::calendar));
        Stream.of("include", "except").forEach(key -> checkOthers(top, calendar, key));
        if (PARTS.stream().allMatch(top::lacks)) {
            top.refuse("a calendar needs one of " + String.join(", ", PARTS) + ": it is empty");
        }
        return calendar;
    }

    private static void checkOthers(Section top, CalendarDefinition calendar, String key) {
        var others = key.equals("include") ? calendar.include() : calendar.except();
        if (others.contains(calendar.name())) {
            top.refuse(key, "has the calendar itself; remove it");
        }
    }

    private static Days days(String text) {
        String[] ends = text.split("\\.\\.", 3);
        if (ends.length > 2 || !Stream.of(ends).allMatch(end -> DATE.matcher(end).matches())) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" is no day; write 2026-12-24, or 2026-12-24..2027-01-01 for"
                            + " several");
        }
        LocalDate first = date(ends[0]);
        LocalDate last = date(ends[ends.length - 1]);
        if (last.isBefore(first)) {
            throw new IllegalArgumentException("\"" + text + "\" ends before it begins");
        }
        return new Days(first, last);
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no day \"" + text + "\"", e);
        }
    }

    private static MonthDay monthDay(String text) {
        if (!MONTH_DAY.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" is no day of the year; write \"12-25\", month first, in quotes");
        }
        try {
            return MonthDay.parse("--" + text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no day \"" + text + "\"", e);
        }
    }

    private static DayOfWeek weekday(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            if (text.equals(name) || text.equals(name.substring(0, 3))) {
                return day;
            }
        }
        throw new IllegalArgumentException(
                "\""
                        + Characters.shown(text)
                        + "\" is no day of the week; write mon, tue, wed, thu, fri, sat or sun");
    }

    private static String cron(String text) {
        if (!ScheduleReader.CRON.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" must be 1 to 400 characters of ASCII, such as \"* 22-23 * * *\"");
        }
        return text.strip();
    }

    private static List<Period> periods(Section top) {
        top.atMost("periods", MOST_PARTS);
        var periods = new ArrayList<Period>();
        for (var each : top.sections("periods", Part.PERIOD)) {
            if (!each.has("from") || !each.has("until")) {
                each.refuse("a period needs \"from\" and \"until\"");
            }
            Instant from = each.parsed("from", ScheduleReader::instant);
            Instant until = each.parsed("until", ScheduleReader::instant);
            if (from != null && until != null) {
                if (!from.isBefore(until)) {
                    each.refuse("until", "must be after \"from\"; there is no time between them");
                }
                periods.add(new Period(from, until));
            }
        }
        return periods;
    }
}
