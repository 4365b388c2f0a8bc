package dev.carillon.engine.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The tables `calendar` and `calendar_use`, and `setting`.
public interface CalendarTable {
    /// @param revision grows over all calendars with each change of one
    /// @param definition as JSON
    record CalendarRow(
            String name, long revision, String definition, long updatedUs, String updatedBy) {}

    /// In order of name.
    List<CalendarRow> all();

    Optional<CalendarRow> find(String name);

    void save(CalendarRow calendar);

    void delete(String name);

    /// Replaces what the job names.
    void use(UUID job, Collection<String> calendars);

    /// Jobs that name the calendar.
    List<UUID> usedBy(String calendar);

    Optional<String> setting(String name);

    void set(String name, String content);
}
