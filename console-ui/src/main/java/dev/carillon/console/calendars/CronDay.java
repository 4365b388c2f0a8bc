package dev.carillon.console.calendars;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The days of a cron expression, as far as a picture of a year needs them: lists, ranges, steps and names. Days that
/// are counted from the end of a month, nearest weekdays and the like are not read; what a node plans by them is told
/// by its schedules.
record CronDay(BitSet days, BitSet months, BitSet weekdays, boolean either, boolean wholeDay) {
    private static final List<String> MONTHS =
            List.of(
                    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
                    "DEC");
    private static final List<String> WEEKDAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    /// Empty for what is not read.
    static Optional<CronDay> of(String text) {
        String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+");
        if (fields.length < 5 || fields.length > 6) {
            return Optional.empty();
        }
        boolean unix = fields.length == 5;
        int at = unix ? 0 : 1;
        var days = bits(fields[at + 2], 1, 31, List.of(), 1);
        var months = bits(fields[at + 3], 1, 12, MONTHS, 1);
        // Sunday is 0 or 7 in five fields and 1 in six.
        var weekdays =
                unix
                        ? bits(fields[at + 4], 0, 7, WEEKDAYS, 0)
                        : bits(fields[at + 4], 1, 7, WEEKDAYS, 1);
        if (days.isEmpty() || months.isEmpty() || weekdays.isEmpty()) {
            return Optional.empty();
        }
        var ofWeek = new BitSet();
        weekdays.get().stream().forEach(day -> ofWeek.set((unix ? day : day - 1) % 7));
        boolean whole = free(fields[at]) && free(fields[at + 1]) && (unix || free(fields[0]));
        return Optional.of(
                new CronDay(
                        days.get(),
                        months.get(),
                        ofWeek,
                        unix && !free(fields[at + 2]) && !free(fields[at + 4]),
                        whole));
    }

    private static boolean free(String field) {
        return field.equals("*") || field.equals("?");
    }

    private static Optional<BitSet> bits(
            String field, int low, int high, List<String> names, int first) {
        var bits = new BitSet();
        for (String part : field.split(",", -1)) {
            String[] step = part.split("/", -1);
            String[] ends = step[0].split("-", -1);
            try {
                int from = free(step[0]) ? low : value(ends[0], names, first);
                int until =
                        free(step[0]) || ends.length == 1 && step.length == 2
                                ? high
                                : value(ends[ends.length - 1], names, first);
                int by = step.length == 2 ? Integer.parseInt(step[1]) : 1;
                if (step.length > 2
                        || ends.length > 2
                        || from < low
                        || until > high
                        || from > until
                        || by < 1) {
                    return Optional.empty();
                }
                for (int i = from; i <= until; i += by) {
                    bits.set(i);
                }
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.of(bits);
    }

    private static int value(String text, List<String> names, int first) {
        int place = names.indexOf(text);
        return place >= 0 ? place + first : Integer.parseInt(text);
    }

    /// Whether it has a time on that day.
    boolean has(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return false;
        }
        boolean ofMonth = days.get(day.getDayOfMonth());
        boolean ofWeek =
                weekdays.get(
                        day.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : day.getDayOfWeek().getValue());
        return either ? ofMonth || ofWeek : ofMonth && ofWeek;
    }
}
