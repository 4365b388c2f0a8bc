package dev.carillon.node;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.engine.run.NewRun.Cause;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/// The options that say which runs are meant.
final class RunOptions {
    @Option(
            names = "--state",
            split = ",",
            paramLabel = "STATE",
            description = "Only in one of these states: ${COMPLETION-CANDIDATES}")
    @Nullable Set<RunState> states;

    @Option(
            names = "--job",
            paramLabel = "JOB",
            description =
                    "Only of this job, or of those that match: 'orders*', '*/nightly'; * is any text, ? any character")
    @Nullable String job;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only due since then: an instant, a date, or so long ago, such as 2h")
    @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Only due before then, written like --since")
    @Nullable String until;

    @Option(names = "--queue", paramLabel = "NAME", description = "Only of this queue")
    @Nullable String queue;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Only those whose current or last attempt is on this node")
    @Nullable String node;

    @Option(
            names = "--cause",
            split = ",",
            paramLabel = "CAUSE",
            description = "Only made by one of these: ${COMPLETION-CANDIDATES}")
    @Nullable Set<Cause> causes;

    @Option(names = "--error", paramLabel = "TEXT", description = "Only with this in their message")
    @Nullable String error;

    @Option(
            names = "--fingerprint",
            paramLabel = "FINGERPRINT",
            description = "Only those whose failures are alike, as `failures` shows it")
    @Nullable String fingerprint;

    RunQuery query(Moment moment) {
        var names = new TreeSet<String>();
        if (causes != null) {
            causes.forEach(cause -> names.add(cause.name()));
        }
        return new RunQuery(
                states == null ? Set.of() : states,
                job,
                instant(moment, since),
                instant(moment, until),
                queue,
                node,
                names,
                error,
                null,
                fingerprint);
    }

    private static @Nullable Instant instant(Moment moment, @Nullable String text) {
        return text == null ? null : moment.before(text);
    }
}
