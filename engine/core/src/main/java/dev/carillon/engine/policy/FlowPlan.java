package dev.carillon.engine.policy;

import dev.carillon.api.JobDefinition.Dependency.On;
import dev.carillon.api.RunState;
import dev.carillon.api.Task.After;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What follows from the states of the parts of a run of several.
///
/// @param start parts that may run now
/// @param skip parts that will not run, since one before them did not end as wanted
/// @param end the state of the whole, null while a part is not finished
/// @param why of a whole that did not succeed
public record FlowPlan(
        List<String> start, List<String> skip, @Nullable RunState end, @Nullable String why) {

    /// @param after what the part comes after
    /// @param allowFailure the whole succeeds though this part fails
    public record Part(String name, List<After> after, boolean allowFailure) {
        public Part {
            after = List.copyOf(after);
        }
    }

    /// @param states of all parts; a part that waits for others is WAITING
    /// @param stopping nothing more is started
    public static FlowPlan of(List<Part> parts, Map<String, RunState> states, boolean stopping) {
        var known = new HashMap<>(states);
        var skip = new ArrayList<String>();
        boolean more = true;
        while (more) {
            more = false;
            for (var part : parts) {
                if (known.get(part.name) == RunState.WAITING
                        && (stopping || isReady(part, known) && !isWanted(part, known))) {
                    known.put(part.name, RunState.SKIPPED);
                    skip.add(part.name);
                    more = true;
                }
            }
        }
        var start =
                parts.stream()
                        .filter(part -> known.get(part.name) == RunState.WAITING)
                        .filter(part -> isReady(part, known))
                        .map(Part::name)
                        .toList();
        boolean finished =
                parts.stream().map(part -> known.get(part.name)).allMatch(FlowPlan::isFinished);
        if (!finished) {
            return new FlowPlan(start, skip, null, null);
        }
        var failed =
                parts.stream()
                        .filter(part -> !part.allowFailure && isFailure(known.get(part.name)))
                        .map(part -> part.name + " " + known.get(part.name))
                        .toList();
        return stopping
                ? new FlowPlan(start, skip, RunState.CANCELLED, null)
                : failed.isEmpty()
                        ? new FlowPlan(start, skip, RunState.SUCCEEDED, null)
                        : new FlowPlan(start, skip, RunState.FAILED, String.join(", ", failed));
    }

    private static boolean isReady(Part part, Map<String, RunState> states) {
        return part.after.stream().allMatch(after -> isFinished(states.get(after.step())));
    }

    private static boolean isWanted(Part part, Map<String, RunState> states) {
        return part.after.stream().allMatch(after -> matches(after.on(), states.get(after.step())));
    }

    /// Whether a run that ended so is what was asked for.
    public static boolean matches(On on, @Nullable RunState state) {
        return switch (on) {
            case SUCCESS -> state == RunState.SUCCEEDED;
            case FAILURE -> isFailure(state);
            case END -> isFinished(state);
        };
    }

    private static boolean isFinished(@Nullable RunState state) {
        return state != null && state.finished();
    }

    private static boolean isFailure(@Nullable RunState state) {
        return state == RunState.FAILED
                || state == RunState.TIMED_OUT
                || state == RunState.LOST
                || state == RunState.CANCELLED;
    }
}
