package dev.carillon.engine.store.memory;

import dev.carillon.api.FailureState;
import dev.carillon.engine.store.FailureTable;
import dev.carillon.engine.store.JobPattern;
import dev.carillon.engine.store.memory.MemoryStores.Undo;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class MemoryFailures implements FailureTable {
    private static final long HOUR_US = 3_600_000_000L;

    /// A row of the table `failure`.
    record Row(String fingerprint, long atUs) {}

    private final Rows<UUID, Row> failures;
    private final Rows<String, GroupRow> groups;

    MemoryFailures(Undo undo) {
        failures = new Rows<>(undo, Comparator.naturalOrder());
        groups = new Rows<>(undo, Comparator.naturalOrder());
    }

    @Nullable String of(UUID run) {
        return failures.get(run).map(Row::fingerprint).orElse(null);
    }

    void remove(UUID run) {
        failures.remove(run);
    }

    @Override
    public void add(List<Failed> failed, long nowUs) {
        for (var one : failed) {
            failures.insert(one.run(), new Row(one.fingerprint(), nowUs));
            var before = groups.get(one.fingerprint());
            groups.put(one.fingerprint(), counted(one, before, nowUs));
        }
    }

    private static GroupRow counted(Failed one, Optional<GroupRow> before, long nowUs) {
        var state =
                before.map(group -> group.at(nowUs))
                        .filter(each -> each != FailureState.RESOLVED)
                        .orElse(FailureState.NEW);
        return new GroupRow(
                one.fingerprint(),
                one.job(),
                one.message(),
                one.exitCode(),
                before.map(GroupRow::count).orElse(0L) + 1,
                before.map(GroupRow::firstUs).orElse(nowUs),
                nowUs,
                one.run(),
                state,
                state == FailureState.SNOOZED
                        ? before.map(GroupRow::snoozedUntilUs).orElse(null)
                        : null,
                before.map(GroupRow::assignee).orElse(null),
                before.map(GroupRow::note).orElse(null),
                before.map(GroupRow::changedUs).orElse(null),
                before.map(GroupRow::changedBy).orElse(null));
    }

    @Override
    public Optional<GroupRow> find(String fingerprint) {
        return groups.get(fingerprint);
    }

    @Override
    public Optional<GroupRow> lock(String fingerprint) {
        return groups.get(fingerprint);
    }

    @Override
    public List<GroupRow> list(Filter filter, @Nullable Place before, int limit) {
        return groups.all().stream()
                .filter(
                        group ->
                                filter.states().isEmpty()
                                        || filter.states().contains(group.at(filter.nowUs())))
                .filter(
                        group ->
                                filter.job() == null
                                        || new JobPattern(filter.job()).matches(group.job()))
                .filter(
                        group ->
                                filter.assignee() == null
                                        || filter.assignee().equals(group.assignee()))
                .sorted(
                        Comparator.comparingLong(GroupRow::lastUs)
                                .thenComparing(GroupRow::fingerprint)
                                .reversed())
                .filter(
                        group ->
                                before == null
                                        || group.lastUs() < before.lastUs()
                                        || group.lastUs() == before.lastUs()
                                                && group.fingerprint()
                                                                .compareTo(before.fingerprint())
                                                        < 0)
                .limit(limit)
                .toList();
    }

    @Override
    public void update(GroupRow group) {
        groups.put(group.fingerprint(), group);
    }

    @Override
    public Map<String, long[]> perHour(Collection<String> fingerprints, long fromUs, int hours) {
        var counts = new HashMap<String, long[]>();
        fingerprints.forEach(each -> counts.put(each, new long[hours]));
        for (var row : failures.all()) {
            long[] ofGroup = counts.get(row.fingerprint());
            long hour = Math.floorDiv(row.atUs() - fromUs, HOUR_US);
            if (ofGroup != null && hour >= 0 && hour < hours) {
                ofGroup[(int) hour]++;
            }
        }
        return counts;
    }

    @Override
    public void prune(long beforeUs, int limit) {
        groups.all().stream()
                .filter(group -> group.lastUs() < beforeUs && group.state() != FailureState.MUTED)
                .filter(
                        group ->
                                failures.all().stream()
                                        .noneMatch(
                                                row ->
                                                        row.fingerprint()
                                                                .equals(group.fingerprint())))
                .limit(limit)
                .forEach(group -> groups.remove(group.fingerprint()));
    }
}
