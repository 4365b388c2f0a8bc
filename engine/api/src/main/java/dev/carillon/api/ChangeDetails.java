package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/// A change with what it changed.
///
/// @param before the state before it, with the definition; null when there was none or it does not matter
/// @param after the same after it
public record ChangeDetails(
        ChangeView change, @Nullable JsonNode before, @Nullable JsonNode after) {
    public ChangeDetails {
        // JSON knows a null of its own.
        before = before == null || before.isNull() ? null : before;
        after = after == null || after.isNull() ? null : after;
    }
}
