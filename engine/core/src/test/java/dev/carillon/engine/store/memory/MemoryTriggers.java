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
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

final class MemoryTriggers implements TriggerTable {
    private record Row(
            NewTrigger made,
            State state,
            @Nullable Long nextMillis,
            @Nullable Long firedMillis,
            @Nullable String error) {
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
                job.version());
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
            if (row != null && row.made.scheduleVersion() == trigger.scheduleVersion()) {
                hits.add(i);
                var next = advance.nextMillis();
                rows.put(
                        row.made.key(),
                        new Row(
                                row.made,
                                next == null ? State.COMPLETE : State.WAITING,
                                next,
                                advance.firedMillis(),
                                row.error));
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
                    new Row(row.made, State.ERROR, row.nextMillis, row.firedMillis, why));
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
                        null));
    }

    @Override
    public void move(Key key, State state, @Nullable Long nextMillis) {
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
                                                row.error)));
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
                                        row.error))
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
