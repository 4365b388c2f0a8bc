package dev.carillon.api;

import dev.carillon.api.Schedule.At;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Every;
import dev.carillon.api.Schedule.When;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the schedules of a definition.
final class ScheduleReader {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MOST = 100;
    private static final int MOST_CRON = 400;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern CRON = Pattern.compile("(?=.*[!-~])[ -~\\t]{1," + MOST_CRON + "}");
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
                                + id
                                + "\"; give each an \"id\" of its own");
            }
            Instant from = section.parsed("from", ScheduleReader::instant);
            Instant until = section.parsed("until", ScheduleReader::instant);
            if (from != null && until != null && !from.isBefore(until)) {
                section.refuse("until", "must be after \"from\"; there is no time between them");
            }
            var schedule =
                    new Schedule(id, when, from, until, section.duration("jitter", Duration.ZERO));
            check(section, schedule, job, check);
            schedules.add(schedule);
        }
        if (schedules.size() > MOST) {
            top.refuse("schedules", "are over " + MOST + " in one job");
        }
        return schedules;
    }

    private static void check(Section section, Schedule schedule, String job, ScheduleCheck check) {
        if (schedule.when() instanceof Cron cron && cron.expression().isEmpty()) {
            return;
        }
        try {
            check.check(schedule, job);
        } catch (CarillonException e) {
            String key = section.has("cron") ? "cron" : section.has("every") ? "every" : "at";
            section.refuse(key, "is wrong: " + e.getMessage());
        }
    }

    private static @Nullable When when(Section section) {
        var kinds = Stream.of("cron", "every", "at").filter(section::has).toList();
        if (kinds.size() != 1) {
            section.refuse("a schedule needs exactly one of cron, every, at");
            return null;
        }
        String kind = kinds.getFirst();
        requireOnly(section, kind, "cron", "zone", "dst");
        requireOnly(section, kind, "every", "anchor");
        if (kind.equals("at")) {
            for (String key : List.of("from", "until")) {
                if (section.has(key)) {
                    section.refuse(key, "means nothing beside \"at\", which is one instant");
                }
            }
        }
        return switch (kind) {
            case "cron" -> cron(section);
            case "every" -> every(section);
            default -> {
                Instant at = section.parsed("at", ScheduleReader::instant);
                yield at == null ? null : new At(at);
            }
        };
    }

    private static void requireOnly(Section section, String kind, String owner, String... keys) {
        for (String key : keys) {
            if (section.has(key) && !kind.equals(owner)) {
                section.refuse(key, "belongs to \"" + owner + "\" only, not to \"" + kind + "\"");
            }
        }
    }

    private static Cron cron(Section section) {
        String expression = section.text("cron");
        if (expression != null && !CRON.matcher(expression).matches()) {
            section.refuse(
                    "cron",
                    "must be 1 to " + MOST_CRON + " characters of ASCII, such as \"30 2 * * *\"");
            expression = null;
        }
        ZoneId zone = section.parsed("zone", ScheduleReader::zone);
        return new Cron(
                expression == null ? "" : expression.strip(),
                zone == null ? ZoneOffset.UTC : zone,
                dst(section));
    }

    private static @Nullable Every every(Section section) {
        Instant anchor = section.parsed("anchor", ScheduleReader::instant);
        Duration period = section.duration("every");
        if (period == null) {
            return null;
        }
        if (period.compareTo(SHORTEST) < 0) {
            section.refuse("every", "must be at least 1s");
            return null;
        }
        return new Every(period, anchor);
    }

    private static Dst dst(Section section) {
        var dst = section.section("dst", Part.DST);
        return dst == null
                ? Dst.DEFAULT
                : new Dst(
                        dst.choice("gap", Dst.Gap.class, Dst.DEFAULT.gap()),
                        dst.choice("overlap", Dst.Fold.class, Dst.DEFAULT.overlap()));
    }

    private static Instant instant(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
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
        String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
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
