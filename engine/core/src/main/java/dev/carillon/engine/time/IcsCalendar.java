package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads calendars of other programs, in the format of RFC 5545 (.ics).
///
/// Events of whole days become `dates`, others `periods`. Times without a zone are UTC. To-dos, journals,
/// alarms and definitions of time zones are passed over: a TZID is looked up by its name. Events that
/// are cancelled or last no time are left out.
public final class IcsCalendar {
    private static final int LONGEST_BYTES = 4 << 20;

    private IcsCalendar() {}

    /// @param from events that end before this day are left out
    /// @param until and those that begin on this day or later
    /// @throws CarillonException INVALID_DEFINITION with the line and what to do, when the text is
    ///     malformed, has something that is not supported, or gives more than 20,000 entries
    public static CalendarDefinition read(
            String name, String text, LocalDate from, LocalDate until) {
        if (text.length() > LONGEST_BYTES
                || text.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "Calendar "
                            + name
                            + " is an iCalendar text of more than 4 MiB. Export fewer years.");
        }
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<IcsEvent> events = events(name, IcsLine.all(name, plain));
        return new IcsExpansion(name, from, until).of(events);
    }

    private static List<IcsEvent> events(String name, List<IcsLine> lines) {
        if (lines.isEmpty() || !lines.getFirst().is("BEGIN", "VCALENDAR")) {
            throw IcsLine.invalid(
                    name, 1, "this is no iCalendar text; it has to begin with BEGIN:VCALENDAR");
        }
        List<IcsEvent> events = new ArrayList<>();
        List<IcsLine> open = new ArrayList<>();
        List<IcsLine> event = new ArrayList<>();
        for (IcsLine line : lines) {
            switch (line.name()) {
                case "BEGIN" -> {
                    if (isEvent(open, line)) {
                        event.clear();
                    }
                    open.add(line);
                }
                case "END" -> {
                    if (open.isEmpty() || !open.getLast().value().equalsIgnoreCase(line.value())) {
                        throw line.invalid(
                                "END:" + line.shown() + " ends what did not begin; take it out");
                    }
                    IcsLine begin = open.removeLast();
                    if (isEvent(open, begin)) {
                        events.add(IcsEvent.of(begin, event));
                    }
                }
                default -> {
                    if (open.size() == 2) {
                        event.add(line);
                    }
                }
            }
        }
        if (!open.isEmpty()) {
            IcsLine last = open.getLast();
            throw last.invalid(last.shown() + " has no END; the text is cut off, export it again");
        }
        return events;
    }

    private static boolean isEvent(List<IcsLine> open, IcsLine begin) {
        return open.size() == 1 && begin.value().equalsIgnoreCase("VEVENT");
    }

    static CalendarDefinition definition(
            String name,
            List<CalendarDefinition.Days> dates,
            List<CalendarDefinition.Period> periods) {
        return new CalendarDefinition(
                name, "", dates, List.of(), Set.of(), List.of(), periods, List.of(), List.of());
    }
}
