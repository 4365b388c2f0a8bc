package dev.carillon.node;

import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

/// A run in all its details.
final class RunFacts {
    private RunFacts() {}

    static Facts of(RunView run) {
        String text = RunLines.text(run);
        var facts =
                new Facts()
                        .add("run", run.id())
                        .add("job", run.job() + ", version " + run.jobVersion())
                        .add("part of", part(run))
                        .add("state", run.state())
                        .add("waits for", waitsFor(run.waitsFor()))
                        .add("handled", run.handled() ? "yes" : null)
                        .add("alike", run.fingerprint())
                        .add("message", text.isEmpty() ? null : text)
                        .add("result", text.equals(run.result()) ? null : run.result())
                        .add(
                                "cause",
                                run.cause()
                                        + (run.scheduleId() == null
                                                ? ""
                                                : ", schedule " + run.scheduleId()));
        times(facts, run);
        return facts.add("attempt", run.attempt() + " of " + run.maxAttempts())
                .add("exit code", run.exitCode())
                .add("queue", run.queue().equals("default") ? null : run.queue())
                .add("limit key", run.limitKey())
                .add("unique key", run.uniqueKey())
                .add("parameters", run.parameters().isEmpty() ? null : run.parameters());
    }

    private static void times(Facts facts, RunView run) {
        facts.add("nominal", run.due().equals(run.nominal()) ? null : run.nominal())
                .add("due", run.due())
                .add("deadline", run.deadline())
                .add("started", run.startedAt())
                .add("ended", run.finishedAt());
    }

    private static @Nullable String part(RunView run) {
        return run.flow() == null ? null : "run " + run.flow() + ", step " + run.step();
    }

    private static @Nullable String waitsFor(@Nullable String what) {
        return switch (what) {
            case null -> null;
            case "GATE" -> "an earlier run of its job";
            case "KEY" -> "another run with its limit key";
            case "STEP" -> "a step before it";
            case "JOB" -> "a job it depends on";
            default -> what;
        };
    }
}
