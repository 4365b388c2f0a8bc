package dev.carillon.console.failures;

import dev.carillon.console.parts.Drawing;

import javafx.scene.canvas.GraphicsContext;

import java.util.List;

/// How many failed in each hour, as bars; the current hour is at the right.
final class SparkLine extends Drawing {
    private List<Long> counts = List.of();

    SparkLine() {
        getStyleClass().add("spark-line");
        setMouseTransparent(true);
    }

    void setCounts(List<Long> perHour) {
        counts = perHour;
        setAccessibleText(perHour.toString());
        redraw();
    }

    @Override
    protected void draw(GraphicsContext pen, double width, double height) {
        if (counts.isEmpty()) {
            return;
        }
        double step = width / counts.size();
        long most = counts.stream().mapToLong(Long::longValue).max().orElse(1);
        for (int i = 0; i < counts.size(); i++) {
            long count = counts.get(i);
            double bar = count == 0 ? 1 : Math.max(3, height * count / Math.max(1, most));
            pen.setFill(count == 0 ? grid() : bad());
            pen.fillRect(
                    Math.round(i * step), height - bar, Math.max(1, Math.floor(step) - 1), bar);
        }
    }
}
