package dev.carillon.engine.store.memory;

import dev.carillon.engine.store.DueTrigger;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.TriggerTable;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

final class MemoryTriggers implements TriggerTable {
    private record Row(
            NewTrigger made,
            State state,
            @Nullable Long nextMillis,
            @Nullable Long firedMillis,
            @Nullable String error,
            long calendarRevision,
            @Nullable Passed passed) {
        private Row with(State to, @Nullable Long next) {
            return new Row(made, to, next, firedMillis, error, calendarRevision, passed);
        }

        private Row movedTo(Key key) {
            var moved =
                    new NewTrigger(
                            key,
                            made.jobName(),
                            made.jobNamespace(),
                            made.nextMillis(),
                            made.firedMillis(),
                            made.priority(),
                            made.state(),
                            made.startMillis(),
                            made.scheduleId(),
                            made.scheduleVersion(),
                            made.jobId(),
                            made.calendarRevision(),
                            made.delay());
            return new Row(moved, state, nextMillis, firedMillis, error, calendarRevision, passed);
        }

        private long next() {
            return nextMillis == null ? Long.MAX_VALUE : nextMillis;
        }
    }

    private final Rows<Key, Row> rows;
    private final Rows<UUID, Long> firedThrough;
    private final MemoryJobs jobs;

    MemoryTriggers(Undo undo, MemoryJobs jobs) {
        rows =
                new Rows<>(
                        undo,
                        Comparator.comparing(Key::schedulerName)
                                .thenComparing(Key::name)
                                .thenComparing(Key::group));
        firedThrough = new Rows<>(undo, Comparator.naturalOrder());
        this.jobs = jobs;
    }

    private Stream<Row> waiting(Collection<String> schedulerNames) {
        return rows.all().stream()
                .filter(
                        row ->
                                row.state == State.WAITING
                                        && schedulerNames.contains(row.made.key().schedulerName()))
                .sorted(Comparator.comparingLong(Row::next));
    }

    @Override
    public List<DueTrigger> due(Collection<String> schedulerNames, long untilMillis, int limit) {
        return waiting(schedulerNames)
                .filter(row -> row.next() <= untilMillis)
                .limit(limit)
                .map(this::due)
                .toList();
    }

    private DueTrigger due(Row row) {
        JobRow job = jobs.find(row.made.jobId()).orElseThrow();
        var key = row.made.key();
        return new DueTrigger(
                job.segment(),
                key.schedulerName(),
                key.name(),
                key.group(),
                row.next(),
                row.made.scheduleId(),
                row.made.scheduleVersion(),
                job.id(),
                job.version(),
                row.calendarRevision,
                row.passed);
    }

    @Override
    public OptionalLong next(Collection<String> schedulerNames) {
        return waiting(schedulerNames).mapToLong(Row::next).findFirst();
    }

    @Override
    public List<Integer> advance(List<Advance> advances) {
        var hits = new ArrayList<Integer>();
        for (int i = 0; i < advances.size(); i++) {
            var advance = advances.get(i);
            var trigger = advance.trigger();
            var row = asRead(trigger);
            if (row != null
                    && row.made.scheduleVersion() == trigger.scheduleVersion()
                    && row.calendarRevision == trigger.calendarRevision()
                    && Objects.equals(row.passed, trigger.passed())) {
                hits.add(i);
                var next = advance.nextMillis();
                rows.put(
                        row.made.key(),
                        new Row(
                                row.made,
                                advance.blocked()
                                        ? State.BLOCKED
                                        : next == null ? State.COMPLETE : State.WAITING,
                                next,
                                advance.firedMillis(),
                                row.error,
                                row.calendarRevision,
                                null));
            }
        }
        return hits;
    }

    private @Nullable Row asRead(DueTrigger trigger) {
        return rows.get(new Key(trigger.schedulerName(), trigger.name(), trigger.group()))
                .filter(row -> row.state == State.WAITING && row.next() == trigger.nextMillis())
                .orElse(null);
    }

    @Override
    public void poison(DueTrigger trigger, String why) {
        var row = asRead(trigger);
        if (row != null) {
            rows.put(
                    row.made.key(),
                    new Row(
                            row.made,
                            State.ERROR,
                            row.nextMillis,
                            row.firedMillis,
                            why,
                            row.calendarRevision,
                            row.passed));
        }
    }

    @Override
    public void insert(NewTrigger trigger) {
        rows.insert(
                trigger.key(),
                new Row(
                        trigger,
                        trigger.state(),
                        trigger.nextMillis(),
                        trigger.firedMillis(),
                        null,
                        trigger.calendarRevision(),
                        null));
    }

    private Stream<Row> of(UUID job) {
        return rows.all().stream().filter(row -> row.made.jobId().equals(job));
    }

    @Override
    public void move(Map<UUID, String> schedulerNames) {
        for (var row : rows.all()) {
            var made = row.made;
            String to = schedulerNames.get(made.jobId());
            if (to != null) {
                var key = new Key(to, made.key().name(), made.key().group());
                rows.remove(made.key());
                rows.insert(key, row.movedTo(key));
            }
        }
    }

    @Override
    public void pauseAll(UUID job, boolean paused) {
        of(job).filter(
                        row ->
                                paused
                                        ? row.state == State.WAITING || row.state == State.BLOCKED
                                        : row.state == State.PAUSED)
                .forEach(
                        row ->
                                rows.put(
                                        row.made.key(),
                                        row.with(
                                                paused
                                                        ? State.PAUSED
                                                        : row.nextMillis == null
                                                                ? State.BLOCKED
                                                                : State.WAITING,
                                                row.nextMillis)));
    }

    @Override
    public void replan(Key key, State state, @Nullable Long nextMillis, long calendarRevision) {
        rows.get(key)
                .filter(row -> row.state != State.ERROR)
                .ifPresent(
                        row ->
                                rows.put(
                                        key,
                                        new Row(
                                                row.made,
                                                state,
                                                nextMillis,
                                                row.firedMillis,
                                                row.error,
                                                calendarRevision,
                                                row.passed)));
    }

    @Override
    public void renew(Key key, State state, long calendarRevision) {
        rows.get(key)
                .filter(row -> row.state == State.ERROR)
                .ifPresent(
                        row ->
                                rows.put(
                                        key,
                                        new Row(
                                                row.made,
                                                state,
                                                row.nextMillis,
                                                row.firedMillis,
                                                null,
                                                calendarRevision,
                                                row.passed)));
    }

    @Override
    public void pass(Key key, Passed passed) {
        rows.get(key)
                .ifPresent(
                        row ->
                                rows.put(
                                        key,
                                        new Row(
                                                row.made,
                                                row.state,
                                                row.nextMillis,
                                                row.firedMillis,
                                                row.error,
                                                row.calendarRevision,
                                                passed)));
    }

    @Override
    public void shiftDelays(long byMillis) {
        rows.all().stream()
                .filter(row -> row.made.delay() && row.nextMillis != null)
                .forEach(
                        row ->
                                rows.put(
                                        row.made.key(),
                                        row.with(row.state, row.next() + byMillis)));
    }

    @Override
    public void unblock(UUID job, String name, long nextMillis) {
        of(job).filter(row -> row.made.key().name().equals(name))
                .filter(
                        row ->
                                row.state == State.BLOCKED
                                        || row.state == State.PAUSED && row.nextMillis == null)
                .forEach(
                        row ->
                                rows.put(
                                        row.made.key(),
                                        row.with(
                                                row.state == State.BLOCKED
                                                        ? State.WAITING
                                                        : State.PAUSED,
                                                nextMillis)));
    }

    @Override
    public OptionalLong remove(Key key) {
        var row = rows.get(key);
        rows.remove(key);
        return row.isPresent() && row.get().firedMillis != null
                ? OptionalLong.of(row.get().firedMillis)
                : OptionalLong.empty();
    }

    @Override
    public List<TriggerRow> ofJob(UUID job) {
        return rows.all().stream()
                .filter(row -> row.made.jobId().equals(job))
                .map(
                        row ->
                                new TriggerRow(
                                        row.made.key().name(),
                                        row.nextMillis,
                                        row.firedMillis,
                                        row.state,
                                        row.error,
                                        row.made.scheduleId(),
                                        row.calendarRevision,
                                        row.passed))
                .toList();
    }

    @Override
    public int count() {
        return rows.all().size();
    }

    @Override
    public long firedThroughUs(UUID scheduleId) {
        return firedThrough.get(scheduleId).orElse(0L);
    }

    @Override
    public void keepFiredThrough(
            UUID scheduleId, UUID job, String key, int version, long firedThroughUs) {
        firedThrough.put(scheduleId, firedThroughUs);
    }
}
