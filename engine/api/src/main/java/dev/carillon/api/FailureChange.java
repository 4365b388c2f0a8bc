package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What somebody decides about failures that are alike.
public sealed interface FailureChange {
    /// @param to null for nobody
    record Assign(@Nullable String to) implements FailureChange {}

    /// @param text null for none
    record Note(@Nullable String text) implements FailureChange {}

    record Acknowledge() implements FailureChange {}

    /// @param duration after which it is new
    record Snooze(Duration duration) implements FailureChange {}

    record Mute() implements FailureChange {}

    record Resolve() implements FailureChange {}
}
