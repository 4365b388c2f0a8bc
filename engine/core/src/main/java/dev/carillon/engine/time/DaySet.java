package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;

import java.time.DayOfWeek;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The whole days of a calendar.
final class DaySet {
    /// As many days are looked at for the end of a run that has no end in sight.
    private static final int LOOK_AHEAD = 366;

    /// A day later than any, far from overflow when it is told in seconds.
    private static final long FOREVER = 1L << 32;

    /// First days of blocks that do not touch, ascending, and the days after their last.
    private final long[] begins;

    private final long[] ends;

    /// For each month, days of it; empty when there are none.
    private final int[] yearly;

    private final int weekdays;

    private DaySet(long[] begins, long[] ends, int[] yearly, int weekdays) {
        this.begins = begins;
        this.ends = ends;
        this.yearly = yearly;
        this.weekdays = weekdays;
    }

    static DaySet of(CalendarDefinition calendar) {
        List<long[]> blocks = new ArrayList<>();
        for (CalendarDefinition.Days days : calendar.dates()) {
            blocks.add(new long[] {days.first().toEpochDay(), days.last().toEpochDay() + 1});
        }
        long[][] merged = merged(blocks);
        int[] yearly = new int[calendar.yearly().isEmpty() ? 0 : 13];
        for (MonthDay day : calendar.yearly()) {
            yearly[day.getMonthValue()] |= 1 << day.getDayOfMonth();
        }
        int weekdays = 0;
        for (DayOfWeek day : calendar.weekdays()) {
            weekdays |= 1 << day.getValue() % 7;
        }
        return new DaySet(merged[0], merged[1], yearly, weekdays);
    }

    /// Begins and ends of the blocks that are left when those that touch are one.
    static long[][] merged(List<long[]> blocks) {
        blocks.sort(Comparator.comparingLong(block -> block[0]));
        long[] begins = new long[blocks.size()];
        long[] ends = new long[blocks.size()];
        int count = 0;
        for (long[] block : blocks) {
            if (count > 0 && block[0] <= ends[count - 1]) {
                ends[count - 1] = Math.max(ends[count - 1], block[1]);
            } else if (block[0] < block[1]) {
                begins[count] = block[0];
                ends[count++] = block[1];
            }
        }
        return new long[][] {Arrays.copyOf(begins, count), Arrays.copyOf(ends, count)};
    }

    boolean has(long day) {
        int block = after(begins, day) - 1;
        return block >= 0 && day < ends[block] || isRepeated(day);
    }

    /// A day until which all days are in, or all out, like this one.
    long sameUntil(long day) {
        int next = after(begins, day);
        if (next > 0 && day < ends[next - 1]) {
            return ends[next - 1];
        }
        long bound = next < begins.length ? begins[next] : FOREVER;
        if (weekdays == 0 && yearly.length == 0) {
            return bound;
        }
        boolean in = isRepeated(day);
        long end = Math.min(bound, day + LOOK_AHEAD);
        long at = day + 1;
        while (at < end && isRepeated(at) == in) {
            at++;
        }
        return at;
    }

    private boolean isRepeated(long day) {
        if ((weekdays >> Months.weekday(day) & 1) != 0) {
            return true;
        }
        if (yearly.length == 0) {
            return false;
        }
        long month = Months.of(day);
        return (yearly[Months.ofYear(month)] >> day - Months.first(month) + 1 & 1) != 0;
    }

    /// Index of the first that is greater.
    static int after(long[] ascending, long value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ascending[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
