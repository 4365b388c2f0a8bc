package dev.carillon.console.editor;

import dev.carillon.api.Carillon.ScheduleNote;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/// A schedule in words, with its next times as the cluster works them out.
///
/// @param next empty while the cluster was not asked, and when there are none
/// @param problem why it is never due; null when it is
record Explanation(
        String words, List<Instant> next, List<ScheduleNote> notes, @Nullable String problem) {
    Explanation {
        next = List.copyOf(next);
        notes = List.copyOf(notes);
    }

    static Explanation ofWords(String words) {
        return new Explanation(words, List.of(), List.of(), null);
    }
}
