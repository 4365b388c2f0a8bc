package dev.carillon.engine.time;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;

/// A cron expression of 5 fields as in Unix, or 6 or 7 as in Quartz. Immutable.
///
/// Where the clocks change, a schedule is treated by its hours. It is sub-daily when they are a `*`, a
/// range or steps, else it has fixed hours:
///
/// | local time            | sub-daily     | fixed hours, by policy                                      |
/// |-----------------------|---------------|-------------------------------------------------------------|
/// | in a gap              | passed over   | RUN_AFTER: once at the end of the gap, however many; SKIP: not |
/// | twice, in an overlap  | fires twice   | ONCE: the first; TWICE: both                                |
/// | any other             | fires         | fires                                                       |
///
/// So `0 * * * *` fires every 60 minutes of elapsed time across each change of a whole hour, and `30 2 * * *` fires
/// once on each day unless told otherwise.
public final class CronExpression {
    private static final int HORIZON_YEARS = 100;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    /// More than any change of offset, so that it steps back over each one that could matter.
    private static final Duration MARGIN = Duration.ofDays(2);

    private final CronFields fields;

    private CronExpression(CronFields fields) {
        this.fields = fields;
    }

    /// @param hashSeed chooses the values of `H`
    /// @throws CarillonException INVALID_DEFINITION naming the field, the text, the allowed range and a hint
    public static CronExpression parse(String text, long hashSeed) {
        return new CronExpression(CronParser.parse(text, hashSeed));
    }

    /// The first due time strictly after an instant; null when there is none within 100 years.
    ///
    /// It looks at one stretch of constant offset after the other. In each, local time is linear.
    public @Nullable Instant next(Instant after, ZoneId zone, Schedule.Dst dst) {
        if (!after.isBefore(LAST)) {
            return null;
        }
        var rules = zone.getRules();
        Instant from =
                (after.isBefore(FIRST) ? FIRST : after)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .plusSeconds(1);
        LocalDate end = LocalDate.ofInstant(from, ZoneOffset.UTC).plusYears(HORIZON_YEARS);
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            var began = fields.subDaily() ? null : rules.previousTransition(from.plusSeconds(1));
            if (began != null && began.getInstant().equals(from) && runsAfter(began, dst)) {
                return from;
            }
            LocalDateTime local =
                    nextLocal(start(LocalDateTime.ofInstant(from, offset), began, dst), end);
            Instant found = local == null ? null : local.toInstant(offset);
            var change = rules.nextTransition(from);
            if (change == null || found != null && found.isBefore(change.getInstant())) {
                return found;
            }
            // A change this near may turn the clock back to local times before this one.
            boolean near = change.getInstant().isBefore(from.plus(MARGIN));
            if (near) {
                from = change.getInstant();
            } else if (found == null) {
                return null;
            } else {
                Instant shortBefore = found.minus(MARGIN);
                from = shortBefore.isAfter(change.getInstant()) ? shortBefore : change.getInstant();
            }
        }
    }

    private boolean runsAfter(ZoneOffsetTransition change, Schedule.Dst dst) {
        if (!change.isGap() || dst.gap() == Schedule.Dst.Gap.SKIP) {
            return false;
        }
        LocalDateTime end = change.getDateTimeAfter();
        LocalDateTime lost = nextLocal(change.getDateTimeBefore(), end.toLocalDate().plusDays(1));
        return lost != null && lost.isBefore(end);
    }

    /// Leaves out the second pass of an overlap when a local time counts once.
    private static LocalDateTime start(
            LocalDateTime local, @Nullable ZoneOffsetTransition began, Schedule.Dst dst) {
        if (began == null || !began.isOverlap() || dst.overlap() == Schedule.Dst.Fold.TWICE) {
            return local;
        }
        LocalDateTime firstPassEnd = began.getDateTimeBefore();
        return local.isBefore(firstPassEnd) ? firstPassEnd : local;
    }

    private @Nullable LocalDateTime nextLocal(LocalDateTime start, LocalDate end) {
        LocalDate today = start.toLocalDate();
        LocalDate day = fields.day(today, end);
        if (day == null) {
            return null;
        }
        int second =
                fields.secondOfDay(day.equals(today) ? start.toLocalTime().toSecondOfDay() : 0);
        if (second < 0) {
            day = fields.day(day.plusDays(1), end);
            second = fields.secondOfDay(0);
        }
        return day == null ? null : day.atTime(LocalTime.ofSecondOfDay(second));
    }
}
