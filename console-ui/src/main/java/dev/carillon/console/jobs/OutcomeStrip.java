package dev.carillon.console.jobs;

import dev.carillon.api.RunView;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.words.Texts;

import javafx.scene.canvas.GraphicsContext;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/// The last runs of a job as small shapes, the newest at the right: a disc is good, a cross is bad, a square is odd, a
/// triangle runs, a ring has not begun.
final class OutcomeStrip extends Painted {
    private static final Texts TEXTS = Texts.of(OutcomeStrip.class);
    private static final double STEP = 15;
    private static final double SIZE = 9;
    private List<RunView> runs = List.of();

    OutcomeStrip() {
        setMinSize(Health.MOST * STEP, SIZE + 6);
        setPrefSize(Health.MOST * STEP, SIZE + 6);
    }

    void setRuns(List<RunView> runs) {
        this.runs = runs;
        setAccessibleText(said());
        redraw();
    }

    private String said() {
        return runs.isEmpty()
                ? TEXTS.get("outcomes.none")
                : TEXTS.get(
                        "outcomes",
                        runs.stream()
                                .map(run -> StatePill.text(run.state()))
                                .collect(Collectors.joining(", ")));
    }

    /// The run at a place of it.
    @Nullable RunView at(double x) {
        int index = (int) Math.floor(x / STEP) - (Health.MOST - runs.size());
        return index < 0 || index >= runs.size() ? null : runs.get(index);
    }

    @Override
    void draw(GraphicsContext pen, double width, double height) {
        double y = (height - SIZE) / 2;
        for (int i = 0; i < Health.MOST; i++) {
            double x = i * STEP + (STEP - SIZE) / 2;
            int index = i - (Health.MOST - runs.size());
            if (index < 0) {
                pen.setFill(paint("idle"));
                pen.setGlobalAlpha(0.35);
                pen.fillOval(x + SIZE / 2 - 1.5, y + SIZE / 2 - 1.5, 3, 3);
                pen.setGlobalAlpha(1);
            } else {
                shape(pen, StatePill.kind(runs.get(index).state()), x, y);
            }
        }
    }

    private void shape(GraphicsContext pen, String kind, double x, double y) {
        pen.setFill(paint(kind));
        pen.setStroke(paint(kind));
        pen.setLineWidth(2.4);
        switch (kind) {
            case "good" -> pen.fillOval(x, y, SIZE, SIZE);
            case "bad" -> {
                pen.strokeLine(x + 1, y + 1, x + SIZE - 1, y + SIZE - 1);
                pen.strokeLine(x + SIZE - 1, y + 1, x + 1, y + SIZE - 1);
            }
            case "odd" -> pen.fillRect(x + 0.5, y + 0.5, SIZE - 1, SIZE - 1);
            case "running" ->
                    pen.fillPolygon(
                            new double[] {x + 1, x + SIZE, x + 1},
                            new double[] {y, y + SIZE / 2, y + SIZE},
                            3);
            default -> {
                pen.setLineWidth(1.6);
                pen.strokeOval(x + 1, y + 1, SIZE - 2, SIZE - 2);
            }
        }
    }
}
