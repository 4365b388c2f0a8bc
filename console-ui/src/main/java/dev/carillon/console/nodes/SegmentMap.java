package dev.carillon.console.nodes;

import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.console.nodes.NodesModel.Moved;
import dev.carillon.console.parts.Drawing;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import javafx.util.Duration;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;

/// The segments as small squares, each with the colour and the letter of its owner. One that is about to be handed over
/// has an arrow to its next owner, which blinks; one that was has a frame for a while.
final class SegmentMap extends Drawing {
    private static final Texts TEXTS = Texts.of(SegmentMap.class);
    private static final double GAP = 3;
    private static final double LARGEST = 26;
    private static final double SMALLEST = 7;
    private static final double LETTERED = 13;
    private static final double FADED = 0.3;

    private final NodesModel model;
    private final Consumer<String> open;
    private final Tooltip tooltip = new Tooltip();
    private List<SegmentView> segments = List.of();
    private @Nullable String node;
    private boolean lit = true;
    private int columns = 1;
    private double side = LARGEST;
    private int cursor;

    /// @param open gets the owner of a segment that is chosen
    SegmentMap(NodesModel model, Consumer<String> open) {
        this.model = model;
        this.open = open;
        setId("segment-map");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        tooltip.setShowDelay(Duration.millis(120));
        setOnMouseMoved(moved -> hover(at(moved.getX(), moved.getY())));
        setOnMouseClicked(
                clicked -> {
                    requestFocus();
                    cursorTo(at(clicked.getX(), clicked.getY()));
                    openCursor();
                });
        setOnKeyPressed(this::key);
        focusedProperty().addListener(_ -> redraw());
        Tooltip.install(this, tooltip);
    }

    void setSegments(List<SegmentView> shown) {
        segments = shown;
        tellCursor();
        redraw();
    }

    /// Shows its segments strongly and the others faintly; null for all alike.
    void setNode(@Nullable String name) {
        node = name;
        redraw();
    }

    /// The other half of a blink.
    void blink() {
        lit = !lit;
        if (model.moving() > 0) {
            redraw();
        }
    }

    private int at(double x, double y) {
        int column = (int) (x / (side + GAP));
        int row = (int) (y / (side + GAP));
        int place = row * columns + column;
        return column < columns && place < segments.size() && x >= 0 && y >= 0 ? place : -1;
    }

    private void hover(int place) {
        tooltip.setText(place < 0 ? TEXTS.get("map.hint") : tell(segments.get(place)));
    }

    private void key(KeyEvent pressed) {
        int step =
                switch (pressed.getCode()) {
                    case LEFT -> -1;
                    case RIGHT -> 1;
                    case UP -> -columns;
                    case DOWN -> columns;
                    default -> 0;
                };
        if (step != 0) {
            cursorTo(cursor + step);
            pressed.consume();
        } else if (pressed.getCode() == KeyCode.ENTER) {
            openCursor();
            pressed.consume();
        }
    }

    private void cursorTo(int place) {
        if (place >= 0 && place < segments.size()) {
            cursor = place;
            tellCursor();
            redraw();
        }
    }

    private void tellCursor() {
        if (cursor < segments.size()) {
            setAccessibleText(tell(segments.get(cursor)));
        }
    }

    private void openCursor() {
        if (cursor < segments.size()) {
            var owner = segments.get(cursor).node();
            if (owner != null) {
                open.accept(owner);
            }
        }
    }

    /// What is known of a segment, as hovering tells it.
    String tell(SegmentView segment) {
        var text = new StringBuilder(TEXTS.get("segment", Integer.toString(segment.id())));
        text.append('\n')
                .append(
                        segment.node() == null
                                ? TEXTS.get("segment.free")
                                : TEXTS.get("segment.owner", segment.node()))
                .append('\n')
                .append(TEXTS.get("segment.epoch", Long.toString(segment.epoch())));
        if (segment.wanted() != null) {
            text.append('\n').append(TEXTS.get("segment.wanted", segment.wanted()));
        }
        Moved moved = model.moved(segment.id());
        if (moved != null) {
            text.append('\n')
                    .append(
                            TEXTS.get(
                                    "segment.moved",
                                    moved.from() == null
                                            ? TEXTS.get("segment.nobody")
                                            : moved.from(),
                                    Spans.distance(moved.at(), model.now())));
        }
        return text.toString();
    }

    @Override
    protected void draw(GraphicsContext pen, double width, double height) {
        fit(width, height);
        pen.setTextAlign(TextAlignment.CENTER);
        pen.setTextBaseline(VPos.CENTER);
        for (int i = 0; i < segments.size(); i++) {
            double x = i % columns * (side + GAP);
            double y = i / columns * (side + GAP);
            if (y > height) {
                break;
            }
            square(pen, segments.get(i), x + 1, y + 1);
            if (isFocused() && i == cursor) {
                pen.setStroke(accent());
                pen.setLineWidth(2);
                pen.strokeRoundRect(x, y, side + 2, side + 2, 6, 6);
            }
        }
        pen.setGlobalAlpha(1);
    }

    // The largest squares with which all are seen.
    private void fit(double width, double height) {
        side = LARGEST;
        while (side > SMALLEST) {
            columns = Math.max(1, (int) (width / (side + GAP)));
            if (Math.ceilDiv(segments.size(), columns) * (side + GAP) <= height) {
                return;
            }
            side--;
        }
        columns = Math.max(1, (int) (width / (side + GAP)));
    }

    private void square(GraphicsContext pen, SegmentView segment, double x, double y) {
        String owner = segment.node();
        boolean strong = node == null || node.equals(owner) || node.equals(segment.wanted());
        pen.setGlobalAlpha(strong ? 1 : FADED);
        double round = side / 4;
        if (owner == null) {
            pen.setStroke(bad());
            pen.setLineWidth(1.2);
            pen.strokeRoundRect(x + 0.5, y + 0.5, side - 1, side - 1, round, round);
            letter(pen, "–", x, y, bad() instanceof Color colour ? colour : Color.RED);
        } else {
            pen.setFill(model.colours().colour(owner));
            pen.fillRoundRect(x, y, side, side, round, round);
            letter(pen, model.colours().letter(owner), x, y, Color.WHITE);
        }
        if (segment.wanted() != null) {
            arrow(pen, segment.wanted(), x, y);
        } else if (model.moved(segment.id()) != null) {
            pen.setStroke(ink());
            pen.setLineWidth(1.6);
            pen.strokeRoundRect(x - 0.5, y - 0.5, side + 1, side + 1, round, round);
        }
    }

    private void letter(GraphicsContext pen, String text, double x, double y, Color colour) {
        if (side < LETTERED) {
            return;
        }
        pen.setFill(colour);
        pen.setFont(Font.font("Inter SemiBold", side * 0.46));
        pen.fillText(text, x + side / 2, y + side / 2);
    }

    // A corner in the colour of the next owner, and a frame that blinks.
    private void arrow(GraphicsContext pen, String wanted, double x, double y) {
        double half = side * 0.62;
        pen.setFill(ground());
        pen.fillPolygon(
                new double[] {x + side + 1, x + side + 1, x + side - half - 2},
                new double[] {y + side + 1, y + side - half - 2, y + side + 1},
                3);
        pen.setFill(model.colours().colour(wanted));
        pen.fillPolygon(
                new double[] {x + side, x + side, x + side - half},
                new double[] {y + side, y + side - half, y + side},
                3);
        if (lit) {
            pen.setStroke(odd());
            pen.setLineWidth(2);
            pen.strokeRect(x, y, side, side);
        }
    }
}
