package dev.carillon.console.queues;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.api.QueueDefinition;
import dev.carillon.console.words.Texts;

import java.util.Arrays;
import java.util.Objects;

/// The limits of a queue as they are typed.
///
/// @param concurrency and the others are empty for no limit
/// @param rate such as `10/1m`
/// @param burst how many may start at once after a pause
/// @param closed names of calendars, with commas between them
record LimitsForm(
        String name, String concurrency, String rate, String burst, String weight, String closed) {
    private static final Texts TEXTS = Texts.of(LimitsForm.class);

    static LimitsForm of(QueueDefinition queue) {
        var rate = queue.rate();
        return new LimitsForm(
                queue.name(),
                Objects.toString(queue.concurrency(), ""),
                rate == null ? "" : rate.count() + "/" + Durations.format(rate.per()),
                rate == null ? "" : Integer.toString(rate.burst()),
                Integer.toString(queue.weight()),
                String.join(", ", queue.closed()));
    }

    /// Reads it as the nodes do, with the same messages.
    ///
    /// @throws CarillonException INVALID_DEFINITION
    QueueDefinition read() {
        var node = Json.mapper().createObjectNode();
        node.put("name", name.strip());
        if (!concurrency.isBlank()) {
            node.put("concurrency", whole("concurrency", concurrency));
        }
        if (!rate.isBlank()) {
            node.put("rate", rate.strip());
        }
        if (!weight.isBlank()) {
            node.put("weight", whole("weight", weight));
        }
        var calendars =
                Arrays.stream(closed.split("[,\\s]+")).filter(each -> !each.isEmpty()).toList();
        if (!calendars.isEmpty()) {
            var array = node.putArray("closed");
            calendars.forEach(array::add);
        }
        var read = Definitions.parseQueue(node.toString(), name);
        var limit = read.rate();
        if (limit == null || burst.isBlank()) {
            return read;
        }
        node.putObject("rate")
                .put("count", limit.count())
                .put("per", Durations.format(limit.per()))
                .put("burst", whole("burst", burst));
        return Definitions.parseQueue(node.toString(), name);
    }

    private static int whole(String field, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new CarillonException(
                    ErrorCode.INVALID_DEFINITION,
                    TEXTS.get("not.whole", TEXTS.get(field), text),
                    e);
        }
    }

    /// The sentences of a refusal without lines and columns, which a form does not have.
    static String plain(String message) {
        return message.replaceAll("(?m)^[^\\n]*?:\\d+:\\d+:? *", "").strip();
    }
}
