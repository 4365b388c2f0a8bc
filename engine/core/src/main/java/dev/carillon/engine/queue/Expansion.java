package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.Task;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.run.NewRun.Part;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.store.FlowTable.FlowRow;
import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.RunTable.OpenRun;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The beginning of a run of several: its parts are inserted, each waiting for those before it, and
/// those that wait for none are started with all others by [FlowMoves].
final class Expansion {
    private final Moves moves;

    Expansion(Moves moves) {
        this.moves = moves;
    }

    /// @return false when the run is not QUEUED any more
    boolean begin(ClaimedRun flow) {
        if (!moves.tx.runs().startFlow(flow, moves.nowUs)) {
            return false;
        }
        var job = moves.ground.catalog().read(moves.tx, flow.jobId(), flow.jobVersion());
        var row = moves.tx.flows().lock(flow.id()).orElse(new FlowRow(null, List.of()));
        var parts = parts(job, flow, taken(row));
        RunInserts.insert(moves, parts);
        for (var part : parts) {
            var of = part.part();
            if (of != null) {
                moves.tx.flows().insertStep(flow.id(), of.step(), part.id());
            }
        }
        moves.look(flow.id());
        return true;
    }

    private List<NewRun> parts(JobRef job, ClaimedRun flow, Map<String, OpenRun> taken) {
        var parts = new ArrayList<NewRun>();
        var parameters = Parameters.read(flow.parameters());
        if (job.definition().task() instanceof Task.Flow several) {
            for (var step : several.steps()) {
                parts.add(part(stepJob(job, step), flow, taken, step.name(), parameters, Map.of()));
            }
            return parts;
        }
        var spread = job.definition().spread();
        if (spread != null && spread.everyNode()) {
            var names = new HashSet<String>();
            for (var node : moves.tx.nodes().up()) {
                // Of two starts of a node the earlier one is about to be given up.
                if (!takesRuns(node) || !names.add(node.name())) {
                    continue;
                }
                parts.add(
                        part(
                                job,
                                flow,
                                taken,
                                "node-" + node.name(),
                                with(parameters, "NODE_NAME", node.name()),
                                onlyOn(node)));
            }
            return parts;
        }
        int shards = spread == null ? 1 : spread.shards();
        for (int shard = 0; shard < shards; shard++) {
            var own = with(parameters, "SHARD_INDEX", Integer.toString(shard));
            own.put("SHARD_COUNT", Integer.toString(shards));
            parts.add(part(job, flow, taken, "shard-" + shard, own, Map.of()));
        }
        return parts;
    }

    private static boolean takesRuns(NodeRow node) {
        return node.state() == NodeTable.State.UP
                && node.presence().roles().contains(NodeTable.Role.EXECUTE);
    }

    private static Map<String, String> onlyOn(NodeRow node) {
        return Map.of("node", node.name());
    }

    private JobRef stepJob(JobRef flow, Task.Step step) {
        if (step.job() == null) {
            return flow;
        }
        return moves.ground.catalog().current(moves.tx, step.job());
    }

    // Parts that succeeded in the run this one repeats, and are not to be repeated.
    private Map<String, OpenRun> taken(FlowRow row) {
        var taken = new HashMap<String, OpenRun>();
        if (row.rerunOf() != null) {
            for (var part : moves.tx.flows().steps(row.rerunOf())) {
                if (part.run().state() == RunState.SUCCEEDED
                        && !row.rerunSteps().contains(part.step())) {
                    taken.put(part.step(), part.run());
                }
            }
        }
        return taken;
    }

    private NewRun part(
            JobRef job,
            ClaimedRun flow,
            Map<String, OpenRun> taken,
            String step,
            Map<String, String> parameters,
            Map<String, String> placement) {
        var earlier = taken.get(step);
        return NewRun.of(
                        moves.ground.ids().next(),
                        job,
                        Cause.STEP,
                        moves.nowUs,
                        parametersOf(job.definition(), step, parameters))
                .at(null, null, flow.nominalUs())
                .asPart(
                        new Part(
                                flow.id(),
                                step,
                                true,
                                placement,
                                earlier == null ? null : earlier.result()),
                        earlier == null ? null : RunState.SUCCEEDED,
                        earlier == null ? null : "taken over from run " + earlier.id());
    }

    // Those of another job are filled in when the step starts.
    private static Map<String, String> parametersOf(
            JobDefinition job, String step, Map<String, String> parameters) {
        boolean ofFlow =
                job.spread() != null
                        || job.task() instanceof Task.Flow flow
                                && flow.steps().stream()
                                        .anyMatch(
                                                each ->
                                                        each.name().equals(step)
                                                                && each.task() != null);
        return ofFlow ? parameters : Map.of();
    }

    private static TreeMap<String, String> with(
            Map<String, String> parameters, String name, @Nullable String value) {
        var all = new TreeMap<>(parameters);
        all.put(name, value);
        return all;
    }
}
