package dev.carillon.api;

/// What somebody decided about failures that are alike.
public enum FailureState {
    /// Nobody has looked at it, or it is back.
    NEW,
    /// Somebody knows of it.
    ACKNOWLEDGED,
    /// Nobody wants to hear of it until a time; then it is new.
    SNOOZED,
    /// Nobody wants to hear of it any more, however often it comes.
    MUTED,
    /// It is mended; when it comes again it is new.
    RESOLVED
}
