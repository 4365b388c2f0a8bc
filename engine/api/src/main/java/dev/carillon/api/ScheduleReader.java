package dev.carillon.api;

import dev.carillon.api.Schedule.At;
import dev.carillon.api.Schedule.BusinessDay;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Delay;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Every;
import dev.carillon.api.Schedule.Interval;
import dev.carillon.api.Schedule.When;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the schedules of a definition.
final class ScheduleReader {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MOST = 100;
    private static final int MOST_CRON = 400;
    private static final List<String> KINDS =
            List.of("cron", "every", "delay", "interval", "businessDay", "at");
    private static final List<String> LOCAL = List.of("cron", "interval", "businessDay");
    // Keys that not all kinds have.
    private static final Map<String, List<String>> OWNERS =
            new TreeMap<>(
                    Map.of(
                            "zone", LOCAL,
                            "dst", LOCAL,
                            "anchor", List.of("every"),
                            "first", List.of("interval"),
                            "time", List.of("businessDay"),
                            "roll", List.of("cron", "interval")));
    private static final Pattern INTERVAL =
            Pattern.compile("([1-9][0-9]{0,3}) (day|week|month|year)s?");
    private static final Pattern LOCAL_TIME =
            Pattern.compile(
                    "(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
                            + "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?");
    private static final Pattern TIME =
            Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    static final Pattern CRON = Pattern.compile("(?=.*[!-~])[ -~\\t]{1," + MOST_CRON + "}");
    // Years that databases hold, and no finer than Quartz's tables.
    private static final Pattern INSTANT =
            Pattern.compile(
                    "(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
                            + "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,3})?)?"
                            + "(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z][A-Za-z0-9+_/-]{0,49}");
    private static final Pattern OFFSET = Pattern.compile("(UTC|GMT|Z)?[+-][0-9].{0,8}");
    private static final SortedSet<String> ZONES = new TreeSet<>(ZoneId.getAvailableZoneIds());

    private ScheduleReader() {}

    /// @param job key of the job
    static List<Schedule> read(Section top, String job, ScheduleCheck check) {
        var schedules = new ArrayList<Schedule>();
        var ids = new HashSet<String>();
        for (var section : top.sections("schedules", Part.SCHEDULE)) {
            When when = when(section);
            if (when == null) {
                continue;
            }
            String id = section.text("id", generatedId(when));
            if (!ID.matcher(id).matches()) {
                section.refuse("id", "must be 1 to 100 letters, digits, . _ -");
            }
            if (!ids.add(id)) {
                section.refuse(
                        "two schedules of the job have the id \""
                                + Characters.shown(id)
                                + "\"; give each an \"id\" of its own");
            }
            Instant from = section.parsed("from", ScheduleReader::instant);
            Instant until = section.parsed("until", ScheduleReader::instant);
            if (from != null && until != null && !from.isBefore(until)) {
                section.refuse("until", "must be after \"from\"; there is no time between them");
            }
            var schedule =
                    new Schedule(
                            id,
                            when,
                            from,
                            until,
                            section.duration("jitter", Duration.ZERO),
                            section.parsedItems("except", MOST, Names::calendar),
                            section.parsedItems("only", MOST, Names::calendar),
                            section.choice("roll", Schedule.Roll.class, Schedule.Roll.NONE));
            checkCalendars(section, schedule);
            check(section, schedule, job, check);
            schedules.add(schedule);
        }
        top.atMost("schedules", MOST);
        return schedules;
    }

    private static void checkCalendars(Section section, Schedule schedule) {
        if (schedule.roll() != Schedule.Roll.NONE
                && section.lacks("except")
                && section.lacks("only")) {
            section.refuse("roll", "needs calendars in \"except\" or \"only\" to roll off from");
        }
    }

    private static void check(Section section, Schedule schedule, String job, ScheduleCheck check) {
        if (schedule.when() instanceof Cron cron && cron.expression().isEmpty()) {
            return;
        }
        try {
            check.check(schedule, job);
        } catch (CarillonException e) {
            String key = KINDS.stream().filter(section::has).findFirst().orElseThrow();
            section.refuse(key, "is wrong: " + e.getMessage());
        }
    }

    private static @Nullable When when(Section section) {
        var kinds = KINDS.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            section.refuse("a schedule needs exactly one of " + String.join(", ", KINDS));
            return null;
        }
        String kind = kinds.getFirst();
        refuseForeignKeys(section, kind);
        return switch (kind) {
            case "cron" -> cron(section);
            case "every" -> every(section);
            case "delay" -> delay(section);
            case "interval" -> interval(section);
            case "businessDay" -> businessDay(section);
            default -> {
                Instant at = section.parsed("at", ScheduleReader::instant);
                yield at == null ? null : new At(at);
            }
        };
    }

    private static void refuseForeignKeys(Section section, String kind) {
        OWNERS.forEach(
                (key, owners) -> {
                    if (section.has(key) && !owners.contains(kind)) {
                        section.refuse(
                                key,
                                "belongs to " + listed(owners) + " only, not to \"" + kind + "\"");
                    }
                });
        if (kind.equals("at")) {
            refuse(section, "means nothing beside \"at\", which is one instant", "from", "until");
        }
        if (kind.equals("delay")) {
            refuse(
                    section,
                    "means nothing beside \"delay\", which follows the last end and knows no"
                            + " calendars",
                    "except",
                    "only");
        }
    }

    private static String listed(List<String> kinds) {
        var quoted = kinds.stream().map(kind -> "\"" + kind + "\"").toList();
        int last = quoted.size() - 1;
        return last == 0
                ? quoted.getFirst()
                : String.join(", ", quoted.subList(0, last)) + " and " + quoted.get(last);
    }

    private static void refuse(Section section, String what, String... keys) {
        Stream.of(keys).filter(section::has).forEach(key -> section.refuse(key, what));
    }

    private static Cron cron(Section section) {
        String expression = section.text("cron");
        if (expression != null && !CRON.matcher(expression).matches()) {
            section.refuse(
                    "cron",
                    "must be 1 to " + MOST_CRON + " characters of ASCII, such as \"30 2 * * *\"");
            expression = null;
        }
        return new Cron(expression == null ? "" : expression.strip(), zone(section), dst(section));
    }

    private static ZoneId zone(Section section) {
        ZoneId zone = section.parsed("zone", ScheduleReader::zone);
        return zone == null ? ZoneOffset.UTC : zone;
    }

    private static @Nullable Duration atLeastASecond(Section section, String key) {
        Duration duration = section.duration(key);
        if (duration != null && duration.compareTo(SHORTEST) < 0) {
            section.refuse(key, "must be at least 1s");
            return null;
        }
        return duration;
    }

    private static @Nullable Every every(Section section) {
        Instant anchor = section.parsed("anchor", ScheduleReader::instant);
        Duration period = atLeastASecond(section, "every");
        return period == null ? null : new Every(period, anchor);
    }

    private static @Nullable Delay delay(Section section) {
        Duration pause = atLeastASecond(section, "delay");
        return pause == null ? null : new Delay(pause);
    }

    private record Step(int count, Interval.Unit unit) {}

    private static @Nullable Interval interval(Section section) {
        Step step = section.parsed("interval", ScheduleReader::step);
        LocalDateTime first = section.parsed("first", ScheduleReader::local);
        if (!section.has("first")) {
            section.refuse("\"interval\" needs \"first\", such as 2026-01-31T06:00");
        }
        ZoneId zone = zone(section);
        Dst dst = dst(section);
        return step == null || first == null
                ? null
                : new Interval(step.count(), step.unit(), first, zone, dst);
    }

    private static Step step(String text) {
        var matcher = INTERVAL.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" is no interval; write it like \"2 months\": 1 to 9999 days, weeks,"
                            + " months or years");
        }
        return new Step(
                Integer.parseInt(matcher.group(1)),
                Interval.Unit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT) + "S"));
    }

    private static LocalDateTime local(String text) {
        if (!LOCAL_TIME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" is no local time; write it like 2026-01-31T06:00");
        }
        try {
            return LocalDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no day \"" + text + "\"", e);
        }
    }

    private static @Nullable BusinessDay businessDay(Section section) {
        int day = section.whole("businessDay", -23, 23, 1);
        if (day == 0) {
            section.refuse(
                    "businessDay", "of 0 is none; the first of the month is 1, the last is -1");
        }
        LocalTime time = section.parsed("time", ScheduleReader::time);
        if (!section.has("time")) {
            section.refuse("\"businessDay\" needs \"time\", such as \"06:00\"");
        }
        ZoneId zone = zone(section);
        Dst dst = dst(section);
        return day == 0 || time == null ? null : new BusinessDay(day, time, zone, dst);
    }

    private static LocalTime time(String text) {
        if (!TIME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" is no time of day; write it like \"06:00\" or \"18:30:15\"");
        }
        return LocalTime.parse(text);
    }

    private static Dst dst(Section section) {
        var dst = section.section("dst", Part.DST);
        return dst == null
                ? Dst.DEFAULT
                : new Dst(
                        dst.choice("gap", Dst.Gap.class, Dst.DEFAULT.gap()),
                        dst.choice("overlap", Dst.Fold.class, Dst.DEFAULT.overlap()));
    }

    static Instant instant(String text) {
        String shown = Characters.shown(text);
        if (!INSTANT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + shown
                            + "\" is no instant; write it like 2027-01-01T06:00:00Z or"
                            + " 2027-01-01T06:00:00+01:00");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no day \"" + shown + "\"", e);
        }
    }

    private static ZoneId zone(String text) {
        if (text.equals("UTC") || text.equals("Z")) {
            return ZoneOffset.UTC;
        }
        if (ZONES.contains(text)) {
            return ZoneId.of(text);
        }
        String shown = Characters.shown(text);
        String what =
                ZONE.matcher(text).matches()
                        ? "is no time zone"
                        : "cannot be the name of a time zone";
        throw new IllegalArgumentException("\"" + shown + "\" " + what + zoneHint(text));
    }

    /// A city alone gives its zone, an offset gives a way to write it.
    private static String zoneHint(String text) {
        String city = "/" + text.strip().replace(' ', '_').toLowerCase(Locale.ROOT);
        var ofCity =
                ZONES.stream()
                        .filter(zone -> zone.toLowerCase(Locale.ROOT).endsWith(city))
                        .toList();
        if (!ofCity.isEmpty()) {
            return ", did you mean \"" + ofCity.getFirst() + "\"?";
        }
        return OFFSET.matcher(text).matches()
                ? "; name a place such as Europe/Berlin, or a fixed offset as Etc/GMT-1 (which is"
                        + " one hour ahead of UTC)"
                : Nearest.hint(text, ZONES);
    }

    private static String generatedId(When when) {
        return switch (when) {
            case Every every -> "every-" + Durations.format(every.period());
            case Delay delay -> "delay-" + Durations.format(delay.pause());
            case Interval interval ->
                    "interval-"
                            + interval.step()
                            + "-"
                            + interval.unit().name().toLowerCase(Locale.ROOT)
                            + "-"
                            + Long.toHexString(hash(interval.first() + " " + interval.zone()));
            case BusinessDay day ->
                    "business-day-"
                            + day.day()
                            + "-"
                            + Long.toHexString(hash(day.time() + " " + day.zone()));
            case At at ->
                    "at-" + at.instant().toString().replaceAll("[:Z]", "").toLowerCase(Locale.ROOT);
            case Cron cron ->
                    "cron-" + Long.toHexString(hash(cron.expression() + " " + cron.zone()));
        };
    }

    // FNV-1a: the same on every machine and in every version.
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
