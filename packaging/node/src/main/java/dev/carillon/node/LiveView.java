package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.EventView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What a person sees while a node works. Closing it gives the terminal back.
sealed interface LiveView extends AutoCloseable permits LiveTable, LiveLines {
    /// Called on the feed's thread.
    void changed(EventView event);

    /// Called a few times a second by the thread that shows.
    ///
    /// @param left until the end, null when there is none
    void tick(Carillon.Stats stats, Duration passed, @Nullable Duration left);

    /// False when nobody reads the output any more.
    boolean isSeen();

    LiveRuns runs();

    @Override
    void close();
}
