package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// One change, as the feed carries it.
///
/// @param cursor position after this event, what `Last-Event-ID` takes
/// @param type `run`, `job`, `failure`, `change`, `node` or `reset`; after `reset` the client reads everything anew
/// @param subject id of the run, key of the job, fingerprint of the failures, or id in the log of changes
public record EventView(
        String cursor, String type, Instant at, @Nullable String subject, @Nullable RunView run) {}
