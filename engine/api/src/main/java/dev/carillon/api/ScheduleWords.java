package dev.carillon.api;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Says in English when a schedule is due.
public final class ScheduleWords {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy 'at' HH:mm", Locale.ENGLISH);

    private ScheduleWords() {}

    /// Such as `Every weekday (Monday to Friday) at 07:30, Europe/Berlin, except holidays`. A cron expression that there
    /// are no words for is told as it is.
    public static String of(Schedule schedule) {
        var text = new StringBuilder(rule(schedule.when()));
        if (!schedule.except().isEmpty()) {
            text.append(", except ").append(CronWords.listed(schedule.except()));
        }
        if (!schedule.only().isEmpty()) {
            text.append(", only ").append(CronWords.listed(schedule.only()));
        }
        text.append(
                switch (schedule.roll()) {
                    case NONE -> "";
                    case FORWARD -> ", moved to the next day that counts";
                    case BACK -> ", moved to the last day that counts";
                });
        if (schedule.from() != null) {
            text.append(", from ").append(instant(schedule.from()));
        }
        if (schedule.until() != null) {
            text.append(", until ").append(instant(schedule.until()));
        }
        if (!schedule.jitter().isZero()) {
            text.append(", spread over ").append(length(schedule.jitter()));
        }
        text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
        return text.toString();
    }

    private static String rule(Schedule.When when) {
        return switch (when) {
            case Schedule.Cron cron ->
                    CronWords.of(cron.expression()).orElse("cron " + cron.expression())
                            + zone(cron.zone());
            case Schedule.Every every ->
                    "every "
                            + length(every.period()).replaceFirst("^1 (?!.* and )", "")
                            + (every.anchor() == null
                                    ? ""
                                    : ", counted from " + instant(every.anchor()));
            case Schedule.Delay delay -> length(delay.pause()) + " after the end of the last run";
            case Schedule.Interval interval ->
                    "every "
                            + units(interval.step(), unit(interval.unit()))
                            + " from "
                            + day(interval.first())
                            + zone(interval.zone());
            case Schedule.BusinessDay day ->
                    "on the "
                            + businessDay(day.day())
                            + " business day of the month at "
                            + time(day.time())
                            + zone(day.zone());
            case Schedule.At at -> "once, on " + instant(at.instant());
        };
    }

    private static String businessDay(int day) {
        if (day == -1) {
            return "last";
        }
        return day > 0 ? CronWords.nth(day) : CronWords.nth(-day) + " last";
    }

    private static String unit(Schedule.Interval.Unit unit) {
        String plural = unit.name().toLowerCase(Locale.ROOT);
        return plural.substring(0, plural.length() - 1);
    }

    private static String units(long count, String unit) {
        return count == 1 ? unit : count + " " + unit + "s";
    }

    private static String day(LocalDateTime at) {
        return DAY.format(at);
    }

    private static String time(LocalTime time) {
        return time.toString();
    }

    private static String instant(Instant at) {
        return DAY.format(at.atOffset(ZoneOffset.UTC)) + " UTC";
    }

    private static String zone(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? " UTC" : ", " + zone.getId();
    }

    private static String length(Duration length) {
        var parts = new ArrayList<String>();
        add(parts, length.toDaysPart(), "day");
        add(parts, length.toHoursPart(), "hour");
        add(parts, length.toMinutesPart(), "minute");
        add(parts, length.toSecondsPart(), "second");
        add(parts, length.toMillisPart(), "millisecond");
        return CronWords.listed(parts);
    }

    private static void add(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit + (count == 1 ? "" : "s"));
        }
    }
}
