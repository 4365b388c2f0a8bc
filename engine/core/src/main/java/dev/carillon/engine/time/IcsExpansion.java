package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CalendarDefinition.Days;
import dev.carillon.api.CalendarDefinition.Period;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Collects the days and periods of events between two days. One expansion reads one text.
final class IcsExpansion {
    private static final int MOST_ENTRIES = 20_000;

    /// Over all events, so that a text of many old series ends soon.
    private static final int MOST_STEPS = 500_000;

    private final String name;
    private final LocalDate from;
    private final LocalDate until;
    private final Set<Days> dates = new LinkedHashSet<>();
    private final Set<Period> periods = new LinkedHashSet<>();
    private int steps;

    IcsExpansion(String name, LocalDate from, LocalDate until) {
        this.name = name;
        this.from = from;
        this.until = until;
    }

    CalendarDefinition of(List<IcsEvent> events) {
        Map<String, List<IcsTime>> replaced = new HashMap<>();
        for (IcsEvent event : events) {
            if (event.replaces() != null) {
                replaced.computeIfAbsent(event.uid(), uid -> new ArrayList<>())
                        .add(event.replaces());
            }
        }
        for (IcsEvent event : events) {
            if (!event.isCancelled()) {
                boolean series = event.replaces() == null;
                new Starts(
                                event,
                                series ? replaced.getOrDefault(event.uid(), List.of()) : List.of())
                        .addAll();
            }
        }
        return IcsCalendar.definition(name, List.copyOf(dates), List.copyOf(periods));
    }

    /// The starts of one event.
    private final class Starts {
        private final IcsEvent event;
        private final Set<LocalDate> withoutDays = new HashSet<>();
        private final Set<Instant> without = new HashSet<>();

        Starts(IcsEvent event, List<IcsTime> replaced) {
            this.event = event;
            event.except().forEach(this::leaveOut);
            replaced.forEach(this::leaveOut);
        }

        /// A date leaves out what starts on it, a time what starts then.
        private void leaveOut(IcsTime time) {
            if (time.allDay() || event.start().allDay()) {
                withoutDays.add(time.date());
            } else {
                without.add(time.instant());
            }
        }

        void addAll() {
            add(event.start(), event.length());
            if (event.recurrence() != null) {
                addRecurring(event.recurrence());
            }
            for (IcsEvent.Extra extra : event.more()) {
                add(extra.start(), extra.length());
            }
        }

        private void addRecurring(IcsRecurrence rule) {
            LocalDate start = event.start().date();
            int left = rule.count() - 1;
            for (long step = firstStep(rule); ; step++) {
                if (++steps > MOST_STEPS) {
                    throw event.begin()
                            .invalid(
                                    "the events repeat too often since they began; export fewer years");
                }
                // A day more, as a time zone may be ahead of UTC.
                if (rule.earliest(start, step).isAfter(until.plusDays(1))) {
                    return;
                }
                for (LocalDate day : rule.days(start, step)) {
                    if (day.isAfter(start)) {
                        IcsTime each = event.start().on(day);
                        if (isAfterUntil(each, rule) || rule.count() > 0 && left-- == 0) {
                            return;
                        }
                        add(each, event.length());
                    }
                }
            }
        }

        /// With a count, the starts before the first day have to be counted.
        private long firstStep(IcsRecurrence rule) {
            if (rule.count() > 0) {
                return 0;
            }
            long lasts = event.length().days() + event.length().time().toDays() + 2;
            LocalDate earliest = from.minusDays(lasts);
            return Math.max(0, rule.stepsBetween(event.start().date(), earliest) - 1);
        }

        private static boolean isAfterUntil(IcsTime start, IcsRecurrence rule) {
            IcsTime last = rule.until();
            if (last == null) {
                return false;
            }
            return start.allDay() || last.allDay()
                    ? start.date().isAfter(last.date())
                    : start.instant().isAfter(last.instant());
        }

        private void add(IcsTime start, IcsTime.Length length) {
            if (withoutDays.contains(start.date()) || without.contains(start.instant())) {
                return;
            }
            if (start.allDay()) {
                LocalDate end = start.date().plusDays(Math.max(1, length.days()));
                if (start.date().isBefore(until) && end.isAfter(from)) {
                    dates.add(new Days(start.date(), end.minusDays(1)));
                }
            } else {
                Instant begins = start.instant();
                Instant ends = start.plus(length).instant();
                if (ends.isAfter(begins)
                        && begins.isBefore(until.atStartOfDay().toInstant(ZoneOffset.UTC))
                        && ends.isAfter(from.atStartOfDay().toInstant(ZoneOffset.UTC))) {
                    periods.add(new Period(begins, ends));
                }
            }
            if (dates.size() + periods.size() > MOST_ENTRIES) {
                throw event.begin()
                        .invalid(
                                "there are more than "
                                        + MOST_ENTRIES
                                        + " entries up to this event; import fewer years");
            }
        }
    }
}
