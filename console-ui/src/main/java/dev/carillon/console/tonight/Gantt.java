package dev.carillon.console.tonight;

import dev.carillon.console.parts.Drawing;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.parts.Ticks;
import dev.carillon.console.tonight.Load.Slot;
import dev.carillon.console.tonight.TonightModel.Chart;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.paint.Paint;
import javafx.scene.text.TextAlignment;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The time line: an axis, the load as a strip of heat, and lanes of bars. Only what is seen is drawn; of bars that fall
/// on one pixel the one that concerns a person most.
final class Gantt extends Drawing {
    private static final Texts TEXTS = Texts.of(Gantt.class);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.ENGLISH);
    private static final double NAMES = 190;
    private static final String USUAL = "default/";
    private static final double AXIS = 40;
    private static final double HEAT = 16;
    private static final double TOP = AXIS + HEAT + 8;
    private static final double TRACK = 15;
    private static final double PAD = 6;
    private static final double TICK = 84;
    private static final double THIN = 2;
    private static final double STEP = 0.12;
    private static final double NEARER = 0.8;

    private final TonightModel model;
    private final ScrollBar scroll;
    private final Consumer<Bar> open;
    private final Tooltip tooltip = new Tooltip();
    private Chart chart = Chart.EMPTY;
    private Window window;
    private double[] tops = {0};
    private Load all = Load.of(List.of());
    private int[] load = {};
    private @Nullable Bar selected;
    private int lane;
    private @Nullable Slot slot;
    private double pressedX;
    private double pressedY;
    private double pressedScroll;
    private @Nullable Window pressedWindow;
    private boolean dragged;

    /// @param scroll moves the lanes up and down
    /// @param open goes to a run or a job
    Gantt(TonightModel model, ScrollBar scroll, Consumer<Bar> open) {
        this.model = model;
        this.scroll = scroll;
        this.open = open;
        window = model.windowProperty().get();
        setId("gantt");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(TEXTS.get("gantt.name"));
        setMinSize(300, 200);
        tooltip.setShowDelay(javafx.util.Duration.millis(150));
        Tooltip.install(this, tooltip);
        scroll.valueProperty().addListener(_ -> redraw());
        heightProperty().addListener(_ -> fitScroll());
        focusedProperty().addListener(_ -> redraw());
        setOnScroll(this::wheel);
        setOnMousePressed(this::press);
        setOnMouseDragged(this::drag);
        setOnMouseReleased(_ -> setCursor(Cursor.DEFAULT));
        setOnMouseMoved(moved -> hover(moved.getX(), moved.getY()));
        setOnMouseClicked(this::click);
        setOnKeyPressed(this::key);
    }

    void setChart(Chart shown) {
        chart = shown;
        all = Load.of(chart.bars());
        tops = new double[chart.lanes().size() + 1];
        for (int i = 0; i < chart.lanes().size(); i++) {
            tops[i + 1] = tops[i] + chart.lanes().get(i).height() * TRACK + 2 * PAD;
        }
        lane = Math.clamp(lane, 0, Math.max(0, chart.lanes().size() - 1));
        fitScroll();
        redraw();
    }

    void setWindow(Window shown) {
        window = shown;
        redraw();
    }

    /// Marks a free stretch of time; null for none.
    void setSlot(@Nullable Slot marked) {
        slot = marked;
        redraw();
    }

    private void fitScroll() {
        double seen = Math.max(1, getHeight() - TOP);
        double all = tops[tops.length - 1];
        scroll.setMax(Math.max(0, all - seen));
        scroll.setVisibleAmount(all <= seen ? 1 : seen / all * scroll.getMax());
        scroll.setVisible(all > seen);
        scroll.setUnitIncrement(TRACK + 2 * PAD);
        scroll.setBlockIncrement(seen);
        if (scroll.getValue() > scroll.getMax()) {
            scroll.setValue(scroll.getMax());
        }
    }

    private double x(long at) {
        return NAMES + (double) (at - window.from()) / window.length() * (getWidth() - NAMES);
    }

    private long at(double x) {
        return window.from()
                + Math.round((x - NAMES) / Math.max(1, getWidth() - NAMES) * window.length());
    }

    private void wheel(ScrollEvent turned) {
        if (turned.isShiftDown() || Math.abs(turned.getDeltaX()) > Math.abs(turned.getDeltaY())) {
            double by = turned.getDeltaX() == 0 ? turned.getDeltaY() : turned.getDeltaX();
            model.look(window.move(-Math.round(by / getWidth() * window.length())));
        } else if (turned.getX() < NAMES && !turned.isShortcutDown()) {
            scroll.setValue(Math.clamp(scroll.getValue() - turned.getDeltaY(), 0, scroll.getMax()));
        } else {
            model.zoom(Math.pow(NEARER, turned.getDeltaY() / 40), at(turned.getX()));
        }
        turned.consume();
    }

    private void press(MouseEvent pressed) {
        requestFocus();
        pressedX = pressed.getX();
        pressedY = pressed.getY();
        pressedWindow = window;
        pressedScroll = scroll.getValue();
        dragged = false;
    }

    private void drag(MouseEvent moved) {
        var begin = pressedWindow;
        if (begin == null) {
            return;
        }
        double by = moved.getX() - pressedX;
        dragged |= Math.abs(by) > 3 || Math.abs(moved.getY() - pressedY) > 3;
        if (dragged) {
            setCursor(Cursor.CLOSED_HAND);
            scroll.setValue(
                    Math.clamp(pressedScroll - (moved.getY() - pressedY), 0, scroll.getMax()));
            model.look(begin.move(-Math.round(by / (getWidth() - NAMES) * begin.length())));
        }
    }

    private void click(MouseEvent clicked) {
        if (dragged) {
            return;
        }
        var bar = bar(clicked.getX(), clicked.getY());
        if (bar != null) {
            select(bar);
            if (clicked.getClickCount() == 2) {
                open.accept(bar);
            }
        }
        int row = lane(clicked.getY());
        if (row >= 0) {
            lane = row;
        }
        redraw();
    }

    private void select(@Nullable Bar bar) {
        selected = bar;
        setAccessibleText(bar == null ? TEXTS.get("gantt.name") : tell(bar).replace('\n', ' '));
        redraw();
    }

    private int lane(double y) {
        double within = y - TOP + scroll.getValue();
        if (y < TOP || within >= tops[tops.length - 1]) {
            return -1;
        }
        int low = 0;
        int high = chart.lanes().size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (tops[middle] <= within) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private @Nullable Bar bar(double x, double y) {
        int row = lane(y);
        if (row < 0 || x < NAMES) {
            return null;
        }
        var of = chart.lanes().get(row);
        int track = (int) ((y - TOP + scroll.getValue() - tops[row] - PAD) / TRACK);
        Bar best = null;
        for (int i = of.first(window); i < of.bars().size(); i++) {
            var bar = of.bars().get(i);
            if (bar.from() > window.until()) {
                break;
            }
            if (of.tracks().get(i) == Math.clamp(track, 0, of.height() - 1)
                    && x >= x(bar.from()) - 4
                    && x <= Math.max(x(bar.most()), x(bar.from()) + 4) + 2
                    && (best == null || bar.most() - bar.from() <= best.most() - best.from())) {
                best = bar;
            }
        }
        return best;
    }

    private void hover(double x, double y) {
        var bar = bar(x, y);
        if (bar != null) {
            tooltip.setText(tell(bar));
        } else if (x >= NAMES && y >= AXIS && y < AXIS + HEAT && load.length > 0) {
            int part =
                    (int)
                            Math.clamp(
                                    (x - NAMES) / (getWidth() - NAMES) * load.length,
                                    0,
                                    load.length - 1);
            tooltip.setText(TEXTS.get("load", load[part], time(at(x))));
        } else {
            int row = lane(y);
            tooltip.setText(
                    row >= 0 && x < NAMES
                            ? chart.lanes().get(row).name()
                            : x >= NAMES ? time(at(x)) : TEXTS.get("hint"));
        }
    }

    private String time(long at) {
        return Spans.full(Instant.ofEpochMilli(at), model.zone());
    }

    /// What is known of a bar, as hovering tells it.
    String tell(Bar bar) {
        var text = new StringBuilder(bar.job()).append('\n');
        if (bar.often()) {
            return text.append(TEXTS.get("tell.often", Spans.count(bar.count()))).toString();
        }
        text.append(
                bar.state() == null
                        ? TEXTS.get(bar.idle() ? "tell.idle" : "tell.due")
                        : StatePill.text(bar.state()));
        text.append(" · ").append(time(bar.from()));
        long length = bar.until() - bar.from();
        if (length > 0) {
            text.append('\n')
                    .append(
                            TEXTS.get(
                                    bar.state() != null && bar.state().finished()
                                            ? "tell.took"
                                            : "tell.takes",
                                    Spans.length(Duration.ofMillis(length)),
                                    Spans.length(Duration.ofMillis(bar.most() - bar.from()))));
        } else if (bar.future()) {
            text.append('\n').append(TEXTS.get("tell.unknown"));
        }
        text.append('\n').append(TEXTS.get("tell.queue", bar.queue()));
        if (bar.node() != null) {
            text.append(" · ").append(TEXTS.get("tell.node", bar.node()));
        }
        return text.toString();
    }

    private void key(KeyEvent pressed) {
        long middle = window.from() + window.length() / 2;
        switch (pressed.getCode()) {
            case LEFT -> {
                if (pressed.isShiftDown()) {
                    step(-1);
                } else {
                    model.look(window.move(-Math.round(window.length() * STEP)));
                }
            }
            case RIGHT -> {
                if (pressed.isShiftDown()) {
                    step(1);
                } else {
                    model.look(window.move(Math.round(window.length() * STEP)));
                }
            }
            case UP -> goToLane(lane - 1);
            case DOWN -> goToLane(lane + 1);
            case PLUS, EQUALS, ADD -> model.zoom(NEARER, middle);
            case MINUS, SUBTRACT -> model.zoom(1 / NEARER, middle);
            case ENTER -> {
                if (selected != null) {
                    open.accept(selected);
                }
            }
            default -> {
                return;
            }
        }
        pressed.consume();
    }

    private void goToLane(int to) {
        lane = Math.clamp(to, 0, Math.max(0, chart.lanes().size() - 1));
        double seen = getHeight() - TOP;
        if (tops[lane] < scroll.getValue()) {
            scroll.setValue(tops[lane]);
        } else if (lane + 1 < tops.length && tops[lane + 1] > scroll.getValue() + seen) {
            scroll.setValue(Math.min(scroll.getMax(), tops[lane + 1] - seen));
        }
        select(null);
        step(1);
    }

    // To the next bar of the lane, or the one before; at first to the first one that is seen.
    private void step(int by) {
        if (lane >= chart.lanes().size()) {
            return;
        }
        var bars = chart.lanes().get(lane).bars();
        int place = selected == null ? -1 : bars.indexOf(selected);
        if (place < 0) {
            place = 0;
            while (place < bars.size() - 1 && bars.get(place).most() < window.from()) {
                place++;
            }
        } else {
            place = Math.clamp(place + by, 0, bars.size() - 1);
        }
        if (bars.isEmpty()) {
            return;
        }
        var bar = bars.get(place);
        select(bar);
        if (!window.has(bar.from())) {
            model.look(window.around(bar.from()));
        }
    }

    @Override
    protected void draw(GraphicsContext pen, double width, double height) {
        if (width <= NAMES + 20) {
            return;
        }
        pen.setTextBaseline(VPos.CENTER);
        lanes(pen, width, height);
        axis(pen, width);
        heat(pen, width);
        double now = x(model.now().toEpochMilli());
        if (now >= NAMES && now <= width) {
            pen.setStroke(bad());
            pen.setLineWidth(1.5);
            pen.strokeLine(now, AXIS - 8, now, height);
            pen.setFill(bad());
            pen.fillPolygon(
                    new double[] {now - 5, now + 5, now},
                    new double[] {AXIS - 9, AXIS - 9, AXIS - 2},
                    3);
        }
    }

    private void lanes(GraphicsContext pen, double width, double height) {
        pen.save();
        pen.beginPath();
        pen.rect(0, TOP, Math.ceil(width), Math.ceil(height) - TOP);
        pen.clip();
        grid(pen, width, height);
        double offset = TOP - scroll.getValue();
        for (int i = Math.max(0, lane(TOP)); i < chart.lanes().size(); i++) {
            double top = offset + tops[i];
            if (top > height) {
                break;
            }
            var of = chart.lanes().get(i);
            double bottom = offset + tops[i + 1];
            if (i == lane && isFocused()) {
                pen.setFill(stripe());
                pen.fillRect(0, top, width, bottom - top);
            }
            pen.setStroke(grid());
            pen.setLineWidth(1);
            pen.strokeLine(0, Math.floor(bottom) - 0.5, width, Math.floor(bottom) - 0.5);
            bars(pen, of, top + PAD, width);
            name(pen, of.name(), (top + bottom) / 2);
        }
        if (slot != null) {
            pen.setFill(good());
            pen.setGlobalAlpha(0.16);
            double from = Math.max(NAMES, x(slot.from()));
            pen.fillRect(from, TOP, Math.max(2, x(slot.until()) - from), height);
            pen.setGlobalAlpha(1);
        }
        pen.restore();
    }

    private void grid(GraphicsContext pen, double width, double height) {
        pen.setStroke(grid());
        for (var tick :
                Ticks.of(
                        window.from(),
                        window.until(),
                        (int) ((width - NAMES) / TICK),
                        model.zone())) {
            double x = Math.floor(x(tick.at())) + 0.5;
            pen.setLineWidth(tick.day() ? 2 : 1);
            pen.strokeLine(x, TOP, x, height);
        }
        pen.setLineDashes(4, 4);
        pen.setStroke(odd());
        pen.setLineWidth(1.5);
        for (var change : Ticks.clockChanges(window.from(), window.until(), model.zone())) {
            pen.strokeLine(x(change.at()), TOP, x(change.at()), height);
        }
        pen.setLineDashes();
    }

    private void name(GraphicsContext pen, String name, double y) {
        pen.setFont(font(0.95));
        pen.setTextAlign(TextAlignment.LEFT);
        pen.setFill(ink());
        // The usual namespace goes first.
        int most = (int) ((NAMES - 14) / (textSize() * 0.53));
        if (name.length() > most && name.startsWith(USUAL)) {
            name = name.substring(USUAL.length());
        }
        // The end of a name tells more than the namespace it begins with.
        pen.fillText(
                name.length() <= most ? name : "…" + name.substring(name.length() - most + 1),
                2,
                y);
    }

    private void bars(GraphicsContext pen, Lane of, double top, double width) {
        var lastPixel = new int[of.height()];
        var lastWeight = new int[of.height()];
        var often = new Often[of.height()];
        Arrays.fill(lastPixel, Integer.MIN_VALUE);
        for (int i = of.first(window); i < of.bars().size(); i++) {
            var bar = of.bars().get(i);
            if (bar.from() > window.until()) {
                break;
            }
            double from = x(bar.from());
            double most = x(bar.most());
            if (most < NAMES) {
                continue;
            }
            int track = of.tracks().get(i);
            int pixel = (int) from;
            if (most - from < THIN
                    && pixel == lastPixel[track]
                    && bar.weight() <= lastWeight[track]) {
                continue;
            }
            lastPixel[track] = pixel;
            lastWeight[track] = bar.weight();
            bar(pen, bar, from, most, top + track * TRACK, width);
            if (bar.often()) {
                often[track] = Often.and(often[track], Math.max(NAMES, from), bar.count());
            }
        }
        overlaps(pen, of, top);
        for (int track = 0; track < often.length; track++) {
            if (often[track] != null) {
                tell(pen, often[track], top + track * TRACK + TRACK / 2);
            }
        }
    }

    // What is due very often in one track, told once.
    private record Often(double left, int schedules, long count) {
        private static Often and(@Nullable Often before, double left, long count) {
            return before == null
                    ? new Often(left, 1, count)
                    : new Often(before.left, before.schedules + 1, before.count + count);
        }
    }

    private void tell(GraphicsContext pen, Often often, double y) {
        pen.setFill(ink());
        pen.setFont(font(0.78));
        pen.setTextAlign(TextAlignment.LEFT);
        pen.fillText(
                TEXTS.get("often", Spans.count(often.count), often.schedules), often.left + 5, y);
    }

    private Paint colour(Bar bar) {
        if (bar.state() == null) {
            return bar.idle() ? faint() : accent();
        }
        return switch (StatePill.kind(bar.state())) {
            case "good" -> good();
            case "bad" -> bad();
            case "running" -> accent();
            case "odd" -> odd();
            default -> faint();
        };
    }

    private void bar(
            GraphicsContext pen, Bar bar, double from, double most, double y, double width) {
        double left = Math.max(NAMES, from);
        double until = Math.min(width + 4, Math.max(x(bar.until()), from + THIN));
        double end = Math.min(width + 4, most);
        double high = TRACK - 4;
        pen.setFill(colour(bar));
        pen.setStroke(colour(bar));
        if (bar.often()) {
            often(pen, bar, left, until, y + 2, high);
            return;
        }
        if (bar.idle()) {
            pen.setLineWidth(1);
            pen.setLineDashes(3, 3);
            pen.strokeRect(left, y + 2.5, Math.max(THIN, until - left), high - 1);
            pen.setLineDashes();
            return;
        }
        if (end > until) {
            pen.setGlobalAlpha(0.25);
            double begin = Math.max(NAMES, until);
            pen.fillRect(begin, y + 2, end - begin, high);
            pen.setGlobalAlpha(1);
        }
        if (bar.until() == bar.from()) {
            mark(pen, bar, from, y + 2, high);
        } else if (until > NAMES) {
            pen.setGlobalAlpha(bar.future() ? 0.75 : 1);
            pen.fillRoundRect(left, y + 2, Math.max(THIN, until - left), high, 4, 4);
            pen.setGlobalAlpha(1);
            shape(pen, bar, left, until, y + 2, high);
        }
        if (bar.equals(selected)) {
            pen.setStroke(ink());
            pen.setLineWidth(2);
            pen.strokeRoundRect(
                    left - 2, y, Math.max(THIN, Math.max(end, until) - left) + 4, high + 4, 6, 6);
        }
    }

    // What has no length, or none that is known: a diamond.
    private void mark(GraphicsContext pen, Bar bar, double x, double y, double high) {
        if (x < NAMES) {
            return;
        }
        double half = high / 2;
        var xs = new double[] {x, x + half, x, x - half};
        var ys = new double[] {y, y + half, y + high, y + half};
        if (bar.weight() == 0 || bar.weight() == 3) {
            pen.setLineWidth(1.5);
            pen.strokePolygon(xs, ys, 4);
        } else {
            pen.fillPolygon(xs, ys, 4);
        }
    }

    // Beside its colour: a cross for what failed, an arrow for what goes on.
    private void shape(
            GraphicsContext pen, Bar bar, double left, double until, double y, double high) {
        if (until - left < high + 2) {
            return;
        }
        pen.setStroke(ground());
        pen.setLineWidth(1.6);
        double in = high * 0.25;
        double size = high * 0.5;
        if (bar.weight() == 5) {
            double x = left + 3;
            pen.strokeLine(x, y + in, x + size, y + in + size);
            pen.strokeLine(x, y + in + size, x + size, y + in);
        } else if (bar.weight() == 4) {
            double x = until - size - 3;
            pen.strokePolyline(
                    new double[] {x, x + size, x},
                    new double[] {y + in, y + high / 2, y + in + size},
                    3);
        } else if (bar.weight() == 3) {
            pen.strokeLine(left + 3, y + high / 2, left + 3 + size, y + high / 2);
        }
    }

    private void often(
            GraphicsContext pen, Bar bar, double left, double until, double y, double high) {
        pen.setGlobalAlpha(bar.idle() ? 0.1 : 0.28);
        pen.fillRect(left, y, Math.max(THIN, until - left), high);
        pen.setGlobalAlpha(1);
    }

    private void overlaps(GraphicsContext pen, Lane of, double top) {
        pen.setStroke(odd());
        pen.setLineWidth(1.2);
        for (var each : of.overlaps()) {
            double from = Math.max(NAMES, x(each.from()));
            double until = Math.min(getWidth(), x(each.until()));
            if (until - from < 2) {
                continue;
            }
            double high = of.height() * TRACK;
            for (double x = from; x < until; x += 6) {
                double run = Math.min(high, until - x);
                pen.strokeLine(x, top + high, x + run, top + high - run);
            }
        }
    }

    private void axis(GraphicsContext pen, double width) {
        pen.setTextAlign(TextAlignment.LEFT);
        double line = AXIS - 12;
        for (var tick :
                Ticks.of(
                        window.from(),
                        window.until(),
                        (int) ((width - NAMES) / TICK),
                        model.zone())) {
            double x = x(tick.at());
            // One that would be cut off says nothing.
            if (x + tick.text().length() * textSize() * 0.58 <= width) {
                pen.setFill(tick.day() ? ink() : faint());
                pen.setFont(font(tick.day() ? 0.95 : 0.88));
                pen.fillText(tick.text(), x + 3, tick.day() ? line - 14 : line);
            }
        }
        pen.setFill(ink());
        pen.setFont(font(0.95));
        pen.fillText(
                DAY.format(Instant.ofEpochMilli(window.from()).atZone(model.zone())), 2, line - 14);
        pen.setFont(font(0.85));
        pen.setFill(faint());
        pen.fillText(model.zone().getId(), 2, line + 2);
        for (var change : Ticks.clockChanges(window.from(), window.until(), model.zone())) {
            pen.setFill(odd());
            pen.fillText(TEXTS.get("clocks", change.text()), x(change.at()) + 4, TOP + 8);
        }
    }

    private void heat(GraphicsContext pen, double width) {
        int parts = (int) Math.max(1, (width - NAMES) / 4);
        load = all.in(window, parts);
        int most = 1;
        for (int each : load) {
            most = Math.max(most, each);
        }
        pen.setFill(stripe());
        pen.fillRect(NAMES, AXIS, width - NAMES, HEAT);
        pen.setFill(accent());
        double step = (width - NAMES) / parts;
        for (int i = 0; i < parts; i++) {
            if (load[i] > 0) {
                pen.setGlobalAlpha(0.2 + 0.8 * load[i] / most);
                double high = HEAT * (0.3 + 0.7 * load[i] / most);
                double left = Math.round(NAMES + i * step);
                pen.fillRect(
                        left, AXIS + HEAT - high, Math.round(NAMES + (i + 1) * step) - left, high);
            }
        }
        pen.setGlobalAlpha(1);
        pen.setFill(faint());
        pen.setFont(font(0.85));
        pen.setTextAlign(TextAlignment.LEFT);
        pen.fillText(TEXTS.get("load.most", most), 2, AXIS + HEAT / 2);
    }
}
