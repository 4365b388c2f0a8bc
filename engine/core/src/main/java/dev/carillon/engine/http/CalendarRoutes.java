package dev.carillon.engine.http;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon;
import dev.carillon.api.Definitions;
import dev.carillon.api.Role;

import java.util.List;

/// Calendars: read, set, import, remove.
record CalendarRoutes(Carillon carillon) {
    private static final String CALENDARS = "/api/v1/calendars";
    private static final String CALENDAR = CALENDARS + "/{name}";

    private static final String ICALENDAR = "text/calendar";
    private static final String TYPES =
            "application/json, application/yaml or " + ICALENDAR + " (.ics)";

    List<Route> routes() {
        return List.of(
                Route.get(CALENDARS, call -> Answer.json(carillon.calendars())),
                Route.get(CALENDAR, call -> Answer.json(carillon.calendar(call.path("name")))),
                Route.of("PUT", CALENDAR, this::put).by(Role.AUTHOR),
                Route.of("DELETE", CALENDAR, this::delete).by(Role.AUTHOR));
    }

    private Answer put(Call call) {
        Versions.refuse(call);
        if (call.isOfType(ICALENDAR)) {
            String name = call.newName("a calendar");
            return Answer.json(carillon.importCalendar(name, call.text(Call.BULK_LIMIT)));
        }
        CalendarDefinition calendar =
                Definitions.parseCalendar(
                        call.definitionOf("a calendar", Call.BULK_LIMIT, TYPES), "body");
        Call.requireSame("calendar", calendar.name(), call.path("name"));
        return Answer.json(carillon.putCalendar(calendar));
    }

    private Answer delete(Call call) {
        Versions.refuse(call);
        carillon.deleteCalendar(call.path("name"));
        return Answer.nothing();
    }
}
