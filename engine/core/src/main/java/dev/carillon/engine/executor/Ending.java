package dev.carillon.engine.executor;

import org.jspecify.annotations.Nullable;

/// How an attempt ended by itself.
///
/// @param message what a person reads; says what to do where that is known
public record Ending(boolean success, @Nullable Integer exitCode, String message) {}
