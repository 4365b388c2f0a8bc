package dev.carillon.console.runs;

import dev.carillon.api.Carillon.RunBucket;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.RunState;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.parts.Ticks;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// How many runs ended when, by how. A range is chosen by drawing it with the mouse, or by arrows, with Shift for more than
/// one bar, and Enter.
final class Histogram extends Region {
    private static final Texts TEXTS = Texts.of(Histogram.class);
    private static final StyleablePropertyFactory<Histogram> FACTORY =
            new StyleablePropertyFactory<>(Region.getClassCssMetaData());
    private static final CssMetaData<Histogram, Paint> GOOD =
            FACTORY.createPaintCssMetaData("-good-color", chart -> chart.good, Color.GREEN);
    private static final CssMetaData<Histogram, Paint> BAD =
            FACTORY.createPaintCssMetaData("-bad-color", chart -> chart.bad, Color.RED);
    private static final CssMetaData<Histogram, Paint> ODD =
            FACTORY.createPaintCssMetaData("-odd-color", chart -> chart.odd, Color.ORANGE);
    private static final CssMetaData<Histogram, Paint> IDLE =
            FACTORY.createPaintCssMetaData("-idle-color", chart -> chart.idle, Color.GRAY);
    private static final CssMetaData<Histogram, Paint> INK =
            FACTORY.createPaintCssMetaData("-ink-color", chart -> chart.ink, Color.GRAY);
    private static final CssMetaData<Histogram, Paint> BRUSH =
            FACTORY.createPaintCssMetaData("-brush-color", chart -> chart.brush, Color.LIGHTBLUE);
    private static final double LABELS = 18;
    private static final double LEAST = 4;
    private static final double TICK = 90;

    private final StyleableObjectProperty<Paint> good =
            new SimpleStyleableObjectProperty<>(GOOD, this, "good", Color.GREEN);
    private final StyleableObjectProperty<Paint> bad =
            new SimpleStyleableObjectProperty<>(BAD, this, "bad", Color.RED);
    private final StyleableObjectProperty<Paint> odd =
            new SimpleStyleableObjectProperty<>(ODD, this, "odd", Color.ORANGE);
    private final StyleableObjectProperty<Paint> idle =
            new SimpleStyleableObjectProperty<>(IDLE, this, "idle", Color.GRAY);
    private final StyleableObjectProperty<Paint> ink =
            new SimpleStyleableObjectProperty<>(INK, this, "ink", Color.GRAY);
    private final StyleableObjectProperty<Paint> brush =
            new SimpleStyleableObjectProperty<>(BRUSH, this, "brush", Color.LIGHTBLUE);
    private final Canvas canvas = new Canvas();
    private final Tooltip tooltip = new Tooltip();
    private final ZoneId zone;
    private @Nullable RunHistogram shown;
    private final BiConsumer<Instant, Instant> choose;
    private double pressedAt = -1;
    private double draggedTo = -1;
    private int cursor;

    /// Where the range of the keyboard begins, which ends at the cursor.
    private int anchor;

    /// @param choose gets the range that was drawn
    Histogram(ZoneId zone, BiConsumer<Instant, Instant> choose) {
        this.zone = zone;
        this.choose = choose;
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setId("runs-histogram");
        getStyleClass().add("histogram");
        setCursor(Cursor.CROSSHAIR);
        getChildren().add(canvas);
        Tooltip.install(this, tooltip);
        for (var paint : List.of(good, bad, odd, idle, ink, brush)) {
            paint.subscribe(_ -> draw());
        }
        setOnMousePressed(
                event -> {
                    pressedAt = event.getX();
                    draggedTo = event.getX();
                });
        setOnMouseDragged(
                event -> {
                    draggedTo = event.getX();
                    draw();
                });
        setOnMouseMoved(this::tell);
        setOnMouseReleased(_ -> released());
        setOnKeyPressed(this::key);
        focusedProperty().addListener(_ -> tellCursor());
    }

    private void key(KeyEvent pressed) {
        var of = shown;
        if (of == null || of.buckets().isEmpty()) {
            return;
        }
        int last = of.buckets().size() - 1;
        switch (pressed.getCode()) {
            case LEFT -> cursorTo(Math.max(0, cursor - 1), pressed.isShiftDown());
            case RIGHT -> cursorTo(Math.min(last, cursor + 1), pressed.isShiftDown());
            case HOME -> cursorTo(0, pressed.isShiftDown());
            case END -> cursorTo(last, pressed.isShiftDown());
            case ENTER -> choose.accept(begin(of, first()), begin(of, last() + 1));
            default -> {
                return;
            }
        }
        pressed.consume();
    }

    private void cursorTo(int to, boolean further) {
        cursor = to;
        if (!further) {
            anchor = to;
        }
        tellCursor();
    }

    private int first() {
        return Math.min(anchor, cursor);
    }

    private int last() {
        return Math.max(anchor, cursor);
    }

    private static Instant begin(RunHistogram of, int bucket) {
        return bucket >= of.buckets().size() ? of.until() : of.buckets().get(bucket).from();
    }

    // With the keyboard it tells of where that is, else of the whole.
    private void tellCursor() {
        var of = shown;
        if (of != null && !of.buckets().isEmpty()) {
            long all = of.buckets().stream().mapToLong(Histogram::ended).sum();
            setAccessibleText(
                    isFocused()
                            ? text(of.buckets().get(cursor)).replace('\n', ' ')
                            : TEXTS.get(
                                    "histogram",
                                    Spans.count(all),
                                    Spans.full(of.from(), zone),
                                    Spans.full(of.until(), zone)));
        }
        draw();
    }

    private void released() {
        double from = Math.min(pressedAt, draggedTo);
        double until = Math.max(pressedAt, draggedTo);
        pressedAt = -1;
        draggedTo = -1;
        draw();
        if (shown != null && until - from >= LEAST) {
            choose.accept(at(shown, from), at(shown, until));
        }
    }

    private Instant at(RunHistogram of, double x) {
        long whole = of.until().toEpochMilli() - of.from().toEpochMilli();
        double part = Math.clamp(x / Math.max(1, getWidth()), 0, 1);
        return of.from().plusMillis(Math.round(whole * part));
    }

    private void tell(MouseEvent event) {
        if (shown == null || shown.buckets().isEmpty()) {
            return;
        }
        int place = (int) (event.getX() / getWidth() * shown.buckets().size());
        tooltip.setText(
                text(shown.buckets().get(Math.clamp(place, 0, shown.buckets().size() - 1))));
    }

    private String text(RunBucket bucket) {
        var text = new StringBuilder(Spans.full(bucket.from(), zone));
        bucket.ended()
                .forEach(
                        (state, count) ->
                                text.append('\n')
                                        .append(StatePill.text(state))
                                        .append(": ")
                                        .append(Spans.count(count)));
        return text.toString();
    }

    void setHistogram(@Nullable RunHistogram histogram) {
        shown = histogram;
        setVisible(histogram != null);
        setManaged(histogram != null);
        if (histogram != null) {
            int last = Math.max(0, histogram.buckets().size() - 1);
            cursor = Math.min(cursor, last);
            anchor = Math.min(anchor, last);
        }
        tellCursor();
    }

    private static long ended(RunBucket bucket) {
        return bucket.ended().values().stream().mapToLong(Long::longValue).sum();
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
        var of = shown;
        if (of == null || of.buckets().isEmpty() || canvas.getHeight() <= LABELS) {
            return;
        }
        double height = canvas.getHeight() - LABELS;
        double step = canvas.getWidth() / of.buckets().size();
        long most = Math.max(1, of.buckets().stream().mapToLong(Histogram::ended).max().orElse(1));
        for (int i = 0; i < of.buckets().size(); i++) {
            drawBucket(pen, of.buckets().get(i), i * step, step, height, most);
        }
        pen.setFill(ink.get());
        pen.setGlobalAlpha(0.3);
        pen.fillRect(0, height, canvas.getWidth(), 1);
        pen.setGlobalAlpha(1);
        drawTimes(pen, of, height);
        drawMost(pen, most);
        if (isFocused()) {
            drawRange(pen, first() * step, (last() + 1) * step, height);
        }
        if (pressedAt >= 0 && Math.abs(draggedTo - pressedAt) >= LEAST) {
            drawRange(pen, Math.min(pressedAt, draggedTo), Math.max(pressedAt, draggedTo), height);
        }
    }

    private void drawRange(GraphicsContext pen, double from, double until, double height) {
        pen.setGlobalAlpha(0.45);
        pen.setFill(brush.get());
        pen.fillRect(from, 0, until - from, height);
        pen.setGlobalAlpha(1);
    }

    private void drawBucket(
            GraphicsContext pen,
            RunBucket bucket,
            double x,
            double step,
            double height,
            long most) {
        double y = height;
        for (var part : kinds(bucket).entrySet()) {
            if (part.getValue() > 0) {
                double tall = Math.max(1.5, (height - 2) * part.getValue() / most);
                y -= tall;
                pen.setFill(paint(part.getKey()));
                pen.fillRect(x + 1, y, Math.max(1, step - 2), tall);
            }
        }
    }

    // What went wrong lies at the bottom, where it is seen however few they are.
    private static Map<String, Long> kinds(RunBucket bucket) {
        var kinds = new LinkedHashMap<String, Long>();
        for (String kind : List.of("bad", "odd", "idle", "good")) {
            kinds.put(kind, 0L);
        }
        for (Map.Entry<RunState, Long> each : bucket.ended().entrySet()) {
            kinds.merge(StatePill.kind(each.getKey()), each.getValue(), Long::sum);
        }
        return kinds;
    }

    private void drawTimes(GraphicsContext pen, RunHistogram of, double height) {
        pen.setFont(Font.font("Inter", 10.5));
        pen.setTextBaseline(VPos.TOP);
        pen.setFill(ink.get());
        long from = of.from().toEpochMilli();
        long until = of.until().toEpochMilli();
        for (var tick : Ticks.of(from, until, (int) (canvas.getWidth() / TICK), zone)) {
            double x = Math.floor(canvas.getWidth() * (tick.at() - from) / (until - from));
            pen.fillRect(x, height, 1, 4);
            pen.setTextAlign(
                    x < TICK / 2
                            ? TextAlignment.LEFT
                            : x > canvas.getWidth() - TICK / 2
                                    ? TextAlignment.RIGHT
                                    : TextAlignment.CENTER);
            pen.fillText(tick.text(), x, height + 5);
        }
    }

    // How many the highest one stands for.
    private void drawMost(GraphicsContext pen, long most) {
        pen.setFont(Font.font("Inter", 10.5));
        pen.setTextBaseline(VPos.TOP);
        pen.setTextAlign(TextAlignment.LEFT);
        pen.setFill(ink.get());
        pen.fillText(TEXTS.get("histogram.most", most), 0, 0);
    }

    private Paint paint(String kind) {
        return switch (kind) {
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
