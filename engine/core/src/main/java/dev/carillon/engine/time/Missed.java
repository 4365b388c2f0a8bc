package dev.carillon.engine.time;

import java.time.Instant;
import java.util.List;

/// Due times that have passed.
///
/// @param newest the newest ones, ascending
/// @param total how many there are; a lower bound when not exact
public record Missed(List<Instant> newest, long total, boolean exact) {}
