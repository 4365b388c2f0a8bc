package dev.carillon.engine.catalog;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.store.CalendarTable.CalendarRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.TimeSet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// Creates, changes and removes calendars. A change plans all schedules anew that name the calendar,
/// in the same transaction and with all segments locked, so that no due time is fired by the old one
/// afterwards.
public final class Calendars {
    /// A calendar as it is stored.
    public record Stored(CalendarDefinition calendar, CalendarRow row, List<String> usedBy) {}

    /// All calendars at one moment.
    ///
    /// @param revision of the newest change; 0 when there is none
    public record Snapshot(TreeMap<String, CalendarDefinition> byName, long revision) {
        public Optional<CalendarDefinition> find(String name) {
            return Optional.ofNullable(byName.get(name));
        }

        /// Names of the calendars that have this one in them, itself included.
        private Set<String> containing(String name) {
            var found = new TreeSet<String>();
            var open = new ArrayDeque<>(List.of(name));
            while (!open.isEmpty()) {
                String next = open.remove();
                if (found.add(next)) {
                    byName.values().stream()
                            .filter(
                                    each ->
                                            each.include().contains(next)
                                                    || each.except().contains(next))
                            .forEach(each -> open.add(each.name()));
                }
            }
            return found;
        }
    }

    private final Stores stores;
    private final JobCatalog catalog;
    private final LongSupplier nowUs;

    /// @param nowUs lower bound of the database's clock
    public Calendars(Stores stores, JobCatalog catalog, LongSupplier nowUs) {
        this.stores = stores;
        this.catalog = catalog;
        this.nowUs = nowUs;
    }

    static Snapshot read(Tx tx) {
        var byName = new TreeMap<String, CalendarDefinition>();
        long revision = 0;
        for (var row : tx.calendars().all()) {
            byName.put(row.name(), parse(row));
            revision = Math.max(revision, row.revision());
        }
        return new Snapshot(byName, revision);
    }

    private static CalendarDefinition parse(CalendarRow row) {
        return Definitions.parseCalendar(row.definition(), "stored calendar " + row.name());
    }

    /// All calendars as they are now.
    public Snapshot all() {
        return stores.transaction(Calendars::read);
    }

    /// In order of name.
    public List<Stored> list() {
        return stores.transaction(
                tx -> tx.calendars().all().stream().map(row -> stored(tx, row)).toList());
    }

    /// @throws CarillonException NOT_FOUND
    public Stored get(String name) {
        return stores.transaction(tx -> stored(tx, require(tx, name)));
    }

    private static CalendarRow require(Tx tx, String name) {
        return tx.calendars()
                .find(name)
                .orElseThrow(
                        () ->
                                new CarillonException(
                                        ErrorCode.NOT_FOUND, "there is no calendar " + name));
    }

    private static Stored stored(Tx tx, CalendarRow row) {
        return new Stored(parse(row), row, users(tx, row.name()));
    }

    // Names of jobs, calendars and queues.
    private static List<String> users(Tx tx, String name) {
        var jobs =
                tx.calendars().usedBy(name).stream()
                        .flatMap(id -> tx.jobs().find(id).stream())
                        .filter(job -> !job.deleted())
                        .map(job -> job.namespace() + "/" + job.name());
        var calendars =
                read(tx).containing(name).stream()
                        .filter(other -> !other.equals(name))
                        .map(other -> "calendar " + other);
        var queues =
                tx.queues().all().stream()
                        .filter(queue -> closes(queue, name))
                        .map(queue -> "queue " + queue.name());
        return Stream.of(jobs, calendars, queues).flatMap(each -> each).sorted().toList();
    }

    private static boolean closes(QueueRow queue, String calendar) {
        var changed = queue.changed();
        return queue.own().closed().contains(calendar)
                || changed != null && changed.closed().contains(calendar);
    }

    /// Stores a calendar and plans the schedules anew that name it. An equal one changes nothing.
    ///
    /// @return keys of the jobs whose next due time changed
    /// @throws CarillonException INVALID_DEFINITION for a circle, an unknown name, or when a schedule
    ///     would never be due any more
    public List<String> put(CalendarDefinition calendar, String by) {
        long now = nowUs.getAsLong();
        requireReadable(calendar);
        return stores.transaction(
                tx -> {
                    catalog.lockAll(tx);
                    var before = read(tx);
                    if (calendar.equals(before.find(calendar.name()).orElse(null))) {
                        return List.of();
                    }
                    var byName = new TreeMap<>(before.byName);
                    byName.put(calendar.name(), calendar);
                    var after = new Snapshot(byName, before.revision + 1);
                    after.containing(calendar.name())
                            .forEach(name -> TimeSet.of(name, after::find));
                    tx.calendars()
                            .save(
                                    new CalendarRow(
                                            calendar.name(),
                                            after.revision,
                                            Definitions.toJson(calendar).toString(),
                                            now,
                                            by));
                    ChangeLog.record(
                            tx,
                            new Entry(Action.CALENDAR_PUT, calendar.name(), by, now)
                                    .changing(
                                            before.find(calendar.name())
                                                    .map(Definitions::toJson)
                                                    .orElse(null),
                                            Definitions.toJson(calendar)));
                    return replan(tx, after, calendar.name(), now);
                });
    }

    // What is stored is read as a definition again, and one that cannot be would stop all the
    // others.
    private static void requireReadable(CalendarDefinition calendar) {
        Definitions.parseCalendar(
                Definitions.toJson(calendar).toString(), "calendar " + calendar.name());
    }

    private List<String> replan(Tx tx, Snapshot after, String name, long now) {
        var jobs = new TreeSet<UUID>();
        after.containing(name).forEach(each -> jobs.addAll(tx.calendars().usedBy(each)));
        var changed = new ArrayList<String>();
        for (var id : jobs) {
            var job = tx.jobs().find(id).filter(each -> !each.deleted());
            if (job.isPresent() && catalog.replan(tx, job.get(), after, now)) {
                changed.add(job.get().namespace() + "/" + job.get().name());
            }
        }
        return changed;
    }

    /// @throws CarillonException CONFLICT when a job or a calendar names it
    public void delete(String name, String by) {
        long now = nowUs.getAsLong();
        stores.transaction(
                tx -> {
                    catalog.lockAll(tx);
                    var calendar = parse(require(tx, name));
                    var users = users(tx, name);
                    if (!users.isEmpty()) {
                        throw new CarillonException(
                                ErrorCode.CONFLICT,
                                "calendar "
                                        + name
                                        + " is named by "
                                        + String.join(
                                                ", ", users.subList(0, Math.min(5, users.size())))
                                        + (users.size() > 5
                                                ? " and " + (users.size() - 5) + " more"
                                                : "")
                                        + "; change them first");
                    }
                    tx.calendars().delete(name);
                    ChangeLog.record(
                            tx,
                            new Entry(Action.CALENDAR_DELETE, name, by, now)
                                    .changing(Definitions.toJson(calendar), null));
                    return true;
                });
    }
}
