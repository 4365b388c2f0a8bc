package dev.carillon.console.jobs;

import dev.carillon.api.RunView;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.scene.canvas.GraphicsContext;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// How long runs took, oldest at the left: bars in the colour of how they ended, the failed ones striped as well.
final class DurationBars extends Painted {
    private static final Texts TEXTS = Texts.of(DurationBars.class);
    private final double most;
    private List<RunView> runs = List.of();

    /// @param most the widest that a bar gets, in pixels
    DurationBars(double most) {
        this.most = most;
    }

    /// @param shown oldest first; those that did not begin and end are left out
    void setRuns(List<RunView> shown) {
        runs =
                shown.stream()
                        .filter(run -> run.startedAt() != null && run.finishedAt() != null)
                        .toList();
        setAccessibleText(
                runs.isEmpty()
                        ? TEXTS.get("durations.none")
                        : TEXTS.get("durations", runs.size(), Spans.length(took(runs.getLast()))));
        redraw();
    }

    private static Duration took(RunView run) {
        return Duration.between(
                Objects.requireNonNull(run.startedAt()), Objects.requireNonNull(run.finishedAt()));
    }

    @Override
    void draw(GraphicsContext pen, double width, double height) {
        if (runs.isEmpty()) {
            return;
        }
        double longest = 1;
        for (var run : runs) {
            longest = Math.max(longest, took(run).toMillis());
        }
        double step = Math.min(most + 2, width / runs.size());
        for (int i = 0; i < runs.size(); i++) {
            var run = runs.get(i);
            double tall = Math.max(2, took(run).toMillis() / longest * (height - 2));
            double x = i * step;
            String kind = StatePill.kind(run.state());
            pen.setFill(paint(kind));
            pen.setGlobalAlpha(kind.equals("good") ? 0.75 : 1);
            pen.fillRect(x, height - tall, Math.max(1, step - 2), tall);
            if (kind.equals("bad")) {
                pen.clearRect(
                        x, height - tall / 2 - 1, Math.max(1, step - 2), Math.min(2, tall / 3));
            }
        }
        pen.setGlobalAlpha(1);
    }
}
