package dev.carillon.api;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The parts of a definition, each with the keys it may have. The published schema has the same.
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
            "retention"),
    TASK("task", "shell", "http", "java", "sql"),
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
            "at",
            "from",
            "until",
            "jitter"),
    DST("schedules.dst", "gap", "overlap"),
    CATCH_UP("catchUp", "policy", "after", "window", "max"),
    RETRY("retry", "attempts", "backoff", "initial", "max", "jitter"),
    RETENTION("retention", "runs", "age");

    private final String path;
    private final List<String> keys;

    Part(String path, String... keys) {
        this.path = path;
        this.keys = List.of(keys);
    }

    /// Where it is in a definition, empty for the definition itself.
    String path() {
        return path;
    }

    List<String> keys() {
        return keys;
    }

    /// The one other part that has a key; empty when none or several have it.
    static Optional<Part> home(String key) {
        var homes = Stream.of(values()).filter(part -> part.keys.contains(key)).toList();
        return homes.size() == 1 ? Optional.of(homes.getFirst()) : Optional.empty();
    }
}
