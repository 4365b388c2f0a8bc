package dev.carillon.console.parts;

import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Numbers over time as an area and a line, newest at the right. Drawn on a canvas: a chart of nodes costs more than the
/// numbers are worth.
public final class RateChart extends Region {
    private static final Texts TEXTS = Texts.of(RateChart.class);
    private static final StyleablePropertyFactory<RateChart> FACTORY =
            new StyleablePropertyFactory<>(Region.getClassCssMetaData());
    private static final CssMetaData<RateChart, Paint> LINE =
            FACTORY.createPaintCssMetaData("-line-color", chart -> chart.line, Color.DODGERBLUE);
    private static final CssMetaData<RateChart, Paint> GRID =
            FACTORY.createPaintCssMetaData("-grid-color", chart -> chart.grid, Color.LIGHTGRAY);
    private static final CssMetaData<RateChart, Paint> INK =
            FACTORY.createPaintCssMetaData("-ink-color", chart -> chart.ink, Color.GRAY);
    private static final double LEFT = 48;
    private static final double TOP = 8;
    private static final double BOTTOM = 20;
    private static final int TIMES = 3;
    private static final int LINES = 3;

    private final StyleableObjectProperty<Paint> line =
            new SimpleStyleableObjectProperty<>(LINE, this, "line", Color.DODGERBLUE);
    private final StyleableObjectProperty<Paint> grid =
            new SimpleStyleableObjectProperty<>(GRID, this, "grid", Color.LIGHTGRAY);
    private final StyleableObjectProperty<Paint> ink =
            new SimpleStyleableObjectProperty<>(INK, this, "ink", Color.GRAY);
    private final Canvas canvas = new Canvas();
    private final int places;
    private final Duration span;
    private double[] values = {};

    /// @param places how many values fill the width
    /// @param span the time they are of
    public RateChart(int places, Duration span) {
        this.places = places;
        this.span = span;
        getStyleClass().add("rate-chart");
        setAccessibleText(TEXTS.get("chart.none"));
        getChildren().add(canvas);
        line.subscribe(_ -> draw());
        grid.subscribe(_ -> draw());
        ink.subscribe(_ -> draw());
    }

    public void setValues(List<Double> newest) {
        values = newest.stream().mapToDouble(Double::doubleValue).toArray();
        setAccessibleText(
                values.length == 0
                        ? TEXTS.get("chart.none")
                        : TEXTS.get(
                                "chart.spoken",
                                short1(values[values.length - 1]),
                                short1(Arrays.stream(values).max().orElse(0))));
        draw();
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        draw();
    }

    private void draw() {
        var pen = canvas.getGraphicsContext2D();
        double width = canvas.getWidth();
        double height = canvas.getHeight() - TOP - BOTTOM;
        pen.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        if (width <= LEFT || height <= 0) {
            return;
        }
        double most = 0;
        for (double value : values) {
            most = Math.max(most, value);
        }
        double top = roundUp(Math.max(most, 3));
        drawGrid(pen, width, height, top);
        drawTimes(pen, width);
        drawValues(pen, width, height, top);
    }

    private void drawGrid(GraphicsContext pen, double width, double height, double top) {
        pen.setFont(Font.font("Inter", 11));
        for (int i = 0; i <= LINES; i++) {
            double y = Math.round(TOP + height * i / LINES) + 0.5;
            pen.setStroke(grid.get());
            pen.setLineWidth(1);
            pen.strokeLine(LEFT, y, width, y);
            pen.setFill(ink.get());
            double value = top * (LINES - i) / LINES;
            pen.fillText(value >= 10 ? Spans.count(Math.round(value)) : short1(value), 2, y + 4);
        }
    }

    // How long ago, from the left to now.
    private void drawTimes(GraphicsContext pen, double width) {
        pen.setFill(ink.get());
        double y = canvas.getHeight() - 5;
        for (int i = 0; i <= TIMES; i++) {
            pen.setTextAlign(
                    i == 0
                            ? TextAlignment.LEFT
                            : i == TIMES ? TextAlignment.RIGHT : TextAlignment.CENTER);
            var ago = span.multipliedBy(TIMES - i).dividedBy(TIMES);
            pen.fillText(
                    ago.isZero() ? TEXTS.get("chart.now") : "−" + Spans.length(ago),
                    LEFT + (width - LEFT) * i / TIMES,
                    y);
        }
        pen.setTextAlign(TextAlignment.LEFT);
    }

    private static String short1(double value) {
        return value == Math.rint(value)
                ? Long.toString((long) value)
                : String.format(Locale.ENGLISH, "%.1f", value);
    }

    private void drawValues(GraphicsContext pen, double width, double height, double top) {
        if (values.length < 2) {
            return;
        }
        double step = (width - LEFT) / (places - 1);
        int shown = Math.min(values.length, places);
        var x = new double[shown + 2];
        var y = new double[shown + 2];
        for (int i = 0; i < shown; i++) {
            x[i] = width - (shown - 1 - i) * step;
            y[i] = TOP + height * (1 - values[values.length - shown + i] / top);
        }
        x[shown] = x[shown - 1];
        y[shown] = TOP + height;
        x[shown + 1] = x[0];
        y[shown + 1] = TOP + height;
        pen.setGlobalAlpha(0.15);
        pen.setFill(line.get());
        pen.fillPolygon(x, y, shown + 2);
        pen.setGlobalAlpha(1);
        pen.setStroke(line.get());
        pen.setLineWidth(1.6);
        pen.strokePolyline(x, y, shown);
    }

    /// The next number that reads well: 1, 2, 3, 6 or 9 of a power of ten, so that thirds read well too.
    static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 0.3))));
        for (double step : new double[] {1.5, 3, 6, 9, 15}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 30 * power;
    }

    public static List<CssMetaData<? extends Styleable, ?>> getClassCssMetaData() {
        return FACTORY.getCssMetaData();
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return getClassCssMetaData();
    }
}
