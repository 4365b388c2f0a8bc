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
final class FlowGraphPane extends Pane {
    private static final Texts TEXTS = Texts.of(FlowGraphPane.class);
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
    private static final double WIDTH = 206;
    private static final double HEIGHT = 62;
    private static final double ACROSS = 72;
    private static final double DOWN = 22;
    private static final double MARGIN = 18;

    private final Consumer<Step> chosen;
    private final Consumer<Step> opened;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Map<Edge, Path> lines = new HashMap<>();
    private final Map<Edge, Polygon> heads = new HashMap<>();
    private Map<String, Set<String>> shape = Map.of();
    private @Nullable String selection;

    /// @param chosen gets the step that is looked at
    /// @param opened gets one whose run is wanted
    FlowGraphPane(Consumer<Step> chosen, Consumer<Step> opened) {
        this.chosen = chosen;
        this.opened = opened;
        setId("flow-graph");
        getStyleClass().add("flow-graph");
    }

    void show(FlowShape flow, Instant now) {
        var before = new LinkedHashMap<String, Set<String>>();
        flow.steps().forEach(step -> before.put(step.name(), step.after().keySet()));
        if (!before.equals(shape)) {
            shape = before;
            place(flow);
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
        Layout layout = Layers.of(shape);
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
        layout.ways().forEach((edge, rows) -> draw(flow, layout, counts, edge, rows));
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
                2 * MARGIN + layout.columns() * (WIDTH + ACROSS) - ACROSS,
                2 * MARGIN + layout.rows() * (HEIGHT + DOWN) - DOWN);
        setMinSize(USE_PREF_SIZE, USE_PREF_SIZE);
    }

    private static double x(int column) {
        return MARGIN + column * (WIDTH + ACROSS);
    }

    // Each column is in the middle of the height.
    private static double y(Layout layout, Map<Integer, Integer> counts, Spot spot) {
        int free = layout.rows() - counts.getOrDefault(spot.column(), 1);
        return MARGIN + (spot.row() + free / 2.0) * (HEIGHT + DOWN);
    }

    private void draw(
            FlowShape flow,
            Layout layout,
            Map<Integer, Integer> counts,
            Edge edge,
            List<Integer> rows) {
        var from = layout.spots().get(edge.from());
        var to = layout.spots().get(edge.to());
        if (from == null || to == null) {
            return;
        }
        var line = new Path();
        double x = x(from.column()) + WIDTH;
        double y = y(layout, counts, from) + HEIGHT / 2;
        line.getElements().add(new MoveTo(x, y));
        for (int i = 0; i < rows.size(); i++) {
            int column = from.column() + 1 + i;
            double nextY = y(layout, counts, new Spot(column, rows.get(i))) + HEIGHT / 2;
            curve(line, x, y, x(column), nextY);
            curve(line, x(column), nextY, x(column) + WIDTH, nextY);
            x = x(column) + WIDTH;
            y = nextY;
        }
        double endX = x(to.column()) - 5;
        double endY = y(layout, counts, to) + HEIGHT / 2;
        curve(line, x, y, endX, endY);
        var head = new Polygon(endX - 4, endY - 4.5, endX + 4, endY, endX - 4, endY + 4.5);
        lines.put(edge, line);
        heads.put(edge, head);
        getChildren().addAll(line, head);
        flow.steps().stream()
                .filter(step -> step.name().equals(edge.to()))
                .map(step -> step.after().getOrDefault(edge.from(), On.SUCCESS))
                .filter(on -> on != On.SUCCESS)
                .findFirst()
                .ifPresent(on -> label(on, endX, endY));
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

    void select(@Nullable String step) {
        selection = step;
        boxes.forEach((name, box) -> box.pseudoClassStateChanged(CHOSEN, name.equals(step)));
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
            setFocusTraversable(true);
            setAccessibleRole(AccessibleRole.BUTTON);
            setPrefSize(WIDTH, HEIGHT);
            setMinSize(WIDTH, HEIGHT);
            setMaxSize(WIDTH, HEIGHT);
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
            getChildren().addAll(head, foot);
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
            getStyleClass().removeIf(each -> each.startsWith("flow-step-"));
            getStyleClass()
                    .add("flow-step-" + (run == null ? "none" : StatePill.kind(run.state())));
            if (critical) {
                getStyleClass().add("flow-step-critical");
            }
            setAccessibleText(
                    TEXTS.get(
                            "step.accessible",
                            shown.name(),
                            run == null ? TEXTS.get("step.none") : StatePill.text(run.state()),
                            shown.after().keySet().stream().collect(Collectors.joining(", "))));
        }
    }
}
