package dev.carillon.engine.time;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Schedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A cron expression of 5, 6 or 7 fields, of lists, ranges, steps and names. `L`, `W`, `#` and `H`
/// are refused. Days: with 5 fields either of two restricted day fields matches, else both must.
///
/// A schedule whose hours are a `*`, range or step keeps elapsed time across a change of offset;
/// one of fixed hours follows the wall clock and the DST policy.
public final class CronExpression {
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Map<String, String> NICKNAMES = Map.of(
            "@hourly", "0 * * * *", "@daily", "0 0 * * *", "@midnight", "0 0 * * *", "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *", "@yearly", "0 0 1 1 *", "@annually", "0 0 1 1 *");

    private final BitSet seconds, minutes, hours, days, months, weekdays, years;
    private final boolean eitherDay;
    private final boolean elapsed;

    private CronExpression(String text) {
        String given = text.strip();
        String[] f = NICKNAMES.getOrDefault(given.toLowerCase(Locale.ROOT), given).split("\\s+", 9);
        if (text.length() > 400 || f.length < 5 || f.length > 7) {
            throw invalid("The cron expression '" + given.substring(0, Math.min(60, given.length()))
                    + "' needs 5, 6 or 7 fields in at most 400 characters; for a fixed rate use `every:`.");
        }
        int at = f.length == 5 ? 0 : 1;
        seconds = field("second", at == 0 ? "0" : f[0], 0, 59, List.of(), 0);
        minutes = field("minute", f[at], 0, 59, List.of(), 0);
        hours = field("hour", f[at + 1], 0, 23, List.of(), 0);
        days = field("day of month", f[at + 2], 1, 31, List.of(), 0);
        months = field("month", f[at + 3], 1, 12, MONTHS, 1);
        BitSet week = field("day of week", f[at + 4], at, 7, DAYS, at);
        weekdays = new BitSet();
        week.stream().forEach(day -> weekdays.set((day - at) % 7));
        years = field("year", f.length == 7 ? f[6] : "*", 1970, 2199, List.of(), 0);
        eitherDay = at == 0 && days.cardinality() < 31 && weekdays.cardinality() < 7;
        elapsed = hours.cardinality() > 1 && f[at + 1].matches(".*[*/-].*");
    }

    /// @throws CarillonException INVALID_DEFINITION naming the field and its range
    public static CronExpression parse(String text, long hashSeed) {
        return new CronExpression(text);
    }

    /// The first due time strictly after an instant; null when there is none within 100 years.
    public @Nullable Instant next(Instant after, ZoneId zone, Schedule.Dst dst) {
        var rules = zone.getRules();
        Instant from = after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (true) {
            var offset = rules.getOffset(from);
            LocalDateTime start = LocalDateTime.ofInstant(from, offset);
            var previous = rules.previousTransition(from.plusSeconds(1));
            if (previous != null && !elapsed) {
                LocalDateTime before = previous.getDateTimeBefore();
                if (previous.isOverlap() && dst.overlap() == Schedule.Dst.Fold.ONCE && start.isBefore(before)) {
                    start = before;
                }
                if (previous.isGap() && previous.getInstant().equals(from)
                        && dst.gap() == Schedule.Dst.Gap.RUN_AFTER) {
                    LocalDateTime lost = nextLocal(before);
                    if (lost != null && lost.isBefore(previous.getDateTimeAfter())) {
                        return from;
                    }
                }
            }
            LocalDateTime local = nextLocal(start);
            if (local == null) {
                return null;
            }
            Instant found = local.toInstant(offset);
            var change = rules.nextTransition(from);
            if (change == null || found.isBefore(change.getInstant())) {
                return found;
            }
            Instant near = found.minus(2, ChronoUnit.DAYS);
            from = near.isAfter(change.getInstant()) ? near : change.getInstant();
        }
    }

    private @Nullable LocalDateTime nextLocal(LocalDateTime start) {
        LocalDate end = start.toLocalDate().plusYears(100);
        LocalDateTime at = start;
        while (at.toLocalDate().isBefore(end)) {
            LocalDate day = at.toLocalDate();
            if (!years.get(day.getYear()) || !months.get(day.getMonthValue())) {
                at = day.withDayOfMonth(1).plusMonths(1).atStartOfDay();
            } else if (!matches(day)) {
                at = day.plusDays(1).atStartOfDay();
            } else if (!hours.get(at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.get(at.getMinute())) {
                at = at.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            } else if (!seconds.get(at.getSecond())) {
                at = at.plusSeconds(1);
            } else {
                return at;
            }
        }
        return null;
    }

    private boolean matches(LocalDate day) {
        boolean ofMonth = days.get(day.getDayOfMonth());
        boolean ofWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private static BitSet field(String name, String text, int low, int high, List<String> names, int first) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            String[] step = part.split("/", 2);
            String[] range = step[0].split("-", 2);
            boolean all = step[0].equals("*") || step[0].equals("?");
            int a = all ? low : value(name, range[0], low, high, names, first);
            int b = range.length == 2 ? value(name, range[1], low, high, names, first)
                    : all || step.length == 2 ? high : a;
            int by = step.length == 2 ? value(name + " step", step[1], 1, high, List.of(), 0) : 1;
            if (a > b) {
                throw invalid("The range '" + part + "' in the " + name + " field of the cron expression runs backwards.");
            }
            for (int i = a; i <= b; i += by) {
                set.set(i);
            }
        }
        return set;
    }

    private static int value(String field, String text, int low, int high, List<String> names, int first) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        int value = named >= 0 ? named + first : text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
        if (value < low || value > high) {
            throw invalid("'" + text + "' in the " + field + " field of the cron expression is not supported; use "
                    + low + " to " + high + ".");
        }
        return value;
    }

    private static CarillonException invalid(String message) {
        return new CarillonException(ErrorCode.INVALID_DEFINITION, message);
    }
}
