package dev.carillon.console.link;

import dev.carillon.api.Carillon.Stats;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// How a link stands.
///
/// @param since when it got into this state
/// @param heard when a node answered last, null when none did yet
/// @param stats of that answer
/// @param problem why it is lost, or why no node tells what changes while it is live, in a sentence
public record Standing(
        State state,
        Instant since,
        @Nullable Instant heard,
        @Nullable Stats stats,
        @Nullable String problem) {
    public enum State {
        CONNECTING,
        LIVE,
        /// No node answers. What is shown is of `heard`.
        LOST,
        /// A node answers and does not let us in.
        REFUSED
    }

    public boolean live() {
        return state == State.LIVE;
    }
}
