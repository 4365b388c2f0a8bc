package dev.carillon.engine.change;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// A change that is to be recorded.
///
/// @param key of what is changed: `namespace/name` of a job, id of a run, name of others
/// @param by name of who does it
/// @param atUs by the database's clock
/// @param note for people, such as `until 2027-01-01T06:00:00Z`; no secrets
/// @param before the state before it, null when there was none or it does not matter; no secrets
public record Entry(
        Action action,
        String key,
        String by,
        long atUs,
        @Nullable String note,
        @Nullable JsonNode before,
        @Nullable JsonNode after) {
    /// One without more than what and who.
    public Entry(Action action, String key, String by, long atUs) {
        this(action, key, by, atUs, null, null, null);
    }

    public Entry noting(@Nullable String text) {
        return new Entry(action, key, by, atUs, text, before, after);
    }

    public Entry changing(@Nullable JsonNode from, @Nullable JsonNode to) {
        return new Entry(action, key, by, atUs, note, from, to);
    }
}
