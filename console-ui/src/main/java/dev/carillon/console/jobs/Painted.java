package dev.carillon.console.jobs;

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

import java.util.List;

/// A small chart on a canvas, in the colours that the style sheet gives states.
abstract class Painted extends Region {
    private static final StyleablePropertyFactory<Painted> FACTORY =
            new StyleablePropertyFactory<>(Region.getClassCssMetaData());
    private static final CssMetaData<Painted, Paint> GOOD =
            FACTORY.createPaintCssMetaData("-good-color", each -> each.good, Color.GREEN);
    private static final CssMetaData<Painted, Paint> BAD =
            FACTORY.createPaintCssMetaData("-bad-color", each -> each.bad, Color.RED);
    private static final CssMetaData<Painted, Paint> ODD =
            FACTORY.createPaintCssMetaData("-odd-color", each -> each.odd, Color.ORANGE);
    private static final CssMetaData<Painted, Paint> RUNNING =
            FACTORY.createPaintCssMetaData("-running-color", each -> each.running, Color.BLUE);
    private static final CssMetaData<Painted, Paint> IDLE =
            FACTORY.createPaintCssMetaData("-idle-color", each -> each.idle, Color.GRAY);

    private final StyleableObjectProperty<Paint> good =
            new SimpleStyleableObjectProperty<>(GOOD, this, "good", Color.GREEN);
    private final StyleableObjectProperty<Paint> bad =
            new SimpleStyleableObjectProperty<>(BAD, this, "bad", Color.RED);
    private final StyleableObjectProperty<Paint> odd =
            new SimpleStyleableObjectProperty<>(ODD, this, "odd", Color.ORANGE);
    private final StyleableObjectProperty<Paint> running =
            new SimpleStyleableObjectProperty<>(RUNNING, this, "running", Color.BLUE);
    private final StyleableObjectProperty<Paint> idle =
            new SimpleStyleableObjectProperty<>(IDLE, this, "idle", Color.GRAY);
    private final Canvas canvas = new Canvas();

    Painted() {
        getStyleClass().add("painted");
        getChildren().add(canvas);
        for (var paint : List.of(good, bad, odd, running, idle)) {
            paint.subscribe(_ -> redraw());
        }
    }

    /// @param kind as [dev.carillon.console.parts.StatePill#kind] says it
    final Paint paint(String kind) {
        return switch (kind) {
            case "good" -> good.get();
            case "bad" -> bad.get();
            case "odd" -> odd.get();
            case "running" -> running.get();
            default -> idle.get();
        };
    }

    final void redraw() {
        double width = canvas.getWidth();
        double height = canvas.getHeight();
        var pen = canvas.getGraphicsContext2D();
        pen.clearRect(0, 0, width, height);
        if (width > 0 && height > 0) {
            draw(pen, width, height);
        }
    }

    abstract void draw(GraphicsContext pen, double width, double height);

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        redraw();
    }

    public static List<CssMetaData<? extends Styleable, ?>> getClassCssMetaData() {
        return FACTORY.getCssMetaData();
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return getClassCssMetaData();
    }
}
