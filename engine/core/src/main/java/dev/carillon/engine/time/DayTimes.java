package dev.carillon.engine.time;

import java.time.LocalTime;

/// Times of day, as bit sets of seconds, minutes and hours. None is empty.
record DayTimes(long seconds, long minutes, long hours) {
    static final int DAY = 86_400;

    static DayTimes of(LocalTime time) {
        return new DayTimes(1L << time.getSecond(), 1L << time.getMinute(), 1L << time.getHour());
    }

    /// The first second of the day that matches, from one on; -1 when there is none.
    int next(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        if (Bits.has(hours, hour)) {
            int second = Bits.has(minutes, minute) ? Bits.next(seconds, from % 60) : -1;
            if (second >= 0) {
                return hour * 3600 + minute * 60 + second;
            }
            int later = Bits.next(minutes, minute + 1);
            if (later >= 0) {
                return hour * 3600 + later * 60 + Long.numberOfTrailingZeros(seconds);
            }
        }
        int later = Bits.next(hours, hour + 1);
        return later < 0
                ? -1
                : later * 3600
                        + Long.numberOfTrailingZeros(minutes) * 60
                        + Long.numberOfTrailingZeros(seconds);
    }

    boolean has(int second) {
        return Bits.has(hours, second / 3600)
                && Bits.has(minutes, second / 60 % 60)
                && Bits.has(seconds, second % 60);
    }

    /// How many there are before a second of the day.
    int before(int second) {
        int hour = second / 3600;
        int minute = second / 60 % 60;
        int eachMinute = Long.bitCount(seconds);
        int count = Bits.before(hours, hour) * Long.bitCount(minutes) * eachMinute;
        if (Bits.has(hours, hour)) {
            count += Bits.before(minutes, minute) * eachMinute;
            count += Bits.has(minutes, minute) ? Bits.before(seconds, second % 60) : 0;
        }
        return count;
    }

    int count() {
        return Long.bitCount(hours) * Long.bitCount(minutes) * Long.bitCount(seconds);
    }

    /// The end of a run of seconds that all match, begun at one that does; perhaps not the last end.
    int runEnd(int from) {
        if (Long.bitCount(seconds) < 60) {
            return from - from % 60 + Bits.runEnd(seconds, from % 60);
        }
        if (Long.bitCount(minutes) < 60) {
            return from - from % 3600 + 60 * Bits.runEnd(minutes, from / 60 % 60);
        }
        return 3600 * Bits.runEnd(hours, from / 3600);
    }
}
