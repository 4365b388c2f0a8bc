package dev.carillon.console.link;

import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What happened since the last time, gathered: of many changes of one run there is the newest.
///
/// @param runs by id, in the order in which they were told first
/// @param types of the events beside those of runs, such as `job` and `node`
/// @param everything what was known may be wrong; read it anew
/// @param events how many there were
/// @param at when the newest of them happened, by the clock of its node; null when there were none
public record Changes(
        Map<String, RunView> runs,
        Set<String> types,
        boolean everything,
        long events,
        @Nullable Instant at) {
    /// All may have changed, without the feed having said so.
    static final Changes EVERYTHING = new Changes(Map.of(), Set.of(), true, 0, null);

    public Changes {
        runs = Collections.unmodifiableMap(new LinkedHashMap<>(runs));
        types = Set.copyOf(types);
    }

    /// Whether something of this type changed.
    public boolean has(String type) {
        return everything || types.contains(type);
    }
}
