package dev.carillon.engine.queue;

import dev.carillon.engine.run.ClaimedRun;

import java.util.List;
import java.util.OptionalLong;

/// What one [RunQueue#turn] brought.
///
/// @param claimed in order of rank
/// @param nextUs when the next run that is in the queue already may be claimed; empty when none is
///     known
public record Turn(List<ClaimedRun> claimed, OptionalLong nextUs) {}
