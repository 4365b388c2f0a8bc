package dev.carillon.console.run;

import atlantafx.base.theme.Styles;

import dev.carillon.api.RunView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.DividerKeys;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.parts.log.LogPane;
import dev.carillon.console.run.CompareModel.Fact;
import dev.carillon.console.run.LineDiff.Block;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// Two runs beside each other; the first line in which their logs differ is marked.
public final class CompareView implements Screen {
    private static final Texts TEXTS = Texts.of(CompareView.class);
    private static final int LONGEST = 200;

    private final Desk desk;
    private final CompareModel model;
    private final LogPane left;
    private final LogPane right;
    private final VBox root = new VBox();
    private final SplitPane logs = new SplitPane();
    private final HBox heads = new HBox(12);
    private final GridPane facts = new GridPane(16, 4);
    private final Label difference = new Label();
    private final ProblemLine problem = new ProblemLine();
    private final Button next = new Button(TEXTS.get("compare.next"));
    private @Nullable Block at;
    private Place.@Nullable Compare shown;
    private boolean moved;
    private boolean tied;

    public CompareView(Desk desk) {
        this.desk = desk;
        model = new CompareModel(desk.link());
        problem.follow(desk.modal(), desk.link(), model.problem());
        left = new LogPane(model.leftLog());
        right = new LogPane(model.rightLog());
        layOut();
        tie(left, right, true);
        tie(right, left, false);
        model.sidesProperty().subscribe(_ -> showSides());
        model.blocksProperty().subscribe(_ -> showDifference());
    }

    private void layOut() {
        root.setId("compare");
        root.getStyleClass().add("screen");
        root.getStylesheets().add(RunScreen.STYLES);
        var title = new Label(TEXTS.get("compare.title"));
        title.getStyleClass().add("screen-title");
        facts.setId("compare-facts");
        var names = new ColumnConstraints(150);
        var values = new ColumnConstraints();
        values.setPercentWidth(42);
        values.setHgrow(Priority.ALWAYS);
        facts.getColumnConstraints().addAll(names, values, values);
        var scroll = new ScrollPane(facts);
        scroll.setFitToWidth(true);
        scroll.setMinHeight(90);
        scroll.setPrefHeight(170);
        scroll.getStyleClass().add("compare-facts");
        difference.setId("compare-difference");
        next.setId("compare-next");
        next.getStyleClass().add(Styles.SMALL);
        next.setOnAction(_ -> step(true));
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var between = new HBox(10, difference, space, next);
        between.setAlignment(Pos.CENTER_LEFT);
        left.view().setId("compare-left");
        right.view().setId("compare-right");
        logs.getItems().addAll(left, right);
        logs.getStyleClass().add("run-split");
        VBox.setVgrow(logs, Priority.ALWAYS);
        root.getChildren().addAll(title, problem, heads, scroll, between, logs);
    }

    // Scrolling one scrolls the other to what is beside it.
    private void tie(LogPane one, LogPane other, boolean fromLeft) {
        one.view()
                .verticalBar()
                .valueProperty()
                .addListener(
                        (_, _, line) -> {
                            if (!tied) {
                                tied = true;
                                other.view().scrollTo(model.beside(line.doubleValue(), fromLeft));
                                tied = false;
                            }
                        });
    }

    private void showSides() {
        var sides = model.sidesProperty().get();
        heads.getChildren().clear();
        facts.getChildren().clear();
        if (sides == null) {
            return;
        }
        heads.getChildren().addAll(head(sides.left()), head(sides.right()));
        var now = desk.link().clock().instant();
        int row = 0;
        for (var fact : model.durations(now)) {
            add(row++, fact);
        }
        for (var fact : model.usages()) {
            add(row++, fact);
        }
        for (var fact : model.facts()) {
            add(row++, fact);
        }
    }

    private VBox head(RunView run) {
        var link = new Hyperlink(run.job());
        link.getStyleClass().add("run-title");
        link.setOnAction(_ -> desk.navigator().go(new Place.Run(run.id())));
        var line = new HBox(10, link, new StatePill(run.state()));
        line.setAlignment(Pos.CENTER_LEFT);
        var identity = new Label(run.id() + "    " + Spans.full(run.due(), ZoneId.systemDefault()));
        identity.getStyleClass().addAll("muted", "mono", "run-identity");
        var head = new VBox(4, line, identity);
        head.getStyleClass().addAll("card", "run-card");
        head.setMinWidth(0);
        head.setPrefWidth(100);
        HBox.setHgrow(head, Priority.ALWAYS);
        return head;
    }

    private void add(int row, Fact fact) {
        var name = new Label(fact.name());
        name.getStyleClass().add("muted");
        facts.addRow(row, name, value(fact.left(), fact), value(fact.right(), fact));
    }

    // A mark beside the colour: a difference must not be told by colour alone.
    private static Label value(String text, Fact fact) {
        String line = text.replaceAll("\\s+", " ");
        String cut = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
        String seen = cut.isEmpty() ? "–" : cut;
        var label = new Prose(fact.differs() ? "≠ " + seen : seen);
        if (fact.differs()) {
            label.getStyleClass().add("compare-differs");
        }
        return label;
    }

    private void showDifference() {
        var first = model.firstDifference();
        boolean nothing = model.blocksProperty().get().isEmpty();
        left.view().setMarked(first == null ? -1 : first.left());
        right.view().setMarked(first == null ? -1 : first.right());
        next.setDisable(first == null);
        difference.setText(
                nothing
                        ? TEXTS.get("compare.empty")
                        : first == null
                                ? model.cut()
                                        ? TEXTS.get("compare.same.begin", CompareModel.MOST_LINES)
                                        : TEXTS.get("compare.same")
                                : TEXTS.get("compare.first", first.left() + 1, first.right() + 1));
        if (first != null && !moved) {
            reveal(first);
        }
    }

    private void reveal(Block block) {
        at = block;
        left.setFollowing(false);
        right.setFollowing(false);
        tied = true;
        left.view()
                .reveal(
                        Math.clamp(
                                block.left(), 0, Math.max(0, model.leftLog().text().lines() - 1)));
        right.view()
                .reveal(
                        Math.clamp(
                                block.right(),
                                0,
                                Math.max(0, model.rightLog().text().lines() - 1)));
        tied = false;
    }

    private void step(boolean forward) {
        moved = true;
        var found = model.differenceAfter(at == null ? -1 : at.left(), forward);
        if (found != null) {
            reveal(found);
        }
    }

    private void swap() {
        if (shown != null) {
            desk.navigator().go(new Place.Compare(shown.right(), shown.left()));
        }
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (place instanceof Place.Compare both) {
            if (!both.equals(shown)) {
                moved = false;
                at = null;
            }
            shown = both;
            model.show(both.left(), both.right());
        }
    }

    @Override
    public void hide() {
        model.hide();
    }

    @Override
    public void focus() {
        root.applyCss();
        left.view().requestFocus();
    }

    @Override
    public List<Command> commands() {
        var all = new ArrayList<>(DividerKeys.of(logs));
        all.addAll(
                List.of(
                        Command.of(TEXTS.get("compare.next"), "N", () -> step(true)),
                        Command.of(
                                TEXTS.get("compare.previous.difference"), "P", () -> step(false)),
                        Command.of(TEXTS.get("compare.swap"), "S", this::swap),
                        Command.of(TEXTS.get("log.find"), "Shortcut+F", left::find)));
        return all;
    }
}
