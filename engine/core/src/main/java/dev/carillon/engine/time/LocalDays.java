package dev.carillon.engine.time;

/// Days of local time, counted from 1970-01-01.
interface LocalDays {
    long NONE = Long.MAX_VALUE;

    LocalDays ALL = (from, end) -> from < end ? from : NONE;

    /// The first from a day on and before another; NONE when there is none.
    long next(long from, long end);

    /// The first day that is not looked at when there is none from one on; 100 years later.
    default long horizon(long from) {
        return from + LocalRule.HORIZON;
    }

    default boolean has(long day) {
        return next(day, day + 1) == day;
    }

    /// How many there are from one day on and before another.
    default long count(long from, long end) {
        long count = 0;
        for (long day = next(from, end); day != NONE; day = next(day + 1, end)) {
            count++;
        }
        return count;
    }
}
