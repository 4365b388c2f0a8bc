package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// What somebody changed.
///
/// @param id later changes of one thing have higher ones
/// @param actor name of the token; `admin`, `embedded` as in [Me], or `carillon` itself
/// @param action such as `job.pause`
/// @param kind of what was changed: `job`, `run`, `queue`, `calendar`, `node`, `token`
/// @param key of it: `namespace/name` of a job, id of a run, name of others
/// @param note more about it, for people
/// @param undoes id of the change that this one took back
/// @param undoneBy id of the change that took this one back
/// @param irrevocable why it cannot be undone and what to do; null when it can be tried
public record ChangeView(
        long id,
        Instant at,
        String actor,
        String action,
        String kind,
        String key,
        @Nullable String note,
        @Nullable Long undoes,
        @Nullable Long undoneBy,
        @Nullable String irrevocable) {}
