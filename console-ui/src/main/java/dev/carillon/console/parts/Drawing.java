package dev.carillon.console.parts;

import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableDoubleProperty;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableDoubleProperty;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Font;

import java.util.List;
import java.util.function.Function;

/// A picture that is drawn on a canvas with the colours of the theme: what has thousands of pieces costs too much as
/// nodes. It is drawn at most once for each frame.
public abstract class Drawing extends Region {
    private static final StyleablePropertyFactory<Drawing> FACTORY =
            new StyleablePropertyFactory<>(Region.getClassCssMetaData());
    private static final CssMetaData<Drawing, Paint> INK = paint("-ink-color", each -> each.ink);
    private static final CssMetaData<Drawing, Paint> FAINT =
            paint("-faint-color", each -> each.faint);
    private static final CssMetaData<Drawing, Paint> GRID = paint("-grid-color", each -> each.grid);
    private static final CssMetaData<Drawing, Paint> GROUND =
            paint("-ground-color", each -> each.ground);
    private static final CssMetaData<Drawing, Paint> STRIPE =
            paint("-stripe-color", each -> each.stripe);
    private static final CssMetaData<Drawing, Paint> ACCENT =
            paint("-accent-color", each -> each.accent);
    private static final CssMetaData<Drawing, Paint> GOOD = paint("-good-color", each -> each.good);
    private static final CssMetaData<Drawing, Paint> BAD = paint("-bad-color", each -> each.bad);
    private static final CssMetaData<Drawing, Paint> ODD = paint("-odd-color", each -> each.odd);
    private static final CssMetaData<Drawing, Number> SIZE =
            FACTORY.createSizeCssMetaData("-text-size", each -> each.size, 13);

    private final StyleableObjectProperty<Paint> ink = styled(INK);
    private final StyleableObjectProperty<Paint> faint = styled(FAINT);
    private final StyleableObjectProperty<Paint> grid = styled(GRID);
    private final StyleableObjectProperty<Paint> ground = styled(GROUND);
    private final StyleableObjectProperty<Paint> stripe = styled(STRIPE);
    private final StyleableObjectProperty<Paint> accent = styled(ACCENT);
    private final StyleableObjectProperty<Paint> good = styled(GOOD);
    private final StyleableObjectProperty<Paint> bad = styled(BAD);
    private final StyleableObjectProperty<Paint> odd = styled(ODD);
    private final StyleableDoubleProperty size =
            new SimpleStyleableDoubleProperty(SIZE, this, "size", 13.0);
    private final Canvas canvas = new Canvas();

    protected Drawing() {
        getStyleClass().add("drawing");
        getChildren().add(canvas);
        for (var each : List.of(ink, faint, grid, ground, stripe, accent, good, bad, odd)) {
            each.addListener(_ -> redraw());
        }
        size.addListener(_ -> redraw());
    }

    private static CssMetaData<Drawing, Paint> paint(
            String name, Function<Drawing, StyleableObjectProperty<Paint>> property) {
        return FACTORY.createPaintCssMetaData(name, property::apply, Color.GRAY);
    }

    private StyleableObjectProperty<Paint> styled(CssMetaData<Drawing, Paint> data) {
        return new SimpleStyleableObjectProperty<>(data, this, data.getProperty(), Color.GRAY);
    }

    /// Has it drawn with the next frame.
    public final void redraw() {
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = Math.floor(getWidth());
        double height = Math.floor(getHeight());
        if (canvas.getWidth() != width || canvas.getHeight() != height) {
            canvas.setWidth(width);
            canvas.setHeight(height);
        }
        var pen = canvas.getGraphicsContext2D();
        pen.clearRect(0, 0, width, height);
        if (width > 1 && height > 1) {
            draw(pen, width, height);
        }
    }

    /// Draws all of it on an empty canvas.
    protected abstract void draw(GraphicsContext pen, double width, double height);

    /// Of text.
    protected final Paint ink() {
        return ink.get();
    }

    /// Of text that matters less.
    protected final Paint faint() {
        return faint.get();
    }

    protected final Paint grid() {
        return grid.get();
    }

    /// What is behind it.
    protected final Paint ground() {
        return ground.get();
    }

    /// A surface that stands out from the ground a little.
    protected final Paint stripe() {
        return stripe.get();
    }

    protected final Paint accent() {
        return accent.get();
    }

    protected final Paint good() {
        return good.get();
    }

    protected final Paint bad() {
        return bad.get();
    }

    protected final Paint odd() {
        return odd.get();
    }

    /// Size of usual text, in pixels.
    protected final double textSize() {
        return size.get();
    }

    /// @param share of the usual size
    protected final Font font(double share) {
        return Font.font("Inter", textSize() * share);
    }

    public static List<CssMetaData<? extends Styleable, ?>> getClassCssMetaData() {
        return FACTORY.getCssMetaData();
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return getClassCssMetaData();
    }
}
