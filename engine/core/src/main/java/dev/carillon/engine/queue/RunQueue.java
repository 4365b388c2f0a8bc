package dev.carillon.engine.queue;

import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.store.LogTable.LogRow;
import dev.carillon.engine.store.RunTable.AttemptRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The way of a run through the queue: promote, claim, begin, finish. Each method is one transaction
/// and may be repeated after a failure: what already happened no longer matches its condition.
public final class RunQueue {
    /// How long before its due time a run may be claimed. Until then it costs no slot.
    public static final Duration CLAIM_AHEAD = Duration.ofMillis(50);

    private static final long CLAIM_AHEAD_US = CLAIM_AHEAD.toNanos() / 1_000;
    private static final int MOST_PROMOTED = 1_000;
    // Read beyond the free slots, since runs that are not due yet may stand before due ones.
    private static final int MOST_AHEAD = 64;

    private final Stores stores;
    private final UUID node;
    private final Set<UUID> finishedJobs = ConcurrentHashMap.newKeySet();

    /// @param node this process's id, written into what it claims
    public RunQueue(Stores stores, UUID node) {
        this.stores = stores;
        this.node = node;
    }

    /// Moves delayed runs into the queue, at most 1,000 at once.
    ///
    /// @param untilUs those due up to then
    /// @return when the next delayed run is due, which may be before `untilUs`
    public OptionalLong promote(long untilUs) {
        return stores.transaction(
                tx -> {
                    var ranks = new HashMap<UUID, Long>();
                    var next = OptionalLong.empty();
                    for (var run : tx.runs().delayed(MOST_PROMOTED + 1)) {
                        if (run.dueUs() > untilUs || ranks.size() == MOST_PROMOTED) {
                            next = OptionalLong.of(run.dueUs());
                            break;
                        }
                        ranks.put(run.id(), Rank.of(run.dueUs(), run.priority()));
                    }
                    tx.runs().promote(ranks);
                    return next;
                });
    }

    /// Writes how attempts ended, with the last of their output, and claims new runs for the slots
    /// that are free then: one commit for both, so that a node that works through a long queue needs
    /// one for each batch.
    ///
    /// @param free slots that are free once the results are written
    /// @param nowUs lower bound of the database's clock
    public Turn turn(List<Finish> finishes, List<LogRow> output, int free, long nowUs) {
        return stores.transaction(
                tx -> {
                    tx.logs().append(output);
                    finishIn(tx, finishes, nowUs);
                    return free <= 0
                            ? new Turn(List.of(), OptionalLong.empty())
                            : claimIn(tx, free, nowUs);
                });
    }

    /// Claims up to `limit` runs, lowest rank first, then id. A run that is due begins with the claim:
    /// the same write is the mark that its process may have been started.
    public List<ClaimedRun> claim(int limit, long nowUs) {
        return stores.transaction(tx -> claimIn(tx, limit, nowUs)).claimed();
    }

    private Turn claimIn(Tx tx, int limit, long nowUs) {
        var candidates = new ArrayList<ClaimedRun>();
        var next = OptionalLong.empty();
        for (var run : tx.runs().queued(limit + MOST_AHEAD, nowUs)) {
            long fromUs = run.dueUs() - CLAIM_AHEAD_US;
            if (fromUs > nowUs) {
                next = OptionalLong.of(Math.min(next.orElse(Long.MAX_VALUE), fromUs));
            } else if (candidates.size() < limit) {
                candidates.add(run);
            }
        }
        return new Turn(
                candidates.isEmpty() ? List.of() : tx.runs().claim(candidates, node, nowUs), next);
    }

    /// Marks runs that were claimed ahead as running, shortly before their due time. A run that was
    /// cancelled, edited away or taken over meanwhile is not among the answered.
    public List<ClaimedRun> begin(List<ClaimedRun> runs, long nowUs) {
        return stores.transaction(tx -> tx.runs().begin(runs, nowUs));
    }

    /// Writes how attempts ended, all in one commit. A fenced attempt changes nothing.
    ///
    /// @return ids of the runs that were changed
    public Set<UUID> finish(List<Finish> finishes, long nowUs) {
        return stores.transaction(tx -> finishIn(tx, finishes, nowUs));
    }

    // A retry applies to a RUNNING run only: one that is being stopped ends instead.
    private Set<UUID> finishIn(Tx tx, List<Finish> finishes, long nowUs) {
        if (finishes.isEmpty()) {
            return Set.of();
        }
        var gates =
                Gates.lock(
                        tx,
                        finishes.stream()
                                .filter(finish -> finish.run().gated())
                                .map(finish -> finish.run().jobId())
                                .toList());
        var done = new HashSet<UUID>();
        var retries = finishes.stream().filter(finish -> finish.state() == null).toList();
        var retried = retries.isEmpty() ? retries : tx.runs().retry(retries);
        tx.runs().keepAttempts(retried.stream().map(finish -> attempt(finish, nowUs)).toList());
        retried.forEach(finish -> done.add(finish.run().id()));
        var ends = finishes.stream().filter(finish -> !done.contains(finish.run().id())).toList();
        for (var ended : tx.runs().finish(ends, nowUs)) {
            done.add(ended.run().id());
            finishedJobs.add(ended.run().jobId());
            if (ended.run().gated()) {
                gates.ended(ended.run().jobId(), false);
            }
        }
        gates.save();
        return done;
    }

    /// The jobs whose runs ended here since the last call.
    Set<UUID> takeFinishedJobs() {
        var jobs = Set.copyOf(finishedJobs);
        finishedJobs.removeAll(jobs);
        return jobs;
    }

    private AttemptRow attempt(Finish finish, long nowUs) {
        return new AttemptRow(
                finish.run().id(),
                finish.run().attempt(),
                finish.run().fence(),
                node,
                finish.attemptState(),
                finish.startedUs(),
                nowUs,
                finish.exitCode(),
                finish.message());
    }
}
