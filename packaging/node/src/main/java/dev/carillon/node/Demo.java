package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.EventView;
import dev.carillon.api.Page;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A node with the sample jobs, shown as they run.
final class Demo {
    private static final int SHOWN = 20;
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Carillon carillon;
    private final Screen screen;
    private final PrintWriter out;
    private final InstantSource clock;
    private final LiveRuns live = new LiveRuns();

    Demo(Carillon carillon, Screen screen, PrintWriter out, InstantSource clock) {
        this.carillon = carillon;
        this.screen = screen;
        this.out = out;
        this.clock = clock;
    }

    static List<String> header(String url, Path folder) {
        return List.of(
                "Carillon demo   API " + url,
                "folder " + folder + "   token " + folder.resolve(ApiAddress.TOKEN_FILE),
                "Ctrl+C ends it");
    }

    /// @param end null is until stopped
    /// @param stop counted down by Ctrl+C
    int show(
            List<Planned> plan,
            List<String> header,
            Instant start,
            @Nullable Instant end,
            CountDownLatch stop)
            throws InterruptedException {
        if (!screen.terminal()) {
            print(header);
        }
        try (var _ = carillon.events(null, this::changed)) {
            while (end == null || clock.instant().isBefore(end)) {
                redraw(header);
                if (stop.await(REDRAW.toMillis(), TimeUnit.MILLISECONDS)) {
                    return Exit.OK;
                }
            }
            awaitFinished(header, start, end, stop);
        }
        redraw(header);
        DemoSummary summary = summary(plan, start, end);
        print(summary.lines());
        return summary.exitCode();
    }

    private void changed(EventView event) {
        RunView run = event.run();
        if (run != null && live.saw(run) && !screen.terminal()) {
            print(List.of(RunLines.change(run, event.at(), ZoneId.systemDefault())));
        }
    }

    private void redraw(List<String> header) {
        if (!screen.terminal()) {
            return;
        }
        Instant now = clock.instant();
        List<RunView> runs =
                live.newest(Math.min(SHOWN, Math.max(1, screen.rows() - header.size() - 3)));
        var lines = new ArrayList<>(header);
        lines.add(counts());
        lines.addAll(
                screen.colours()
                        ? RunLines.coloured(runs, now, ZoneId.systemDefault(), screen.columns())
                        : RunLines.table(runs, now, ZoneId.systemDefault())
                                .lines(screen.columns()));
        // Home, then each line with the rest of it erased, then all below: no flicker.
        synchronized (out) {
            out.print("\u001b[H" + String.join("\u001b[K\n", lines) + "\u001b[K\n\u001b[J");
            out.flush();
        }
    }

    private String counts() {
        Carillon.Stats stats = carillon.stats();
        return "jobs %d, started %d, finished %d, lag p50 %.1f ms, p99 %.1f ms"
                .formatted(
                        stats.jobs(),
                        stats.started(),
                        stats.finished(),
                        stats.lagP50Micros() / 1000.0,
                        stats.lagP99Micros() / 1000.0);
    }

    private void awaitFinished(List<String> header, Instant start, Instant end, CountDownLatch stop)
            throws InterruptedException {
        Instant deadline = end.plus(PATIENCE);
        while (clock.instant().isBefore(deadline)
                && due(start, end).stream().anyMatch(run -> !run.state().finished())) {
            redraw(header);
            if (stop.await(REDRAW.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private DemoSummary summary(List<Planned> plan, Instant start, Instant end) {
        List<RunView> due = due(start, end);
        Set<String> made =
                due.stream()
                        .filter(run -> run.nominal() != null)
                        .map(run -> run.job() + " " + run.nominal())
                        .collect(Collectors.toSet());
        List<String> neverMade =
                plan.stream()
                        .flatMap(
                                job ->
                                        job.next().stream()
                                                .filter(
                                                        next ->
                                                                !next.isBefore(start)
                                                                        && next.isBefore(end))
                                                .map(next -> job.job() + " " + next))
                        .filter(key -> !made.contains(key))
                        .map(key -> key + ": no run was made")
                        .toList();
        return DemoSummary.of(due, neverMade);
    }

    /// The runs whose due time is in the demo's time; a retry after it keeps its first due time.
    private List<RunView> due(Instant start, Instant end) {
        var due = new ArrayList<RunView>();
        String cursor = null;
        do {
            Page<RunView> page =
                    carillon.runs(new RunQuery(Set.of(), null, start, null), cursor, 200);
            page.items().stream().filter(run -> isDue(run, start, end)).forEach(due::add);
            cursor = page.cursor();
        } while (cursor != null);
        return due;
    }

    private static boolean isDue(RunView run, Instant start, Instant end) {
        Instant at = run.nominal() == null ? run.due() : run.nominal();
        return !at.isBefore(start) && at.isBefore(end);
    }

    private void print(List<String> lines) {
        synchronized (out) {
            lines.forEach(out::println);
            out.flush();
        }
    }
}
