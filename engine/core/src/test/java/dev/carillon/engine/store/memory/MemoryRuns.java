package dev.carillon.engine.store.memory;

import dev.carillon.api.RunState;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.store.RunReads;
import dev.carillon.engine.store.RunTable;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

final class MemoryRuns implements RunTable {
    private static final Set<RunState> UNBEGUN =
            EnumSet.of(RunState.WAITING, RunState.DELAYED, RunState.QUEUED, RunState.CLAIMED);
    private static final Set<RunState> OPEN =
            EnumSet.of(RunState.CLAIMED, RunState.RUNNING, RunState.STOPPING);
    private static final Comparator<MemoryRun> IN_ORDER =
            Comparator.comparingLong(MemoryRun::rank).thenComparing(run -> run.made().id());

    private record AttemptKey(UUID run, long fence) {}

    private final Rows<UUID, MemoryRun> runs;
    private final Rows<AttemptKey, AttemptRow> attempts;
    private final MemoryNodes nodes;
    private final MemoryLogs logs;

    MemoryRuns(Undo undo, MemoryNodes nodes, MemoryLogs logs) {
        runs = new Rows<>(undo, Comparator.naturalOrder());
        attempts =
                new Rows<>(
                        undo,
                        Comparator.comparing(AttemptKey::run).thenComparing(AttemptKey::fence));
        this.nodes = nodes;
        this.logs = logs;
    }

    RunReads reads() {
        return new MemoryRunReads(runs, attempts.all(), nodes);
    }

    private Stream<MemoryRun> in(RunState state) {
        return runs.all().stream().filter(run -> run.state() == state).sorted(IN_ORDER);
    }

    private Stream<MemoryRun> ofJob(UUID job) {
        return runs.all().stream().filter(run -> run.made().jobId().equals(job));
    }

    private void change(MemoryRun run, UnaryOperator<MemoryRun> to) {
        runs.put(run.made().id(), to.apply(run));
    }

    // Changes the run if it is in one of the states with the fence.
    private boolean change(UUID id, Set<RunState> from, long fence, UnaryOperator<MemoryRun> to) {
        var run = runs.get(id).filter(each -> from.contains(each.state()) && each.fence() == fence);
        run.ifPresent(each -> change(each, to));
        return run.isPresent();
    }

    private <T> List<T> changeAll(
            List<T> all,
            Function<T, ClaimedRun> run,
            Set<RunState> from,
            BiFunction<MemoryRun, T, MemoryRun> to) {
        return all.stream()
                .filter(
                        each ->
                                change(
                                        run.apply(each).id(),
                                        from,
                                        run.apply(each).fence(),
                                        stored -> to.apply(stored, each)))
                .toList();
    }

    @Override
    public void insert(List<RunRow> rows) {
        for (var row : rows) {
            var schedule = row.scheduleId();
            if (schedule != null && hasRun(schedule, row.nominalUs())) {
                throw new StoreFailure(
                        StoreFailure.Kind.DUPLICATE,
                        "schedule " + schedule + " has a run for " + row.nominalUs());
            }
            runs.insert(row.id(), MemoryRun.of(row));
        }
    }

    private boolean hasRun(UUID schedule, @Nullable Long nominalUs) {
        return runs.all().stream()
                .anyMatch(
                        run ->
                                schedule.equals(run.made().scheduleId())
                                        && Objects.equals(nominalUs, run.made().nominalUs()));
    }

    @Override
    public List<DelayedRun> delayed(int limit) {
        return in(RunState.DELAYED)
                .limit(limit)
                .map(run -> new DelayedRun(run.made().id(), run.dueUs(), run.made().priority()))
                .toList();
    }

    @Override
    public void promote(Map<UUID, Long> ranks) {
        in(RunState.DELAYED)
                .filter(run -> ranks.containsKey(run.made().id()))
                .forEach(
                        run ->
                                change(
                                        run,
                                        each ->
                                                each.queued(
                                                        Objects.requireNonNull(
                                                                ranks.get(run.made().id())))));
    }

    @Override
    public List<ClaimedRun> queued(int limit, long dueUntilUs) {
        return in(RunState.QUEUED)
                .limit(limit)
                .map(
                        run ->
                                new ClaimedRun(
                                        run.made().id(),
                                        run.made().jobId(),
                                        run.made().jobVersion(),
                                        run.made().jobKey(),
                                        run.made().nominalUs(),
                                        run.dueUs(),
                                        run.attempt() + 1,
                                        run.failures(),
                                        run.made().maxAttempts(),
                                        run.made().gated(),
                                        run.fence() + 1,
                                        run.made().parameters(),
                                        run.dueUs() <= dueUntilUs))
                .toList();
    }

    @Override
    public List<ClaimedRun> claim(List<ClaimedRun> claimed, UUID node, long nowUs) {
        return claimed.stream()
                .filter(
                        run ->
                                change(
                                        run.id(),
                                        EnumSet.of(RunState.QUEUED),
                                        run.fence() - 1,
                                        stored -> stored.claimed(run.running(), node, nowUs)))
                .toList();
    }

    @Override
    public List<ClaimedRun> begin(List<ClaimedRun> claimed, long nowUs) {
        return changeAll(
                claimed,
                run -> run,
                EnumSet.of(RunState.CLAIMED, RunState.RUNNING),
                (stored, run) -> stored.begun(Math.max(nowUs, run.dueUs())));
    }

    @Override
    public List<Finish> finish(List<Finish> finishes, long nowUs) {
        return changeAll(
                finishes,
                Finish::run,
                EnumSet.of(RunState.RUNNING, RunState.STOPPING),
                (stored, finish) -> stored.finished(finish, nowUs));
    }

    @Override
    public List<Finish> retry(List<Finish> finishes) {
        return changeAll(finishes, Finish::run, EnumSet.of(RunState.RUNNING), MemoryRun::retried);
    }

    @Override
    public void keepAttempts(List<AttemptRow> rows) {
        rows.forEach(row -> attempts.insert(new AttemptKey(row.run(), row.fence()), row));
    }

    @Override
    public Optional<OpenRun> open(UUID id) {
        return runs.get(id).map(MemoryRun::open);
    }

    @Override
    public List<OpenRun> openElsewhere(UUID node) {
        return runs.all().stream()
                .filter(run -> OPEN.contains(run.state()) && !node.equals(run.node()))
                .map(MemoryRun::open)
                .toList();
    }

    @Override
    public List<OpenRun> openOn(UUID node) {
        return runs.all().stream()
                .filter(run -> OPEN.contains(run.state()) && node.equals(run.node()))
                .map(MemoryRun::open)
                .toList();
    }

    @Override
    public List<UUID> stopping(UUID node) {
        return in(RunState.STOPPING)
                .filter(run -> node.equals(run.node()))
                .map(run -> run.made().id())
                .toList();
    }

    @Override
    public boolean end(OpenRun run, RunState state, String why, long nowUs) {
        return change(
                run.id(),
                EnumSet.of(run.state()),
                run.fence(),
                stored -> stored.ended(state, why, nowUs));
    }

    @Override
    public boolean stop(OpenRun run) {
        return change(
                run.id(),
                EnumSet.of(RunState.RUNNING),
                run.fence(),
                stored -> stored.stopping(stored.message()));
    }

    @Override
    public boolean requeue(OpenRun run, long rank, int losses, @Nullable String why) {
        return change(
                run.id(),
                EnumSet.of(run.state()),
                run.fence(),
                stored -> stored.requeued(rank, losses, why));
    }

    @Override
    public Optional<OpenRun> oldestWaiting(UUID job) {
        return in(RunState.WAITING)
                .filter(run -> run.made().jobId().equals(job))
                .findFirst()
                .map(MemoryRun::open);
    }

    @Override
    public boolean release(UUID id, long rank) {
        var waiting = runs.get(id).filter(run -> run.state() == RunState.WAITING);
        waiting.ifPresent(run -> change(run, stored -> stored.queued(rank)));
        return waiting.isPresent();
    }

    @Override
    public void stopAll(UUID job, String why) {
        ofJob(job)
                .filter(run -> run.state() == RunState.RUNNING)
                .forEach(run -> change(run, stored -> stored.stopping(why)));
    }

    @Override
    public int cancelUnbegun(UUID job, String why, long nowUs) {
        var unbegun =
                ofJob(job)
                        .filter(run -> run.made().gated() && UNBEGUN.contains(run.state()))
                        .toList();
        unbegun.forEach(run -> change(run, stored -> stored.ended(RunState.CANCELLED, why, nowUs)));
        return unbegun.size();
    }

    @Override
    public List<UUID> prunable(
            UUID job, int keep, long finishedBeforeUs, long keyedBeforeUs, int limit) {
        var finished = new ArrayList<MemoryRun>();
        for (var run : runs.descending()) {
            if (run.made().jobId().equals(job)
                    && run.finishedUs() != null
                    && (!run.made().keyed() || run.made().createdUs() < keyedBeforeUs)) {
                finished.add(run);
            }
        }
        var beyond = finished.stream().skip(keep).limit(limit).toList();
        var found =
                beyond.isEmpty()
                        ? finished.reversed().stream()
                                .filter(
                                        run ->
                                                Objects.requireNonNull(run.finishedUs())
                                                        < finishedBeforeUs)
                                .limit(limit)
                                .toList()
                        : beyond;
        return found.stream().map(run -> run.made().id()).toList();
    }

    @Override
    public void delete(Collection<UUID> ids) {
        for (var id : ids) {
            logs.delete(id);
            attempts.all().stream()
                    .filter(attempt -> attempt.run().equals(id))
                    .forEach(attempt -> attempts.remove(new AttemptKey(id, attempt.fence())));
            runs.remove(id);
        }
    }
}
