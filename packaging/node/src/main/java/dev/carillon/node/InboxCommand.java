package dev.carillon.node;

import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lists what failed, alike failures together.
final class InboxCommand {
    private static final int PART = 200;

    private InboxCommand() {}

    @Command(
            description = {
                "List what failed, runs of one job with alike errors together; the newest first.",
                "Shown are those that are new or that somebody knows of, unless --state names others.",
                ""
            },
            commandListHeading = "%nCommands:%n")
    static int failures(
            @Mixin Target target,
            @Option(
                            names = "--state",
                            split = ",",
                            paramLabel = "STATE",
                            description = "In one of these states: ${COMPLETION-CANDIDATES}")
                    @Nullable Set<FailureState> states,
            @Option(
                            names = "--job",
                            paramLabel = "JOB",
                            description = "Only of this job, or of those that match: 'orders*'")
                    @Nullable String job,
            @Option(
                            names = "--assignee",
                            paramLabel = "NAME",
                            description = "Only what this person looks after")
                    @Nullable String assignee,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            paramLabel = "COUNT",
                            description = "At most so many; default: ${DEFAULT-VALUE}")
                    int limit) {
        var query = new FailureQuery(states == null ? Set.of() : states, job, assignee);
        var carillon = target.carillon();
        List<FailureView> failures = new ArrayList<>();
        String cursor = null;
        do {
            var page =
                    carillon.failures(
                            query, cursor, Math.max(1, Math.min(PART, limit - failures.size())));
            failures.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null && failures.size() < limit);
        if (failures.isEmpty() && states == null) {
            target.answer(failures, "there are no failures that somebody must look at");
        } else {
            target.answer(failures, FailureLines.table(failures));
        }
        return Exit.OK;
    }
}
