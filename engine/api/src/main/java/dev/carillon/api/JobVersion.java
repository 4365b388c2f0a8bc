package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;

/// A version of a job's definition.
///
/// @param at when it was stored; null when that was not kept
/// @param actor who stored it, as in [ChangeView]
public record JobVersion(
        int version, @Nullable Instant at, @Nullable String actor, JsonNode definition) {}
