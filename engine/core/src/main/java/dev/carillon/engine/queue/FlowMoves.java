package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.Placeholders;
import dev.carillon.api.RunState;
import dev.carillon.api.Task;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.policy.FlowPlan;
import dev.carillon.engine.policy.FlowPlan.Part;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.RunTable.Wait;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/// Moves a run of several when one of its parts has ended. Whoever does so holds the row of the flow,
/// so that two parts that end at once are seen one after the other.
final class FlowMoves {
    private static final int MOST_CHARACTERS = 1_000_000;

    private final Moves moves;

    FlowMoves(Moves moves) {
        this.moves = moves;
    }

    /// The jobs that steps of a flow run.
    static List<UUID> jobsOfSteps(JobDefinition job) {
        return job.task() instanceof Task.Flow flow
                ? flow.jobs().stream().map(JobCatalog::idOf).toList()
                : List.of();
    }

    /// Starts the parts that may run now, skips those that will not, and ends the whole when all have
    /// ended. Doing it twice changes nothing.
    void move(UUID flow) {
        var found = moves.tx.runs().open(flow);
        if (found.isEmpty() || found.get().state().finished()) {
            return;
        }
        var parent = found.get();
        var job = moves.ofJob(parent.traits());
        var runs = new TreeMap<String, OpenRun>();
        moves.tx.flows().steps(flow).forEach(part -> runs.put(part.step(), part.run()));
        var states = new HashMap<String, RunState>();
        runs.forEach((name, run) -> states.put(name, state(run)));
        var plan =
                FlowPlan.of(parts(job, runs.keySet()), states, parent.state() == RunState.STOPPING);
        for (var name : plan.skip()) {
            moves.end(
                    run(runs, name),
                    RunState.SKIPPED,
                    "not run: a step before it did not end as wanted");
        }
        for (var name : plan.start()) {
            start(parent, job, run(runs, name), runs);
        }
        var end = plan.end();
        if (end != null) {
            var as = endOf(parent, end);
            String why = plan.why() == null ? parentWhy(as) : plan.why();
            if (moves.tx.runs().endFlow(parent, as, why, moves.nowUs)) {
                moves.ended(parent, as);
                moves.failed(parent.id(), parent.traits(), as, null, why);
            }
        }
    }

    // A flow that was stopped because its deadline was over is TIMED_OUT.
    private RunState endOf(OpenRun parent, RunState end) {
        var deadline = parent.traits().deadlineUs();
        return end == RunState.CANCELLED && deadline != null && deadline <= moves.nowUs
                ? RunState.TIMED_OUT
                : end;
    }

    private static @Nullable String parentWhy(RunState as) {
        return switch (as) {
            case TIMED_OUT -> "ended after its deadline";
            case CANCELLED -> "cancelled while running";
            default -> null;
        };
    }

    private static OpenRun run(Map<String, OpenRun> runs, String name) {
        return Objects.requireNonNull(runs.get(name));
    }

    // Only what waits for its predecessors counts as waiting here.
    private static RunState state(OpenRun run) {
        return run.state() == RunState.WAITING && run.waitsFor() != Wait.STEP
                ? RunState.QUEUED
                : run.state();
    }

    private static List<Part> parts(JobDefinition job, Collection<String> names) {
        return job.task() instanceof Task.Flow flow
                ? flow.steps().stream()
                        .filter(step -> names.contains(step.name()))
                        .map(step -> new Part(step.name(), step.after(), step.allowFailure()))
                        .toList()
                : names.stream().map(name -> new Part(name, List.of(), false)).toList();
    }

    private void start(
            OpenRun parent, JobDefinition job, OpenRun part, Map<String, OpenRun> others) {
        if (!(job.task() instanceof Task.Flow flow)) {
            moves.queue(part);
            return;
        }
        var step = flow.step(Objects.requireNonNull(part.traits().step()));
        var given = filledIn(step, parent, others);
        try {
            setParameters(part, step.job() == null ? with(parent, given) : ofJob(part, given));
        } catch (CarillonException e) {
            if (e.code() != ErrorCode.INVALID_PARAMETER) {
                throw e;
            }
            moves.end(part, RunState.FAILED, String.valueOf(e.getMessage()));
            return;
        }
        if (step.job() == null) {
            moves.queue(part);
        } else {
            startJob(part);
        }
    }

    private static Map<String, String> with(OpenRun parent, Map<String, String> given) {
        var all = new TreeMap<>(Parameters.read(parent.parameters()));
        all.putAll(given);
        return all;
    }

    private Map<String, String> ofJob(OpenRun part, Map<String, String> given) {
        return Parameters.of(
                moves.ofJob(part.traits()), given, Instant.ofEpochMilli(part.dueUs() / 1_000));
    }

    // Under the overlap policy of its own job.
    private void startJob(OpenRun part) {
        var job = moves.ofJob(part.traits());
        var admission = moves.gates.admit(part.jobId(), job, false);
        if (admission.refusal() != null) {
            moves.end(part, RunState.CANCELLED, "not run: " + admission.refusal());
            return;
        }
        boolean waits = admission.waiting();
        if (admission.replacing()) {
            moves.replaceAll(part.jobId());
            waits = moves.gates.admitAfterReplacing(part.jobId());
        }
        if (waits) {
            moves.park(part, Wait.GATE);
        } else {
            moves.queue(part);
        }
    }

    private void setParameters(OpenRun part, Map<String, String> values) {
        String text = RunInserts.text(moves.ofJob(part.traits()), values, moves.ground);
        if (text.length() > MOST_CHARACTERS) {
            throw new CarillonException(
                    ErrorCode.INVALID_PARAMETER,
                    "the values of the step have "
                            + text.length()
                            + " characters as JSON; at most "
                            + MOST_CHARACTERS
                            + " are stored");
        }
        moves.tx.runs().setParameters(part.id(), text);
    }

    private static Map<String, String> filledIn(
            Task.Step step, OpenRun parent, Map<String, OpenRun> others) {
        var own = Parameters.read(parent.parameters());
        var values = new TreeMap<String, String>();
        step.with()
                .forEach(
                        (name, text) ->
                                values.put(
                                        name,
                                        Placeholders.fill(text, each -> value(each, own, others))));
        return values;
    }

    // Null for one that nobody knows.
    private static @Nullable String value(
            String name, Map<String, String> own, Map<String, OpenRun> others) {
        if (!name.startsWith("steps.")) {
            return own.get(name);
        }
        int dot = name.lastIndexOf('.');
        var run = dot < 6 ? null : others.get(name.substring(6, dot));
        if (run == null) {
            return null;
        }
        String result = run.result();
        return name.endsWith(".state") ? run.state().name() : result == null ? "" : result;
    }
}
