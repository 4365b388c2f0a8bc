package dev.carillon.console.flows;

import atlantafx.base.theme.Styles;

import dev.carillon.api.RunView;
import dev.carillon.console.flows.FlowShape.Step;
import dev.carillon.console.flows.FlowsModel.Shown;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.KeyHint;
import dev.carillon.console.frame.LastChoices;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.OnProduction;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.RunTable;
import dev.carillon.console.parts.RunTable.Column;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.words.OneLine;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// The runs of flows in a list, and the graph of the one that is chosen.
public final class FlowsView implements Screen {
    private static final Texts TEXTS = Texts.of(FlowsView.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Desk desk;
    private final FlowsModel model;
    private final VBox root = new VBox();
    private final ProblemLine problem = new ProblemLine();
    private final TextField filter = new TextField();
    private final Label capped = new Prose(TEXTS.get("capped"));
    private final RunTable table;
    private final VBox detail = new VBox(10);
    private final FlowGraphPane graph;
    private final Label title = new Label();
    private final StatePill state = new StatePill();
    private final Label changed = new Prose();
    private final Label step = new Prose();
    private final Button open = button("flow-open", Feather.EXTERNAL_LINK, "open", this::openStep);
    private final Button from =
            button("flow-resume-step", Feather.CORNER_DOWN_RIGHT, "resume.step", this::resumeStep);
    private final Button resume = button("flow-resume", Feather.PLAY, "resume", this::resume);
    private final StackPane nothing = new StackPane();
    private dev.carillon.console.link.Background.@Nullable Ticking ticking;
    private final LastChoices choices;
    private boolean shownBefore;
    private @Nullable Step chosen;
    private @Nullable String picked;

    public FlowsView(Desk desk) {
        this.desk = desk;
        choices = desk.choices("flows");
        model = new FlowsModel(desk.link());
        problem.follow(desk.modal(), desk.link(), model.problem());
        graph =
                new FlowGraphPane(
                        each -> {
                            chosen = each;
                            showStep();
                        },
                        each -> {
                            if (each.run() != null) {
                                desk.navigator().go(new Place.Run(each.run().id()));
                            }
                        });
        table =
                new RunTable(
                        model.runs().shown(),
                        List.of(Column.STATE, Column.JOB, Column.DUE, Column.DURATION),
                        desk.link().clock(),
                        run -> desk.navigator().go(new Place.Flows(run.id())));
        table.setId("flows-table");
        table.setAccessibleText(TEXTS.get("table.name"));
        table.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        run -> {
                            // A row that is only replaced by a newer state of its run was not
                            // picked.
                            if (run != null && !run.id().equals(picked)) {
                                picked = run.id();
                                if (!run.id().equals(id())) {
                                    desk.navigator().go(new Place.Flows(run.id()));
                                }
                            }
                        });
        ScreenLook.dress(root, "flows");
        layOut();
        model.shownProperty().subscribe(this::show);
        model.readProperty().subscribe(this::showEmpty);
        filter.textProperty().subscribe(this::showEmpty);
    }

    private static Button button(String id, Feather icon, String text, Runnable action) {
        var button = new Button(TEXTS.get("button." + text), new FontIcon(icon));
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void layOut() {
        var heading = new Label(TEXTS.get("title"));
        heading.getStyleClass().add("screen-title");
        filter.setId("flows-filter");
        filter.setPromptText(TEXTS.get("filter"));
        filter.setPrefWidth(220);
        filter.textProperty().subscribe(model::filter);
        var above = new HBox(12, heading, space(), table.keepStill(model.runs()), filter);
        above.setAlignment(Pos.CENTER_LEFT);
        capped.setId("flows-capped");
        capped.getStyleClass().add("muted");
        capped.visibleProperty().bind(model.cappedProperty());
        capped.managedProperty().bind(capped.visibleProperty());
        table.setPrefHeight(230);
        table.setMinHeight(120);
        title.getStyleClass().add("heading");
        title.setId("flow-title");
        var run = new Hyperlink(TEXTS.get("run"));
        run.setOnAction(
                _ -> {
                    String id = id();
                    if (id != null) {
                        desk.navigator().go(new Place.Run(id));
                    }
                });
        var job = new Hyperlink(TEXTS.get("job"));
        job.setOnAction(
                _ -> {
                    var shown = model.shownProperty().get();
                    if (shown != null) {
                        desk.navigator().go(new Place.Job(shown.run().job()));
                    }
                });
        resume.getStyleClass().add(Styles.ACCENT);
        var head = new HBox(8, title, state, run, job, space(), resume);
        head.setAlignment(Pos.CENTER_LEFT);
        changed.setText(TEXTS.get("changed"));
        changed.getStyleClass().add("muted");
        changed.managedProperty().bind(changed.visibleProperty());
        var scroll = new ScrollPane(graph);
        scroll.getStyleClass().add("flow-scroll");
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setPannable(true);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        step.setId("flow-step");
        HBox.setHgrow(step, Priority.ALWAYS);
        step.setMaxWidth(Double.MAX_VALUE);
        var foot = new HBox(8, step, open, from);
        foot.setAlignment(Pos.CENTER_LEFT);
        // Notices come over what is below.
        detail.getChildren().addAll(head, changed, foot, scroll);
        detail.setVisible(false);
        var both = new StackPane(nothing, detail);
        VBox.setVgrow(both, Priority.ALWAYS);
        root.getChildren().addAll(above, problem, capped, table, both);
    }

    private static Node space() {
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        return space;
    }

    private void showEmpty() {
        boolean read = model.readProperty().get();
        table.setPlaceholder(
                read && !filter.getText().isBlank()
                        ? new EmptyState(
                                        Feather.SEARCH,
                                        TEXTS.get("none.filter"),
                                        TEXTS.get("none.filter.text"))
                                .with(TEXTS.get("filter.clear"), filter::clear)
                        : read
                                ? new EmptyState(
                                                Feather.GIT_MERGE,
                                                TEXTS.get("none"),
                                                TEXTS.get("none.text"))
                                        .with(
                                                TEXTS.get("none.new"),
                                                () -> desk.navigator().go(new Place.Editor(null)))
                                : new Label(TEXTS.get("reading")));
        nothing.getChildren()
                .setAll(
                        new EmptyState(
                                Feather.GIT_MERGE, TEXTS.get("choose"), TEXTS.get("choose.text")));
        nothing.getStyleClass().setAll("card");
        nothing.setVisible(read && !model.runs().shown().isEmpty());
    }

    private @Nullable String id() {
        var shown = model.shownProperty().get();
        return shown == null ? null : shown.run().id();
    }

    private void show(@Nullable Shown shown) {
        detail.setVisible(shown != null);
        nothing.setVisible(shown == null && !model.runs().shown().isEmpty());
        if (shown == null) {
            chosen = null;
            return;
        }
        var run = shown.run();
        title.setText(run.job());
        state.setState(run.state());
        changed.setVisible(shown.changed());
        graph.show(shown.shape(), model.now());
        boolean bad = shown.shape().steps().stream().anyMatch(Step::bad);
        resume.setDisable(!run.state().finished() || !bad);
        String name = graph.selection();
        chosen =
                shown.shape().steps().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
        showStep();
        select(run);
    }

    private void select(RunView run) {
        var selected = table.getSelectionModel().getSelectedItem();
        if (selected != null && selected.id().equals(run.id())) {
            return;
        }
        for (int i = 0; i < model.runs().shown().size(); i++) {
            if (model.runs().shown().get(i).id().equals(run.id())) {
                table.getSelectionModel().select(i);
                return;
            }
        }
    }

    private void showStep() {
        var shown = model.shownProperty().get();
        var each = chosen;
        open.setDisable(each == null || each.run() == null);
        from.setDisable(
                shown == null
                        || each == null
                        || each.run() == null
                        || !shown.run().state().finished());
        if (each == null) {
            step.setText(TEXTS.get("step.choose"));
            return;
        }
        var run = each.run();
        String told =
                run == null
                        ? TEXTS.get("step.waits")
                        : StatePill.text(run.state())
                                + (each.took(model.now()).isZero()
                                        ? ""
                                        : ", " + Spans.length(each.took(model.now())))
                                + (run.message() == null ? "" : ": " + OneLine.of(run.message()));
        String after =
                each.after().isEmpty()
                        ? ""
                        : " · "
                                + TEXTS.get(
                                        "step.after",
                                        each.after().keySet().stream()
                                                .collect(Collectors.joining(", ")));
        step.setText(each.name() + ": " + told + after);
    }

    private void tick() {
        var shown = model.shownProperty().get();
        // Durations of what runs go on.
        if (shown != null && !shown.run().state().finished()) {
            graph.show(shown.shape(), model.now());
        }
    }

    private void openStep() {
        var each = chosen;
        if (each != null && each.run() != null) {
            desk.navigator().go(new Place.Run(each.run().id()));
        }
    }

    private void resume() {
        var shown = model.shownProperty().get();
        if (shown != null && !resume.isDisabled()) {
            model.resume(shown.run(), List.of(), desk.notices(), desk.navigator());
        }
    }

    private void resumeStep() {
        var shown = model.shownProperty().get();
        var each = chosen;
        if (shown != null && each != null && !from.isDisabled()) {
            model.resume(shown.run(), List.of(each.name()), desk.notices(), desk.navigator());
        }
    }

    private void cancel() {
        var shown = model.shownProperty().get();
        if (shown != null && !shown.run().state().finished()) {
            OnProduction.ask(
                    desk.modal(),
                    desk.link().profile(),
                    TEXTS.get("ask.cancel", shown.run().job()),
                    TEXTS.get("ask.cancel.do"),
                    () -> model.cancel(shown.run(), desk.notices()));
        }
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (place instanceof Place.Flows(String run)) {
            if (!shownBefore) {
                shownBefore = true;
                filter.setText(choices.recall("filter"));
            }
            model.show(run);
            if (ticking == null) {
                ticking = desk.link().background().every(SECOND, this::tick);
            }
        }
    }

    @Override
    public void hide() {
        choices.keep("filter", filter.getText());
        model.hide();
        if (ticking != null) {
            ticking.close();
            ticking = null;
        }
    }

    @Override
    public void focus() {
        table.requestFocus();
    }

    @Override
    public List<KeyHint> hints() {
        return KeyHint.of(TEXTS, "keys.step", "keys.open");
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of(TEXTS.get("command.resume"), "R", this::resume),
                Command.of(TEXTS.get("command.resume.step"), "Shift+R", this::resumeStep),
                Command.of(TEXTS.get("command.open"), "L", this::openStep),
                Command.of(TEXTS.get("command.cancel"), "X", this::cancel),
                Command.of(TEXTS.get("command.filter"), "SLASH", filter::requestFocus));
    }
}
