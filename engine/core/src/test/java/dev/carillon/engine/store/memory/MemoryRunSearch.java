package dev.carillon.engine.store.memory;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.JobPattern;
import dev.carillon.engine.store.RunSearch;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

record MemoryRunSearch(Rows<UUID, MemoryRun> runs, MemoryRunReads reads, MemoryNodes nodes)
        implements RunSearch {
    @Override
    public Found find(RunQuery query, @Nullable UUID before, int limit) {
        var found =
                matching(query)
                        .filter(run -> before == null || run.made().id().compareTo(before) < 0)
                        .limit(limit + 1L)
                        .map(reads::view)
                        .toList();
        return found.size() <= limit
                ? new Found(found, null)
                : new Found(found.subList(0, limit), UUID.fromString(found.get(limit - 1).id()));
    }

    @Override
    public RunCount count(RunQuery query, int most) {
        long count = matching(query).count();
        return new RunCount(Math.min(count, most), count > most);
    }

    @Override
    public Spreads spread(RunQuery query, long fromUs, long widthUs, int buckets) {
        return new Spreads(
                matching(query)
                        .map(
                                run ->
                                        new Spread(
                                                bucket(run.startedUs(), fromUs, widthUs, buckets),
                                                bucket(run.finishedUs(), fromUs, widthUs, buckets),
                                                run.state(),
                                                1))
                        .toList(),
                false);
    }

    private static @Nullable Long bucket(
            @Nullable Long micros, long fromUs, long widthUs, int buckets) {
        return micros == null || micros < fromUs || micros >= fromUs + widthUs * buckets
                ? null
                : (Long) ((micros - fromUs) / widthUs);
    }

    private Stream<MemoryRun> matching(RunQuery query) {
        return runs.descending().stream().filter(run -> matches(run, query));
    }

    private boolean matches(MemoryRun run, RunQuery query) {
        var since = query.since();
        var until = query.until();
        var error = query.error();
        var message = run.message();
        var newer = query.newerThan();
        var traits = run.made().traits();
        return (query.states().isEmpty() || query.states().contains(run.state()))
                && (query.job() == null || new JobPattern(query.job()).matches(traits.jobKey()))
                && (since == null || run.dueUs() >= Micros.of(since))
                && (until == null || run.dueUs() < Micros.of(until))
                && (query.queue() == null || traits.queue().equals(query.queue()))
                && (query.node() == null
                        || run.node() instanceof UUID node && nodes.name(node).equals(query.node()))
                && (query.causes().isEmpty() || query.causes().contains(run.made().cause()))
                && (query.fingerprint() == null
                        || query.fingerprint().equals(reads.failures().of(run.made().id())))
                && (newer == null || run.made().id().compareTo(UUID.fromString(newer)) > 0)
                && (error == null
                        || message != null
                                && message.toLowerCase(Locale.ROOT)
                                        .contains(error.toLowerCase(Locale.ROOT)));
    }
}
