package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.EventView;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// A table of the newest runs on the terminal's alternate screen, drawn anew with each tick. What was
/// on the terminal before is there again when it is closed.
final class LiveTable implements LiveView {
    // Alternate screen, no cursor, no wrapping of long lines; and back.
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final int TICKS_A_MEASURE = 4;

    private final PrintWriter out;
    private final String title;
    private final String hint;
    private final InstantSource clock;
    private final LiveRuns runs = new LiveRuns();
    private Screen screen;
    private int ticks;

    /// @param hint the last line, for a person who wonders what to do next
    LiveTable(PrintWriter out, Screen screen, String title, String hint, InstantSource clock) {
        this.out = out;
        this.screen = screen;
        this.title = title;
        this.hint = hint;
        this.clock = clock;
        out.print(ENTER);
    }

    @Override
    public void changed(EventView event) {
        if (event.run() != null) {
            runs.saw(event.run());
        }
    }

    @Override
    public void tick(Carillon.Stats stats, Duration passed, @Nullable Duration left) {
        if (++ticks % TICKS_A_MEASURE == 0) {
            screen = screen.measured();
        }
        // Home, then each line with the rest of it erased, then all below: no flicker.
        out.print(
                "\u001b[H"
                        + String.join("\u001b[K\r\n", frame(stats, passed, left))
                        + "\u001b[K\u001b[J");
        out.flush();
    }

    /// Fills the screen and never more, since one line more would scroll it.
    private List<String> frame(Carillon.Stats stats, Duration passed, @Nullable Duration left) {
        Instant now = clock.instant();
        var lines = new ArrayList<String>();
        lines.add(bold(cut(title + "  " + time(passed, left))));
        lines.add(cut(counts(stats)));
        lines.add("");
        List<RunView> newest = runs.newest(Math.max(1, screen.rows() - 6));
        lines.addAll(RunLines.lines(newest, now, ZoneId.systemDefault(), screen));
        lines.add("");
        lines.add(dim(cut(hint)));
        return lines.subList(0, Math.min(lines.size(), Math.max(1, screen.rows())));
    }

    private String counts(Carillon.Stats stats) {
        return "%d jobs  %d started  %d ended  late by p50 %.1f ms, p99 %.1f ms"
                .formatted(
                        stats.jobs(),
                        stats.started(),
                        runs.ended().values().stream().mapToInt(Integer::intValue).sum(),
                        stats.lagP50Micros() / 1000.0,
                        stats.lagP99Micros() / 1000.0);
    }

    private static String time(Duration passed, @Nullable Duration left) {
        return left == null ? clock(passed) : clock(passed) + ", ends in " + clock(left);
    }

    private static String clock(Duration time) {
        Duration shown = time.isNegative() ? Duration.ZERO : time;
        return "%d:%02d".formatted(shown.toMinutes(), shown.toSecondsPart());
    }

    private String cut(String line) {
        return TextTable.cut(PlainText.line(line), screen.columns());
    }

    private String bold(String line) {
        return screen.colours() ? "\u001b[1m" + line + "\u001b[0m" : line;
    }

    private String dim(String line) {
        return screen.colours() ? "\u001b[2m" + line + "\u001b[0m" : line;
    }

    @Override
    public boolean isSeen() {
        return !out.checkError();
    }

    @Override
    public LiveRuns runs() {
        return runs;
    }

    @Override
    public void close() {
        out.print(LEAVE);
        out.flush();
    }
}
