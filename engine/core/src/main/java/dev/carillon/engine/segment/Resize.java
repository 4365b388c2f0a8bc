package dev.carillon.engine.segment;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;

/// Divides the jobs of a database into another number of segments, in one transaction. No node may work on
/// it meanwhile. Afterwards nobody owns a segment, and the epoch of each is above all epochs there were, so that
/// what an earlier owner may still have under way stays fenced.
///
/// @param before how many segments there were
/// @param moved how many jobs are in another segment than before
public record Resize(int before, long moved) {
    private static final int AT_ONCE = 5_000;

    /// @param progress told now and then how many jobs were looked at; may begin again
    /// @throws CarillonException CONFLICT when the database has no segments yet
    public static Resize to(Segments after, Stores stores, LongConsumer progress) {
        return stores.transaction(
                tx -> {
                    int before = tx.segments().count();
                    if (before == 0) {
                        throw new CarillonException(
                                ErrorCode.CONFLICT,
                                "no node has worked on this database yet; the first one makes as many segments as"
                                        + " cluster.segments in its configuration says");
                    }
                    if (before == after.count()) {
                        return new Resize(before, 0);
                    }
                    StoppedNodes.giveUp(tx, after.count());
                    return new Resize(before, moveAll(tx, after, progress));
                });
    }

    private static long moveAll(Tx tx, Segments after, LongConsumer progress) {
        long moved = 0;
        long seen = 0;
        UUID last = null;
        List<JobRow> jobs;
        do {
            jobs = tx.jobs().after(last, AT_ONCE);
            moved += move(tx, after, jobs);
            seen += jobs.size();
            last = jobs.isEmpty() ? null : jobs.getLast().id();
            progress.accept(seen);
        } while (jobs.size() == AT_ONCE);
        return moved;
    }

    private static int move(Tx tx, Segments after, List<JobRow> jobs) {
        Map<UUID, Integer> segments = new HashMap<>();
        Map<UUID, String> schedulerNames = new HashMap<>();
        for (var job : jobs) {
            var segment = after.of(job.id());
            if (segment.id() != job.segment()) {
                segments.put(job.id(), segment.id());
                schedulerNames.put(job.id(), segment.schedulerName());
            }
        }
        tx.jobs().move(segments);
        tx.triggers().move(schedulerNames);
        return segments.size();
    }
}
