package dev.carillon.console.flows;

import dev.carillon.api.JobDefinition.Dependency.On;
import dev.carillon.console.flows.FlowShape.Step;
import dev.carillon.console.flows.Layers.Edge;
import dev.carillon.console.flows.Layers.Layout;
import dev.carillon.console.flows.Layers.Spot;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.CubicCurveTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.Polygon;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The steps of a flow as boxes from left to right, with an edge to each from those it comes after. Where they are is
/// worked out anew only when the steps are others; a state that changes is only told to its box.
public final class FlowGraphPane extends Pane {
    private static final Texts TEXTS = Texts.of(FlowGraphPane.class);
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private static final Size FULL = new Size(206, 62, 72, 22, 18);
    private static final Size SMALL = new Size(128, 30, 38, 10, 12);

    /// @param width of a box, and so on; across and down are the gaps between boxes
    private record Size(double width, double height, double across, double down, double margin) {}

    private final Size size;
    private final Consumer<Step> chosen;
    private final Consumer<Step> opened;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Map<Edge, Path> lines = new HashMap<>();
    private final Map<Edge, Polygon> heads = new HashMap<>();
    private Map<String, Map<String, On>> shape = Map.of();
    private @Nullable String selection;

    /// @param chosen gets the step that is looked at
    /// @param opened gets one whose run is wanted
    FlowGraphPane(Consumer<Step> chosen, Consumer<Step> opened) {
        this(FULL, chosen, opened);
    }

    private FlowGraphPane(Size size, Consumer<Step> chosen, Consumer<Step> opened) {
        this.size = size;
        this.chosen = chosen;
        this.opened = opened;
        setId("flow-graph");
        getStyleClass().add("flow-graph");
    }

    /// A small one of steps that are being written: what they do, without runs.
    ///
    /// @param chosen gets the name of the step that is looked at
    public static FlowGraphPane ofDefinition(Consumer<String> chosen) {
        return new FlowGraphPane(SMALL, step -> chosen.accept(step.name()), _ -> {});
    }

    /// Marks steps that something is wrong with.
    public void mark(Set<String> wrong) {
        boxes.forEach((name, box) -> box.pseudoClassStateChanged(WRONG, wrong.contains(name)));
    }

    /// @param now until when what runs has taken its time
    public void show(FlowShape flow, Instant now) {
        var before = new LinkedHashMap<String, Map<String, On>>();
        flow.steps().forEach(step -> before.put(step.name(), step.after()));
        if (!before.equals(shape)) {
            shape = before;
            place(flow);
            select(selection);
        }
        for (var step : flow.steps()) {
            var box = boxes.get(step.name());
            if (box != null) {
                box.show(step, flow.critical().contains(step.name()), now);
            }
        }
        lines.forEach(
                (edge, line) -> {
                    boolean critical =
                            flow.critical().contains(edge.from())
                                    && flow.critical().contains(edge.to());
                    style(line, "flow-edge", critical);
                    style(heads.get(edge), "flow-head", critical);
                });
    }

    private static void style(@Nullable Node node, String style, boolean critical) {
        if (node != null) {
            node.getStyleClass().setAll(style);
            if (critical) {
                node.getStyleClass().add(style + "-critical");
            }
        }
    }

    private void place(FlowShape flow) {
        getChildren().clear();
        boxes.clear();
        lines.clear();
        heads.clear();
        var before = new LinkedHashMap<String, Set<String>>();
        shape.forEach((step, others) -> before.put(step, others.keySet()));
        Layout layout = Layers.of(before);
        var counts = new HashMap<Integer, Integer>();
        layout.spots()
                .values()
                .forEach(spot -> counts.merge(spot.column(), spot.row() + 1, Math::max));
        layout.ways()
                .forEach(
                        (edge, rows) -> {
                            var from = layout.spots().get(edge.from());
                            for (int i = 0; from != null && i < rows.size(); i++) {
                                counts.merge(from.column() + 1 + i, rows.get(i) + 1, Math::max);
                            }
                        });
        layout.ways().forEach((edge, rows) -> draw(layout, counts, edge, rows));
        for (var step : flow.steps()) {
            var spot = layout.spots().get(step.name());
            if (spot != null) {
                var box = new Box();
                box.setId("step-" + step.name());
                box.relocate(x(spot.column()), y(layout, counts, spot));
                boxes.put(step.name(), box);
                getChildren().add(box);
            }
        }
        setPrefSize(
                2 * size.margin + layout.columns() * (size.width + size.across) - size.across,
                2 * size.margin + layout.rows() * (size.height + size.down) - size.down);
        setMinSize(USE_PREF_SIZE, USE_PREF_SIZE);
    }

    private double x(int column) {
        return size.margin + column * (size.width + size.across);
    }

    // Each column is in the middle of the height.
    private double y(Layout layout, Map<Integer, Integer> counts, Spot spot) {
        int free = layout.rows() - counts.getOrDefault(spot.column(), 1);
        return size.margin + (spot.row() + free / 2.0) * (size.height + size.down);
    }

    private void draw(Layout layout, Map<Integer, Integer> counts, Edge edge, List<Integer> rows) {
        var from = layout.spots().get(edge.from());
        var to = layout.spots().get(edge.to());
        if (from == null || to == null) {
            return;
        }
        var line = new Path();
        double x = x(from.column()) + size.width;
        double y = y(layout, counts, from) + size.height / 2;
        line.getElements().add(new MoveTo(x, y));
        for (int i = 0; i < rows.size(); i++) {
            int column = from.column() + 1 + i;
            double nextY = y(layout, counts, new Spot(column, rows.get(i))) + size.height / 2;
            curve(line, x, y, x(column), nextY);
            curve(line, x(column), nextY, x(column) + size.width, nextY);
            x = x(column) + size.width;
            y = nextY;
        }
        double endX = x(to.column()) - 5;
        double endY = y(layout, counts, to) + size.height / 2;
        curve(line, x, y, endX, endY);
        var head = new Polygon(endX - 4, endY - 4.5, endX + 4, endY, endX - 4, endY + 4.5);
        lines.put(edge, line);
        heads.put(edge, head);
        getChildren().addAll(line, head);
        var on = shape.getOrDefault(edge.to(), Map.of()).getOrDefault(edge.from(), On.SUCCESS);
        if (on != On.SUCCESS && size.equals(SMALL)) {
            line.getStrokeDashArray().setAll(5.0, 4.0);
        } else if (on != On.SUCCESS) {
            label(on, endX, endY);
        }
    }

    private void label(On on, double x, double y) {
        var text = new Label(TEXTS.get("edge." + on.name()));
        text.getStyleClass().add("flow-edge-label");
        text.relocate(x - 62, y - 18);
        getChildren().add(text);
    }

    private static void curve(Path line, double fromX, double fromY, double toX, double toY) {
        double half = (toX - fromX) / 2;
        line.getElements().add(new CubicCurveTo(fromX + half, fromY, toX - half, toY, toX, toY));
    }

    /// Shows which step is looked at; null is none.
    public void select(@Nullable String step) {
        selection = step;
        boxes.forEach((name, box) -> box.pseudoClassStateChanged(CHOSEN, name.equals(step)));
    }

    /// Where a step is in the drawing; null when it is not in it.
    public @Nullable Bounds boundsOf(String step) {
        var box = boxes.get(step);
        return box == null ? null : box.getBoundsInParent();
    }

    @Nullable String selection() {
        return selection;
    }

    /// One step.
    private final class Box extends VBox {
        private final Label name = new Label();
        private final Label what = new Label();
        private final Label took = new Label();
        private final StatePill pill = new StatePill();
        private final Label none = new Label(TEXTS.get("step.none"));
        private @Nullable Step step;

        private Box() {
            super(4);
            getStyleClass().add("flow-step");
            // The small one stands beside a list of the same steps.
            setFocusTraversable(size.equals(FULL));
            setAccessibleRole(AccessibleRole.BUTTON);
            setPrefSize(size.width, size.height);
            setMinSize(size.width, size.height);
            setMaxSize(size.width, size.height);
            setAlignment(Pos.CENTER_LEFT);
            name.getStyleClass().add("job-name");
            what.getStyleClass().add("hint");
            what.setMinWidth(0);
            took.getStyleClass().add("hint");
            none.getStyleClass().add("hint");
            var space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            name.setMinWidth(0);
            var head = new HBox(6, name, space, what);
            head.setAlignment(Pos.CENTER_LEFT);
            var between = new Region();
            HBox.setHgrow(between, Priority.ALWAYS);
            pill.setMinWidth(USE_PREF_SIZE);
            pill.managedProperty().bind(pill.visibleProperty());
            none.managedProperty().bind(none.visibleProperty());
            var foot = new HBox(6, pill, none, between, took);
            foot.setAlignment(Pos.CENTER_LEFT);
            getChildren().add(head);
            if (size.equals(FULL)) {
                getChildren().add(foot);
            } else {
                getStyleClass().add("flow-step-small");
            }
            setOnMouseClicked(
                    clicked -> {
                        requestFocus();
                        if (clicked.getClickCount() == 2) {
                            open();
                        }
                    });
            setOnKeyPressed(
                    pressed -> {
                        if (pressed.getCode() == KeyCode.ENTER) {
                            pressed.consume();
                            open();
                        }
                    });
            focusedProperty()
                    .subscribe(
                            focused -> {
                                if (focused && step != null) {
                                    select(step.name());
                                    chosen.accept(step);
                                }
                            });
        }

        private void open() {
            if (step != null && step.run() != null) {
                opened.accept(step);
            }
        }

        private void show(Step shown, boolean critical, Instant now) {
            step = shown;
            name.setText(shown.name());
            what.setText(shown.what().replaceFirst("^default/", ""));
            var run = shown.run();
            pill.setVisible(run != null);
            none.setVisible(run == null);
            if (run != null) {
                pill.setState(run.state());
            }
            took.setText(shown.took(now).isZero() ? "" : Spans.length(shown.took(now)));
            getStyleClass()
                    .removeIf(
                            each ->
                                    each.startsWith("flow-step-")
                                            && !each.equals("flow-step-small"));
            getStyleClass()
                    .add("flow-step-" + (run == null ? "none" : StatePill.kind(run.state())));
            if (critical) {
                getStyleClass().add("flow-step-critical");
            }
            setAccessibleText(
                    TEXTS.get(
                            "step.accessible",
                            shown.name(),
                            run != null
                                    ? StatePill.text(run.state())
                                    : size.equals(FULL) ? TEXTS.get("step.none") : shown.what(),
                            shown.after().keySet().stream().collect(Collectors.joining(", "))));
        }
    }
}
