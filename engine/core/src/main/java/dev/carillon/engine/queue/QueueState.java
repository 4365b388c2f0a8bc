package dev.carillon.engine.queue;

import dev.carillon.api.Definitions;
import dev.carillon.api.Json;
import dev.carillon.api.QueueDefinition;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.QueueTable.QueueRow;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;

/// The limits of a queue and whether it is paused, as the log of changes has them.
final class QueueState {
    private QueueState() {}

    static JsonNode of(QueueRow row) {
        var changed = row.changed();
        var state = Json.mapper().createObjectNode();
        state.set("definition", Definitions.toJson(row.own()));
        state.put("pausedUntil", text(row.pausedUntilUs()));
        state.set("changed", changed == null ? null : Definitions.toJson(changed));
        state.put("changedUntil", text(row.changedUntilUs()));
        return state;
    }

    private static @Nullable String text(@Nullable Long us) {
        return us == null ? null : Micros.instant(us).toString();
    }

    /// The row with this state.
    static QueueRow row(String state, QueueRow now, String by, long nowUs) {
        var json = Json.mapper().readTree(state);
        var changed = json.path("changed");
        return new QueueRow(
                definition(json.path("definition")),
                us(json.path("pausedUntil")),
                changed.isObject() ? definition(changed) : null,
                us(json.path("changedUntil")),
                now.tatUs(),
                now.version() + 1,
                nowUs,
                by);
    }

    private static QueueDefinition definition(JsonNode json) {
        return Definitions.parseQueue(json.toString(), "the log of changes");
    }

    private static @Nullable Long us(JsonNode json) {
        return json.isString() ? Micros.of(Instant.parse(json.asString())) : null;
    }
}
