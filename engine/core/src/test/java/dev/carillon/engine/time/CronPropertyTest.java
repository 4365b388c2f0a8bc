package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Dst.Fold;
import dev.carillon.api.Schedule.Dst.Gap;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Random expressions around changes of offset, against a matcher that tries each minute.
class CronPropertyTest {
    private static final List<String> ZONES =
            List.of(
                    "UTC",
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe",
                    "America/Santiago",
                    "Antarctica/Troll",
                    "Pacific/Apia",
                    "Africa/Casablanca",
                    "Asia/Kathmandu");

    /// A field as text, and the values it means.
    private record Field(String text, Set<Integer> values) {}

    private record Rule(Field minute, Field hour, Field day, Field month, Field weekday) {
        String text() {
            return String.join(" ", minute.text, hour.text, day.text, month.text, weekday.text);
        }

        boolean subDaily() {
            return hour.values.size() > 1 && (hour.text.contains("*") || hour.text.contains("-"));
        }

        boolean matches(LocalDateTime at) {
            boolean ofMonth = day.values.contains(at.getDayOfMonth());
            boolean ofWeek = weekday.values.contains(at.getDayOfWeek().getValue() % 7);
            boolean either = !day.text.startsWith("*") && !weekday.text.startsWith("*");
            return minute.values.contains(at.getMinute())
                    && hour.values.contains(at.getHour())
                    && month.values.contains(at.getMonthValue())
                    && (either ? ofMonth || ofWeek : ofMonth && ofWeek);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void agreesWithTryingEachMinute(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            Rule rule =
                    new Rule(
                            field(random, 0, 59),
                            field(random, 0, 23),
                            days(random, 1, 31),
                            random.nextInt(4) == 0 ? field(random, 1, 12) : all(1, 12),
                            days(random, 0, 6));
            ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            Dst dst = new Dst(Gap.values()[random.nextInt(2)], Fold.values()[random.nextInt(2)]);
            Instant start = windowStart(random, zone);
            Instant end = start.plus(Duration.ofDays(5));
            String what =
                    "seed "
                            + seed
                            + ": "
                            + rule.text()
                            + " in "
                            + zone
                            + " "
                            + dst
                            + " from "
                            + start;

            List<Instant> tried = tryEach(rule, zone, dst, start, end);

            assertThat(found(rule.text(), zone, dst, start, end)).as(what).isEqualTo(tried);
            assertMissedAgrees(rule, zone, dst, start, end, tried, what);
        }
    }

    private static void assertMissedAgrees(
            Rule rule,
            ZoneId zone,
            Dst dst,
            Instant start,
            Instant end,
            List<Instant> tried,
            String what) {
        if (tried.isEmpty()) {
            return;
        }
        var when = new Schedule.Cron(rule.text(), zone, dst);
        var missed =
                DueTimes.of(new Schedule("s", when, null, null, Duration.ZERO), "job")
                        .missed(start, end, 3);

        assertThat(missed.newest())
                .as(what)
                .isEqualTo(tried.subList(Math.max(0, tried.size() - 3), tried.size()));
        assertThat(missed.total()).as(what).isEqualTo(tried.size());
    }

    private static List<Instant> found(
            String text, ZoneId zone, Dst dst, Instant start, Instant end) {
        CronExpression cron = CronExpression.parse(text, 0);
        List<Instant> found = new ArrayList<>();
        for (Instant t = cron.next(start, zone, dst);
                t != null && !t.isAfter(end);
                t = cron.next(t, zone, dst)) {
            found.add(t);
        }
        return found;
    }

    private static List<Instant> tryEach(
            Rule rule, ZoneId zone, Dst dst, Instant start, Instant end) {
        List<Instant> due = new ArrayList<>();
        for (Instant t = start.plusSeconds(60); !t.isAfter(end); t = t.plusSeconds(60)) {
            if (isDue(rule, zone, dst, t)) {
                due.add(t);
            }
        }
        return due;
    }

    private static boolean isDue(Rule rule, ZoneId zone, Dst dst, Instant t) {
        var local = t.atZone(zone);
        var change = zone.getRules().nextTransition(t.minusSeconds(1));
        boolean endsGap = change != null && change.getInstant().equals(t) && change.isGap();
        if (endsGap && !rule.subDaily() && dst.gap() == Gap.RUN_AFTER) {
            for (var lost = change.getDateTimeBefore();
                    lost.isBefore(change.getDateTimeAfter());
                    lost = lost.plusMinutes(1)) {
                if (rule.matches(lost)) {
                    return true;
                }
            }
        }
        boolean secondPass = !local.withEarlierOffsetAtOverlap().equals(local);
        return rule.matches(local.toLocalDateTime())
                && (rule.subDaily() || dst.overlap() == Fold.TWICE || !secondPass);
    }

    /// Two days before a change of offset, or anywhere in a zone without.
    private static Instant windowStart(Random random, ZoneId zone) {
        Instant any =
                Instant.parse("2010-01-01T00:00:00Z")
                        .plus(Duration.ofMinutes(random.nextInt(25 * 365 * 24 * 60)));
        var change = zone.getRules().nextTransition(any);
        return change == null
                ? any
                : change.getInstant()
                        .minus(Duration.ofMinutes(random.nextInt(3 * 24 * 60)))
                        .truncatedTo(ChronoUnit.MINUTES);
    }

    private static Field days(Random random, int low, int high) {
        return random.nextBoolean() ? all(low, high) : field(random, low, high);
    }

    private static Field all(int low, int high) {
        return stepped("*", low, high, 1);
    }

    private static Field field(Random random, int low, int high) {
        int a = low + random.nextInt(high - low + 1);
        int b = a + random.nextInt(high - a + 1);
        int step = 1 + random.nextInt(b - a + 1);
        return switch (random.nextInt(4)) {
            case 0 -> stepped("*/" + step, low, high, step);
            case 1 -> stepped(a + "-" + b + "/" + step, a, b, step);
            case 2 -> stepped(a + "-" + b, a, b, 1);
            default -> list(random, low, high);
        };
    }

    private static Field list(Random random, int low, int high) {
        Set<Integer> values = new TreeSet<>();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            values.add(low + random.nextInt(high - low + 1));
        }
        return new Field(
                values.stream().map(String::valueOf).collect(Collectors.joining(",")), values);
    }

    private static Field stepped(String text, int low, int high, int step) {
        Set<Integer> values = new TreeSet<>();
        for (int i = low; i <= high; i += step) {
            values.add(i);
        }
        return new Field(text, values);
    }
}
