package dev.carillon.console.link;

import dev.carillon.api.EventView;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Events between two looks of the screen. The thread of the feed adds, that of the screen takes: however many come,
/// the screen gets one [Changes] at a time, and memory is bounded.
final class Gathering {
    /// Of so many runs at once no screen shows each; it reads anew.
    private static final int MOST_RUNS = 50_000;

    private final Object lock = new Object();
    private Map<String, RunView> runs = new LinkedHashMap<>();
    private Set<String> types = new HashSet<>();
    private boolean everything;
    private long events;
    private @Nullable Instant at;

    /// @return whether it is the first since the last [#take]
    boolean add(EventView event) {
        synchronized (lock) {
            boolean first = events == 0;
            events++;
            at = at == null || event.at().isAfter(at) ? event.at() : at;
            var run = event.run();
            if (run != null) {
                runs.merge(run.id(), run, (was, now) -> now.version() >= was.version() ? now : was);
                if (runs.size() > MOST_RUNS) {
                    runs.clear();
                    everything = true;
                }
            } else if (event.type().equals("reset")) {
                everything = true;
            } else {
                types.add(event.type());
            }
            return first;
        }
    }

    Changes take() {
        synchronized (lock) {
            var changes = new Changes(runs, types, everything, events, at);
            runs = new LinkedHashMap<>();
            types = new HashSet<>();
            everything = false;
            events = 0;
            at = null;
            return changes;
        }
    }
}
