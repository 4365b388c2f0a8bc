package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Waits until no run is under way on a cordoned node.
record Drain(Carillon carillon, String node, InstantSource clock) {
    private static final RunQuery UNDER_WAY =
            new RunQuery(
                    Set.of(RunState.CLAIMED, RunState.RUNNING, RunState.STOPPING),
                    null,
                    null,
                    null);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    // Another node than the one that is asked learns of its cordon within a second, and may claim
    // before.
    private static final Duration LEARNED = Duration.ofSeconds(2);
    private static final int TOLD = 5;

    /// @param most how long to wait, null for without end
    /// @param progress told each time other runs are under way than before
    /// @return the runs that are still under way
    List<RunView> await(@Nullable Duration most, Consumer<String> progress)
            throws InterruptedException {
        Instant began = clock.instant();
        List<String> told = List.of();
        while (true) {
            List<RunView> left = left();
            List<String> ids = left.stream().map(RunView::id).toList();
            Duration waited = Duration.between(began, clock.instant());
            if (left.isEmpty()
                    ? waited.compareTo(LEARNED) >= 0
                    : most != null && waited.compareTo(most) >= 0) {
                return left;
            }
            if (!ids.equals(told)) {
                progress.accept(line(left));
                told = ids;
            }
            Pause.of(BETWEEN_LOOKS);
        }
    }

    /// What is under way, in a line.
    static String line(List<RunView> left) {
        if (left.isEmpty()) {
            return "no run is under way any more";
        }
        List<String> first =
                left.stream()
                        .limit(TOLD)
                        .map(run -> RunLines.shortJob(run.job()) + " " + RunLines.shortId(run.id()))
                        .toList();
        return (left.size() == 1 ? "1 run is" : left.size() + " runs are")
                + " under way: "
                + String.join(", ", first)
                + (left.size() > TOLD ? ", …" : "");
    }

    private List<RunView> left() {
        return RunCommands.find(carillon, UNDER_WAY, Integer.MAX_VALUE).stream()
                .filter(run -> node.equals(run.node()))
                .toList();
    }
}
