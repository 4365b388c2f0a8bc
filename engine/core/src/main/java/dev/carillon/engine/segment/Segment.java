package dev.carillon.engine.segment;

import java.util.Locale;

/// One of the parts of the jobs, see [Segments].
public record Segment(int id) {
    /// Its scheduler name in Quartz's tables.
    public String schedulerName() {
        return String.format(Locale.ROOT, "segment-%02d", id);
    }
}
