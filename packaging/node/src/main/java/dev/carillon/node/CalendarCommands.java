package dev.carillon.node;

import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/// Commands about one calendar: `carillon calendar COMMAND`.
@Command(
        name = "calendar",
        addMethodSubcommands = false,
        description = {
            "Show, set and import a calendar; `calendars` lists them all.",
            "Schedules name calendars in `except` and `only`, queues in `closed`. After a change they are planned anew at once.",
            ""
        })
final class CalendarCommands {
    private static final Pattern NAMES = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final String NAME = "Name of the calendar";

    private CalendarCommands() {}

    @Command(description = {"Show a calendar as YAML, in the form that `calendar set` takes.", ""})
    static int show(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name) {
        CalendarView calendar = target.carillon().calendar(name);
        if (target.json) {
            target.answerJson(calendar);
        } else {
            target.out().print(CalendarLines.yaml(calendar));
            target.out().flush();
        }
        return Exit.OK;
    }

    @Command(
            description = {
                "Store a calendar from a file.",
                "For example: {name: holidays, dates: [2027-05-14], yearly: [\"12-25\", \"12-26\"]}",
                ""
            })
    static int set(
            @Mixin Target target,
            @Parameters(
                            paramLabel = "FILE",
                            description = "YAML or JSON with one calendar; - for standard input")
                    String file)
            throws IOException {
        Source source = Source.of(file);
        var calendar = Definitions.parseCalendar(source.text(), source.name());
        return stored(target, target.carillon().putCalendar(calendar));
    }

    @Command(
            name = "import",
            description = {
                "Store a calendar from the iCalendar file (.ics) of another program.",
                "Events become days and periods, from a year ago until in ten years; import the file again for later ones. A calendar of this name is replaced.",
                ""
            })
    static int importIcs(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Parameters(paramLabel = "FILE", description = "The file; - for standard input")
                    String file)
            throws IOException {
        if (!NAMES.matcher(name).matches()) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\""
                            + name
                            + "\" cannot be the name of a calendar, which is 1 to 100 of a-z 0-9 . _ - and begins with a letter or digit");
        }
        Source source = Source.of(file);
        CalendarView calendar;
        try {
            calendar = target.carillon().importCalendar(name, source.text());
        } catch (CarillonException e) {
            throw new CarillonException(e.code(), source.name() + ": " + e.getMessage(), e);
        }
        return stored(target, calendar);
    }

    @Command(
            description = {
                "Remove a calendar. One that a job or another calendar names is not removed.",
                ""
            })
    static int delete(
            @Mixin Target target,
            @Parameters(paramLabel = "NAME", description = NAME) String name) {
        target.carillon().deleteCalendar(name);
        target.answer(Map.of("deleted", name), "deleted calendar " + name);
        return Exit.OK;
    }

    private static int stored(Target target, CalendarView calendar) {
        target.answer(
                calendar,
                "stored calendar %s: %s; used by %s"
                        .formatted(
                                calendar.name(),
                                CalendarLines.parts(calendar),
                                calendar.usedBy().isEmpty()
                                        ? "nothing yet"
                                        : CalendarLines.usedBy(calendar)));
        return Exit.OK;
    }
}
