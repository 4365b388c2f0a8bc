package dev.carillon.api;

import dev.carillon.api.Schedule.At;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Every;
import dev.carillon.api.Schedule.When;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Reads the schedules of a definition.
final class ScheduleReader {
    static final List<String> KEYS =
            List.of(
                    "id", "cron", "zone", "dst", "every", "anchor", "at", "from", "until",
                    "jitter");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int MOST = 100;

    private ScheduleReader() {}

    static List<Schedule> read(Section top) {
        var schedules = new ArrayList<Schedule>();
        var ids = new HashSet<String>();
        for (var section : top.sections("schedules", KEYS)) {
            When when = when(section);
            if (when == null) {
                continue;
            }
            String id = section.text("id", generatedId(when));
            if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
                section.refuse("id", "must be 1 to 100 letters, digits, . _ -");
            }
            if (!ids.add(id)) {
                section.refuse(
                        "two schedules of the job have the id \""
                                + id
                                + "\"; give each an \"id\" of its own");
            }
            schedules.add(
                    new Schedule(
                            id,
                            when,
                            section.parsed("from", ScheduleReader::instant),
                            section.parsed("until", ScheduleReader::instant),
                            section.duration("jitter", Duration.ZERO)));
        }
        if (schedules.size() > MOST) {
            top.refuse("schedules", "are over " + MOST + " in one job");
        }
        return schedules;
    }

    private static @Nullable When when(Section section) {
        long kinds = List.of("cron", "every", "at").stream().filter(section::has).count();
        if (kinds != 1) {
            section.refuse("a schedule needs exactly one of cron, every, at");
            return null;
        }
        if (!section.has("cron") && (section.has("zone") || section.has("dst"))) {
            section.refuse("\"zone\" and \"dst\" belong to cron only");
        }
        if (section.has("cron")) {
            String expression = section.text("cron", "");
            if (expression.isBlank() || expression.length() > 400) {
                section.refuse("cron", "must be 1 to 400 characters");
            }
            ZoneId zone = section.parsed("zone", ScheduleReader::zone);
            return new Cron(expression.strip(), zone == null ? ZoneOffset.UTC : zone, dst(section));
        }
        if (section.has("every")) {
            Duration period = section.parsed("every", Durations::parse);
            if (period == null) {
                return null;
            }
            if (period.compareTo(SHORTEST) < 0) {
                section.refuse("every", "must be at least 1s");
            }
            return new Every(period, section.parsed("anchor", ScheduleReader::instant));
        }
        Instant at = section.parsed("at", ScheduleReader::instant);
        return at == null ? null : new At(at);
    }

    private static Dst dst(Section section) {
        var dst = section.section("dst", List.of("gap", "overlap"));
        return dst == null
                ? Dst.DEFAULT
                : new Dst(
                        dst.choice("gap", Dst.Gap.class, Dst.DEFAULT.gap()),
                        dst.choice("overlap", Dst.Fold.class, Dst.DEFAULT.overlap()));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no instant; write it like 2027-01-01T06:00:00Z", e);
        }
    }

    private static ZoneId zone(String text) {
        if (text.equals("UTC") || text.equals("Z")) {
            return ZoneOffset.UTC;
        }
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is no time zone"
                            + Nearest.hint(text, new TreeSet<>(ZoneId.getAvailableZoneIds())));
        }
        return ZoneId.of(text);
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
