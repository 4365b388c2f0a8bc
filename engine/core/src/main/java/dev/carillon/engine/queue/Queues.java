package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.QueueDefinition;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.store.QueueTable.LineRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.TimeSet;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
                new Entry(
                        duration == null ? Action.QUEUE_PUT : Action.QUEUE_LIMIT,
                        definition.name(),
                        by,
                        now),
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
                new Entry(
                        pausedUntilUs == null ? Action.QUEUE_RESUME : Action.QUEUE_PAUSE,
                        name,
                        by,
                        now),
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

    private Standing change(String name, Entry entry, UnaryOperator<QueueRow> to) {
        return stores.transaction(
                tx -> {
                    var before = tx.queues().lock(name).orElse(null);
                    var after = to.apply(before == null ? fresh(name) : before);
                    tx.queues().save(after);
                    var state = before == null ? null : QueueState.of(before);
                    if (!QueueState.of(after).equals(state)) {
                        ChangeLog.record(tx, entry.changing(state, QueueState.of(after)));
                    }
                    return standing(tx, name);
                });
    }

    /// Takes back what changed the limits, or whether the queue is paused.
    ///
    /// @param left the state that it is in, as the log of changes has it; null for no limits
    /// @param to the state that it is to be in
    /// @param entry what is recorded when there are limits afterwards
    /// @throws CarillonException CHANGED_MEANWHILE when it is in another state
    public void restore(@Nullable String left, @Nullable String to, Entry entry) {
        String name = entry.key();
        stores.transaction(
                tx -> {
                    var row = tx.queues().lock(name).orElse(null);
                    var state = row == null ? null : QueueState.of(row);
                    if (!Objects.equals(state == null ? null : state.toString(), left)) {
                        throw new CarillonException(
                                ErrorCode.CHANGED_MEANWHILE,
                                "queue " + name + " was changed meanwhile; look at it again");
                    }
                    if (to == null) {
                        tx.queues().delete(name);
                        return ChangeLog.record(
                                tx,
                                new Entry(Action.QUEUE_DELETE, name, entry.by(), entry.atUs())
                                        .changing(state, null));
                    }
                    var after =
                            QueueState.row(
                                    to, row == null ? fresh(name) : row, entry.by(), entry.atUs());
                    tx.queues().save(after);
                    return ChangeLog.record(tx, entry.changing(state, QueueState.of(after)));
                });
    }

    /// Removes the limits; its jobs and runs stay.
    ///
    /// @throws CarillonException NOT_FOUND
    public void delete(String name, String by) {
        long now = nowUs.getAsLong();
        stores.transaction(
                tx -> {
                    require(tx, name);
                    var row = tx.queues().lock(name);
                    tx.queues().delete(name);
                    row.ifPresent(
                            before ->
                                    ChangeLog.record(
                                            tx,
                                            new Entry(Action.QUEUE_DELETE, name, by, now)
                                                    .changing(QueueState.of(before), null)));
                    return true;
                });
    }
}
