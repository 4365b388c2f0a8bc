package dev.carillon.node;

import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/// Commands about one group of failures: `carillon failures COMMAND`.
final class FailureCommands {
    private static final String FINGERPRINT = "Fingerprint of the group, which `failures` shows";
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int NEWEST = 10;

    private FailureCommands() {}

    @Command(description = {"Show a group of failures, with its newest runs.", ""})
    static int show(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint) {
        var carillon = target.carillon();
        FailureView failure = carillon.failure(fingerprint);
        var runs =
                carillon.runs(RunQuery.ALL.ofFailure(failure.fingerprint()), null, NEWEST).items();
        if (target.json) {
            target.answerJson(Map.of("failure", failure, "runs", runs));
            return Exit.OK;
        }
        FailureLines.facts(failure).lines().forEach(target.out()::println);
        target.out().println();
        RunLines.table(runs, CLOCK.instant(), ZoneId.systemDefault())
                .lines(0)
                .forEach(target.out()::println);
        return Exit.OK;
    }

    @Command(description = {"Say who looks after failures; without a name nobody does.", ""})
    static int assign(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint,
            @Parameters(arity = "0..1", paramLabel = "NAME", description = "Who")
                    @Nullable String to) {
        return change(target, fingerprint, new FailureChange.Assign(to));
    }

    @Command(description = {"Write a note to failures; without a text it is removed.", ""})
    static int note(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint,
            @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The note")
                    @Nullable String text) {
        return change(target, fingerprint, new FailureChange.Note(text));
    }

    @Command(description = {"Say that somebody knows of failures.", ""})
    static int acknowledge(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint) {
        return change(target, fingerprint, new FailureChange.Acknowledge());
    }

    @Command(description = {"Keep failures out of the list for a while; then they are new.", ""})
    static int snooze(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint,
            @Option(
                            names = "--for",
                            required = true,
                            paramLabel = "TIME",
                            description = "How long, such as 8h")
                    String time) {
        return change(target, fingerprint, new FailureChange.Snooze(Moment.duration(time)));
    }

    @Command(description = {"Keep failures out of the list for good, however often they come.", ""})
    static int mute(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint) {
        return change(target, fingerprint, new FailureChange.Mute());
    }

    @Command(
            description = {
                "Say that failures are mended. When they come again they are new.",
                "Its runs stay as they are; `dismiss` notes of runs that they need no attention.",
                ""
            })
    static int resolve(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint) {
        return change(target, fingerprint, new FailureChange.Resolve());
    }

    @Command(
            description = {
                "Retry all runs of a group of failures that nobody has dealt with.",
                "Shows first how many; on a terminal it then asks, elsewhere it needs --yes.",
                ""
            })
    static int retry(
            @Mixin Target target,
            @Parameters(paramLabel = "FINGERPRINT", description = FINGERPRINT) String fingerprint,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do it without asking")
                    boolean yes) {
        String known = target.carillon().failure(fingerprint).fingerprint();
        return BulkCommands.act(target, BulkAction.RETRY, RunQuery.ALL.ofFailure(known), yes);
    }

    private static int change(Target target, String fingerprint, FailureChange change) {
        FailureView changed = target.carillon().changeFailure(fingerprint, change);
        target.answer(changed, FailureLines.summary(changed));
        return Exit.OK;
    }
}
