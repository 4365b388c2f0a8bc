package dev.carillon.engine.time;

import java.util.List;

/// A field of a cron expression: its name in messages, its values and how they may be written.
enum CronField {
    SECOND("second", 0, 59, false, List.of()),
    MINUTE("minute", 0, 59, false, List.of()),
    HOUR("hour", 0, 23, true, List.of()),
    DAY("day of month", 1, 31, false, List.of()),
    MONTH(
            "month",
            1,
            12,
            true,
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC")),
    UNIX_WEEKDAY(
            "day of week", 0, 6, true, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")),
    QUARTZ_WEEKDAY("day of week", 1, 7, true, UNIX_WEEKDAY.names),
    YEAR("year", 1970, 2199, false, List.of());

    final String title;
    final int low;
    final int high;
    final boolean wraps;
    final List<String> names;

    CronField(String title, int low, int high, boolean wraps, List<String> names) {
        this.title = title;
        this.low = low;
        this.high = high;
        this.wraps = wraps;
        this.names = names;
    }

    int size() {
        return high - low + 1;
    }

    /// The largest number that may be written; Sunday is 0 and 7 in a Unix expression.
    int highestWritten() {
        return this == UNIX_WEEKDAY ? 7 : high;
    }

    /// The last value `H` may choose: a day that every month has.
    int highestHashed() {
        return this == DAY ? 28 : high;
    }

    boolean isDay() {
        return this == DAY || this == UNIX_WEEKDAY || this == QUARTZ_WEEKDAY;
    }

    String allowed() {
        return switch (this) {
            case MONTH -> "1 to 12 or JAN to DEC";
            case UNIX_WEEKDAY -> "0 to 7 (0 and 7 are Sunday) or SUN to SAT";
            case QUARTZ_WEEKDAY -> "1 to 7 (1 is Sunday) or SUN to SAT";
            case SECOND, MINUTE, HOUR, DAY, YEAR -> low + " to " + high;
        };
    }
}
