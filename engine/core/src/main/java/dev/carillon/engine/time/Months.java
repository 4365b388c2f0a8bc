package dev.carillon.engine.time;

/// Months of the Gregorian calendar, counted from January of the year 0, and days since 1970-01-01.
///
/// The algorithm is "days_from_civil" and its inverse by Howard Hinnant: a year that begins in March
/// has its leap day at the end.
final class Months {
    private static final int DAYS_OF_400_YEARS = 146_097;
    private static final int EPOCH_SINCE_MARCH_0000 = 719_468;

    private Months() {}

    static long of(long day) {
        long shifted = day + EPOCH_SINCE_MARCH_0000;
        long era = Math.floorDiv(shifted, DAYS_OF_400_YEARS);
        int ofEra = (int) (shifted - era * DAYS_OF_400_YEARS);
        int year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * year + year / 4 - year / 100);
        int sinceMarch = (5 * ofYear + 2) / 153;
        return (era * 400 + year) * 12 + sinceMarch + 2;
    }

    static long of(int year, int month) {
        return 12L * year + month - 1;
    }

    /// The first day of a month.
    static long first(long month) {
        long sinceMarch = month - 2;
        long shiftedYear = Math.floorDiv(sinceMarch, 12);
        int ofYear = (int) (sinceMarch - 12 * shiftedYear);
        long era = Math.floorDiv(shiftedYear, 400);
        int year = (int) (shiftedYear - 400 * era);
        int day = (153 * ofYear + 2) / 5 + 365 * year + year / 4 - year / 100;
        return era * DAYS_OF_400_YEARS + day - EPOCH_SINCE_MARCH_0000;
    }

    static int length(long month) {
        return (int) (first(month + 1) - first(month));
    }

    static int year(long month) {
        return (int) Math.floorDiv(month, 12);
    }

    /// 1 is January.
    static int ofYear(long month) {
        return (int) Math.floorMod(month, 12) + 1;
    }

    /// 0 is Sunday.
    static int weekday(long day) {
        return (int) Math.floorMod(day + 4, 7);
    }
}
