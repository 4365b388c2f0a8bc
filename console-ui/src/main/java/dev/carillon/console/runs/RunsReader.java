package dev.carillon.console.runs;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.RunView;
import dev.carillon.console.link.ClusterLink;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Reads the runs that match a query page by page, to copy them; on the screen's thread. Runs that are made meanwhile are
/// not among them.
final class RunsReader {
    /// @param more whether more match
    record Found(List<RunView> runs, boolean more) {}

    private final ClusterLink link;
    private final RunQuery query;
    private final int most;
    private final IntConsumer progress;
    private final Consumer<Found> ended;
    private final Consumer<CarillonException> refused;
    private final List<RunView> found = new ArrayList<>();
    private boolean stopped;

    /// @param most after so many nothing more is read
    /// @param progress gets how many are read
    /// @param ended gets them, newest first
    RunsReader(
            ClusterLink link,
            RunQuery query,
            int most,
            IntConsumer progress,
            Consumer<Found> ended,
            Consumer<CarillonException> refused) {
        this.link = link;
        this.query = query;
        this.most = most;
        this.progress = progress;
        this.ended = ended;
        this.refused = refused;
    }

    void read() {
        read(null);
    }

    private void read(@Nullable String cursor) {
        link.ask(
                carillon -> PagedRuns.read(carillon, query, cursor),
                page -> {
                    if (stopped) {
                        return;
                    }
                    found.addAll(page.items());
                    progress.accept(found.size());
                    if (stopped) {
                        return;
                    }
                    if (page.cursor() == null || found.size() >= most) {
                        ended.accept(new Found(List.copyOf(found), page.cursor() != null));
                    } else {
                        read(page.cursor());
                    }
                },
                refusal -> {
                    if (!stopped) {
                        refused.accept(refusal);
                    }
                });
    }

    /// Neither asks nor tells anything from now on.
    void stop() {
        stopped = true;
    }
}
