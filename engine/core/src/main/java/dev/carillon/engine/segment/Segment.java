package dev.carillon.engine.segment;

import java.util.Locale;
import java.util.UUID;

/// One of a fixed number of parts of the jobs.
public record Segment(int id) {
    public static final int COUNT = 32;

    /// The segment of a job, the same on every node and for ever.
    public static Segment of(UUID job) {
        return new Segment(
                Math.floorMod(job.getMostSignificantBits() ^ job.getLeastSignificantBits(), COUNT));
    }

    /// Its scheduler name in Quartz's tables.
    public String schedulerName() {
        return String.format(Locale.ROOT, "segment-%02d", id);
    }
}
