package dev.carillon.engine.segment;

import java.util.UUID;

/// A segment this node owns, with the epoch that proves it.
public record OwnedSegment(Segment segment, UUID owner, long epoch) {}
