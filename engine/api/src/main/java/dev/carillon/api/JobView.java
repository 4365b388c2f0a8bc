package dev.carillon.api;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;

/// A stored job: its definition in the form of the published schema, and where it stands.
public record JobView(
        String namespace,
        String name,
        int version,
        boolean paused,
        Instant updatedAt,
        String updatedBy,
        List<ScheduleView> schedules,
        JsonNode definition) {
    public String key() {
        return namespace + "/" + name;
    }
}
