package dev.carillon.console.calendars;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CalendarDefinition.Days;
import dev.carillon.api.CalendarDefinition.Period;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which days of a year a calendar has: whole, in part, or not at all. Immutable.
final class YearOf {
    /// What a calendar has of a day.
    enum Share {
        NONE,
        PART,
        WHOLE
    }

    private final int year;
    private final Share[] shares;
    private final List<String> reasons;
    private final List<String> left;

    private YearOf(int year, Share[] shares, List<String> reasons, Set<String> left) {
        this.year = year;
        this.shares = shares;
        this.reasons = reasons;
        this.left = List.copyOf(left);
    }

    /// A year of which nothing is known.
    static YearOf none(int year) {
        return new YearOf(year, new Share[0], List.of(), Set.of());
    }

    /// @param others calendars that it may include or except, by name
    static YearOf of(
            CalendarDefinition calendar,
            Map<String, CalendarDefinition> others,
            int year,
            ZoneId zone) {
        int length = Year.of(year).length();
        var left = new LinkedHashSet<String>();
        var shares = shares(calendar, others, year, zone, new HashSet<>(), left);
        var reasons = new ArrayList<String>(length);
        for (int i = 0; i < length; i++) {
            reasons.add(
                    shares[i] == Share.NONE
                            ? ""
                            : reason(calendar, LocalDate.ofYearDay(year, i + 1), zone));
        }
        return new YearOf(year, shares, reasons, left);
    }

    private static Share[] shares(
            CalendarDefinition calendar,
            Map<String, CalendarDefinition> others,
            int year,
            ZoneId zone,
            Set<String> above,
            Set<String> left) {
        int length = Year.of(year).length();
        var shares = new Share[length];
        var crons = new ArrayList<CronDay>();
        for (String text : calendar.cron()) {
            CronDay.of(text).ifPresentOrElse(crons::add, () -> left.add(text));
        }
        for (int i = 0; i < length; i++) {
            shares[i] = own(calendar, crons, LocalDate.ofYearDay(year, i + 1), zone);
        }
        above.add(calendar.name());
        for (String name : calendar.include()) {
            var more = other(name, others, year, zone, above, left);
            for (int i = 0; more != null && i < length; i++) {
                shares[i] = shares[i].compareTo(more[i]) >= 0 ? shares[i] : more[i];
            }
        }
        for (String name : calendar.except()) {
            var less = other(name, others, year, zone, above, left);
            for (int i = 0; less != null && i < length; i++) {
                shares[i] = without(shares[i], less[i]);
            }
        }
        above.remove(calendar.name());
        return shares;
    }

    private static Share @Nullable [] other(
            String name,
            Map<String, CalendarDefinition> others,
            int year,
            ZoneId zone,
            Set<String> above,
            Set<String> left) {
        var other = others.get(name);
        if (other == null || above.contains(name)) {
            left.add(name);
            return null;
        }
        return shares(other, others, year, zone, above, left);
    }

    private static Share without(Share share, Share less) {
        return switch (less) {
            case NONE -> share;
            case PART -> share == Share.NONE ? Share.NONE : Share.PART;
            case WHOLE -> Share.NONE;
        };
    }

    private static Share own(
            CalendarDefinition calendar, List<CronDay> crons, LocalDate day, ZoneId zone) {
        if (calendar.weekdays().contains(day.getDayOfWeek())
                || calendar.yearly().contains(MonthDay.from(day))
                || calendar.dates().stream().anyMatch(each -> has(each, day))) {
            return Share.WHOLE;
        }
        var share = Share.NONE;
        for (var cron : crons) {
            if (cron.has(day)) {
                if (cron.wholeDay()) {
                    return Share.WHOLE;
                }
                share = Share.PART;
            }
        }
        for (var period : calendar.periods()) {
            var of = of(period, day, zone);
            share = share.compareTo(of) >= 0 ? share : of;
        }
        return share;
    }

    private static boolean has(Days days, LocalDate day) {
        return !day.isBefore(days.first()) && !day.isAfter(days.last());
    }

    private static Share of(Period period, LocalDate day, ZoneId zone) {
        var begin = day.atStartOfDay(zone).toInstant();
        var end = day.plusDays(1).atStartOfDay(zone).toInstant();
        if (!period.from().isBefore(end) || !period.until().isAfter(begin)) {
            return Share.NONE;
        }
        return !period.from().isAfter(begin) && !period.until().isBefore(end)
                ? Share.WHOLE
                : Share.PART;
    }

    // The first rule of its own that has the day.
    private static String reason(CalendarDefinition calendar, LocalDate day, ZoneId zone) {
        if (calendar.yearly().contains(MonthDay.from(day))) {
            return "yearly";
        }
        if (calendar.dates().stream().anyMatch(each -> has(each, day))) {
            return "dates";
        }
        if (calendar.weekdays().contains(day.getDayOfWeek())) {
            return "weekdays";
        }
        for (var period : calendar.periods()) {
            if (of(period, day, zone) != Share.NONE) {
                return "periods";
            }
        }
        for (String text : calendar.cron()) {
            if (CronDay.of(text).filter(cron -> cron.has(day)).isPresent()) {
                return "cron";
            }
        }
        return "include";
    }

    int year() {
        return year;
    }

    Share share(LocalDate day) {
        return day.getYear() != year || shares.length == 0
                ? Share.NONE
                : shares[day.getDayOfYear() - 1];
    }

    /// The part of the definition that has the day, such as `yearly`; empty when none has.
    String reason(LocalDate day) {
        return share(day) == Share.NONE ? "" : reasons.get(day.getDayOfYear() - 1);
    }

    /// Rules and calendars that the picture leaves out.
    List<String> left() {
        return left;
    }

    long count(Share share) {
        long count = 0;
        for (var each : shares) {
            count += each == share ? 1 : 0;
        }
        return count;
    }
}
