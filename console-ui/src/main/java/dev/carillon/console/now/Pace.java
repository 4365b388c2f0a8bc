package dev.carillon.console.now;

import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunView;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Standing;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// How many runs of the whole cluster began and ended in a second, from one beat of the link to the next: as the feed
/// tells them, each once. Where the feed says only that too much changed, by the counters of the node that is asked.
final class Pace {
    private static final int MOST_BEATS = 100;
    private static final int REMEMBERED = 20_000;
    // What began or ended longer before the newest was told of for another reason.
    private static final Duration RECENT = Duration.ofSeconds(30);

    /// How many runs were begun and finished in a second.
    record Beat(Instant at, double started, double finished) {}

    private final ObservableList<Beat> beats = FXCollections.observableArrayList();
    private final Set<String> begun = Collections.newSetFromMap(remembering());
    private final Set<String> ended = Collections.newSetFromMap(remembering());
    private Instant newest = Instant.MIN;
    private long started;
    private long finished;
    private boolean blind;
    private @Nullable Stats before;
    private @Nullable Instant beforeAt;

    Pace(ClusterLink link) {
        link.listen(this::changed);
        link.standingProperty().subscribe(this::heard);
    }

    private static Map<String, Boolean> remembering() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /// The last minutes, oldest first.
    ObservableList<Beat> beats() {
        return beats;
    }

    private void changed(Changes changes) {
        blind |= changes.everything();
        for (var run : changes.runs().values()) {
            see(run.startedAt());
            see(run.finishedAt());
        }
        changes.runs().values().forEach(this::count);
    }

    private void see(@Nullable Instant time) {
        if (time != null && time.isAfter(newest)) {
            newest = time;
        }
    }

    private void count(RunView run) {
        if (isRecent(run.startedAt()) && begun.add(run.id() + " " + run.attempt())) {
            started++;
        }
        if (isRecent(run.finishedAt()) && ended.add(run.id())) {
            finished++;
        }
    }

    private boolean isRecent(@Nullable Instant time) {
        return time != null && Duration.between(time, newest).compareTo(RECENT) <= 0;
    }

    private void heard(Standing now) {
        var current = now.stats();
        var at = now.heard();
        if (current == null || !now.live() || at == null) {
            return;
        }
        if (before != null && beforeAt != null) {
            if (!at.isAfter(beforeAt)) {
                return;
            }
            add(before, current, at, Duration.between(beforeAt, at).toMillis() / 1000.0);
        }
        before = current;
        beforeAt = at;
        started = 0;
        finished = 0;
        blind = false;
    }

    private void add(Stats old, Stats current, Instant at, double seconds) {
        // A node that began anew counts from 0.
        beats.add(
                blind && Objects.equals(old.node(), current.node())
                        ? new Beat(
                                at,
                                Math.max(0, current.started() - old.started()) / seconds,
                                Math.max(0, current.finished() - old.finished()) / seconds)
                        : new Beat(at, started / seconds, finished / seconds));
        if (beats.size() > MOST_BEATS) {
            beats.removeFirst();
        }
    }
}
