package dev.carillon.engine.time;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Resolves the names of calendars, each once.
final class TimeSetCompiler {
    /// Calendars within calendars, so that neither the stack nor the time of an answer runs away.
    private static final int DEEPEST = 50;

    private static final int MOST_VISITS = 1_000;

    private record Compiled(TimeSet set, int visits) {}

    private final String asker;
    private final Function<String, Optional<CalendarDefinition>> calendars;
    private final Map<String, Compiled> known = new HashMap<>();
    private final LinkedHashSet<String> open = new LinkedHashSet<>();

    /// @param asker who names the calendars, as the subject of a sentence
    TimeSetCompiler(String asker, Function<String, Optional<CalendarDefinition>> calendars) {
        this.asker = asker;
        this.calendars = calendars;
    }

    TimeSet compile(String name) {
        return compiled(name).set;
    }

    private Compiled compiled(String name) {
        Compiled done = known.get(name);
        if (done != null) {
            return done;
        }
        if (!open.add(name)) {
            throw invalid(
                    asker
                            + " has calendars that go round in a circle: "
                            + circle(name)
                            + ". Take one out of the \"include\" or \"except\" of the one before it.");
        }
        if (open.size() > DEEPEST) {
            throw invalid(
                    asker
                            + " nests calendars more than "
                            + DEEPEST
                            + " deep. Put their days into fewer calendars.");
        }
        CalendarDefinition calendar = calendars.apply(name).orElseThrow(() -> unknown(name));
        List<CronTimes> cron = new ArrayList<>();
        for (String text : calendar.cron()) {
            cron.add(cron(name, text));
        }
        int[] visits = {1};
        List<TimeSet> include = all(calendar.include(), visits);
        List<TimeSet> except = all(calendar.except(), visits);
        if (visits[0] > MOST_VISITS) {
            throw invalid(
                    asker
                            + " asks "
                            + visits[0]
                            + " calendars for each time, through \"include\" and \"except\" of "
                            + name
                            + "; at most "
                            + MOST_VISITS
                            + " are allowed. Put their days into fewer calendars.");
        }
        open.remove(name);
        Compiled compiled = new Compiled(new TimeSet(calendar, cron, include, except), visits[0]);
        known.put(name, compiled);
        return compiled;
    }

    private List<TimeSet> all(List<String> names, int[] visits) {
        List<TimeSet> sets = new ArrayList<>();
        for (String name : names) {
            Compiled each = compiled(name);
            sets.add(each.set);
            visits[0] += each.visits;
        }
        return sets;
    }

    private static CronTimes cron(String calendar, String text) {
        try {
            return CronTimes.of(text, 0);
        } catch (CarillonException e) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    "Calendar " + calendar + ", \"cron\": " + e.getMessage(),
                    e);
        }
    }

    private CarillonException unknown(String name) {
        if (open.size() > 1) {
            String by = open.stream().skip(open.size() - 2L).findFirst().orElseThrow();
            return invalid(
                    "Calendar "
                            + by
                            + " names the calendar "
                            + name
                            + ", which does not exist. Define it, or correct its name.");
        }
        return invalid(
                asker.equals("Calendar " + name)
                        ? asker + " does not exist. Define it, or correct its name."
                        : asker
                                + " names the calendar "
                                + name
                                + ", which does not exist. Define it, or correct its name.");
    }

    private String circle(String again) {
        StringBuilder circle = new StringBuilder();
        boolean inside = false;
        for (String name : open) {
            inside |= name.equals(again);
            circle.append(inside ? name + " -> " : "");
        }
        return circle.append(again).toString();
    }

    private static CarillonException invalid(String message) {
        return new CarillonException(ErrorCode.INVALID_DEFINITION, message);
    }
}
