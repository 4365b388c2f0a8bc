package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Retention;
import dev.carillon.api.JobDefinition.Retry;
import dev.carillon.api.Schedule.At;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Every;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// Writes a definition so that reading it gives an equal one; defaults are left out.
final class DefinitionWriter {
    private DefinitionWriter() {}

    static ObjectNode write(JobDefinition job) {
        var node = Json.mapper().createObjectNode();
        node.put("name", job.name());
        text(node, "namespace", job.namespace(), "default");
        text(node, "description", job.description(), "");
        map(node, "labels", job.labels());
        task(node.putObject("task"), job.task());
        parameters(node, job);
        if (!job.schedules().isEmpty()) {
            var schedules = node.putArray("schedules");
            job.schedules().forEach(schedule -> schedule(schedules.addObject(), schedule));
        }
        catchUp(node, job.catchUp());
        choice(node, "overlap", job.overlap(), Overlap.SKIP);
        retry(node, job.retry());
        duration(node, "timeout", job.timeout(), null);
        duration(node, "startDeadline", job.startDeadline(), null);
        duration(node, "killGrace", job.killGrace(), Duration.ofSeconds(5));
        choice(node, "delivery", job.delivery(), Delivery.AT_LEAST_ONCE);
        choice(node, "onContactLost", job.onContactLost(), ContactLost.KILL);
        if (job.priority() != 5) {
            node.put("priority", job.priority());
        }
        text(node, "queue", job.queue(), "default");
        if (!job.retention().equals(Retention.DEFAULT)) {
            var retention = node.putObject("retention");
            retention.put("runs", job.retention().runs());
            retention.put("age", Durations.format(job.retention().age()));
        }
        return node;
    }

    private static void task(ObjectNode node, Task task) {
        switch (task) {
            case Task.Shell shell -> {
                var to = node.putObject("shell");
                if (shell.script() == null) {
                    shell.command().forEach(to.withArray("command")::add);
                } else {
                    to.put("script", shell.script());
                }
                map(to, "env", shell.env());
                text(to, "workingDirectory", shell.workingDirectory(), null);
                if (!shell.expect().equals(java.util.List.of(0))) {
                    shell.expect().forEach(to.withArray("expect")::add);
                }
            }
            case Task.Http http -> {
                var to = node.putObject("http");
                text(to, "method", http.method(), "GET");
                to.put("url", http.url());
                map(to, "headers", http.headers());
                text(to, "body", http.body(), null);
                text(to, "expect", http.expect(), "2xx");
                if (!http.allow().isEmpty()) {
                    http.allow().forEach(to.withArray("allow")::add);
                }
            }
            case Task.Java java ->
                    node.putObject("java").put("class", java.className()).put("jar", java.jar());
            case Task.Sql sql ->
                    node.putObject("sql")
                            .put("connection", sql.connection())
                            .put("statement", sql.statement());
        }
    }

    private static void parameters(ObjectNode node, JobDefinition job) {
        for (Parameter parameter : job.parameters()) {
            var to = node.withArray("parameters").addObject();
            to.put("name", parameter.name());
            choice(to, "type", parameter.type(), Parameter.Type.STRING);
            text(to, "default", parameter.defaultValue(), null);
            if (!parameter.choices().isEmpty()) {
                parameter.choices().forEach(to.withArray("choices")::add);
            }
            text(to, "description", parameter.description(), "");
        }
    }

    private static void schedule(ObjectNode to, Schedule schedule) {
        to.put("id", schedule.id());
        switch (schedule.when()) {
            case Cron cron -> {
                to.put("cron", cron.expression());
                text(to, "zone", cron.zone().getId(), "Z");
                if (!cron.dst().equals(Dst.DEFAULT)) {
                    var dst = to.putObject("dst");
                    choice(dst, "gap", cron.dst().gap(), Dst.DEFAULT.gap());
                    choice(dst, "overlap", cron.dst().overlap(), Dst.DEFAULT.overlap());
                }
            }
            case Every every -> {
                to.put("every", Durations.format(every.period()));
                text(to, "anchor", every.anchor() == null ? null : every.anchor().toString(), null);
            }
            case At at -> to.put("at", at.instant().toString());
        }
        text(to, "from", schedule.from() == null ? null : schedule.from().toString(), null);
        text(to, "until", schedule.until() == null ? null : schedule.until().toString(), null);
        duration(to, "jitter", schedule.jitter(), Duration.ZERO);
    }

    private static void catchUp(ObjectNode node, CatchUp catchUp) {
        if (catchUp.equals(CatchUp.DEFAULT)) {
            return;
        }
        var to = node.putObject("catchUp");
        to.put("policy", Section.written(catchUp.policy()));
        to.put("after", Durations.format(catchUp.after()));
        to.put("window", Durations.format(catchUp.window()));
        to.put("max", catchUp.max());
    }

    private static void retry(ObjectNode node, Retry retry) {
        if (retry.equals(Retry.NONE)) {
            return;
        }
        var to = node.putObject("retry");
        to.put("attempts", retry.attempts());
        to.put("backoff", Section.written(retry.backoff()));
        to.put("initial", Durations.format(retry.initial()));
        to.put("max", Durations.format(retry.max()));
        to.put("jitter", retry.jitter());
    }

    private static void text(
            ObjectNode to, String key, @Nullable String value, @Nullable String otherwise) {
        if (value != null && !value.equals(otherwise)) {
            to.put(key, value);
        }
    }

    private static void choice(ObjectNode to, String key, Enum<?> value, Enum<?> otherwise) {
        if (value != otherwise) {
            to.put(key, Section.written(value));
        }
    }

    private static void duration(
            ObjectNode to, String key, @Nullable Duration value, @Nullable Duration otherwise) {
        if (value != null && !value.equals(otherwise)) {
            to.put(key, Durations.format(value));
        }
    }

    private static void map(ObjectNode to, String key, Map<String, String> map) {
        if (!map.isEmpty()) {
            var node = to.putObject(key);
            new TreeMap<>(map).forEach(node::put);
        }
    }
}
