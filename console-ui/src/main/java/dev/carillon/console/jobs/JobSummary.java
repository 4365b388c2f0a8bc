package dev.carillon.console.jobs;

import dev.carillon.api.Durations;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.Task;
import dev.carillon.console.words.Texts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a definition says, in lines that a person reads: the task always, of the rules those that matter.
final class JobSummary {
    private static final Texts TEXTS = Texts.of(JobSummary.class);
    private static final int LONGEST = 400;

    /// @param code whether it is to be read as code
    record Line(String label, String value, boolean code) {}

    private final List<Line> lines = new ArrayList<>();

    private JobSummary() {}

    static List<Line> of(JobDefinition job) {
        var summary = new JobSummary();
        summary.task(job.task());
        summary.rules(job);
        return List.copyOf(summary.lines);
    }

    private void task(Task task) {
        switch (task) {
            case Task.Shell shell -> {
                String script = shell.script();
                code(
                        script == null ? "command" : "script",
                        script == null ? String.join(" ", shell.command()) : script);
            }
            case Task.Http http -> code("http", http.method() + " " + http.url());
            case Task.Java java -> code("java", java.className() + " (" + java.jar() + ".jar)");
            case Task.Sql sql -> code("sql", sql.connection() + ": " + sql.statement());
            case Task.Flow flow ->
                    text(
                            "flow",
                            TEXTS.get(
                                    "summary.steps",
                                    flow.steps().size(),
                                    flow.steps().stream()
                                            .limit(8)
                                            .map(Task.Step::name)
                                            .collect(Collectors.joining(", "))));
        }
    }

    private void rules(JobDefinition job) {
        if (!job.parameters().isEmpty()) {
            text(
                    "parameters",
                    job.parameters().stream()
                            .map(each -> each.name())
                            .collect(Collectors.joining(", ")));
        }
        text(
                "overlap",
                TEXTS.get("summary.overlap." + word(job.overlap()))
                        + (job.overlap() == Overlap.QUEUE
                                ? TEXTS.get("summary.waiting", job.maxWaiting())
                                : ""));
        var retry = job.retry();
        text(
                "retry",
                retry.attempts() == 1
                        ? TEXTS.get("summary.retry.none")
                        : TEXTS.get(
                                "summary.retry",
                                retry.attempts(),
                                word(retry.backoff()),
                                Durations.format(retry.initial())));
        text("catchUp", TEXTS.get("summary.catchUp." + word(job.catchUp().policy())));
        length("timeout", job.timeout());
        length("startDeadline", job.startDeadline());
        length("deadline", job.deadline());
        text("queue", TEXTS.get("summary.queue", job.queue(), job.priority()));
        if (job.delivery() == JobDefinition.Delivery.AT_MOST_ONCE) {
            text("delivery", TEXTS.get("summary.once"));
        }
        if (job.pauseAfter() > 0) {
            text("pauseAfter", TEXTS.get("summary.failures", job.pauseAfter()));
        }
        var limit = job.keyLimit();
        if (limit != null) {
            text("limit", TEXTS.get("summary.limit", limit.concurrency(), limit.key()));
        }
        if (!job.placement().isEmpty()) {
            text("placement", pairs(job.placement()));
        }
        for (var dependency : job.dependsOn()) {
            text("dependsOn", TEXTS.get("summary.on." + word(dependency.on()), dependency.job()));
        }
        var spread = job.spread();
        if (spread != null) {
            text(
                    "spread",
                    spread.everyNode()
                            ? TEXTS.get("summary.everyNode")
                            : TEXTS.get("summary.shards", spread.shards()));
        }
        text(
                "retention",
                TEXTS.get(
                        "summary.retention",
                        job.retention().runs(),
                        Durations.format(job.retention().age())));
    }

    private static String pairs(java.util.Map<String, String> map) {
        return map.entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void length(String label, @org.jspecify.annotations.Nullable Duration length) {
        if (length != null) {
            text(label, Durations.format(length));
        }
    }

    private void text(String label, String value) {
        lines.add(new Line(TEXTS.get("summary.label." + label), value, false));
    }

    private void code(String label, String value) {
        String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
        lines.add(new Line(TEXTS.get("summary.label." + label), shown.strip(), true));
    }
}
