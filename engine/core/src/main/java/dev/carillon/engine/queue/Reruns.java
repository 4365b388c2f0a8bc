package dev.carillon.engine.queue;

import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.FlowGraph;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.Task;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.queue.Submissions.Wanted;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.run.NewRun.Rerun;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.store.FlowTable.StepRun;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/// Runs that repeat a finished one: with the same parameters or others, and of a run of several those
/// parts only that did not succeed, or some steps with all after them.
public final class Reruns {
    private final Stores stores;
    private final JobCatalog catalog;

    public Reruns(Stores stores, JobCatalog catalog) {
        this.stores = stores;
        this.catalog = catalog;
    }

    /// @throws CarillonException CONFLICT for a run that cannot be repeated, MALFORMED_REQUEST for steps
    ///     that it does not have
    public Wanted wanted(UUID id, RetryRequest request) {
        return stores.transaction(tx -> wanted(tx, id, request));
    }

    /// The same within a transaction.
    Wanted wanted(Tx tx, UUID id, RetryRequest request) {
        var run = tx.runs().open(id).orElseThrow(() -> missing(id));
        boolean again =
                run.state().finished()
                        && (run.state() != RunState.SUCCEEDED
                                || request.whole()
                                || !request.steps().isEmpty());
        if (request.whole() && !request.steps().isEmpty()) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "the whole and some steps exclude each other");
        }
        if (!again || run.traits().flow() != null) {
            throw refusal(run);
        }
        var parameters = new TreeMap<>(Parameters.read(run.parameters()));
        parameters.putAll(request.parameters());
        String[] key = run.traits().jobKey().split("/", 2);
        return new Wanted(
                key[0], key[1], parameters, null, null, Cause.RETRY, null, rerun(tx, run, request));
    }

    private static CarillonException missing(UUID id) {
        return new CarillonException(ErrorCode.NOT_FOUND, "there is no run " + id);
    }

    private static CarillonException refusal(OpenRun run) {
        var flow = run.traits().flow();
        return new CarillonException(
                ErrorCode.CONFLICT,
                flow == null
                        ? "run "
                                + run.id()
                                + " is "
                                + run.state()
                                + "; only a run that ended without success can be retried, others by"
                                + " naming steps or the whole"
                        : "run "
                                + run.id()
                                + " is a part of run "
                                + flow
                                + "; retry that one from its step "
                                + run.traits().step());
    }

    private @Nullable Rerun rerun(Tx tx, OpenRun run, RetryRequest request) {
        var parts = tx.flows().steps(run.id());
        if (!run.traits().ofSeveral() || parts.isEmpty()) {
            if (!request.steps().isEmpty()) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST,
                        "run " + run.id() + " has no steps to be run again from");
            }
            return null;
        }
        if (request.whole()) {
            return null;
        }
        var definition = catalog.read(tx, run.jobId(), run.traits().jobVersion()).definition();
        return new Rerun(run.id(), List.copyOf(steps(definition, parts, request)));
    }

    private static Set<String> steps(
            JobDefinition definition, List<StepRun> parts, RetryRequest request) {
        var first = new HashSet<>(request.steps());
        var known = parts.stream().map(StepRun::step).collect(Collectors.toSet());
        for (var step : first) {
            if (!known.contains(step)) {
                throw new CarillonException(
                        ErrorCode.MALFORMED_REQUEST,
                        "there is no step " + step + "; steps are " + new TreeSet<>(known));
            }
        }
        if (first.isEmpty()) {
            parts.stream()
                    .filter(part -> part.run().state() != RunState.SUCCEEDED)
                    .forEach(part -> first.add(part.step()));
        }
        return definition.task() instanceof Task.Flow flow
                ? new TreeSet<>(FlowGraph.withFollowers(flow.steps(), first))
                : new TreeSet<>(first);
    }
}
