package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// A row of Quartz's trigger table that is due.
///
/// @param nextMillis the due time it waits for, what the compare-and-set compares
public record DueTrigger(
        int segment,
        String schedulerName,
        String name,
        String group,
        long nextMillis,
        UUID scheduleId,
        int scheduleVersion,
        UUID jobId,
        int jobVersion,
        long calendarRevision,
        TriggerTable.@Nullable Passed passed) {}
