package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.QueueDefinition;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.store.QueueTable.LineRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.TimeSet;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Changes the limits of queues while they work. A change is one row, which the next claim reads.
public final class Queues {
    /// A queue and where it stands.
    public record Standing(QueueRow row, int running, long queued) {}

    private final Stores stores;
    private final JobCatalog catalog;
    private final LongSupplier nowUs;

    /// @param nowUs lower bound of the database's clock
    public Queues(Stores stores, JobCatalog catalog, LongSupplier nowUs) {
        this.stores = stores;
        this.catalog = catalog;
        this.nowUs = nowUs;
    }

    /// All that were defined or have a job, in order of name.
    public List<Standing> list() {
        return stores.transaction(
                tx -> {
                    var lines = tx.queues().lines();
                    var rows = tx.queues().all();
                    var names = new TreeSet<String>();
                    lines.forEach(line -> names.add(line.queue()));
                    rows.forEach(row -> names.add(row.name()));
                    return names.stream().map(name -> standing(tx, name, rows, lines)).toList();
                });
    }

    /// @throws CarillonException NOT_FOUND for one that nobody defined and no job names
    public Standing get(String name) {
        return stores.transaction(
                tx -> {
                    require(tx, name);
                    return standing(tx, name);
                });
    }

    private static Standing standing(Tx tx, String name) {
        return standing(tx, name, tx.queues().all(), tx.queues().lines());
    }

    private static Standing standing(Tx tx, String name, List<QueueRow> rows, List<LineRow> lines) {
        var row =
                rows.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(fresh(name));
        long queued =
                lines.stream()
                        .filter(line -> line.queue().equals(name))
                        .mapToLong(line -> tx.runs().queuedIn(line.id()))
                        .sum();
        return new Standing(row, tx.runs().underWay(name), queued);
    }

    private static QueueRow fresh(String name) {
        return new QueueRow(QueueDefinition.unlimited(name), null, null, null, 0, 0, 0, "nobody");
    }

    private static void require(Tx tx, String name) {
        boolean known =
                tx.queues().lines().stream().map(LineRow::queue).anyMatch(name::equals)
                        || tx.queues().all().stream().anyMatch(row -> row.name().equals(name));
        if (!known) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "there is no queue "
                            + name
                            + "; a queue is there when a job names it or its limits are set");
        }
    }

    /// Sets the limits.
    ///
    /// @param duration after which the earlier ones hold again; null for no end
    /// @throws CarillonException INVALID_DEFINITION for an unknown calendar
    public Standing put(QueueDefinition definition, @Nullable Duration duration, String by) {
        var calendars = catalog.calendars();
        definition.closed().forEach(name -> TimeSet.of(name, calendars::find));
        long now = nowUs.getAsLong();
        return change(
                definition.name(),
                row ->
                        duration == null
                                ? new QueueRow(
                                        definition,
                                        row.pausedUntilUs(),
                                        null,
                                        null,
                                        row.tatUs(),
                                        row.version() + 1,
                                        now,
                                        by)
                                : new QueueRow(
                                        row.own(),
                                        row.pausedUntilUs(),
                                        definition,
                                        now + duration.toNanos() / 1_000,
                                        row.tatUs(),
                                        row.version() + 1,
                                        now,
                                        by));
    }

    /// Lets none of its runs start; those under way go on.
    ///
    /// @param duration null for no end
    /// @throws CarillonException NOT_FOUND
    public Standing pause(String name, @Nullable Duration duration, String by) {
        long now = nowUs.getAsLong();
        return known(
                name,
                duration == null ? QueueRow.FOR_EVER : now + duration.toNanos() / 1_000,
                by,
                now);
    }

    /// @throws CarillonException NOT_FOUND
    public Standing resume(String name, String by) {
        return known(name, null, by, nowUs.getAsLong());
    }

    private Standing known(String name, @Nullable Long pausedUntilUs, String by, long now) {
        get(name);
        return change(
                name,
                row ->
                        new QueueRow(
                                row.own(),
                                pausedUntilUs,
                                row.changed(),
                                row.changedUntilUs(),
                                row.tatUs(),
                                row.version() + 1,
                                now,
                                by));
    }

    private Standing change(String name, UnaryOperator<QueueRow> to) {
        return stores.transaction(
                tx -> {
                    tx.queues().save(to.apply(tx.queues().lock(name).orElse(fresh(name))));
                    return standing(tx, name);
                });
    }

    /// Removes the limits; its jobs and runs stay.
    ///
    /// @throws CarillonException NOT_FOUND
    public void delete(String name) {
        stores.transaction(
                tx -> {
                    require(tx, name);
                    tx.queues().delete(name);
                    return true;
                });
    }
}
