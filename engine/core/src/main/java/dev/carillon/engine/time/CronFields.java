package dev.carillon.engine.time;

/// What a cron expression matches.
///
/// @param subDaily the hours are a `*`, a range or steps, so that the schedule keeps elapsed time
/// @param ofMinutes it was written without seconds
record CronFields(DayTimes times, CronDays days, boolean subDaily, boolean ofMinutes) {}
