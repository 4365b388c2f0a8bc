package dev.carillon.node;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.Definitions;

import tools.jackson.dataformat.yaml.YAMLMapper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// Calendars as people read them. Pure functions of the views.
final class CalendarLines {
    private static final YAMLMapper YAML = new YAMLMapper();

    private CalendarLines() {}

    static TextTable table(List<CalendarView> calendars) {
        return new TextTable(
                List.of("CALENDAR", "PARTS", "USED BY"),
                calendars.stream()
                        .map(
                                calendar ->
                                        List.of(
                                                calendar.name(),
                                                parts(calendar),
                                                calendar.usedBy().isEmpty()
                                                        ? "-"
                                                        : usedBy(calendar)))
                        .toList());
    }

    /// The calendar in the form that `calendar set` takes, what else is known of it as comments.
    static String yaml(CalendarView calendar) {
        return "# revision %d, changed %s by %s%n# used by %s%n"
                        .formatted(
                                calendar.revision(),
                                calendar.updatedAt(),
                                PlainText.line(calendar.updatedBy()),
                                calendar.usedBy().isEmpty() ? "nothing" : usedBy(calendar))
                + YAML.writeValueAsString(calendar.definition());
    }

    static String usedBy(CalendarView calendar) {
        return String.join(", ", calendar.usedBy().stream().map(RunLines::shortJob).toList());
    }

    /// What it is made of, in a few words.
    static String parts(CalendarView view) {
        CalendarDefinition calendar =
                Definitions.parseCalendar(view.definition().toString(), "calendar " + view.name());
        var parts = new ArrayList<String>();
        count(parts, calendar.dates(), "date");
        count(parts, calendar.yearly(), "day of each year", "days of each year");
        calendar.weekdays().stream()
                .sorted()
                .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
                .reduce((days, day) -> days + " " + day)
                .ifPresent(parts::add);
        count(parts, calendar.cron(), "cron", "cron");
        count(parts, calendar.periods(), "period");
        names(parts, "with ", calendar.include());
        names(parts, "without ", calendar.except());
        return String.join(", ", parts);
    }

    private static void count(List<String> parts, Collection<?> all, String one) {
        count(parts, all, one, one + "s");
    }

    private static void count(List<String> parts, Collection<?> all, String one, String several) {
        if (!all.isEmpty()) {
            parts.add(all.size() + " " + (all.size() == 1 ? one : several));
        }
    }

    private static void names(List<String> parts, String word, List<String> names) {
        if (!names.isEmpty()) {
            parts.add(word + String.join(" ", names));
        }
    }
}
