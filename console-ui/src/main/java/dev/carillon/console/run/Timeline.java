package dev.carillon.console.run;

import dev.carillon.api.RunState;
import dev.carillon.console.parts.StatePill;

import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.geometry.VPos;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

import java.util.List;
import java.util.stream.Collectors;

/// The life of a run as a bar of its phases, each with its name and length. A short phase stays wide enough to be seen.
final class Timeline extends Region {
    private static final StyleablePropertyFactory<Timeline> FACTORY =
            new StyleablePropertyFactory<>(Region.getClassCssMetaData());
    private static final CssMetaData<Timeline, Paint> RUNNING =
            FACTORY.createPaintCssMetaData("-running-color", line -> line.running, Color.BLUE);
    private static final CssMetaData<Timeline, Paint> GOOD =
            FACTORY.createPaintCssMetaData("-good-color", line -> line.good, Color.GREEN);
    private static final CssMetaData<Timeline, Paint> BAD =
            FACTORY.createPaintCssMetaData("-bad-color", line -> line.bad, Color.RED);
    private static final CssMetaData<Timeline, Paint> ODD =
            FACTORY.createPaintCssMetaData("-odd-color", line -> line.odd, Color.ORANGE);
    private static final CssMetaData<Timeline, Paint> IDLE =
            FACTORY.createPaintCssMetaData("-idle-color", line -> line.idle, Color.GRAY);
    private static final CssMetaData<Timeline, Paint> INK =
            FACTORY.createPaintCssMetaData("-ink-color", line -> line.ink, Color.BLACK);
    private static final double BAR = 14;
    private static final double LEAST = 10;
    private static final double GAP = 2;
    private static final Font FONT = Font.font("Inter", 11.5);

    private final StyleableObjectProperty<Paint> running =
            new SimpleStyleableObjectProperty<>(RUNNING, this, "running", Color.BLUE);
    private final StyleableObjectProperty<Paint> good =
            new SimpleStyleableObjectProperty<>(GOOD, this, "good", Color.GREEN);
    private final StyleableObjectProperty<Paint> bad =
            new SimpleStyleableObjectProperty<>(BAD, this, "bad", Color.RED);
    private final StyleableObjectProperty<Paint> odd =
            new SimpleStyleableObjectProperty<>(ODD, this, "odd", Color.ORANGE);
    private final StyleableObjectProperty<Paint> idle =
            new SimpleStyleableObjectProperty<>(IDLE, this, "idle", Color.GRAY);
    private final StyleableObjectProperty<Paint> ink =
            new SimpleStyleableObjectProperty<>(INK, this, "ink", Color.BLACK);
    private final Canvas canvas = new Canvas();
    private final Tooltip tooltip = new Tooltip();
    private List<Phase> phases = List.of();

    Timeline() {
        getStyleClass().add("timeline");
        setId("run-timeline");
        getChildren().add(canvas);
        Tooltip.install(this, tooltip);
        for (var paint : List.of(running, good, bad, odd, idle, ink)) {
            paint.subscribe(_ -> draw());
        }
    }

    void setPhases(List<Phase> phases) {
        this.phases = List.copyOf(phases);
        String all = phases.stream().map(Phase::text).collect(Collectors.joining("\n"));
        tooltip.setText(all);
        setAccessibleText(all.replace("\n", ", "));
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
        pen.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        if (phases.isEmpty() || canvas.getWidth() < 50) {
            return;
        }
        double[] widths = widths();
        pen.setFont(FONT);
        pen.setTextBaseline(VPos.TOP);
        double x = 0;
        double free = 0;
        for (int i = 0; i < phases.size(); i++) {
            var phase = phases.get(i);
            pen.setFill(paint(phase.state()));
            pen.setGlobalAlpha(phase.waits() ? 0.45 : 1);
            pen.fillRoundRect(x, 2, widths[i], phase.waits() ? BAR - 6 : BAR, 4, 4);
            pen.setGlobalAlpha(1);
            double room = width(phase.text()) + 12;
            boolean last = i == phases.size() - 1;
            double right = last ? canvas.getWidth() : x + Math.max(widths[i], room);
            double begin = Math.max(free, Math.min(x, right - room));
            if (begin + room <= right + 1) {
                pen.setFill(ink.get());
                pen.fillText(phase.text(), begin, BAR + 6);
                free = begin + room;
            }
            x += widths[i] + GAP;
        }
    }

    private double[] widths() {
        double space = canvas.getWidth() - GAP * (phases.size() - 1);
        double whole = phases.stream().mapToLong(phase -> phase.length().toMillis()).sum();
        double least = Math.min(LEAST, space / phases.size());
        double scaled = Math.max(0, space - least * phases.size());
        double[] widths = new double[phases.size()];
        for (int i = 0; i < widths.length; i++) {
            double part =
                    whole == 0 ? 1.0 / widths.length : phases.get(i).length().toMillis() / whole;
            widths[i] = least + scaled * part;
        }
        return widths;
    }

    private static double width(String text) {
        var sample = new Text(text);
        sample.setFont(FONT);
        return sample.getLayoutBounds().getWidth();
    }

    private Paint paint(RunState state) {
        return switch (StatePill.kind(state)) {
            case "running" -> running.get();
            case "good" -> good.get();
            case "bad" -> bad.get();
            case "odd" -> odd.get();
            default -> idle.get();
        };
    }

    public static List<CssMetaData<? extends Styleable, ?>> getClassCssMetaData() {
        return FACTORY.getCssMetaData();
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return getClassCssMetaData();
    }
}
