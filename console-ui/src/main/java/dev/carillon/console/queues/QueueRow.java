package dev.carillon.console.queues;

import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Definitions;
import dev.carillon.api.QueueDefinition;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A queue with its limits read.
///
/// @param definition what was set without an end
/// @param changed what holds until `view.changedUntil` instead, null when the definition holds
/// @param oldest since when its oldest run waits, as far as that is known
record QueueRow(
        QueueView view,
        QueueDefinition definition,
        @Nullable QueueDefinition changed,
        @Nullable Instant oldest) {
    static QueueRow of(QueueView view, @Nullable Instant oldest) {
        var changed = view.changed();
        return new QueueRow(
                view,
                Definitions.parseQueue(view.definition().toString(), "queue " + view.name()),
                changed == null
                        ? null
                        : Definitions.parseQueue(changed.toString(), "queue " + view.name()),
                oldest);
    }

    String name() {
        return view.name();
    }

    /// The limits that hold now.
    QueueDefinition limits() {
        return changed == null ? definition : changed;
    }

    boolean paused() {
        return view.pausedUntil() != null;
    }

    /// How much of the limit is used, from 0 to 1; null without a limit.
    @Nullable Double used() {
        var most = limits().concurrency();
        return most == null ? null : Math.min(1, (double) view.running() / most);
    }
}
