package dev.carillon.node;

import dev.carillon.api.Carillon.Due;
import dev.carillon.api.Durations;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Due times as people read them: by UTC, by the clock here, and with what is special about them. Pure
/// functions of the views and the time.
final class DueLines {
    private static final DateTimeFormatter HERE =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss xxx", Locale.ENGLISH);
    private static final DateTimeFormatter THERE =
            DateTimeFormatter.ofPattern("EEE HH:mm:ss", Locale.ENGLISH);
    // So many at each end of a long list are shown.
    private static final int ENDS = 5;

    private DueLines() {}

    /// @param job whose due times they are, in order of time
    static TextTable table(List<Due> due, JobDefinition job, Instant now, ZoneId here) {
        Map<String, Schedule> schedules =
                job.schedules().stream()
                        .collect(Collectors.toMap(Schedule::id, schedule -> schedule));
        var before = new HashMap<String, Instant>();
        var rows = new ArrayList<List<String>>();
        for (Due each : due) {
            ZoneId zone = zone(schedules.get(each.schedule()), here);
            Instant previous = before.getOrDefault(each.schedule(), now);
            rows.add(
                    List.of(
                            each.nominal().toString(),
                            HERE.format(each.nominal().atZone(here)),
                            each.schedule(),
                            String.join("; ", notes(each, previous, zone, here))));
            before.put(each.schedule(), each.nominal());
        }
        return new TextTable(List.of("DUE", "BY THE CLOCK HERE", "SCHEDULE", "NOTE"), rows);
    }

    /// The first and last of many.
    static TextTable ends(List<Due> due) {
        var rows = new ArrayList<List<String>>();
        if (due.size() <= 2 * ENDS) {
            due.forEach(each -> rows.add(cells(each)));
        } else {
            due.subList(0, ENDS).forEach(each -> rows.add(cells(each)));
            rows.add(List.of("…", (due.size() - 2 * ENDS) + " more"));
            due.subList(due.size() - ENDS, due.size()).forEach(each -> rows.add(cells(each)));
        }
        return new TextTable(List.of("DUE", "SCHEDULE"), rows);
    }

    private static List<String> cells(Due due) {
        return List.of(due.nominal().toString(), due.schedule());
    }

    private static List<String> notes(Due due, Instant previous, ZoneId zone, ZoneId here) {
        var notes = new ArrayList<String>();
        ZoneOffset there = zone.getRules().getOffset(due.nominal());
        if (!there.equals(here.getRules().getOffset(due.nominal()))) {
            notes.add(THERE.format(due.nominal().atZone(zone)) + " in " + zone);
        }
        int forward =
                there.getTotalSeconds() - zone.getRules().getOffset(previous).getTotalSeconds();
        if (forward != 0) {
            notes.add(
                    "the first after clocks in "
                            + zone
                            + " go "
                            + (forward > 0 ? "forward " : "back ")
                            + Durations.format(Duration.ofSeconds(Math.abs(forward))));
        }
        if (!due.start().equals(due.nominal())) {
            notes.add(
                    "starts at " + due.start().truncatedTo(ChronoUnit.SECONDS) + " by its jitter");
        }
        return notes;
    }

    // Schedules that count elapsed time have no zone of their own.
    private static ZoneId zone(@Nullable Schedule schedule, ZoneId here) {
        if (schedule == null) {
            return here;
        }
        return switch (schedule.when()) {
            case Schedule.Cron cron -> cron.zone();
            case Schedule.Interval interval -> interval.zone();
            case Schedule.BusinessDay day -> day.zone();
            case Schedule.Every _, Schedule.Delay _, Schedule.At _ -> here;
        };
    }
}
