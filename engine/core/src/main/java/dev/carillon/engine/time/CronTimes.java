package dev.carillon.engine.time;

import dev.carillon.api.Schedule.Dst;

import java.time.ZoneOffset;

/// The local times that a cron expression of a calendar matches: whole minutes when it was written
/// without seconds.
record CronTimes(CronDays days, DayTimes times) {
    private static final Zone UTC = new Zone(ZoneOffset.UTC);

    static CronTimes of(String text, long hashSeed) {
        CronFields fields = CronParser.parse(text, hashSeed);
        DayTimes times = fields.times();
        return new CronTimes(
                fields.days(),
                fields.ofMinutes()
                        ? new DayTimes(Bits.below(60), times.minutes(), times.hours())
                        : times);
    }

    boolean has(long local) {
        return times.has(LocalRule.secondOf(local)) && days.has(LocalRule.dayOf(local));
    }

    /// A local second until which all are in, or all out, like this one.
    long sameUntil(long local) {
        if (!has(local)) {
            var rule = new LocalRule(days, times, true, UTC, Dst.DEFAULT);
            return rule.nextLocal(local, LocalRule.dayOf(local) + LocalRule.HORIZON);
        }
        long day = LocalRule.dayOf(local);
        int end = times.runEnd(LocalRule.secondOf(local));
        if (end < DayTimes.DAY || times.count() < DayTimes.DAY) {
            return day * DayTimes.DAY + end;
        }
        do {
            day++;
        } while (days.has(day) && day < LocalRule.dayOf(local) + 366);
        return day * DayTimes.DAY;
    }
}
