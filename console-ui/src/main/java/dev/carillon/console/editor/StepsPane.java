package dev.carillon.console.editor;

import atlantafx.base.theme.Styles;

import dev.carillon.console.flows.FlowGraphPane;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Reveal;
import dev.carillon.console.words.Texts;

import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The steps of a flow in the form: their graph, a list of them, and the fields of the one that is chosen.
final class StepsPane extends VBox {
    private static final Texts TEXTS = Texts.of(StepsPane.class);
    private static final String CSS =
            Objects.requireNonNull(StepsPane.class.getResource("/dev/carillon/console/flows.css"))
                    .toExternalForm();
    private static final double ROW = 30;
    private static final int MOST_ROWS = 8;
    private static final double LIST_EDGE = 10;
    private static final double HIGHEST_GRAPH = 190;
    private static final double SCROLL_BAR = 12;

    private final EditorModel editor;
    private final StepsModel model;
    // By their numbers, so that a row stays chosen while what it shows changes.
    private final ListView<Integer> list = new ListView<>();
    private final FlowGraphPane graph;
    private final ScrollPane graphScroll;
    private final VBox chosen = new VBox(10);
    private final Label count = new Label();
    private final Button up = tool("step-up", Feather.ARROW_UP, "step.up", () -> move(-1));
    private final Button down = tool("step-down", Feather.ARROW_DOWN, "step.down", () -> move(1));
    private final Button remove = tool("step-remove", Feather.TRASH_2, "step.remove", this::remove);
    private final Label other = new Prose();
    private FormFields fields;
    private String shape = "";

    StepsPane(EditorModel editor) {
        super(8);
        this.editor = editor;
        model = new StepsModel(editor);
        fields = new FormFields(editor);
        graph = FlowGraphPane.ofDefinition(model::select);
        graphScroll = new ScrollPane(graph);
        getStylesheets().add(CSS);
        setId("steps");
        fillGraph();
        fillList();
        chosen.getStyleClass().add("card");
        chosen.setId("step-fields");
        chosen.heightProperty().subscribe(_ -> Reveal.again(chosen));
        other.setId("step-problem");
        other.getStyleClass().add("field-problem");
        other.managedProperty().bind(other.textProperty().isNotEmpty());
        getChildren().addAll(head(), graphScroll, list, chosen);
        model.rowsProperty().subscribe(this::show);
        model.selectedProperty().subscribe(this::select);
    }

    private Node head() {
        count.getStyleClass().add("muted");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var add = new Button(TEXTS.get("add.step"), new FontIcon(Feather.PLUS));
        add.setId("step-add");
        add.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
        add.setTooltip(new Tooltip(TEXTS.get("step.add.about")));
        add.setOnAction(_ -> add());
        var head = new HBox(2, count, space, up, down, remove, add);
        head.setAlignment(Pos.CENTER_LEFT);
        return head;
    }

    private static Button tool(String id, Feather icon, String text, Runnable action) {
        var button = new Button("", new FontIcon(icon));
        button.setId(id);
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        button.setAccessibleText(TEXTS.get(text));
        button.setTooltip(new Tooltip(TEXTS.get(text)));
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void fillGraph() {
        graphScroll.setId("steps-graph");
        graphScroll.getStyleClass().add("flow-scroll");
        graphScroll.setPannable(true);
        graphScroll.setMaxHeight(HIGHEST_GRAPH);
        graphScroll.setMinHeight(Region.USE_PREF_SIZE);
        graphScroll.managedProperty().bind(graphScroll.visibleProperty());
        graphScroll.widthProperty().subscribe(this::fitGraph);
    }

    // A bar at its lower edge takes nothing of it.
    private void fitGraph() {
        boolean wider = graph.getPrefWidth() > graphScroll.getWidth() - 2;
        graphScroll.setPrefHeight(
                Math.min(HIGHEST_GRAPH, graph.getPrefHeight() + 2 + (wider ? SCROLL_BAR : 0)));
    }

    private void showInGraph(String step) {
        var box = graph.boundsOf(step);
        var seen = graphScroll.getViewportBounds();
        if (box != null) {
            graphScroll.setHvalue(
                    within(
                            graphScroll.getHvalue(),
                            graph.getPrefWidth() - seen.getWidth(),
                            seen.getWidth(),
                            box.getMinX(),
                            box.getMaxX()));
            graphScroll.setVvalue(
                    within(
                            graphScroll.getVvalue(),
                            graph.getPrefHeight() - seen.getHeight(),
                            seen.getHeight(),
                            box.getMinY(),
                            box.getMaxY()));
        }
    }

    private static double within(
            double value, double hidden, double seen, double from, double until) {
        return hidden <= 0
                ? 0
                : Math.clamp(Reveal.within(value * hidden, seen, from, until) / hidden, 0, 1);
    }

    private void fillList() {
        list.setId("steps-list");
        list.getStyleClass().add("steps-list");
        list.setAccessibleText(TEXTS.get("steps"));
        list.setFixedCellSize(ROW);
        list.setCellFactory(_ -> new StepCell(model));
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        row -> {
                            if (row != null) {
                                model.select(row);
                            }
                        });
        list.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    }

    private void key(KeyEvent pressed) {
        var code = pressed.getCode();
        if (pressed.isAltDown() && (code == KeyCode.UP || code == KeyCode.DOWN)) {
            move(code == KeyCode.UP ? -1 : 1);
        } else if (code == KeyCode.DELETE) {
            remove();
        } else if (code == KeyCode.INSERT) {
            add();
        } else if (code == KeyCode.ENTER) {
            focusName();
        } else {
            return;
        }
        pressed.consume();
    }

    private void add() {
        model.add();
        focusName();
    }

    private void move(int by) {
        model.move(by);
        list.requestFocus();
    }

    private void remove() {
        model.remove();
        list.requestFocus();
    }

    private void focusName() {
        if (chosen.lookup("#step-name-box .text-field") instanceof Region name) {
            name.requestFocus();
        }
    }

    private void show(List<StepsModel.Row> rows) {
        if (list.getItems().size() != rows.size()) {
            list.getItems().setAll(IntStream.range(0, rows.size()).boxed().toList());
            double height = ROW * Math.clamp(rows.size(), 1, MOST_ROWS) + LIST_EDGE;
            list.setMinHeight(height);
            list.setPrefHeight(height);
            list.setMaxHeight(height);
        }
        list.refresh();
        count.setText(TEXTS.get(rows.size() == 1 ? "steps.one" : "steps.count", rows.size()));
        graph.show(model.shape(), Instant.EPOCH);
        graph.mark(
                rows.stream()
                        .filter(row -> !row.problem().isEmpty())
                        .map(StepsModel.Row::name)
                        .collect(Collectors.toSet()));
        graphScroll.setVisible(rows.size() > 1);
        fitGraph();
        select();
    }

    private void select() {
        int at = model.selected();
        if (!Objects.equals(list.getSelectionModel().getSelectedItem(), at < 0 ? null : at)) {
            list.getSelectionModel().clearSelection();
            if (at >= 0) {
                list.getSelectionModel().select(at);
                list.scrollTo(Math.max(0, at - MOST_ROWS / 2));
            }
        }
        var step = model.step();
        graph.select(step == null ? null : step.name());
        up.setDisable(!model.canMove(-1));
        down.setDisable(!model.canMove(1));
        remove.setDisable(!model.canRemove());
        String now =
                step == null
                        ? "none"
                        : at
                                + step.kind()
                                + TaskFields.shape(
                                        editor.yaml(), FlowText.at(at).then(step.kind()));
        if (!now.equals(shape)) {
            shape = now;
            if (step != null) {
                Platform.runLater(() -> showInGraph(step.name()));
            }
            model.renamed();
            fields = new FormFields(editor);
            fill(at, step);
        }
        fields.show(editor.yaml());
        tell(at);
    }

    private void tell(int at) {
        var problems = editor.problemsProperty().get();
        fields.tell(problems);
        other.setText(
                at < 0
                        ? ""
                        : model.problems(at).stream()
                                .filter(each -> !fields.tells(each))
                                .map(Problem::text)
                                .collect(Collectors.joining("\n")));
    }

    private void fill(int at, FlowText.@Nullable Step step) {
        if (step == null) {
            var hint = new Prose(TEXTS.get("step.choose"));
            hint.getStyleClass().add("muted");
            chosen.getChildren().setAll(hint);
            return;
        }
        var path = FlowText.at(at);
        var shown = new ArrayList<Node>(List.of(nameAndKind(path, step), other));
        switch (step.kind()) {
            case "" -> {}
            case "job" -> shown.add(fields.job("step.job", path.then("job"), "namespace/name"));
            default ->
                    shown.addAll(
                            TaskFields.of(step.kind(), path.then(step.kind()), editor, fields));
        }
        var edges = new AfterEdges(model);
        shown.add(fields.shown("step.after", path.then("after"), edges, _ -> edges.show()));
        shown.add(fields.pairs("step.with", path.then("with"), 2));
        shown.add(rules(path, step.kind()));
        chosen.getChildren().setAll(shown);
    }

    private Node nameAndKind(YamlPath path, FlowText.Step step) {
        var nameBox = new VBox();
        nameBox.setId("step-name-box");
        fields.name("step.name", path.then("name"), model::rename, nameBox)
                .focusedProperty()
                .subscribe(
                        focused -> {
                            if (!focused) {
                                model.renamed();
                            }
                        });
        var kinds = new ComboBox<String>();
        kinds.setId("step-kind");
        kinds.getItems().setAll(FlowText.KINDS);
        kinds.setValue(step.kind().isEmpty() ? null : step.kind());
        kinds.setMaxWidth(Double.MAX_VALUE);
        kinds.valueProperty()
                .subscribe(
                        (_, kind) -> {
                            if (kind != null) {
                                model.setKind(kind);
                            }
                        });
        var label = new Label(TEXTS.get("step.kind"));
        label.getStyleClass().add("field-label");
        label.setLabelFor(kinds);
        kinds.setAccessibleText(label.getText());
        var grid = FormPane.grid();
        FormPane.place(grid, List.of(nameBox, new VBox(3, label, kinds)));
        return grid;
    }

    // A step that is a job has the retries and the timeout of that.
    private Node rules(YamlPath path, String kind) {
        var shown = new ArrayList<Node>();
        if (!kind.equals("job")) {
            var retry = path.then("retry");
            shown.add(fields.number("attempts", retry.then("attempts"), "1"));
            shown.add(
                    fields.choice(
                            "backoff",
                            retry.then("backoff"),
                            List.of("exponential", "fixed", "list"),
                            "exponential"));
            shown.add(fields.text("initial", retry.then("initial"), "10s"));
            shown.add(fields.text("timeout", path.then("timeout"), TEXTS.get("step.timeout.none")));
        }
        shown.add(fields.flag("allowFailure", path.then("allowFailure")));
        var grid = FormPane.grid();
        FormPane.place(grid, shown);
        return grid;
    }
}
