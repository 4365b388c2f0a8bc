package dev.carillon.engine.queue;

import dev.carillon.api.Carillon.RunBucket;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.RunSearch.Spread;
import dev.carillon.engine.store.Stores;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Runs by when they started and ended, in equal parts of a time.
final class Histograms {
    private Histograms() {}

    static RunHistogram of(
            Stores stores, RunQuery query, Instant from, Instant until, int buckets) {
        long fromUs = Micros.of(from);
        long widthUs = Math.max(1, Math.ceilDiv(Micros.of(until) - fromUs, buckets));
        var found = stores.transaction(tx -> tx.search().spread(query, fromUs, widthUs, buckets));
        return new RunHistogram(
                from,
                until,
                Duration.ofNanos(widthUs * 1_000),
                buckets(found.spreads(), fromUs, widthUs, buckets),
                found.capped());
    }

    private static List<RunBucket> buckets(
            List<Spread> spreads, long fromUs, long widthUs, int count) {
        long[] started = new long[count];
        var ended = new ArrayList<Map<RunState, Long>>();
        for (int i = 0; i < count; i++) {
            ended.add(new EnumMap<>(RunState.class));
        }
        for (var spread : spreads) {
            if (spread.started() != null) {
                started[(int) (long) spread.started()] += spread.count();
            }
            if (spread.ended() != null) {
                ended.get((int) (long) spread.ended())
                        .merge(spread.state(), spread.count(), Long::sum);
            }
        }
        return LongStream.range(0, count)
                .mapToObj(
                        i ->
                                new RunBucket(
                                        Micros.instant(fromUs + i * widthUs),
                                        started[(int) i],
                                        ended.get((int) i)))
                .toList();
    }
}
