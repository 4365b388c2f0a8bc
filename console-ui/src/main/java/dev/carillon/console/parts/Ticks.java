package dev.carillon.console.parts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Where a time axis has lines, and what is written there: round local times, whatever the clocks do.
public final class Ticks {
    private static final List<Duration> STEPS =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30),
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
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);

    /// @param at in milliseconds since 1970
    /// @param day whether a day begins with it
    public record Tick(long at, String text, boolean day) {}

    private Ticks() {}

    /// @param from and until in milliseconds since 1970
    /// @param most how many lines there may be
    public static List<Tick> of(long from, long until, int most, ZoneId zone) {
        var step = STEPS.getLast();
        for (var each : STEPS) {
            if ((until - from) / each.toMillis() <= most) {
                step = each;
                break;
            }
        }
        var ticks = new ArrayList<Tick>();
        var first = LocalDateTime.ofInstant(Instant.ofEpochMilli(from), zone);
        var local =
                step.toHours() == 0
                        ? first.truncatedTo(ChronoUnit.HOURS)
                        : first.toLocalDate().atStartOfDay();
        if (step.toDays() >= 7) {
            local = local.minusDays(local.getDayOfWeek().getValue() - 1L);
        }
        long last = Long.MIN_VALUE;
        while (true) {
            long at = local.atZone(zone).toInstant().toEpochMilli();
            if (at >= until) {
                return ticks;
            }
            // A local time that does not exist is that of the change, which is there already or
            // comes next.
            if (at >= from && at > last) {
                boolean day = local.toLocalTime().toSecondOfDay() == 0;
                var format = day ? DAY : step.toSeconds() < 60 ? SECOND : HOUR;
                ticks.add(new Tick(at, format.format(local), day));
                last = at;
            }
            local = local.plus(step);
        }
    }

    /// When the clocks change between two times, in milliseconds since 1970.
    public static List<Tick> clockChanges(long from, long until, ZoneId zone) {
        var changes = new ArrayList<Tick>();
        var rules = zone.getRules();
        var next = rules.nextTransition(Instant.ofEpochMilli(from));
        while (next != null && next.getInstant().toEpochMilli() < until) {
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
