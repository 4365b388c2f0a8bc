package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;

/// A stored job: its definition in the form of the published schema, and where it stands.
///
/// @param pausedWhy why it was paused without anybody asking, null otherwise
/// @param failures failed runs in a row, counted when the job is to be paused after some
/// @param outlasts its runs are regularly under way still when the next is due
public record JobView(
        String namespace,
        String name,
        int version,
        boolean paused,
        Instant updatedAt,
        String updatedBy,
        List<ScheduleView> schedules,
        JsonNode definition,
        @Nullable String pausedWhy,
        int failures,
        boolean outlasts) {
    /// A job that nothing is to be said of.
    public JobView(
            String namespace,
            String name,
            int version,
            boolean paused,
            Instant updatedAt,
            String updatedBy,
            List<ScheduleView> schedules,
            JsonNode definition) {
        this(
                namespace,
                name,
                version,
                paused,
                updatedAt,
                updatedBy,
                schedules,
                definition,
                null,
                0,
                false);
    }

    public String key() {
        return namespace + "/" + name;
    }
}
