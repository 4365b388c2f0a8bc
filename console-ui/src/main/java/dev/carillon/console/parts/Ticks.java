package dev.carillon.console.tonight;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where a time line has lines, and what is written there: round local times, whatever the clocks do.
final class Ticks {
    private static final List<Duration> STEPS =
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(3),
                    Duration.ofHours(6),
                    Duration.ofHours(12),
                    Duration.ofDays(1),
                    Duration.ofDays(2),
                    Duration.ofDays(7));
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);

    /// @param at in milliseconds since 1970
    /// @param day whether a day begins with it
    record Tick(long at, String text, boolean day) {}

    private Ticks() {}

    /// @param most how many lines there may be
    static List<Tick> of(Window window, int most, ZoneId zone) {
        var step = STEPS.getLast();
        for (var each : STEPS) {
            if (window.length() / each.toMillis() <= most) {
                step = each;
                break;
            }
        }
        var ticks = new ArrayList<Tick>();
        var local =
                LocalDateTime.ofInstant(Instant.ofEpochMilli(window.from()), zone)
                        .toLocalDate()
                        .atStartOfDay();
        if (step.toDays() >= 7) {
            local = local.minusDays(local.getDayOfWeek().getValue() - 1L);
        }
        long last = Long.MIN_VALUE;
        while (true) {
            long at = local.atZone(zone).toInstant().toEpochMilli();
            if (at >= window.until()) {
                return ticks;
            }
            // A local time that does not exist is that of the change, which is there already or
            // comes next.
            if (at >= window.from() && at > last) {
                boolean day = local.toLocalTime().toSecondOfDay() == 0;
                ticks.add(new Tick(at, (day ? DAY : HOUR).format(local), day));
                last = at;
            }
            local = local.plus(step);
        }
    }

    /// When the clocks change in a window.
    static List<Tick> clockChanges(Window window, ZoneId zone) {
        var changes = new ArrayList<Tick>();
        var rules = zone.getRules();
        var next = rules.nextTransition(Instant.ofEpochMilli(window.from()));
        while (next != null && next.getInstant().toEpochMilli() < window.until()) {
            long minutes = next.getDuration().toMinutes();
            changes.add(
                    new Tick(
                            next.getInstant().toEpochMilli(),
                            (minutes > 0 ? "+" : "−") + Math.abs(minutes) + " min",
                            false));
            next = rules.nextTransition(next.getInstant());
        }
        return changes;
    }
}
