package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.CalendarTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

final class MemoryCalendars implements CalendarTable {
    private final Rows<String, CalendarRow> calendars;
    private final Rows<UUID, Set<String>> used;
    private final Rows<String, String> settings;

    MemoryCalendars(Undo undo) {
        calendars = new Rows<>(undo, Comparator.naturalOrder());
        used = new Rows<>(undo, Comparator.naturalOrder());
        settings = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Override
    public List<CalendarRow> all() {
        return List.copyOf(calendars.all());
    }

    @Override
    public Optional<CalendarRow> find(String name) {
        return calendars.get(name);
    }

    @Override
    public void save(CalendarRow calendar) {
        calendars.put(calendar.name(), calendar);
    }

    @Override
    public void delete(String name) {
        calendars.remove(name);
    }

    @Override
    public void use(UUID job, Collection<String> names) {
        used.put(job, Set.copyOf(names));
    }

    @Override
    public List<UUID> usedBy(String calendar) {
        return used.entries().stream()
                .filter(each -> each.getValue().contains(calendar))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Optional<String> setting(String name) {
        return settings.get(name);
    }

    @Override
    public void set(String name, String content) {
        settings.put(name, content);
    }
}
