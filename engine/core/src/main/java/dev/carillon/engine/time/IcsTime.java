package dev.carillon.engine.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A date or a date with a time, of an iCalendar text.
///
/// @param zone UTC when none is told
record IcsTime(LocalDateTime local, ZoneId zone, boolean allDay) {
    private static final Pattern TIME =
            Pattern.compile(
                    "([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?");
    private static final Pattern DURATION =
            Pattern.compile(
                    "\\+?P(?:([0-9]{1,5})W|(?:([0-9]{1,5})D)?"
                            + "(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?)?)");

    /// A length in days of local time, and time after it.
    record Length(long days, Duration time) {}

    static IcsTime of(IcsLine line) {
        return of(line, line.value());
    }

    /// The values of a list.
    static List<IcsTime> all(IcsLine line) {
        List<IcsTime> times = new ArrayList<>();
        for (String each : line.value().split(",", -1)) {
            times.add(of(line, each.strip()));
        }
        return times;
    }

    static IcsTime of(IcsLine line, String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw line.invalid(
                    line.name()
                            + " has '"
                            + line.shown()
                            + "'; write a date as 20261224 or a time as 20261224T180000Z");
        }
        boolean allDay = matcher.group(4) == null;
        try {
            LocalDate date =
                    LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
            if (date.getYear() < 1) {
                throw new DateTimeException("year 0");
            }
            // A leap second is told as 60.
            LocalDateTime local =
                    allDay
                            ? date.atStartOfDay()
                            : date.atTime(
                                    number(matcher, 4),
                                    number(matcher, 5),
                                    Math.min(59, number(matcher, 6)));
            boolean utc = allDay || !matcher.group(7).isEmpty();
            return new IcsTime(local, utc ? ZoneOffset.UTC : zone(line), allDay);
        } catch (DateTimeException e) {
            throw line.invalid(
                    line.name() + " has '" + line.shown() + "', which does not exist; correct it");
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static ZoneId zone(IcsLine line) {
        String name = line.parameters().get("TZID");
        if (name == null) {
            return ZoneOffset.UTC;
        }
        ZoneId zone = IcsZones.find(name);
        if (zone == null) {
            throw line.invalid(
                    "there is no time zone '"
                            + (name.length() > 60 ? name.substring(0, 60) + "…" : name)
                            + "'; write TZID as a place, such as Europe/Berlin");
        }
        return zone;
    }

    static Length length(IcsLine line, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches() || text.endsWith("P") || text.endsWith("T")) {
            throw line.invalid(
                    "the duration '"
                            + line.shown()
                            + "' is not supported; write P1D, PT1H30M or P2W");
        }
        Duration time =
                Duration.ofHours(part(matcher, 3))
                        .plusMinutes(part(matcher, 4))
                        .plusSeconds(part(matcher, 5));
        return new Length(7 * part(matcher, 1) + part(matcher, 2), time);
    }

    private static long part(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    LocalDate date() {
        return local.toLocalDate();
    }

    Instant instant() {
        return local.atZone(zone).toInstant();
    }

    /// The same time of another day.
    IcsTime on(LocalDate date) {
        return new IcsTime(date.atTime(local.toLocalTime()), zone, allDay);
    }

    /// The end of what starts here. Days are of local time, so that they may be longer than 24 hours.
    IcsTime plus(Length length) {
        LocalDateTime day = local.plusDays(length.days());
        if (length.time().isZero()) {
            return new IcsTime(day, zone, allDay);
        }
        Instant end = day.atZone(zone).toInstant().plus(length.time());
        return new IcsTime(LocalDateTime.ofInstant(end, ZoneOffset.UTC), ZoneOffset.UTC, false);
    }
}
