package dev.carillon.console.run;

import dev.carillon.api.AttemptView;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.parts.Columns;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.RunTable;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.words.OneLine;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.TreeMap;

/// What is known of a run beside its log: why it waits, its attempts, parameters, message, result, parts, and the facts.
final class RunDetails {
    private static final Texts TEXTS = Texts.of(RunDetails.class);
    private static final double ROW = 30;
    private static final int MOST_ROWS = 8;
    private static final int MOST_TEXT = 20_000;

    private final RunModel model;
    private final Navigator navigator;
    private final ZoneId zone = ZoneId.systemDefault();
    private final Label why = new Prose();
    private final GridPane whyDetails = new GridPane(14, 3);
    private final VBox whyCard;
    private final TextArea message = text("run-message");
    private final VBox messageCard;
    private final GridPane parameters = new GridPane(14, 4);
    private final VBox parametersCard;
    private final TextArea result = text("run-result");
    private final VBox resultCard;
    private final ListView<AttemptView> attempts;
    private final VBox attemptsCard;
    private final ListView<RunView> parts;
    private final Hyperlink graph = new Hyperlink(TEXTS.get("parts.graph"));
    private final VBox partsCard;
    private final GridPane facts = new GridPane(14, 4);
    private final ScrollPane scroll;

    RunDetails(RunModel model, Navigator navigator) {
        this.model = model;
        this.navigator = navigator;
        why.setId("run-why");
        whyCard = card("why", new VBox(6, why, whyDetails));
        whyCard.setId("run-why-card");
        messageCard = card("message", message);
        parametersCard = card("parameters", parameters);
        parameters.setId("run-parameters");
        resultCard = card("result", result);
        attempts = list("run-attempts", model.attempts());
        attempts.setCellFactory(_ -> new AttemptCell());
        attemptsCard = card("attempts", attempts);
        parts = list("run-parts", model.parts());
        parts.setCellFactory(_ -> new PartCell());
        parts.setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER) {
                        openPart();
                    }
                });
        parts.setOnMouseClicked(
                clicked -> {
                    if (clicked.getClickCount() == 2) {
                        openPart();
                    }
                });
        graph.setId("run-graph");
        graph.managedProperty().bind(graph.visibleProperty());
        graph.setOnAction(
                _ -> {
                    if (model.run() != null) {
                        navigator.go(new Place.Flows(model.run().id()));
                    }
                });
        partsCard = card("parts", new VBox(4, parts, graph));
        var all =
                new VBox(
                        10,
                        whyCard,
                        messageCard,
                        attemptsCard,
                        new UsageCard(attempts).region(),
                        partsCard,
                        parametersCard,
                        resultCard,
                        card("facts", facts));
        all.getStyleClass().add("run-details");
        scroll = new ScrollPane(all);
        scroll.setFitToWidth(true);
        scroll.setMinWidth(300);
        scroll.setPrefWidth(370);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        model.runProperty().subscribe(_ -> showRun());
        model.whyProperty().subscribe(_ -> showWhy());
        model.attempts().addListener((ListChangeListener<Object>) _ -> showLists());
        model.parts().addListener((ListChangeListener<Object>) _ -> showLists());
        showLists();
    }

    Region region() {
        return scroll;
    }

    private static VBox card(String key, Node content) {
        var title = new Label(TEXTS.get(key));
        title.getStyleClass().add("heading");
        var card = new VBox(6, title, content);
        card.getStyleClass().addAll("card", "run-card");
        card.managedProperty().bind(card.visibleProperty());
        return card;
    }

    private static TextArea text(String id) {
        var area = new TextArea();
        area.setId(id);
        area.setAccessibleText(TEXTS.get(id.replace("run-", "") + ".name"));
        area.setEditable(false);
        Prose.wrap(area);
        area.getStyleClass().addAll("mono", "run-text");
        return area;
    }

    private static <T> ListView<T> list(String id, ObservableList<T> items) {
        var list = new ListView<>(items);
        list.setId(id);
        list.setAccessibleText(TEXTS.get(id.replace("run-", "") + ".name"));
        list.setFixedCellSize(ROW);
        list.getStyleClass().add("run-list");
        return list;
    }

    private void showRun() {
        var run = model.run();
        var all = scroll.getContent();
        all.setVisible(run != null);
        if (run == null) {
            return;
        }
        fill(messageCard, message, run.message());
        fill(resultCard, result, run.result());
        parametersCard.setVisible(!run.parameters().isEmpty());
        parameters.getChildren().clear();
        int row = 0;
        for (var each : new TreeMap<>(run.parameters()).entrySet()) {
            parameters.addRow(row++, name(each.getKey()), value(each.getValue()));
        }
        showFacts(run);
    }

    private static void fill(VBox card, TextArea area, @Nullable String text) {
        card.setVisible(text != null && !text.isBlank());
        if (text != null) {
            String shown = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
            if (!shown.equals(area.getText())) {
                area.setText(shown);
                long lines = shown.lines().mapToLong(line -> 1 + line.length() / 44).sum();
                area.setPrefRowCount(Math.clamp(lines, 1, MOST_ROWS));
            }
        }
    }

    private static Label name(String text) {
        var name = new Label(text);
        name.getStyleClass().addAll("muted", "fact-name");
        Columns.whole(name);
        return name;
    }

    private static Label value(String text) {
        String line = text.replaceAll("\\s+", " ");
        var value = new Prose(line.length() > 300 ? line.substring(0, 300) + "…" : line);
        GridPane.setHgrow(value, Priority.ALWAYS);
        return value;
    }

    private void showFacts(RunView run) {
        facts.getChildren().clear();
        var node = run.node();
        var flow = run.flow();
        fact("fact.queue", link(run.queue(), new Place.Queues(run.queue())));
        if (node != null) {
            fact("fact.node", link(node, new Place.Nodes(node)));
        }
        fact("fact.due", when(run.due()));
        fact("fact.started", when(run.startedAt()));
        if (run.startedAt() != null) {
            fact("fact.lag", value(Spans.length(Duration.between(run.due(), run.startedAt()))));
        }
        fact("fact.finished", when(run.finishedAt()));
        if (run.exitCode() != null) {
            fact("fact.exit", value(Integer.toString(run.exitCode())));
        }
        fact("fact.priority", value(Integer.toString(run.priority())));
        fact("fact.version", value(Integer.toString(run.jobVersion())));
        if (run.scheduleId() != null) {
            fact("fact.schedule", value(run.scheduleId()));
        }
        if (flow != null) {
            fact("fact.flow", link(run.step() == null ? flow : run.step(), new Place.Run(flow)));
        }
        if (flow != null && RunModel.isStep(run)) {
            fact("fact.graph", link(TEXTS.get("parts.graph"), new Place.Flows(flow)));
        }
        if (run.limitKey() != null) {
            fact("fact.limit", value(run.limitKey()));
        }
        if (run.uniqueKey() != null) {
            fact("fact.unique", value(run.uniqueKey()));
        }
        if (run.deadline() != null) {
            fact("fact.deadline", when(run.deadline()));
        }
        if (run.fingerprint() != null) {
            fact(
                    "fact.failure",
                    link(TEXTS.get("fact.failure.all"), new Place.Failures(run.fingerprint())));
        }
    }

    private void fact(String key, @Nullable Node value) {
        if (value != null) {
            facts.addRow(facts.getRowCount(), name(TEXTS.get(key)), value);
        }
    }

    private @Nullable Label when(@Nullable Instant at) {
        if (at == null) {
            return null;
        }
        var label = value(Spans.time(at, model.nowProperty().get(), zone));
        label.setTooltip(new Tooltip(Spans.full(at, zone)));
        return label;
    }

    private Hyperlink link(String text, Place place) {
        var link = new Hyperlink(text);
        link.setOnAction(_ -> navigator.go(place));
        return link;
    }

    private void showWhy() {
        var found = model.whyProperty().get();
        whyCard.setVisible(found != null);
        whyDetails.getChildren().clear();
        if (found == null) {
            return;
        }
        why.setText(Sentence.begin(Sentence.plain(found.text(), zone)));
        int row = 0;
        for (var each : new TreeMap<>(found.details()).entrySet()) {
            whyDetails.addRow(
                    row++,
                    name(detail(each.getKey())),
                    value(Sentence.plain(each.getValue(), zone)));
        }
        if (found.earliest() != null) {
            whyDetails.addRow(
                    row,
                    name(TEXTS.get("why.earliest")),
                    value(Spans.full(found.earliest(), zone)));
        }
    }

    // A newer node may tell what has no name here yet.
    private static String detail(String key) {
        return TEXTS.getOr("why.detail." + key, Sentence.begin(Sentence.ofKey(key)));
    }

    private void showLists() {
        fit(attempts, attemptsCard, model.attempts().size());
        fit(parts, partsCard, model.parts().size());
        graph.setVisible(model.parts().stream().anyMatch(RunModel::isStep));
    }

    private static void fit(ListView<?> list, VBox card, int rows) {
        card.setVisible(rows > 0);
        double height = Math.min(rows, MOST_ROWS) * list.getFixedCellSize() + 2;
        list.setMinHeight(height);
        list.setPrefHeight(height);
        list.setMaxHeight(height);
    }

    private void openPart() {
        var part = parts.getSelectionModel().getSelectedItem();
        if (part != null) {
            navigator.go(new Place.Run(part.id()));
        }
    }

    private static HBox row(StatePill pill, Label... labels) {
        var row = new HBox(10, pill);
        row.getChildren().addAll(labels);
        row.setAlignment(Pos.CENTER_LEFT);
        pill.setMinWidth(Region.USE_PREF_SIZE);
        return row;
    }

    private final class AttemptCell extends ListCell<AttemptView> {
        private final StatePill pill = new StatePill();
        private final Label text = new Label();
        private final Label more = new Label();
        private final HBox row = row(pill, text, more);

        private AttemptCell() {
            text.setMinWidth(Region.USE_PREF_SIZE);
            more.getStyleClass().add("muted");
            more.setMinWidth(0);
            Columns.whole(more, () -> getItem() == null ? null : getItem().message());
            row.setMaxWidth(Double.MAX_VALUE);
            row.setMinWidth(0);
            row.setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable AttemptView attempt, boolean empty) {
            super.updateItem(attempt, empty);
            if (empty || attempt == null) {
                setGraphic(null);
                return;
            }
            pill.setState(attempt.state());
            text.setText(TEXTS.get("attempt", attempt.attempt(), attempt.node(), took(attempt)));
            more.setText(OneLine.of(attempt.message()));
            setAccessibleText(pill.getText() + " " + text.getText() + " " + more.getText());
            setGraphic(row);
        }

        private String took(AttemptView attempt) {
            if (attempt.startedAt() == null) {
                return "";
            }
            var end = attempt.finishedAt();
            return Spans.length(
                    Duration.between(
                            attempt.startedAt(), end == null ? model.nowProperty().get() : end));
        }
    }

    private final class PartCell extends ListCell<RunView> {
        private final StatePill pill = new StatePill();
        private final Label step = new Label();
        private final Label took = new Label();
        private final HBox row = row(pill, step, took);

        private PartCell() {
            took.getStyleClass().add("muted");
        }

        @Override
        protected void updateItem(@Nullable RunView part, boolean empty) {
            super.updateItem(part, empty);
            if (empty || part == null) {
                setGraphic(null);
                return;
            }
            pill.setState(part.state());
            step.setText(part.step() == null ? part.job() : part.step());
            took.setText(RunTable.duration(part, model.nowProperty().get()));
            setAccessibleText(step.getText() + " " + pill.getText());
            setGraphic(row);
        }
    }
}
