package dev.carillon.engine;

import dev.carillon.engine.queue.ClaimRules;
import dev.carillon.engine.store.QueueTable.QueueRow;

import java.util.Map;

/// A node that knows no calendars.
public record PlainRules(int slots, Map<String, String> labels) implements ClaimRules {
    public PlainRules(int slots) {
        this(slots, Map.of());
    }

    @Override
    public long closedUntil(QueueRow queue, long nowUs) {
        return queue.pausedUntilUs() == null ? 0 : queue.pausedUntilUs();
    }
}
