package dev.carillon.engine.queue;

import dev.carillon.api.RunState;

/// Why something is not done to a run, as it is said after a number of runs.
///
/// @param one after `1`, such as `is running`
/// @param many after a greater number, such as `are running`
record Refusal(String one, String many) {
    static final Refusal GONE = new Refusal("is no longer stored", "are no longer stored");
    static final Refusal CHANGED =
            new Refusal("changed at that moment; try again", "changed at that moment; try again");
    static final Refusal PART =
            new Refusal(
                    "is a part of another run, which is retried as a whole",
                    "are parts of other runs, which are retried as a whole");
    static final Refusal HANDLED =
            new Refusal("is retried or dismissed already", "are retried or dismissed already");
    static final Refusal BEGUN = new Refusal("has begun", "have begun");

    static Refusal in(RunState state) {
        String word = state.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return switch (state) {
            case SUCCEEDED, FAILED, TIMED_OUT -> new Refusal(word, word);
            case CANCELLED, LOST, MISSED, SKIPPED -> new Refusal("was " + word, "were " + word);
            case CLAIMED -> new Refusal("is about to start", "are about to start");
            case DELAYED, QUEUED, WAITING, HELD, RUNNING, STOPPING ->
                    new Refusal("is " + word, "are " + word);
        };
    }

    static Refusal because(String message) {
        return new Refusal("cannot be: " + message, "cannot be: " + message);
    }

    String text(int count) {
        return count + " " + (count == 1 ? one : many);
    }

    /// As it is stored.
    String stored() {
        return one + "\n" + many;
    }

    static Refusal read(String stored) {
        int end = stored.indexOf('\n');
        return end < 0
                ? new Refusal(stored, stored)
                : new Refusal(stored.substring(0, end), stored.substring(end + 1));
    }
}
