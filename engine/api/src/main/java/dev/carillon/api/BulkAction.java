package dev.carillon.api;

/// What can be done to many runs at once.
public enum BulkAction {
    RETRY,
    CANCEL,
    HOLD,
    RELEASE,
    DISMISS
}
