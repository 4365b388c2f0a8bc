package dev.carillon.engine;

import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.policy.Placements;
import dev.carillon.engine.queue.ClaimRules;
import dev.carillon.engine.store.CalendarTable.CalendarRow;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.TimeSet;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// What this node is and may: its slots and labels, until when it is cordoned, and which calendars
/// close queues. What the database says of that is read again each second.
final class NodeRules implements ClaimRules {
    private static final long CLOSED_STEP_US = 1_000_000;

    /// The calendars that close queues.
    ///
    /// @param stored what all calendars were before `sets` was read
    private record Closing(
            Set<String> names, List<CalendarRow> stored, Map<String, TimeSet> sets) {}

    private record Read(
            @Nullable Long cordonedUntilUs, Set<String> names, List<CalendarRow> stored) {}

    private final int slots;
    private final boolean executes;
    private final Map<String, String> labels;
    private volatile @Nullable Long cordonedUntilUs;
    private volatile Closing closing = new Closing(Set.of(), List.of(), Map.of());

    NodeRules(String node, int slots, Map<String, String> labels, boolean executes) {
        this.executes = executes;
        this.slots = slots;
        this.labels = Map.copyOf(Placements.ofNode(node, labels));
    }

    /// Reads what changed.
    void refresh(Stores stores, JobCatalog catalog, UUID node) {
        var read = stores.transaction(tx -> read(tx, node));
        cordonedUntilUs = read.cordonedUntilUs;
        var last = closing;
        if (!read.names.equals(last.names()) || !read.stored.equals(last.stored())) {
            closing = new Closing(read.names, read.stored, sets(catalog, read.names));
        }
    }

    private static Read read(Tx tx, UUID node) {
        var names = new TreeSet<String>();
        for (var queue : tx.queues().all()) {
            var changed = queue.changed();
            names.addAll(queue.own().closed());
            names.addAll(changed == null ? List.of() : changed.closed());
        }
        return new Read(
                tx.nodes().find(node).map(NodeRow::cordonedUntilUs).orElse(null),
                names,
                names.isEmpty() ? List.of() : tx.calendars().all());
    }

    private static Map<String, TimeSet> sets(JobCatalog catalog, Set<String> names) {
        var sets = new HashMap<String, TimeSet>();
        if (!names.isEmpty()) {
            var calendars = catalog.calendars();
            names.forEach(name -> sets.put(name, TimeSet.of(name, calendars::find)));
        }
        return sets;
    }

    @Override
    public boolean takesRuns(long nowUs) {
        var until = cordonedUntilUs;
        return executes && (until == null || nowUs >= until);
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public Map<String, String> labels() {
        return labels;
    }

    // How long a calendar closes a queue is found by looking again.
    @Override
    public long closedUntil(QueueRow queue, long nowUs) {
        var paused = queue.pausedUntilUs();
        if (paused != null && nowUs < paused) {
            return paused;
        }
        var now = Instant.ofEpochMilli(nowUs / 1_000);
        for (var name : queue.at(nowUs).closed()) {
            var calendar = closing.sets().get(name);
            if (calendar != null && calendar.has(now, ZoneOffset.UTC)) {
                return nowUs + CLOSED_STEP_US;
            }
        }
        return 0;
    }
}
