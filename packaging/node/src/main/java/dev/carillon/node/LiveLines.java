package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.EventView;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;

/// A line for each change of a run, for pipes and files.
record LiveLines(PrintWriter out, LiveRuns runs) implements LiveView {
    @Override
    public void changed(EventView event) {
        RunView run = event.run();
        if (run != null && runs.saw(run)) {
            out.println(RunLines.change(run, event.at(), ZoneId.systemDefault()));
        }
    }

    @Override
    public void tick(Carillon.Stats stats, Duration passed, @Nullable Duration left) {
        // Lines come with the changes.
    }

    @Override
    public boolean isSeen() {
        return !out.checkError();
    }

    @Override
    public void close() {
        out.flush();
    }
}
