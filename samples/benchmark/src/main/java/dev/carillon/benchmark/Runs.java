package dev.carillon.benchmark;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.benchmark.job.Executions;
import dev.carillon.benchmark.job.PluginJar;
import dev.carillon.plugin.Job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Looks at a node's runs through its API, and refuses what is not as it must be.
record Runs(Carillon carillon) {
    private static final int PAGE = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_NANOS = 100_000_000;
    private static final RunQuery UNFINISHED =
            new RunQuery(
                    Arrays.stream(RunState.values())
                            .filter(state -> !state.finished())
                            .collect(Collectors.toSet()),
                    null,
                    null,
                    null);

    void define(String... definitions) {
        carillon.apply(
                Definitions.parse(String.join("---\n", definitions), "the benchmark"), false);
    }

    /// Defines the job, runs it once with the parameters, and answers the run when it succeeded.
    RunView runOnce(String name, Class<? extends Job> job, Map<String, String> parameters) {
        define(PluginJar.definition(name, job, parameterList(parameters.keySet())));
        String id = carillon.run("default", name, new RunRequest(parameters, null), null).id();
        var run = carillon.run(id);
        long began = System.nanoTime();
        while (!run.state().finished()) {
            pause(began, "run " + id);
            run = carillon.run(id);
        }
        require(run.state() == RunState.SUCCEEDED, "run " + id + " of " + name + " is " + run);
        return run;
    }

    static String parameterList(Collection<String> names) {
        return names.isEmpty()
                ? ""
                : "parameters: ["
                        + String.join(", ", names.stream().map(n -> "{name: " + n + "}").toList())
                        + "]\n";
    }

    /// Waits until no run is unfinished. The node's counts may be a second old, so they only say when
    /// it is worth to look at the runs, which is dearer.
    void awaitQuiet() {
        long began = System.nanoTime();
        while (!quietByCounts() || !carillon.runs(UNFINISHED, null, 1).items().isEmpty()) {
            pause(began, "the end of all runs");
        }
    }

    private boolean quietByCounts() {
        return carillon.stats().runs().entrySet().stream()
                .allMatch(each -> each.getKey().finished() || each.getValue() == 0);
    }

    private static void pause(long began, String what) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
            throw new IllegalStateException("waited " + PATIENCE + " in vain for " + what);
        }
        LockSupport.parkNanos(POLL_NANOS);
    }

    List<RunView> all(String job) {
        var query = new RunQuery(Set.of(), "default/" + job, null, null);
        var page = carillon.runs(query, null, PAGE);
        var runs = new ArrayList<>(page.items());
        for (String next = page.cursor(); next != null; next = page.cursor()) {
            page = carillon.runs(query, next, PAGE);
            runs.addAll(page.items());
        }
        return runs;
    }

    /// The runs of the job, after making sure that they are the accepted ones, each once, and that
    /// each succeeded at its first attempt.
    List<RunView> verified(String job, Set<String> accepted) {
        var runs = all(job);
        var stored = new HashSet<String>();
        for (var run : runs) {
            require(stored.add(run.id()), "run " + run.id() + " is there twice");
            require(
                    run.state() == RunState.SUCCEEDED && run.attempt() == 1,
                    "not a success at the first attempt: " + run);
        }
        require(
                stored.equals(accepted),
                "%d runs of %s are stored, %d were accepted"
                        .formatted(stored.size(), job, accepted.size()));
        return runs;
    }

    /// Makes sure that the code of [dev.carillon.benchmark.job.Nothing] ran so often in this process.
    void verifyExecutions(long expected) {
        String executed =
                String.valueOf(runOnce("executions", Executions.class, Map.of()).result());
        require(
                executed.equals(Long.toString(expected)),
                "the job's code ran " + executed + " times, " + expected + " runs were accepted");
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
