package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// Something that is done to many runs, step by step: planned first, so that somebody can look at it, then done to
/// exactly these runs, each once however often it is asked for.
///
/// @param plan names it
/// @param createdBy who planned it
/// @param total runs it is for
/// @param done how many of them it came to so far, which rises with each step
/// @param undone how many of those it came to are undone, or cannot be; null while nobody undid it
/// @param more whether more runs match than the 10,000 of one plan
/// @param skipped runs that match and that it is not for, by reason
/// @param acted what the last step did, in order; of a plan that is done already, all
/// @param refused runs of that step to which it could not be done any more, by reason
public record Bulk(
        String plan,
        BulkAction action,
        Instant createdAt,
        String createdBy,
        int total,
        int done,
        @Nullable Integer undone,
        boolean more,
        List<Reason> skipped,
        List<Acted> acted,
        List<Reason> refused) {
    public Bulk {
        skipped = List.copyOf(skipped);
        acted = List.copyOf(acted);
        refused = List.copyOf(refused);
    }

    /// @param text such as `3 are running`
    public record Reason(String text, int count) {}

    /// @param made the new run of one that was retried, else null
    public record Acted(String run, @Nullable String made) {}
}
