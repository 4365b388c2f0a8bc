package dev.carillon.engine.store.memory;

import dev.carillon.api.RunState;
import dev.carillon.api.Usage;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.SealedText;
import dev.carillon.engine.store.RunReads;
import dev.carillon.engine.store.RunSearch;
import dev.carillon.engine.store.RunTable;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class MemoryRuns implements RunTable {
    private static final Set<RunState> UNBEGUN =
            EnumSet.of(
                    RunState.WAITING,
                    RunState.DELAYED,
                    RunState.QUEUED,
                    RunState.CLAIMED,
                    RunState.HELD);
    private static final Set<RunState> OPEN =
            EnumSet.of(RunState.CLAIMED, RunState.RUNNING, RunState.STOPPING);
    private static final Set<RunState> HOLDABLE =
            EnumSet.of(RunState.DELAYED, RunState.QUEUED, RunState.WAITING);
    private static final Comparator<MemoryRun> IN_ORDER =
            Comparator.comparingLong(MemoryRun::rank).thenComparing(run -> run.made().id());

    record AttemptKey(UUID run, long fence) {
        private static final Comparator<AttemptKey> ORDER =
                Comparator.comparing(AttemptKey::run).thenComparing(AttemptKey::fence);
    }

    private final Rows<UUID, MemoryRun> runs;
    private final Rows<AttemptKey, AttemptRow> attempts;
    private final Rows<AttemptKey, Usage> usages;
    private final MemoryNodes nodes;
    private final MemoryLogs logs;
    private final MemoryFailures failures;

    MemoryRuns(Undo undo, MemoryNodes nodes, MemoryLogs logs, MemoryFailures failures) {
        runs = new Rows<>(undo, Comparator.naturalOrder());
        attempts = new Rows<>(undo, AttemptKey.ORDER);
        usages = new Rows<>(undo, AttemptKey.ORDER);
        this.nodes = nodes;
        this.logs = logs;
        this.failures = failures;
    }

    RunReads reads() {
        return new MemoryRunReads(runs, attempts.all(), usages, nodes, failures);
    }

    RunSearch search() {
        return new MemoryRunSearch(
                runs, new MemoryRunReads(runs, List.of(), usages, nodes, failures), nodes);
    }

    private Stream<MemoryRun> in(RunState state) {
        return runs.all().stream().filter(run -> run.state() == state).sorted(IN_ORDER);
    }

    private Stream<MemoryRun> ofJob(UUID job) {
        return runs.all().stream().filter(run -> run.made().traits().jobId().equals(job));
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
            var schedule = row.traits().scheduleId();
            if (schedule != null && hasRun(schedule, row.traits().nominalUs())) {
                throw new StoreFailure(
                        StoreFailure.Kind.DUPLICATE,
                        "schedule " + schedule + " has a run for " + row.traits().nominalUs());
            }
            runs.insert(row.id(), MemoryRun.of(row));
        }
    }

    private boolean hasRun(UUID schedule, @Nullable Long nominalUs) {
        return runs.all().stream()
                .anyMatch(
                        run ->
                                schedule.equals(run.made().traits().scheduleId())
                                        && Objects.equals(
                                                nominalUs, run.made().traits().nominalUs()));
    }

    @Override
    public List<OpenRun> delayed(int limit) {
        return in(RunState.DELAYED).limit(limit).map(MemoryRun::open).toList();
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
    public boolean park(OpenRun run, Wait waitsFor, int waitsIn, long rank) {
        return change(run, stored -> stored.parked(waitsFor, waitsIn, rank));
    }

    private boolean change(OpenRun run, UnaryOperator<MemoryRun> to) {
        return change(run.id(), EnumSet.of(run.state()), run.fence(), to);
    }

    @Override
    public List<Integer> linesWithRuns() {
        return in(RunState.QUEUED).map(MemoryRun::waitsIn).distinct().sorted().toList();
    }

    @Override
    public long queuedIn(int line) {
        return in(RunState.QUEUED).filter(run -> run.waitsIn() == line).count();
    }

    @Override
    public long queuedBefore(int line, long rank) {
        return in(RunState.QUEUED)
                .filter(run -> run.waitsIn() == line && run.rank() < rank)
                .count();
    }

    @Override
    public Map<UUID, Long> firstOfLine(int line, int limit) {
        return in(RunState.QUEUED)
                .filter(run -> run.waitsIn() == line)
                .limit(limit)
                .collect(Collectors.toMap(run -> run.made().id(), MemoryRun::dueUs));
    }

    @Override
    public List<Candidate> queued(int line, int limit, long untilUs, long nowUs) {
        return in(RunState.QUEUED)
                .filter(run -> run.waitsIn() == line && run.dueUs() <= untilUs)
                .limit(limit)
                .map(
                        run ->
                                new Candidate(
                                        new ClaimedRun(
                                                run.made().id(),
                                                run.made().traits().until(run.deadlineUs()),
                                                run.dueUs(),
                                                run.attempt() + 1,
                                                run.failures(),
                                                run.fence() + 1,
                                                run.parameters(),
                                                run.dueUs() <= nowUs),
                                        run.rank()))
                .toList();
    }

    @Override
    public int underWay(String queue) {
        return (int)
                runs.all().stream()
                        .filter(run -> OPEN.contains(run.state()))
                        .filter(run -> run.made().traits().queue().equals(queue))
                        .filter(run -> !run.made().traits().ofSeveral())
                        .count();
    }

    @Override
    public boolean startFlow(ClaimedRun run, long nowUs) {
        return change(
                run.id(),
                EnumSet.of(RunState.QUEUED),
                run.fence() - 1,
                stored -> stored.startedFlow(nowUs));
    }

    @Override
    public boolean endFlow(OpenRun run, RunState state, @Nullable String why, long nowUs) {
        return change(
                run.id(),
                EnumSet.of(RunState.RUNNING, RunState.STOPPING),
                run.fence(),
                stored -> stored.endedFlow(state, why, nowUs));
    }

    @Override
    public void setParameters(UUID run, String parameters) {
        runs.get(run).ifPresent(stored -> change(stored, each -> each.withParameters(parameters)));
    }

    @Override
    public List<Sealed> sealedAfter(@Nullable UUID after, int limit) {
        return runs.all().stream()
                .filter(run -> after == null || run.made().id().compareTo(after) > 0)
                .limit(limit)
                .map(MemoryRuns::sealed)
                .toList();
    }

    private static Sealed sealed(MemoryRun run) {
        boolean has = run.parameters().contains(SealedText.START);
        return new Sealed(run.made().id(), has ? run.parameters() : null);
    }

    @Override
    public void reseal(List<Sealed> resealed) {
        for (var each : resealed) {
            String to = Objects.requireNonNull(each.parameters());
            runs.get(each.run()).ifPresent(run -> change(run, stored -> stored.resealed(to)));
        }
    }

    @Override
    public boolean queue(OpenRun run, long rank) {
        return change(run, stored -> stored.queued(rank));
    }

    @Override
    public boolean delay(OpenRun run, long dueUs) {
        return change(run, stored -> stored.delayed(dueUs));
    }

    @Override
    public boolean hold(OpenRun run, String why) {
        return change(run, stored -> stored.held(why));
    }

    @Override
    public List<OpenRun> expired(long nowUs, int limit) {
        return runs.all().stream()
                .filter(
                        run ->
                                UNBEGUN.contains(run.state()) && run.state() != RunState.CLAIMED
                                        || run.state() == RunState.RUNNING
                                                && run.made().traits().ofSeveral())
                .filter(
                        run -> {
                            var deadline = run.deadlineUs();
                            return deadline != null && deadline < nowUs;
                        })
                .limit(limit)
                .map(MemoryRun::open)
                .toList();
    }

    @Override
    public void shift(long byUs) {
        for (var run : runs.all()) {
            boolean next = run.state() == RunState.DELAYED && run.attempt() > 0;
            boolean due = next || run.state() == RunState.QUEUED || run.state() == RunState.WAITING;
            boolean open = !run.state().finished() && run.state() != RunState.DELAYED || next;
            if (due || open && run.deadlineUs() != null) {
                change(run, stored -> stored.shifted(due, byUs));
            }
        }
    }

    @Override
    public boolean handled(UUID id, long nowUs) {
        return dealtWith(id, nowUs);
    }

    @Override
    public boolean unhandled(UUID id) {
        return dealtWith(id, null);
    }

    private boolean dealtWith(UUID id, @Nullable Long us) {
        var other = runs.get(id).filter(run -> run.handled() == (us == null));
        other.ifPresent(stored -> change(stored, run -> run.dealtWith(us)));
        return other.isPresent();
    }

    @Override
    public List<OpenRun> ofNominal(Collection<UUID> schedules, long nominalUs) {
        return runs.all().stream()
                .filter(run -> Objects.equals(nominalUs, run.made().traits().nominalUs()))
                .filter(
                        run -> {
                            var schedule = run.made().traits().scheduleId();
                            return schedule != null && schedules.contains(schedule);
                        })
                .map(MemoryRun::open)
                .toList();
    }

    @Override
    public Optional<OpenRun> lastEnded(UUID job) {
        return runs.descending().stream()
                .filter(run -> run.made().traits().jobId().equals(job))
                .filter(run -> run.made().traits().flow() == null)
                .filter(run -> run.state().finished())
                .filter(run -> run.state() != RunState.MISSED && run.state() != RunState.SKIPPED)
                .findFirst()
                .map(MemoryRun::open);
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
    public List<Progress> progress(List<Progress> progress) {
        return changeAll(
                progress,
                Progress::run,
                EnumSet.of(RunState.RUNNING),
                (stored, each) -> stored.come(each.percent()));
    }

    @Override
    public void keepUsage(List<UsageRow> rows) {
        for (var each : rows) {
            var key = new AttemptKey(each.run().id(), each.run().fence());
            boolean current =
                    runs.get(key.run()).filter(run -> run.fence() == key.fence()).isPresent();
            if (current || usages.get(key).isPresent()) {
                usages.put(key, each.usage());
            }
        }
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
    public List<OpenRun> openOnGone() {
        return runs.all().stream()
                .filter(run -> OPEN.contains(run.state()))
                .filter(run -> run.node() instanceof UUID node && nodes.isGone(node))
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
    public List<UUID> atMostOnceUnbegun(long dueUs) {
        return runs.all().stream()
                .filter(run -> HOLDABLE.contains(run.state()))
                .map(MemoryRun::open)
                .filter(run -> run.atMostOnce() && run.dueUs() <= dueUs)
                .map(OpenRun::id)
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
    public boolean stop(OpenRun run, @Nullable String why) {
        return change(
                run.id(),
                EnumSet.of(RunState.RUNNING),
                run.fence(),
                stored -> stored.stopping(why));
    }

    @Override
    public void handBack(List<OpenRun> open, Map<UUID, Long> ranks) {
        for (var run : open) {
            long rank = Objects.requireNonNull(ranks.get(run.id()));
            change(
                    run.id(),
                    EnumSet.of(run.state()),
                    run.fence(),
                    stored -> stored.handedBack(rank));
        }
    }

    @Override
    public List<OpenRun> requeue(List<OpenRun> runs, Map<UUID, Long> ranks, String why) {
        return runs.stream()
                .filter(
                        run ->
                                change(
                                        run.id(),
                                        EnumSet.of(RunState.RUNNING),
                                        run.fence(),
                                        stored ->
                                                stored.requeued(
                                                        Objects.requireNonNull(ranks.get(run.id())),
                                                        run.losses() + 1,
                                                        why)))
                .toList();
    }

    @Override
    public Optional<OpenRun> oldestWaiting(Wait waitsFor, int waitsIn, String name) {
        return waiting(waitsFor, waitsIn, name).stream().findFirst();
    }

    @Override
    public List<UUID> jobsThatWait(UUID after, int limit) {
        return in(RunState.WAITING)
                .filter(run -> run.waitsFor() == Wait.JOB)
                .map(run -> run.made().traits().jobId())
                .distinct()
                .filter(job -> job.toString().compareTo(after.toString()) > 0)
                .sorted(Comparator.comparing(UUID::toString))
                .limit(limit)
                .toList();
    }

    @Override
    public List<OpenRun> waiting(Wait waitsFor, int waitsIn, String name) {
        return in(RunState.WAITING)
                .filter(run -> run.waitsFor() == waitsFor && run.waitsIn() == waitsIn)
                .filter(
                        run ->
                                name.equals(
                                        waitsFor == Wait.KEY
                                                ? run.made().traits().limitKey()
                                                : run.made().traits().jobId().toString()))
                .map(MemoryRun::open)
                .toList();
    }

    @Override
    public List<OpenRun> runningOf(UUID job) {
        return ofJob(job)
                .filter(run -> run.made().traits().gated() && run.state() == RunState.RUNNING)
                .map(MemoryRun::open)
                .toList();
    }

    @Override
    public List<OpenRun> unbegun(UUID job) {
        return ofJob(job)
                .filter(run -> run.made().traits().gated() && UNBEGUN.contains(run.state()))
                .map(MemoryRun::open)
                .toList();
    }

    @Override
    public Optional<UUID> newestBeyond(UUID job, Counted which, int keep, Kept kept) {
        return finished(job, which, kept).skip(keep).findFirst().map(run -> run.made().id());
    }

    @Override
    public List<UUID> upTo(UUID job, Counted which, UUID newest, Kept kept, int limit) {
        return ids(
                finished(job, which, kept)
                        .filter(run -> run.made().id().toString().compareTo(newest.toString()) <= 0)
                        .limit(limit));
    }

    @Override
    public List<UUID> tooOld(UUID job, UUID oldest, long finishedBeforeUs, Kept kept, int limit) {
        return ids(
                finished(job, Counted.OTHERS, kept).toList().reversed().stream()
                        .filter(run -> run.made().id().toString().compareTo(oldest.toString()) >= 0)
                        .filter(run -> Objects.requireNonNull(run.finishedUs()) < finishedBeforeUs)
                        .limit(limit));
    }

    // Newest first.
    private Stream<MemoryRun> finished(UUID job, Counted which, Kept kept) {
        return runs.descending().stream()
                .filter(
                        run ->
                                run.made().traits().jobId().equals(job)
                                        && run.made().traits().flow() == null
                                        && run.finishedUs() != null
                                        && (!run.made().keyed()
                                                || run.made().createdUs() < kept.keyedSinceUs())
                                        && waits(run, kept.handledSinceUs())
                                                == (which == Counted.UNHANDLED));
    }

    private static boolean isPart(MemoryRun run, Collection<UUID> flows) {
        var flow = run.made().traits().flow();
        return flow != null && flows.contains(flow);
    }

    private static boolean waits(MemoryRun run, long handledBeforeUs) {
        var handled = run.handledUs();
        return (handled == null || handled >= handledBeforeUs)
                && EnumSet.of(RunState.FAILED, RunState.TIMED_OUT, RunState.LOST)
                        .contains(run.state());
    }

    private static List<UUID> ids(Stream<MemoryRun> of) {
        return of.map(run -> run.made().id()).toList();
    }

    @Override
    public void delete(Collection<UUID> ids) {
        for (var part :
                runs.all().stream()
                        .filter(run -> isPart(run, ids))
                        .map(run -> run.made().id())
                        .toList()) {
            delete(List.of(part));
        }
        for (var id : ids) {
            logs.delete(id);
            failures.remove(id);
            attempts.all().stream()
                    .filter(attempt -> attempt.run().equals(id))
                    .forEach(attempt -> attempts.remove(new AttemptKey(id, attempt.fence())));
            usages.entries().stream()
                    .map(Map.Entry::getKey)
                    .filter(key -> key.run().equals(id))
                    .forEach(usages::remove);
            runs.remove(id);
        }
    }
}
