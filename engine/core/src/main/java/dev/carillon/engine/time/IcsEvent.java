package dev.carillon.engine.time;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A VEVENT of an iCalendar text.
///
/// @param begin its first line
/// @param replaces the start of the recurring event of the same uid that this one stands for
/// @param more starts that are given one by one
/// @param except starts that are left out
record IcsEvent(
        IcsLine begin,
        String uid,
        boolean isCancelled,
        IcsTime start,
        IcsTime.Length length,
        @Nullable IcsTime replaces,
        @Nullable IcsRecurrence recurrence,
        List<Extra> more,
        List<IcsTime> except) {
    /// A start, with its own length when a period is given.
    record Extra(IcsTime start, IcsTime.Length length) {}

    /// @param lines those between BEGIN and END, without those of components within
    static IcsEvent of(IcsLine begin, List<IcsLine> lines) {
        String uid = "";
        boolean cancelled = false;
        IcsLine start = null;
        IcsLine end = null;
        IcsTime replaces = null;
        IcsRecurrence recurrence = null;
        List<IcsLine> more = new ArrayList<>();
        List<IcsTime> except = new ArrayList<>();
        for (IcsLine line : lines) {
            switch (line.name()) {
                case "UID" -> uid = line.value();
                case "STATUS" -> cancelled = line.value().equalsIgnoreCase("CANCELLED");
                case "DTSTART" -> start = once(start, line);
                case "DTEND", "DURATION" -> end = once(end, line);
                case "RECURRENCE-ID" -> replaces = replaced(line);
                case "RRULE" -> {
                    if (recurrence != null) {
                        throw line.invalid(
                                "the event has two RRULEs; make it two events with one each");
                    }
                    recurrence = IcsRecurrence.of(line);
                }
                case "RDATE" -> more.add(line);
                case "EXDATE" -> except.addAll(IcsTime.all(line));
                case "EXRULE" ->
                        throw line.invalid(
                                "EXRULE is not supported; list the days to leave out as EXDATE");
                default -> {
                    // Titles, alarms and the like say nothing about when it is.
                }
            }
        }
        if (start == null) {
            throw begin.invalid("the event has no DTSTART; add one, or take the event out");
        }
        IcsTime first = IcsTime.of(start);
        IcsTime.Length length = length(first, end);
        return new IcsEvent(
                begin,
                uid,
                cancelled,
                first,
                length,
                replaces,
                recurrence,
                more.stream().flatMap(line -> extras(line, length).stream()).toList(),
                except);
    }

    private static IcsLine once(@Nullable IcsLine known, IcsLine line) {
        if (known != null) {
            throw line.invalid(
                    "the event has both "
                            + known.name()
                            + " and "
                            + line.name()
                            + " again; leave one of them");
        }
        return line;
    }

    private static IcsTime replaced(IcsLine line) {
        if (line.parameters().containsKey("RANGE")) {
            throw line.invalid(
                    "RECURRENCE-ID with RANGE is not supported; end the series with UNTIL and begin"
                            + " another event");
        }
        return IcsTime.of(line);
    }

    /// Without an end, a day lasts a day, and a time no time.
    private static IcsTime.Length length(IcsTime start, @Nullable IcsLine end) {
        if (end == null) {
            return new IcsTime.Length(start.allDay() ? 1 : 0, Duration.ZERO);
        }
        if (end.name().equals("DURATION")) {
            IcsTime.Length length = IcsTime.length(end, end.value());
            if (start.allDay() && !length.time().isZero()) {
                throw end.invalid("a DURATION of whole days is needed, such as P1D");
            }
            return length;
        }
        return between(end, start, IcsTime.of(end));
    }

    private static IcsTime.Length between(IcsLine line, IcsTime start, IcsTime end) {
        if (start.allDay() != end.allDay()) {
            throw line.invalid(
                    "one of DTSTART and DTEND is a date, the other a time; make them alike");
        }
        Duration time = Duration.between(start.instant(), end.instant());
        if (time.isNegative()) {
            throw line.invalid("the event ends before it begins; correct DTSTART or DTEND");
        }
        // Some programs end a day on itself.
        return start.allDay()
                ? new IcsTime.Length(Math.max(1, time.toDays()), Duration.ZERO)
                : new IcsTime.Length(0, time);
    }

    private static List<Extra> extras(IcsLine line, IcsTime.Length length) {
        List<Extra> extras = new ArrayList<>();
        for (String each : line.value().split(",", -1)) {
            int slash = each.indexOf('/');
            if (slash < 0) {
                extras.add(new Extra(IcsTime.of(line, each.strip()), length));
            } else {
                IcsTime start = IcsTime.of(line, each.substring(0, slash).strip());
                String end = each.substring(slash + 1).strip();
                extras.add(
                        new Extra(
                                start,
                                end.startsWith("P") || end.startsWith("+")
                                        ? IcsTime.length(line, end)
                                        : between(line, start, IcsTime.of(line, end))));
            }
        }
        return extras;
    }
}
