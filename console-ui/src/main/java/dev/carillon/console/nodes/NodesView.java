package dev.carillon.console.nodes;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.CopyCommands;
import dev.carillon.console.frame.KeyHint;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.nodes.NodesModel.Drain;
import dev.carillon.console.parts.AskSheet;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.HowLong;
import dev.carillon.console.parts.OnProduction;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.RunTable;
import dev.carillon.console.parts.RunTable.Column;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.parts.ShellCopy;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// The nodes at the left; the segments and the chosen node at the right.
public final class NodesView implements Screen {
    private static final Texts TEXTS = Texts.of(NodesView.class);
    private static final Duration BLINK = Duration.ofMillis(500);
    private static final double CARD = 98;
    private static final double LIST = 330;
    private static final Instant ENDLESS = Instant.parse("9999-01-01T00:00:00Z");

    private final NodesModel model;
    private final Navigator navigator;
    private final Desk desk;
    private final ModalPane modal;
    private final Background background;
    private final VBox root = new VBox();
    private final Label summary = new Label();
    private final ProblemLine problem = new ProblemLine();
    private final ListView<NodeView> list;
    private final SegmentMap map;
    private final FlowPane legend = new FlowPane(14, 4);
    private final StackPane detail = new StackPane();
    private final Label name = new Label();
    private final NodePill pill = new NodePill();
    private final GridPane facts = new GridPane(24, 6);
    private final VBox drain = new VBox(6);
    private final ProgressBar drainBar = new ProgressBar();
    private final Label drainText = new Prose();
    private final Button cordon;
    private final Button uncordon;
    private final Button drainButton;
    private final RunTable runs;
    private final VBox chosen;
    private final Node nothing;
    private @Nullable Ticking blinking;

    public NodesView(Desk desk) {
        model = new NodesModel(desk.link(), desk.notices());
        navigator = desk.navigator();
        this.desk = desk;
        modal = desk.modal();
        background = desk.link().background();
        list = new ListView<>(model.nodes());
        map = new SegmentMap(model, this::choose);
        cordon = button("node-cordon", "cordon", this::askCordon);
        uncordon = button("node-uncordon", "uncordon", this::uncordon);
        drainButton = button("node-drain", "drain", this::drain);
        runs =
                new RunTable(
                        model.runs().shown(),
                        List.of(
                                Column.STATE,
                                Column.JOB,
                                Column.DURATION,
                                Column.ATTEMPT,
                                Column.QUEUE),
                        desk.link().clock(),
                        this::open);
        runs.setId("node-runs");
        runs.setAccessibleText(TEXTS.get("runs.name"));
        runs.setPlaceholder(new Label(TEXTS.get("runs.none")));
        chosen = chosen();
        nothing = new EmptyState(Feather.SERVER, TEXTS.get("choose"), TEXTS.get("choose.text"));
        layOut();
        model.lookedProperty().subscribe(_ -> showAll());
        model.selectedProperty().subscribe(this::showChosen);
        problem.follow(modal, desk.link(), model.problem());
    }

    private static Button button(String id, String text, Runnable action) {
        var button = new Button(TEXTS.get(text));
        button.setId(id);
        button.setOnAction(_ -> action.run());
        button.managedProperty().bind(button.visibleProperty());
        return button;
    }

    private void layOut() {
        ScreenLook.dress(root, "nodes");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        summary.getStyleClass().add("muted");
        summary.setId("nodes-summary");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(12, title, space, summary);
        head.setAlignment(Pos.BASELINE_LEFT);
        list.setId("node-list");
        list.setAccessibleText(TEXTS.get("list.name"));
        list.setFixedCellSize(CARD);
        list.setMinWidth(LIST);
        list.setPrefWidth(LIST);
        list.setPlaceholder(
                new EmptyState(Feather.SERVER, TEXTS.get("none"), TEXTS.get("none.text")));
        list.setCellFactory(_ -> new NodeCell(model));
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        node -> {
                            if (node != null) {
                                model.select(node.name());
                            }
                        });
        VBox.setVgrow(map, Priority.ALWAYS);
        var heading = new Label(TEXTS.get("map"));
        heading.getStyleClass().add("heading");
        var text = new Label(TEXTS.get("map.text"));
        text.getStyleClass().add("muted");
        var headings = new HBox(10, heading, text);
        headings.setAlignment(Pos.BASELINE_LEFT);
        var segments = new VBox(10, headings, map, legend);
        segments.getStyleClass().add("card");
        segments.setMinHeight(240);
        segments.setPrefHeight(290);
        detail.getStyleClass().add("card");
        detail.getChildren().add(nothing);
        VBox.setVgrow(detail, Priority.ALWAYS);
        var right = new VBox(12, segments, detail);
        HBox.setHgrow(right, Priority.ALWAYS);
        var body = new HBox(12, list, right);
        VBox.setVgrow(body, Priority.ALWAYS);
        root.getChildren().addAll(head, problem, body);
    }

    private VBox chosen() {
        name.getStyleClass().add("title-3");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(10, name, pill, space, cordon, drainButton, uncordon);
        head.setAlignment(Pos.CENTER_LEFT);
        drainBar.setMaxWidth(Double.MAX_VALUE);
        drainText.setId("drain-text");
        drain.getChildren().addAll(drainText, drainBar);
        drain.getStyleClass().add("drain");
        drain.managedProperty().bind(drain.visibleProperty());
        var heading = new Label(TEXTS.get("runs"));
        heading.getStyleClass().add("heading");
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var all = new Hyperlink(TEXTS.get("runs.all"));
        all.setId("node-all-runs");
        all.setOnAction(_ -> goToRuns());
        var second = new HBox(12, heading, gap, runs.keepStill(model.runs()), all);
        second.setAlignment(Pos.CENTER_LEFT);
        VBox.setVgrow(runs, Priority.ALWAYS);
        runs.setMinHeight(90);
        return new VBox(12, head, facts, drain, second, runs);
    }

    private void showAll() {
        var nodes = model.nodes();
        int busy = nodes.stream().mapToInt(NodeView::busy).sum();
        int slots = nodes.stream().mapToInt(NodeView::slots).sum();
        String text =
                TEXTS.get(
                        nodes.size() == 1 ? "summary.one" : "summary",
                        nodes.size(),
                        busy,
                        slots,
                        model.segmentsProperty().get().size());
        long moving = model.moving();
        summary.setText(moving == 0 ? text : TEXTS.get("summary.moving", text, moving));
        map.setSegments(model.segmentsProperty().get());
        showLegend(nodes);
        // What a card tells of time and of runs that are left changes while its node does not.
        list.refresh();
        selectInList();
        showChosen(model.selectedProperty().get());
    }

    private void selectInList() {
        var selected = model.selectedProperty().get();
        if (selected != null && !selected.equals(list.getSelectionModel().getSelectedItem())) {
            list.getSelectionModel().select(selected);
        } else if (selected == null
                && !model.nodes().isEmpty()
                && list.getSelectionModel().isEmpty()) {
            list.getSelectionModel().selectFirst();
        }
    }

    private void showLegend(List<NodeView> nodes) {
        var marks =
                nodes.stream()
                        .map(
                                node -> {
                                    var label =
                                            new Label(
                                                    node.name() + "  " + node.segments(),
                                                    new OwnerMark(model.colours(), node.name()));
                                    label.getStyleClass().add("legend");
                                    return (Node) label;
                                })
                        .collect(Collectors.toList());
        if (model.segmentsProperty().get().stream().anyMatch(each -> each.node() == null)) {
            marks.add(legend("map.free"));
        }
        if (model.moving() > 0) {
            marks.add(legend("map.wanted"));
        }
        if (model.segmentsProperty().get().stream()
                .anyMatch(each -> model.moved(each.id()) != null)) {
            marks.add(legend("map.moved"));
        }
        legend.getChildren().setAll(marks);
    }

    private static Label legend(String key) {
        var label = new Label(TEXTS.get(key));
        label.getStyleClass().addAll("legend", "muted");
        return label;
    }

    private void showChosen(@Nullable NodeView node) {
        map.setNode(node == null || model.nodes().size() < 2 ? null : node.name());
        detail.getChildren().setAll(node == null ? nothing : chosen);
        if (node == null) {
            return;
        }
        name.setText(node.name());
        Drain left = model.drain(node.name());
        pill.setNode(node, left);
        boolean open = node.cordonedUntil() == null;
        cordon.setVisible(open);
        drainButton.setVisible(open);
        uncordon.setVisible(!open);
        uncordon.setText(TEXTS.get(left != null && !left.done() ? "drain.cancel" : "uncordon"));
        showFacts(node);
        showDrain(left);
    }

    private void showFacts(NodeView node) {
        facts.getChildren().clear();
        fact(0, 0, "fact.state", state(node));
        fact(0, 1, "fact.segments", Integer.toString(node.segments()));
        fact(
                0,
                2,
                "fact.started",
                Spans.time(node.startedAt(), model.now(), ZoneId.systemDefault())
                        + ", "
                        + Spans.distance(node.startedAt(), model.now()));
        fact(
                0,
                3,
                "fact.version",
                node.version().isEmpty() ? TEXTS.get("fact.version.none") : node.version());
        fact(2, 0, "fact.roles", String.join(", ", node.roles()));
        fact(
                2,
                1,
                "fact.labels",
                node.labels().isEmpty()
                        ? TEXTS.get("fact.labels.none")
                        : node.labels().entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .sorted()
                                .collect(Collectors.joining(", ")));
        fact(2, 2, "fact.capacity", Integer.toString(node.capacity()));
        fact(2, 3, "fact.address", node.url() == null ? "–" : node.url().toString());
    }

    private void fact(int column, int row, String key, String value) {
        var label = new Label(TEXTS.get(key));
        label.getStyleClass().add("muted");
        label.setMinWidth(Region.USE_PREF_SIZE);
        var text = new Label(value);
        text.setMinWidth(80);
        GridPane.setHgrow(text, Priority.ALWAYS);
        facts.add(label, column, row);
        facts.add(text, column + 1, row);
    }

    private String state(NodeView node) {
        var until = node.cordonedUntil();
        if (until == null) {
            return TEXTS.get(node.state().equals("UP") ? "fact.state.up" : "fact.state.down");
        }
        return until.isAfter(ENDLESS)
                ? TEXTS.get("fact.state.endless")
                : TEXTS.get(
                        "fact.state.until",
                        Spans.time(until, model.now(), ZoneId.systemDefault())
                                + ", "
                                + Spans.distance(until, model.now()));
    }

    private void showDrain(@Nullable Drain left) {
        drain.setVisible(left != null);
        if (left == null) {
            return;
        }
        drainBar.setProgress(left.progress());
        drainBar.setVisible(!left.done());
        drainBar.setManaged(!left.done());
        drainText.setText(text(left, model.now()));
    }

    /// How far it is, in words.
    static String text(Drain left, Instant now) {
        if (left.done()) {
            return TEXTS.get("drain.done");
        }
        String last = left.left().getLast().job();
        return left.end()
                .map(
                        end ->
                                TEXTS.get(
                                        "drain.left.end",
                                        left.left().size(),
                                        left.most(),
                                        Spans.length(Duration.between(now, end)),
                                        last))
                .orElseGet(
                        () ->
                                TEXTS.get(
                                        "drain.left.unknown",
                                        left.left().size(),
                                        left.most(),
                                        last));
    }

    private void choose(String node) {
        model.nodes().stream()
                .filter(each -> each.name().equals(node))
                .findFirst()
                .ifPresent(each -> list.getSelectionModel().select(each));
    }

    private void open(RunView run) {
        navigator.go(new Place.Run(run.id()));
    }

    private void goToRuns() {
        var node = model.selectedProperty().get();
        if (node != null) {
            navigator.go(new Place.Runs("node:" + node.name()));
        }
    }

    private void askCordon() {
        var node = model.selectedProperty().get();
        if (node == null) {
            return;
        }
        var length = new HowLong("cordon-length", TEXTS.get("cordon.endless"), "2h");
        var sheet =
                new AskSheet(modal, "cordon-sheet", TEXTS.get("cordon.title", node.name()))
                        .say(TEXTS.get("cordon.text"))
                        .field(TEXTS.get("cordon.until"), length);
        sheet.show(
                TEXTS.get("cordon").replace(" …", ""),
                false,
                () -> {
                    try {
                        model.cordon(node.name(), length.length());
                        sheet.close();
                    } catch (IllegalArgumentException wrong) {
                        sheet.refuse(Objects.requireNonNullElse(wrong.getMessage(), ""));
                    }
                });
    }

    private void drain() {
        var node = model.selectedProperty().get();
        if (node != null) {
            OnProduction.ask(
                    desk.modal(),
                    desk.link().profile(),
                    TEXTS.get("ask.drain", node.name()),
                    TEXTS.get("ask.drain.do"),
                    () -> model.cordon(node.name(), null));
        }
    }

    private void uncordon() {
        var node = model.selectedProperty().get();
        if (node != null) {
            model.uncordon(node.name());
        }
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        model.show(place instanceof Place.Nodes nodes ? nodes.name() : null);
        selectInList();
        if (blinking == null) {
            blinking = background.every(BLINK, map::blink);
        }
    }

    @Override
    public void hide() {
        model.hide();
        if (blinking != null) {
            blinking.close();
            blinking = null;
        }
    }

    @Override
    public void focus() {
        list.requestFocus();
    }

    @Override
    public List<KeyHint> hints() {
        return KeyHint.of(TEXTS, "keys.map", "keys.map.do");
    }

    @Override
    public List<Command> commands() {
        var all = new ArrayList<Command>();
        all.add(Command.of(TEXTS.get("command.cordon"), "C", this::askCordon));
        all.add(Command.of(TEXTS.get("command.drain"), "D", this::drain));
        all.add(Command.of(TEXTS.get("command.uncordon"), "U", this::uncordon));
        all.add(Command.of(TEXTS.get("command.runs"), "R", this::goToRuns));
        all.addAll(CopyCommands.of(desk, TEXTS.get("copy.drain"), this::copyOfDrain));
        return all;
    }

    private Optional<ShellCopy> copyOfDrain() {
        return Optional.ofNullable(model.selectedProperty().get())
                .map(
                        node ->
                                ShellCopy.post(
                                        ShellCopy.words("drain", node.name()),
                                        "/api/v1/nodes/"
                                                + ShellCopy.part(node.name())
                                                + ":cordon"));
    }
}
