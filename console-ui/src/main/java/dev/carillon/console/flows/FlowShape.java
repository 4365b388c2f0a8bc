package dev.carillon.console.flows;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Dependency.On;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A flow as it stands: the steps of its definition with the runs there are of them.
///
/// @param steps in the order of the definition; steps that only the run has come last
/// @param critical the steps that decided when it ended, or will: the last one with, each time, the one before it that
///     ended last
public record FlowShape(List<Step> steps, Set<String> critical) {
    /// @param after what it comes after, with the outcome that lets it begin
    /// @param what it does, such as `shell` or the job that it is
    /// @param run null while there is none
    public record Step(String name, Map<String, On> after, String what, @Nullable RunView run) {
        /// How long it took, or takes so far; zero when it has not begun.
        Duration took(Instant now) {
            if (run == null || run.startedAt() == null) {
                return Duration.ZERO;
            }
            var end = run.finishedAt() == null ? now : run.finishedAt();
            return Duration.between(run.startedAt(), end);
        }

        /// Whether the flow can be resumed from it.
        boolean bad() {
            return run != null
                    && (run.state() == RunState.FAILED
                            || run.state() == RunState.TIMED_OUT
                            || run.state() == RunState.LOST
                            || run.state() == RunState.CANCELLED);
        }
    }

    public FlowShape {
        steps = List.copyOf(steps);
        critical = Set.copyOf(critical);
    }

    /// @param definition of the flow; null when it cannot be read, then the steps stand beside each other
    static FlowShape of(@Nullable JobDefinition definition, List<RunView> parts) {
        var runs = new HashMap<String, RunView>();
        for (var part : parts) {
            if (part.step() != null) {
                runs.put(part.step(), part);
            }
        }
        var steps = new ArrayList<Step>();
        if (definition != null && definition.task() instanceof Task.Flow flow) {
            for (var step : flow.steps()) {
                var after = new LinkedHashMap<String, On>();
                step.after().forEach(each -> after.put(each.step(), each.on()));
                steps.add(new Step(step.name(), after, what(step), runs.remove(step.name())));
            }
        }
        for (var part : parts) {
            if (part.step() != null && runs.containsKey(part.step())) {
                steps.add(new Step(part.step(), Map.of(), part.job(), part));
            }
        }
        return new FlowShape(steps, critical(steps));
    }

    private static String what(Task.Step step) {
        return switch (step.task()) {
            case null -> step.job() == null ? "" : step.job();
            case Task.Shell _ -> "shell";
            case Task.Http _ -> "http";
            case Task.Java _ -> "java";
            case Task.Sql _ -> "sql";
            case Task.Flow _ -> "flow";
        };
    }

    private static Set<String> critical(List<Step> steps) {
        var byName = new HashMap<String, Step>();
        steps.forEach(step -> byName.put(step.name(), step));
        var path = new LinkedHashSet<String>();
        var step = last(steps);
        while (step != null && path.add(step.name())) {
            var before = new ArrayList<Step>();
            for (String name : step.after.keySet()) {
                var other = byName.get(name);
                if (other != null) {
                    before.add(other);
                }
            }
            step = last(before);
        }
        return path;
    }

    // What runs still is later than all that ended.
    private static @Nullable Step last(List<Step> steps) {
        Step last = null;
        Instant latest = Instant.MIN;
        for (var step : steps) {
            var run = step.run;
            if (run == null || run.startedAt() == null) {
                continue;
            }
            var end = run.finishedAt() == null ? Instant.MAX : run.finishedAt();
            if (last == null || end.isAfter(latest)) {
                last = step;
                latest = end;
            }
        }
        return last;
    }
}
