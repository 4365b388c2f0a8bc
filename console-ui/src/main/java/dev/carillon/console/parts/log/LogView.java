package dev.carillon.console.parts.log;

import dev.carillon.console.parts.Clip;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableObjectProperty;
import javafx.css.StyleablePropertyFactory;
import javafx.geometry.Orientation;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.Text;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Lines of a log on a canvas: only those that are seen are made and drawn, so that a million of them scroll like ten.
/// Lines do not wrap; all have one height.
public final class LogView extends Region {
    private static final StyleablePropertyFactory<LogView> FACTORY =
            new StyleablePropertyFactory<>(Region.getClassCssMetaData());
    private static final CssMetaData<LogView, Font> FONT =
            FACTORY.createFontCssMetaData("-fx-font", view -> view.font, Font.getDefault(), true);
    private static final CssMetaData<LogView, Paint> INK =
            FACTORY.createPaintCssMetaData("-ink-color", view -> view.ink, Color.BLACK);
    private static final CssMetaData<LogView, Paint> PALE =
            FACTORY.createPaintCssMetaData("-pale-color", view -> view.pale, Color.GRAY);
    private static final CssMetaData<LogView, Paint> HIT =
            FACTORY.createPaintCssMetaData("-hit-color", view -> view.hit, Color.GOLD);
    private static final CssMetaData<LogView, Paint> CHOSEN =
            FACTORY.createPaintCssMetaData("-chosen-color", view -> view.chosen, Color.LIGHTBLUE);
    private static final CssMetaData<LogView, Paint> MARK =
            FACTORY.createPaintCssMetaData("-mark-color", view -> view.mark, Color.ORANGE);
    private static final double BAR = 12;
    private static final double EDGE = 8;
    private static final int LINES_A_NOTCH = 3;
    private static final int COLUMNS_A_NOTCH = 6;

    private final StyleableObjectProperty<Font> font =
            new SimpleStyleableObjectProperty<>(FONT, this, "font", Font.getDefault());
    private final StyleableObjectProperty<Paint> ink =
            new SimpleStyleableObjectProperty<>(INK, this, "ink", Color.BLACK);
    private final StyleableObjectProperty<Paint> pale =
            new SimpleStyleableObjectProperty<>(PALE, this, "pale", Color.GRAY);
    private final StyleableObjectProperty<Paint> hit =
            new SimpleStyleableObjectProperty<>(HIT, this, "hit", Color.GOLD);
    private final StyleableObjectProperty<Paint> chosen =
            new SimpleStyleableObjectProperty<>(CHOSEN, this, "chosen", Color.LIGHTBLUE);
    private final StyleableObjectProperty<Paint> mark =
            new SimpleStyleableObjectProperty<>(MARK, this, "mark", Color.ORANGE);

    /// A place in the log.
    private record Spot(int line, int column) implements Comparable<Spot> {
        @Override
        public int compareTo(Spot other) {
            return line == other.line
                    ? Integer.compare(column, other.column)
                    : Integer.compare(line, other.line);
        }
    }

    private final Canvas canvas = new Canvas();
    private final ScrollBar down = new ScrollBar();
    private final ScrollBar across = new ScrollBar();
    private final BooleanProperty following = new SimpleBooleanProperty();
    private LogText text = LogText.EMPTY;
    private @Nullable Pattern wanted;
    private int current = -1;
    private int marked = -1;
    private @Nullable Spot anchor;
    private @Nullable Spot caret;
    private double charWidth = 8;
    private double lineHeight = 18;
    private int longest;
    private boolean redraw;
    private boolean settling;
    private long drawn;

    public LogView() {
        getStyleClass().add("log-view");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.TEXT_AREA);
        down.setOrientation(Orientation.VERTICAL);
        down.setFocusTraversable(false);
        across.setFocusTraversable(false);
        getChildren().addAll(canvas, down, across);
        font.subscribe(this::measure);
        for (var paint : List.of(ink, pale, hit, chosen, mark)) {
            paint.subscribe(_ -> again());
        }
        down.valueProperty().subscribe(_ -> moved());
        across.valueProperty().subscribe(_ -> again());
        following.subscribe(on -> settle(on));
        addEventHandler(ScrollEvent.SCROLL, this::scroll);
        addEventHandler(KeyEvent.KEY_PRESSED, this::key);
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        focusedProperty().subscribe(_ -> again());
    }

    /// Whether the end is kept in sight as the log grows. Scrolling up ends it.
    public BooleanProperty followingProperty() {
        return following;
    }

    public void setText(LogText text) {
        this.text = text;
        requestLayout();
        settle(following.get());
        again();
    }

    /// What is marked wherever it is seen.
    public void setWanted(@Nullable Pattern wanted) {
        this.wanted = wanted;
        again();
    }

    /// A line that stands out, such as the first that differs from another log; -1 for none.
    public void setMarked(int line) {
        marked = line;
        again();
    }

    /// The line that was led to last, or the first that is seen.
    public int currentLine() {
        return current >= 0 ? current : topLine();
    }

    /// Brings a line into sight, a third from the top, and makes it the current one.
    public void reveal(int line) {
        following.set(false);
        if (line >= text.lines()) {
            return;
        }
        current = line;
        anchor = new Spot(line, 0);
        caret = anchor;
        if (line < topLine() || line >= topLine() + Math.max(1, visibleLines() - 1)) {
            down.setValue(Math.clamp(line - visibleLines() / 3.0, 0, down.getMax()));
        }
        setAccessibleText(text.line(line));
        again();
    }

    /// How many lines were drawn since it was made; for tests of the work that is done.
    public long linesDrawn() {
        return drawn;
    }

    public int topLine() {
        return (int) down.getValue();
    }

    /// Scrolls such that a line is the first that is seen, as far as the log is long enough.
    public void scrollTo(double line) {
        down.setValue(Math.clamp(line, 0, down.getMax()));
    }

    public ScrollBar verticalBar() {
        return down;
    }

    private int visibleLines() {
        return (int) Math.max(1, Math.floor((getHeight() - barHeight()) / lineHeight));
    }

    private double barHeight() {
        return across.isVisible() ? BAR : 0;
    }

    private void measure(Font current) {
        var sample = new Text("0000000000");
        sample.setFont(current);
        charWidth = sample.getLayoutBounds().getWidth() / 10;
        lineHeight = Math.ceil(sample.getLayoutBounds().getHeight() * 1.12);
        requestLayout();
    }

    private double gutter() {
        return EDGE * 2 + Math.max(4, Integer.toString(text.lines()).length()) * charWidth;
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double height = getHeight();
        double space = width - BAR - gutter() - EDGE;
        double columns = Math.max(1, space / charWidth);
        across.setVisible(longest > columns);
        across.setMax(Math.max(0, longest - columns));
        across.setVisibleAmount(across.getMax() * columns / Math.max(1, longest));
        across.setUnitIncrement(COLUMNS_A_NOTCH);
        across.setBlockIncrement(columns / 2);
        across.resizeRelocate(0, height - BAR, width - BAR, BAR);
        int visible = visibleLines();
        // Following the range while it grows is not scrolling.
        settling = true;
        down.setMax(Math.max(0, text.lines() - visible));
        // The thumb stays large enough to be taken.
        double part = Math.max(0.04, visible / Math.max(1.0, text.lines()));
        down.setVisibleAmount(down.getMax() * part);
        down.setValue(Math.clamp(down.getValue(), 0, down.getMax()));
        down.setUnitIncrement(1);
        down.setBlockIncrement(Math.max(1, visible - 1));
        down.setVisible(down.getMax() > 0);
        settling = false;
        down.resizeRelocate(width - BAR, 0, BAR, height);
        canvas.setWidth(Math.max(0, width - BAR));
        canvas.setHeight(Math.max(0, height - barHeight()));
        settle(following.get());
        draw();
    }

    private void settle(boolean toEnd) {
        if (toEnd) {
            settling = true;
            down.setMax(Math.max(0, text.lines() - visibleLines()));
            down.setValue(down.getMax());
            settling = false;
            again();
        }
    }

    private void moved() {
        if (!settling && following.get() && down.getValue() < down.getMax()) {
            following.set(false);
        }
        again();
    }

    // However often something changes, it is drawn once a pulse.
    private void again() {
        if (!redraw) {
            redraw = true;
            requestLayout();
        }
    }

    private void draw() {
        redraw = false;
        var pen = canvas.getGraphicsContext2D();
        pen.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        pen.setTextBaseline(VPos.CENTER);
        int widest = longest;
        int first = topLine();
        double top = -(down.getValue() - first) * lineHeight;
        var shown = new ArrayList<StyledLine>();
        double y = top;
        for (int i = first; i < text.lines() && y < canvas.getHeight(); i++) {
            var line = text.styled(i);
            widest = Math.max(widest, line.text().length());
            shown.add(line);
            drawn++;
            drawNumber(pen, i, y);
            y += lineHeight;
        }
        // One for all lines, and of whole pixels: any other is drawn by way of a second picture.
        pen.save();
        pen.beginPath();
        double edge = Math.floor(gutter()) - 2;
        pen.rect(edge, 0, Math.ceil(canvas.getWidth()) - edge, Math.ceil(canvas.getHeight()));
        pen.clip();
        for (int i = 0; i < shown.size(); i++) {
            drawText(pen, shown.get(i), first + i, top + i * lineHeight);
        }
        pen.restore();
        if (widest > longest) {
            longest = widest;
            requestLayout();
        }
    }

    private void drawNumber(GraphicsContext pen, int number, double y) {
        if (number == marked || number == current) {
            pen.setFill(number == marked ? mark.get() : chosen.get());
            pen.fillRect(0, y, canvas.getWidth(), lineHeight);
        }
        pen.setFont(font.get());
        pen.setFill(pale.get());
        String count = Integer.toString(number + 1);
        double left = gutter() - EDGE * 1.5 - count.length() * charWidth;
        pen.fillText(count, left, y + lineHeight / 2);
    }

    private void drawText(GraphicsContext pen, StyledLine line, int number, double y) {
        double x = gutter() - across.getValue() * charWidth;
        drawSelection(pen, line, number, x, y);
        drawHits(pen, line, x, y);
        for (var stretch : line.stretches()) {
            drawStretch(pen, line.text(), stretch, x, y);
        }
    }

    private void drawSelection(
            GraphicsContext pen, StyledLine line, int number, double x, double y) {
        var from = begin();
        var until = end();
        if (from == null || until == null || number < from.line || number > until.line) {
            return;
        }
        int a = number == from.line ? from.column : 0;
        int b = number == until.line ? until.column : line.text().length() + 1;
        pen.setFill(chosen.get());
        pen.fillRect(x + a * charWidth, y, (b - a) * charWidth, lineHeight);
    }

    private void drawHits(GraphicsContext pen, StyledLine line, double x, double y) {
        if (wanted == null) {
            return;
        }
        pen.setFill(hit.get());
        var matcher = wanted.matcher(line.text());
        while (matcher.find()) {
            double width = Math.max(0.2, matcher.end() - matcher.start()) * charWidth;
            pen.fillRect(x + matcher.start() * charWidth, y + 1, width, lineHeight - 2);
        }
    }

    private void drawStretch(
            GraphicsContext pen, String line, StyledLine.Stretch stretch, double x, double y) {
        // What is out of sight costs nothing, however long the line is.
        int first = Math.max(stretch.from(), (int) across.getValue() - 1);
        int columns = (int) (canvas.getWidth() / charWidth) + 2;
        int last = Math.min(stretch.until(), (int) across.getValue() + columns);
        if (first >= last) {
            return;
        }
        long style = stretch.pen();
        // On a ground of its own a text is always light.
        boolean onDark = onDark() || Pen.behind(style) != 0;
        Paint front = colour(Pen.text(style), onDark, ink.get());
        Paint back = Pen.behind(style) == 0 ? null : LogColours.of(Pen.behind(style), false);
        if (Pen.has(style, Pen.INVERSE)) {
            Paint was = front;
            front = back == null ? (onDark ? Color.BLACK : Color.WHITE) : back;
            back = was;
        }
        double from = x + first * charWidth;
        double width = (last - first) * charWidth;
        if (back != null) {
            pen.setFill(back);
            pen.fillRect(from, y, width, lineHeight);
        }
        pen.setGlobalAlpha(Pen.has(style, Pen.FAINT) ? 0.6 : 1);
        pen.setFont(
                Pen.has(style, Pen.BOLD)
                        ? Font.font(font.get().getFamily(), FontWeight.BOLD, font.get().getSize())
                        : font.get());
        pen.setFill(front);
        pen.fillText(line.substring(first, last), from, y + lineHeight / 2);
        if (Pen.has(style, Pen.UNDERLINED)) {
            pen.fillRect(from, y + lineHeight - 3, width, 1);
        }
        pen.setGlobalAlpha(1);
    }

    private static Paint colour(int code, boolean onDark, Paint usual) {
        return code == 0 ? usual : LogColours.of(code, onDark);
    }

    private boolean onDark() {
        return ink.get() instanceof Color colour && colour.getBrightness() > 0.5;
    }

    private void scroll(ScrollEvent event) {
        event.consume();
        if (event.getDeltaX() != 0 || event.isShiftDown()) {
            double delta = event.getDeltaX() == 0 ? event.getDeltaY() : event.getDeltaX();
            across.setValue(
                    Math.clamp(
                            across.getValue() - Math.signum(delta) * COLUMNS_A_NOTCH,
                            0,
                            across.getMax()));
            return;
        }
        double notches = event.getDeltaY() / Math.max(1, event.getMultiplierY());
        scrollTo(down.getValue() - notches * LINES_A_NOTCH);
    }

    private void key(KeyEvent event) {
        boolean shift = event.isShiftDown();
        int page = Math.max(1, visibleLines() - 1);
        switch (event.getCode()) {
            case UP -> go(shift, -1);
            case DOWN -> go(shift, 1);
            case PAGE_UP -> go(shift, -page);
            case PAGE_DOWN -> go(shift, page);
            case HOME -> go(shift, -text.lines());
            case END -> go(shift, text.lines());
            case LEFT -> across.decrement();
            case RIGHT -> across.increment();
            case C -> {
                if (!event.isShortcutDown() || event.isShiftDown()) {
                    return;
                }
                copySelection();
            }
            case A -> {
                if (!event.isShortcutDown()) {
                    return;
                }
                selectAll();
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    // With Shift whole lines are chosen; without, the log scrolls.
    private void go(boolean choose, int lines) {
        if (text.lines() == 0) {
            return;
        }
        if (!choose) {
            scrollTo(down.getValue() + lines);
            return;
        }
        if (anchor == null || caret == null) {
            anchor = new Spot(currentLine(), 0);
            caret = anchor;
        }
        int line = Math.clamp((long) caret.line + lines, 0, text.lines());
        caret = new Spot(line, 0);
        if (line < topLine()) {
            scrollTo(line);
        } else if (line >= topLine() + visibleLines()) {
            scrollTo(line - visibleLines() + 1);
        }
        again();
    }

    private void press(MouseEvent event) {
        requestFocus();
        var spot = spot(event);
        if (!event.isShiftDown() || anchor == null) {
            anchor = spot;
        }
        caret = spot;
        current = -1;
        if (event.getClickCount() == 3 && spot.line < text.lines()) {
            anchor = new Spot(spot.line, 0);
            caret = new Spot(spot.line, text.line(spot.line).length());
        }
        again();
    }

    private void drag(MouseEvent event) {
        following.set(false);
        if (event.getY() < 0) {
            scrollTo(down.getValue() - 1);
        } else if (event.getY() > canvas.getHeight()) {
            scrollTo(down.getValue() + 1);
        }
        caret = spot(event);
        again();
    }

    private Spot spot(MouseEvent event) {
        int line = (int) Math.floor(down.getValue() + event.getY() / lineHeight);
        if (line >= text.lines()) {
            return new Spot(text.lines(), 0);
        }
        int number = Math.max(0, line);
        double column = (event.getX() - gutter()) / charWidth + across.getValue();
        return new Spot(
                number, Math.clamp(Math.round(column), 0, text.styled(number).text().length()));
    }

    private @Nullable Spot begin() {
        return anchor == null || caret == null
                ? null
                : anchor.compareTo(caret) < 0 ? anchor : caret;
    }

    private @Nullable Spot end() {
        return anchor == null || caret == null
                ? null
                : anchor.compareTo(caret) < 0 ? caret : anchor;
    }

    public void selectAll() {
        anchor = new Spot(0, 0);
        caret = new Spot(text.lines(), 0);
        again();
    }

    /// What is chosen, without colours; the current line when nothing is.
    public String selection() {
        var from = begin();
        var until = end();
        if (from == null || until == null || from.equals(until)) {
            return current >= 0 && current < text.lines() ? text.line(current) : "";
        }
        if (from.line == until.line) {
            return cut(text.line(from.line), from.column, until.column);
        }
        var all = new StringBuilder();
        String first = text.line(from.line);
        all.append(cut(first, from.column, first.length())).append('\n');
        all.append(text.lines(from.line + 1, Math.min(until.line, text.lines())));
        if (until.line < text.lines()) {
            all.append(cut(text.line(until.line), 0, until.column));
        }
        return all.toString();
    }

    private static String cut(String line, int from, int until) {
        int end = Math.min(until, line.length());
        return line.substring(Math.min(from, end), end);
    }

    public void copySelection() {
        String selected = selection();
        if (!selected.isEmpty()) {
            Clip.put(selected);
        }
    }

    public static List<CssMetaData<? extends Styleable, ?>> getClassCssMetaData() {
        return FACTORY.getCssMetaData();
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return getClassCssMetaData();
    }
}
