package dev.carillon.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The parts of definitions, each with the keys it may have. The published schemas have the same.
enum Part {
    JOB(
            "",
            "name",
            "namespace",
            "description",
            "labels",
            "task",
            "parameters",
            "schedules",
            "catchUp",
            "overlap",
            "retry",
            "timeout",
            "startDeadline",
            "killGrace",
            "delivery",
            "onContactLost",
            "priority",
            "queue",
            "retention",
            "deadline",
            "pauseAfter",
            "weight",
            "limit",
            "placement",
            "dependsOn",
            "shards",
            "everyNode"),
    OVERLAP("overlap", "policy", "max"),
    LIMIT("limit", "key", "concurrency"),
    PLACEMENT("placement", "labels"),
    DEPENDENCY("dependsOn", "job", "on", "time"),
    TASK("task", "shell", "http", "java", "sql", "flow"),
    FLOW("task.flow", "steps"),
    STEP(
            "task.flow.steps",
            "name",
            "shell",
            "http",
            "java",
            "sql",
            "job",
            "with",
            "after",
            "retry",
            "timeout",
            "allowFailure"),
    AFTER("task.flow.steps.after", "step", "on"),
    SHELL("task.shell", "command", "script", "env", "workingDirectory", "expect"),
    HTTP("task.http", "method", "url", "headers", "body", "expect", "allow"),
    JAVA("task.java", "class", "jar"),
    SQL("task.sql", "connection", "statement"),
    PARAMETER("parameters", "name", "type", "default", "choices", "description"),
    SCHEDULE(
            "schedules",
            "id",
            "cron",
            "zone",
            "dst",
            "every",
            "anchor",
            "delay",
            "interval",
            "first",
            "businessDay",
            "time",
            "at",
            "from",
            "until",
            "jitter",
            "except",
            "only",
            "roll"),
    DST("schedules.dst", "gap", "overlap"),
    CATCH_UP("catchUp", "policy", "after", "window", "max"),
    RETRY("retry", "attempts", "backoff", "initial", "max", "jitter", "delays", "only", "never"),
    RETENTION("retention", "runs", "age"),
    CALENDAR(
            Document.CALENDAR,
            "",
            "name",
            "description",
            "dates",
            "yearly",
            "weekdays",
            "cron",
            "periods",
            "include",
            "except"),
    PERIOD(Document.CALENDAR, "periods", "from", "until"),
    QUEUE(Document.QUEUE, "", "name", "concurrency", "rate", "weight", "closed"),
    RATE(Document.QUEUE, "rate", "count", "per", "burst");

    /// What a part is in.
    enum Document {
        JOB,
        CALENDAR,
        QUEUE;

        /// As messages say it.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Document document;
    private final String path;
    private final List<String> keys;

    Part(String path, String... keys) {
        this(Document.JOB, path, keys);
    }

    Part(Document document, String path, String... keys) {
        this.document = document;
        this.path = path;
        this.keys = List.of(keys);
    }

    Document document() {
        return document;
    }

    /// Where it is in its document, empty for the document itself.
    String path() {
        return path;
    }

    List<String> keys() {
        return keys;
    }

    static List<Part> of(Document document) {
        return Stream.of(values()).filter(part -> part.document == document).toList();
    }

    /// The one other part of the same document that has a key; empty when none or several have it. What
    /// a step of a flow has as well counts for the job.
    Optional<Part> home(String key) {
        var homes =
                of(document).stream()
                        .filter(part -> part != this && part.keys.contains(key))
                        .toList();
        var outside = homes.stream().filter(part -> !part.path.startsWith("task.flow.")).toList();
        var nearest = homes.size() == 1 ? homes : outside;
        return nearest.size() == 1 ? Optional.of(nearest.getFirst()) : Optional.empty();
    }
}
