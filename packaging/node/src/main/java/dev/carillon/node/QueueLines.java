package dev.carillon.node;

import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Definitions;
import dev.carillon.api.Durations;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.QueueDefinition.Rate;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/// Queues as people read them. Pure functions of the views.
final class QueueLines {
    private QueueLines() {}

    static TextTable table(List<QueueView> queues) {
        return new TextTable(
                List.of("QUEUE", "RUNNING", "QUEUED", "LIMIT", "RATE", "WEIGHT", "CLOSED", "NOW"),
                queues.stream().map(QueueLines::cells).toList());
    }

    static Facts facts(QueueView queue) {
        QueueDefinition own = own(queue);
        QueueDefinition now = now(queue);
        var facts =
                new Facts()
                        .add("queue", queue.name())
                        .add("running", queue.running())
                        .add("queued", queue.queued())
                        .add("limit", Times.orDash(now.concurrency()))
                        .add("rate", rate(now.rate()))
                        .add("weight", now.weight())
                        .add("closed by", closed(now));
        if (queue.pausedUntil() != null) {
            facts.add("paused", Times.until(queue.pausedUntil()));
        }
        if (queue.changedUntil() != null) {
            facts.add("changed", Times.until(queue.changedUntil()) + "; then " + limits(own));
        }
        return facts;
    }

    /// The limits that were set without an end.
    static QueueDefinition own(QueueView queue) {
        return parsed(queue, queue.definition());
    }

    /// The limits that hold now.
    static QueueDefinition now(QueueView queue) {
        JsonNode changed = queue.changed();
        // What is nothing in Java is a null of JSON when it was read from an answer.
        return changed == null || changed.isNull() ? own(queue) : parsed(queue, changed);
    }

    /// Limits in a line.
    static String limits(QueueDefinition queue) {
        var limits = new ArrayList<String>();
        if (queue.concurrency() != null) {
            limits.add("limit " + queue.concurrency());
        }
        if (queue.rate() != null) {
            limits.add("rate " + rate(queue.rate()));
        }
        if (queue.weight() != 1) {
            limits.add("weight " + queue.weight());
        }
        if (!queue.closed().isEmpty()) {
            limits.add("closed by " + closed(queue));
        }
        return limits.isEmpty() ? "no limits" : String.join(", ", limits);
    }

    private static QueueDefinition parsed(QueueView queue, JsonNode definition) {
        return Definitions.parseQueue(definition.toString(), "queue " + queue.name());
    }

    private static List<String> cells(QueueView queue) {
        QueueDefinition now = now(queue);
        return List.of(
                queue.name(),
                "" + queue.running(),
                "" + queue.queued(),
                Times.orDash(now.concurrency()),
                rate(now.rate()),
                "" + now.weight(),
                closed(now),
                standing(queue));
    }

    private static String standing(QueueView queue) {
        var standing = new ArrayList<String>();
        if (queue.pausedUntil() != null) {
            standing.add("paused " + Times.until(queue.pausedUntil()));
        }
        if (queue.changedUntil() != null) {
            standing.add("changed " + Times.until(queue.changedUntil()));
        }
        return standing.isEmpty() ? "open" : String.join(", ", standing);
    }

    private static String closed(QueueDefinition queue) {
        return queue.closed().isEmpty() ? "-" : String.join(", ", queue.closed());
    }

    /// As `--rate` takes it, with the burst when there is one.
    private static String rate(@Nullable Rate rate) {
        return rate == null
                ? "-"
                : rate.count()
                        + "/"
                        + Durations.format(rate.per())
                        + (rate.burst() == 1 ? "" : ", burst " + rate.burst());
    }
}
