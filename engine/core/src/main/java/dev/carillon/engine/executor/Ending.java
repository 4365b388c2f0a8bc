package dev.carillon.engine.executor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// How an attempt ended by itself.
///
/// @param exitCode of a process, or the status of an HTTP answer
/// @param message what a person reads; says what to do where that is known
/// @param exceptions names of the class of what was thrown and of its superclasses
/// @param how by itself, or not at all
public record Ending(
        boolean success,
        @Nullable Integer exitCode,
        String message,
        List<String> exceptions,
        How how) {
    /// For a heap so full that nothing can be told: made ahead.
    public static final Ending UNKNOWN =
            new Ending(false, null, "ended in a way that could not be told");

    /// What ended it.
    public enum How {
        BY_ITSELF,
        /// Nothing of it was carried out, since [Attempt#startBeforeNanos] had passed.
        NOT_BEGUN,
        /// Its processes were killed in the name of the node, which hung or had lost its lease: how it would have ended
        /// nobody knows.
        CUT_OFF
    }

    public Ending {
        exceptions = List.copyOf(exceptions);
    }

    public Ending(boolean success, @Nullable Integer exitCode, String message) {
        this(success, exitCode, message, List.of(), How.BY_ITSELF);
    }

    /// It was too late to begin.
    public static Ending tooLate() {
        return new Ending(
                false,
                null,
                "not started: the lease of the node was over",
                List.of(),
                How.NOT_BEGUN);
    }

    /// It was killed since the node hung or had lost its lease.
    public static Ending cutOff(int exitCode) {
        return new Ending(
                false, exitCode, "killed: the node had lost contact", List.of(), How.CUT_OFF);
    }

    /// A failure by an exception. Calls nothing of it, since it may be a stranger's.
    public static Ending thrown(Throwable error, String message) {
        var names = new ArrayList<String>();
        for (Class<?> type = error.getClass();
                type != null && type != Object.class;
                type = type.getSuperclass()) {
            names.add(type.getName());
        }
        return new Ending(false, null, message, names, How.BY_ITSELF);
    }
}
