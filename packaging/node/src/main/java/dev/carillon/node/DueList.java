package dev.carillon.node;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunView;
import dev.carillon.engine.time.DueTimes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The due times that definitions have in a time, computed from their schedules and not from the runs,
/// so that a run that was never made is missed.
///
/// @param end not part of the time
record DueList(Instant start, Instant end, List<Due> times) {
    /// One due time of a job, `namespace/name`.
    record Due(String job, Instant at) {}

    DueList {
        times = List.copyOf(times);
    }

    static DueList of(List<JobDefinition> definitions, Instant start, Instant end) {
        var times = new ArrayList<Due>();
        for (JobDefinition job : definitions) {
            for (var schedule : job.schedules()) {
                var due = DueTimes.of(schedule, job.key());
                for (Instant at = due.after(start.minusNanos(1));
                        at != null && at.isBefore(end);
                        at = due.after(at)) {
                    times.add(new Due(job.key(), at));
                }
            }
        }
        return new DueList(start, end, times);
    }

    /// Those for which there is no run, not even a record that it was skipped.
    List<Due> withoutRun(List<RunView> runs) {
        Set<Due> made =
                runs.stream()
                        .filter(run -> run.nominal() != null)
                        .map(run -> new Due(run.job(), run.nominal()))
                        .collect(Collectors.toSet());
        return times.stream().filter(due -> !made.contains(due)).toList();
    }

    /// Whether the run was due in this time: by its schedule, or else by itself.
    boolean covers(RunView run) {
        Instant at = run.nominal() == null ? run.due() : run.nominal();
        return !at.isBefore(start) && at.isBefore(end);
    }
}
