package dev.carillon.console.tonight;

import dev.carillon.api.Forecast;
import dev.carillon.api.Forecast.Due;
import dev.carillon.api.Forecast.Expected;
import dev.carillon.api.Forecast.Frequent;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Something on the time line: a run, or a due time to come. Times are milliseconds since 1970.
///
/// @param node null when it is not known yet
/// @param run its id, null for what is to come
/// @param state of the run, null for what is to come
/// @param until its end; of what is under way or to come, as half of the last ones took
/// @param most the end as nine of ten of the last ones took; `until` when that is not known
/// @param count how often it is due, 1 but for a schedule that is due very often
/// @param idle it makes no run: its job is paused, or somebody skipped it
record Bar(
        String job,
        String queue,
        @Nullable String node,
        @Nullable String run,
        @Nullable RunState state,
        long from,
        long until,
        long most,
        long count,
        boolean idle) {
    private static final long UNKNOWN_MILLIS = 60_000;

    /// How much it concerns a person: of two in the same place the higher one is seen.
    int weight() {
        if (state == null) {
            return idle ? 0 : 2;
        }
        return switch (state) {
            case FAILED, TIMED_OUT, LOST -> 5;
            case CLAIMED, RUNNING, STOPPING -> 4;
            case MISSED, CANCELLED, HELD -> 3;
            case WAITING, DELAYED, QUEUED -> 2;
            case SUCCEEDED -> 1;
            case SKIPPED -> 0;
        };
    }

    boolean future() {
        return state == null;
    }

    private boolean underWay() {
        return state == RunState.RUNNING || state == RunState.STOPPING || state == RunState.CLAIMED;
    }

    /// Whether nothing tells when it ends: no run of its job succeeded lately, or it takes longer than nine of ten.
    boolean endless() {
        return state == null ? most == from : underWay() && most == until;
    }

    /// When it is over, as nine of ten are; what is [#endless] takes a minute more.
    long over() {
        return endless() ? until + UNKNOWN_MILLIS : most;
    }

    /// Whether it stands for a schedule with many due times.
    boolean often() {
        return count > 1;
    }

    /// Whether it takes a slot for its time. What is due very often takes one again and again: no time of it is free.
    boolean loads() {
        return !idle && (state == null || underWay() || until > from);
    }

    /// @param expected how long its job takes, null when that is not known
    static Bar of(RunView run, @Nullable Expected expected, Instant now) {
        var started = run.startedAt();
        var finished = run.finishedAt();
        long from = (started == null ? run.due() : started).toEpochMilli();
        long until = finished == null ? from : finished.toEpochMilli();
        long most = until;
        if (started != null && finished == null) {
            until = now.toEpochMilli();
            most = until;
            if (expected != null) {
                until = Math.max(until, from + expected.p50().toMillis());
                most = Math.max(until, from + expected.p90().toMillis());
            }
        }
        return new Bar(
                run.job(),
                run.queue(),
                run.node(),
                run.id(),
                run.state(),
                from,
                Math.max(from, until),
                Math.max(from, most),
                1,
                false);
    }

    static Bar of(Due due) {
        long from = due.start().toEpochMilli();
        var expected = due.expected();
        return new Bar(
                due.job(),
                due.queue(),
                due.node(),
                null,
                null,
                from,
                from + (expected == null ? 0 : expected.p50().toMillis()),
                from + (expected == null ? 0 : expected.p90().toMillis()),
                1,
                due.paused() || due.skipped());
    }

    static Bar of(Frequent frequent, Forecast forecast) {
        long until = forecast.until().toEpochMilli();
        return new Bar(
                frequent.job(),
                frequent.queue(),
                null,
                null,
                null,
                frequent.first().toEpochMilli(),
                until,
                until,
                Math.max(2, frequent.count()),
                frequent.paused());
    }
}
