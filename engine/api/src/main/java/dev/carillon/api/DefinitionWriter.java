package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Dependency;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Retention;
import dev.carillon.api.JobDefinition.Retry;
import dev.carillon.api.Schedule.At;
import dev.carillon.api.Schedule.BusinessDay;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Delay;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Every;
import dev.carillon.api.Schedule.Interval;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Locale;
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
        overlap(node, job);
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
        duration(node, "deadline", job.deadline(), null);
        number(node, "pauseAfter", job.pauseAfter(), 0);
        number(node, "weight", job.weight(), 1);
        var limit = job.keyLimit();
        if (limit != null) {
            node.putObject("limit").put("key", limit.key()).put("concurrency", limit.concurrency());
        }
        if (!job.placement().isEmpty()) {
            map(node.putObject("placement"), "labels", job.placement());
        }
        for (var dependency : job.dependsOn()) {
            var to = node.withArray("dependsOn").addObject();
            to.put("job", dependency.job());
            choice(to, "on", dependency.on(), Dependency.On.SUCCESS);
            choice(to, "time", dependency.time(), Dependency.Time.SAME);
        }
        var spread = job.spread();
        if (spread != null && spread.everyNode()) {
            node.put("everyNode", true);
        } else if (spread != null) {
            node.put("shards", spread.shards());
        }
        return node;
    }

    private static void overlap(ObjectNode node, JobDefinition job) {
        if (job.maxWaiting() == JobDefinition.DEFAULT_WAITING || job.overlap() != Overlap.QUEUE) {
            choice(node, "overlap", job.overlap(), Overlap.SKIP);
        } else {
            var to = node.putObject("overlap");
            to.put("policy", Section.written(job.overlap()));
            to.put("max", job.maxWaiting());
        }
    }

    private static void number(ObjectNode node, String key, int value, int otherwise) {
        if (value != otherwise) {
            node.put(key, value);
        }
    }

    private static void flow(ObjectNode to, Task.Flow flow) {
        var steps = to.putArray("steps");
        for (var step : flow.steps()) {
            var each = steps.addObject();
            each.put("name", step.name());
            if (step.task() != null) {
                task(each, step.task());
            }
            text(each, "job", step.job(), null);
            map(each, "with", step.with());
            for (var after : step.after()) {
                if (after.on() == Dependency.On.SUCCESS) {
                    each.withArray("after").add(after.step());
                } else {
                    var edge = each.withArray("after").addObject();
                    edge.put("step", after.step());
                    choice(edge, "on", after.on(), Dependency.On.SUCCESS);
                }
            }
            retry(each, step.retry());
            duration(each, "timeout", step.timeout(), null);
            if (step.allowFailure()) {
                each.put("allowFailure", true);
            }
        }
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
            case Task.Flow flow -> flow(node.putObject("flow"), flow);
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
                local(to, cron.zone(), cron.dst());
            }
            case Delay delay -> to.put("delay", Durations.format(delay.pause()));
            case Interval interval -> {
                String unit = interval.unit().name().toLowerCase(Locale.ROOT);
                to.put("interval", interval.step() + " " + unit);
                to.put("first", interval.first().toString());
                local(to, interval.zone(), interval.dst());
            }
            case BusinessDay day -> {
                to.put("businessDay", day.day());
                to.put("time", day.time().toString());
                local(to, day.zone(), day.dst());
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
        words(to, "except", schedule.except());
        words(to, "only", schedule.only());
        choice(to, "roll", schedule.roll(), Schedule.Roll.NONE);
    }

    private static void local(ObjectNode to, ZoneId zone, Dst local) {
        text(to, "zone", zone.getId(), "Z");
        if (!local.equals(Dst.DEFAULT)) {
            var dst = to.putObject("dst");
            choice(dst, "gap", local.gap(), Dst.DEFAULT.gap());
            choice(dst, "overlap", local.overlap(), Dst.DEFAULT.overlap());
        }
    }

    private static void words(ObjectNode to, String key, Collection<String> words) {
        if (!words.isEmpty()) {
            words.forEach(to.withArray(key)::add);
        }
    }

    static ObjectNode write(CalendarDefinition calendar) {
        var to = Json.mapper().createObjectNode();
        to.put("name", calendar.name());
        text(to, "description", calendar.description(), "");
        words(to, "dates", calendar.dates().stream().map(DefinitionWriter::days).toList());
        words(
                to,
                "yearly",
                calendar.yearly().stream().map(day -> day.toString().substring(2)).toList());
        words(
                to,
                "weekdays",
                calendar.weekdays().stream()
                        .sorted()
                        .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
                        .toList());
        words(to, "cron", calendar.cron());
        for (var period : calendar.periods()) {
            to.withArray("periods")
                    .addObject()
                    .put("from", period.from().toString())
                    .put("until", period.until().toString());
        }
        words(to, "include", calendar.include());
        words(to, "except", calendar.except());
        return to;
    }

    private static String days(CalendarDefinition.Days days) {
        return days.first().equals(days.last())
                ? days.first().toString()
                : days.first() + ".." + days.last();
    }

    static ObjectNode write(QueueDefinition queue) {
        var to = Json.mapper().createObjectNode();
        to.put("name", queue.name());
        if (queue.concurrency() != null) {
            to.put("concurrency", queue.concurrency());
        }
        var rate = queue.rate();
        if (rate != null) {
            to.putObject("rate")
                    .put("count", rate.count())
                    .put("per", Durations.format(rate.per()))
                    .put("burst", rate.burst());
        }
        number(to, "weight", queue.weight(), 1);
        words(to, "closed", queue.closed());
        return to;
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
        words(to, "delays", retry.delays().stream().map(Durations::format).toList());
        words(to, "only", retry.only());
        words(to, "never", retry.never());
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
