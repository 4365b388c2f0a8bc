package dev.carillon.engine.queue;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.store.LogTable.LogRow;
import dev.carillon.engine.store.RunTable.AttemptRow;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Progress;
import dev.carillon.engine.store.RunTable.UsageRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final Stores stores;
    private final Ground ground;
    private final UUID node;
    private final Claims claims;
    private final Map<UUID, Integer> finishedRuns = new ConcurrentHashMap<>();
    private final Set<UUID> tiredJobs = ConcurrentHashMap.newKeySet();
    private final Set<UUID> changed = ConcurrentHashMap.newKeySet();

    /// @param node this process's id, written into what it claims
    public RunQueue(Stores stores, Ground ground, UUID node, ClaimRules rules) {
        this.stores = stores;
        this.ground = ground;
        this.node = node;
        claims = new Claims(node, ground.lines(), rules, CLAIM_AHEAD_US);
    }

    /// Moves delayed runs into the queue, at most 1,000 at once.
    ///
    /// @param untilUs those due up to then
    /// @return how many, and when the next delayed run is due
    public Promoted promote(long untilUs) {
        return stores.transaction(tx -> promoteIn(tx, untilUs));
    }

    /// What [#promote] did.
    ///
    /// @param nextUs when the next delayed run is due, which may be now when there were many
    public record Promoted(int count, OptionalLong nextUs) {}

    private Promoted promoteIn(Tx tx, long untilUs) {
        var ranks = new HashMap<UUID, Long>();
        var keyed = new ArrayList<OpenRun>();
        var next = OptionalLong.empty();
        for (var run : tx.runs().delayed(MOST_PROMOTED + 1)) {
            if (run.dueUs() > untilUs || ranks.size() + keyed.size() == MOST_PROMOTED) {
                next = OptionalLong.of(run.dueUs());
                break;
            }
            if (run.traits().limitKey() == null) {
                ranks.put(run.id(), Rank.of(run.dueUs(), run.traits().priority()));
            } else {
                keyed.add(run);
            }
        }
        tx.runs().promote(ranks);
        if (!keyed.isEmpty()) {
            var moves =
                    Moves.lock(tx, ground, untilUs, keyed.stream().map(OpenRun::traits).toList());
            keyed.forEach(moves::queue);
            moves.settle();
        }
        return new Promoted(ranks.size() + keyed.size(), next);
    }

    /// Claims runs for so many free slots, lowest rank first, then id. A run that is due begins with the claim: the
    /// same write is the mark that its process may have been started.
    ///
    /// @param ahead so many more, of those that may begin a second time when the node dies before they began
    /// @param nowUs lower bound of the database's clock
    public Turn turn(int free, int ahead, long nowUs) {
        return stores.transaction(tx -> claims.claim(tx, free, ahead, nowUs));
    }

    /// The same without those ahead.
    public Turn turn(int free, long nowUs) {
        return turn(free, 0, nowUs);
    }

    /// The runs of a [#turn].
    public List<ClaimedRun> claim(int limit, long nowUs) {
        return turn(limit, nowUs).claimed();
    }

    /// Begins a run of several: makes its parts and starts those that may run. A run that is not
    /// QUEUED any more is left alone, so that doing it twice changes nothing.
    public void expand(ClaimedRun flow, long nowUs) {
        stores.transaction(
                tx -> {
                    var moves = Moves.lockFlow(tx, ground, nowUs, flow.id());
                    boolean begun = new Expansion(moves).begin(flow);
                    moves.settle();
                    note(moves);
                    return begun;
                });
    }

    /// Ends a run of several that cannot begin as FAILED. One that is not QUEUED any more is left alone.
    ///
    /// @param why for people
    public void refuse(ClaimedRun flow, String why, long nowUs) {
        stores.transaction(
                tx -> {
                    var moves = Moves.lockFlow(tx, ground, nowUs, flow.id());
                    tx.runs()
                            .open(flow.id())
                            .filter(run -> run.state() == RunState.QUEUED)
                            .ifPresent(run -> moves.end(run, RunState.FAILED, why));
                    moves.settle();
                    note(moves);
                    return true;
                });
    }

    /// Marks runs that were claimed ahead as running, shortly before their due time. A run that was
    /// cancelled, edited away or taken over meanwhile is not among the answered.
    public List<ClaimedRun> begin(List<ClaimedRun> runs, long nowUs) {
        return stores.transaction(tx -> tx.runs().begin(runs, nowUs));
    }

    /// Notes how far runs have come, and what attempts used, in one commit; for those that are not running any more it is
    /// too late.
    public void progress(List<Progress> progress, List<UsageRow> usages) {
        stores.transaction(
                tx -> {
                    keepUsage(tx, usages);
                    return progress.isEmpty() ? progress : tx.runs().progress(progress);
                });
    }

    private static void keepUsage(Tx tx, List<UsageRow> usages) {
        if (!usages.isEmpty()) {
            tx.runs().keepUsage(usages);
        }
    }

    /// Writes how attempts ended, with the last of their output and what they used in all, all in one commit. A fenced
    /// attempt changes nothing.
    ///
    /// @return ids of the runs that were changed
    public Set<UUID> finish(
            List<Finish> finishes, List<LogRow> output, List<UsageRow> usages, long nowUs) {
        return stores.transaction(
                tx -> {
                    tx.logs().append(output);
                    keepUsage(tx, usages);
                    var ended = finishIn(tx, finishes, nowUs);
                    ended.ifPresent(each -> each.moves.countFailures());
                    return ended.map(Ended::done).orElse(Set.of());
                });
    }

    /// The same without output and usage.
    public Set<UUID> finish(List<Finish> finishes, long nowUs) {
        return finish(finishes, List.of(), List.of(), nowUs);
    }

    /// What ended, with the moves whose failures are not counted yet.
    private record Ended(Moves moves, Set<UUID> done) {}

    // A retry applies to a RUNNING run only: one that is being stopped ends instead.
    private Optional<Ended> finishIn(Tx tx, List<Finish> finishes, long nowUs) {
        if (finishes.isEmpty()) {
            return Optional.empty();
        }
        var moves =
                Moves.lock(
                        tx,
                        ground,
                        nowUs,
                        finishes.stream().map(finish -> finish.run().traits()).toList());
        var done = new HashSet<UUID>();
        var retries = finishes.stream().filter(finish -> finish.state() == null).toList();
        var retried = retries.isEmpty() ? retries : tx.runs().retry(retries);
        tx.runs().keepAttempts(retried.stream().map(finish -> attempt(finish, nowUs)).toList());
        for (var finish : retried) {
            done.add(finish.run().id());
            moves.keys.giveBack(finish.run().traits());
        }
        var ends = finishes.stream().filter(finish -> !done.contains(finish.run().id())).toList();
        for (var ended : tx.runs().finish(ends, nowUs)) {
            var run = ended.run();
            done.add(run.id());
            finishedRuns.merge(run.jobId(), 1, Integer::sum);
            var state = ended.stateOrCancelled();
            moves.ended(run.id(), run.traits(), null, run.traits().limitKey() != null, state);
            moves.failed(run.id(), run.traits(), state, ended.exitCode(), ended.message());
        }
        moves.follow();
        note(moves);
        changed.removeAll(done);
        return Optional.of(new Ended(moves, done));
    }

    private void note(Moves moves) {
        tiredJobs.addAll(moves.tired());
        changed.addAll(moves.changed());
    }

    /// The jobs that failed too often in a row since the last call.
    public Set<UUID> takeTiredJobs() {
        var jobs = Set.copyOf(tiredJobs);
        tiredJobs.removeAll(jobs);
        return jobs;
    }

    /// Runs that changed because another one ended, since the last call.
    public Set<UUID> takeChanged() {
        var runs = Set.copyOf(changed);
        changed.removeAll(runs);
        return runs;
    }

    /// The jobs of which so many runs ended here since they were last answered.
    Map<UUID, Integer> takeBusyJobs(int runs) {
        var jobs = new HashMap<UUID, Integer>();
        finishedRuns.forEach(
                (job, count) -> {
                    if (count >= runs) {
                        jobs.put(job, count);
                    }
                });
        finishedRuns.keySet().removeAll(jobs.keySet());
        return jobs;
    }

    /// Counts the ended runs of all jobs anew.
    void forgetFinished() {
        finishedRuns.clear();
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
