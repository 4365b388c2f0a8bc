package dev.carillon.engine.queue;

import dev.carillon.api.RunState;
import dev.carillon.engine.policy.Placements;
import dev.carillon.engine.queue.FreeSlots.Start;
import dev.carillon.engine.queue.RunInserts.Claimer;
import dev.carillon.engine.queue.RunInserts.Fresh;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.store.RunTable.RunRow;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.store.Tx.Opening;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Claims new runs in the transaction that makes them, while this node has free slots for which nothing waits: they
/// begin one commit earlier, and nobody sees them queued. A run of a queue with limits is left to [Claims], which
/// counts under the lock of the queue. Used by one thread at a time.
public final class DirectClaims {
    private final UUID node;
    private final String name;
    private final Lines lines;
    private final ClaimRules rules;
    private final FreeSlots slots;
    private final List<ClaimedRun> taken = new ArrayList<>();

    /// @param node this process's id, written into what it claims
    /// @param name of this node
    public DirectClaims(UUID node, String name, Lines lines, ClaimRules rules, FreeSlots slots) {
        this.node = node;
        this.name = name;
        this.lines = lines;
        this.rules = rules;
        this.slots = slots;
    }

    /// Of this node.
    String nodeName() {
        return name;
    }

    /// For a transaction that follows: its runs begin with [#begin] after its commit, or not at all.
    ///
    /// @param opening what the transaction read at its begin, null when it read nothing
    Claimer claimer(Supplier<@Nullable Opening> opening) {
        giveBack();
        return (tx, runs, nowUs) -> claim(tx, runs, nowUs, opening.get());
    }

    /// What a transaction reads that may claim the runs it makes; null when it would claim none.
    ///
    /// @param job one that is submitted
    @Nullable Opening open(Tx tx, UUID job, long nowUs) {
        return slots.free() > 0 && rules.takesRuns(nowUs) ? tx.open(job, node) : null;
    }

    /// What was claimed since [#claimer] is committed.
    void begin() {
        slots.begin(List.copyOf(taken));
        taken.clear();
    }

    /// The transaction failed, perhaps after its commit.
    void giveBack() {
        if (!taken.isEmpty()) {
            slots.giveBack(List.copyOf(taken));
            taken.clear();
        }
    }

    private List<RunRow> claim(Tx tx, List<Fresh> runs, long nowUs, @Nullable Opening opening) {
        // Nobody settles the runs of a node that was given up before it claimed them.
        if (opening != null && opening.live()) {
            var starts = starts(tx, runs, nowUs, slots.free(), opening);
            starts.subList(0, slots.take(starts)).forEach(start -> taken.add(start.run()));
        }
        var ids = taken.stream().map(ClaimedRun::id).collect(Collectors.toSet());
        return runs.stream()
                .map(Fresh::row)
                .map(row -> ids.contains(row.id()) ? row.runningOn(node) : row)
                .toList();
    }

    private List<Start> starts(Tx tx, List<Fresh> runs, long nowUs, int most, Opening opening) {
        var closed = new HashSet<String>();
        for (var queue : opening.queues()) {
            if (Claims.counts(queue.at(nowUs)) || rules.closedUntil(queue, nowUs) > nowUs) {
                closed.add(queue.name());
            }
        }
        var labels = rules.labels();
        return runs.stream()
                .filter(run -> run.row().state() == RunState.QUEUED && run.row().dueUs() <= nowUs)
                .filter(run -> !run.row().traits().ofSeveral())
                .filter(run -> !closed.contains(run.row().traits().queue()))
                .filter(
                        run ->
                                Placements.fits(
                                        lines.row(tx, run.row().traits().line()).placement(),
                                        labels))
                .limit(most)
                .map(DirectClaims::start)
                .toList();
    }

    private static Start start(Fresh run) {
        var row = run.row();
        return new Start(
                new ClaimedRun(
                        row.id(), row.traits(), row.dueUs(), 1, 0, 1, row.parameters(), true),
                run.definition());
    }
}
