package dev.carillon.engine.time;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Schedule;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;

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
    public @Nullable Instant next(Instant after, ZoneId zone, Schedule.Dst dst) {
        long found = rule(zone, dst).next(after.getEpochSecond());
        return found == LocalRule.NONE ? null : Instant.ofEpochSecond(found);
    }

    LocalRule rule(ZoneId zone, Schedule.Dst dst) {
        return new LocalRule(fields.days(), fields.times(), fields.subDaily(), new Zone(zone), dst);
    }

    CronFields fields() {
        return fields;
    }
}
