package dev.carillon.console.run;

import atlantafx.base.theme.Styles;

import dev.carillon.api.BulkAction;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.DividerKeys;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.Clip;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.parts.log.LogPane;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// One run: what it is, what it did, what it wrote, and what can be done about it.
public final class RunScreen implements Screen {
    static final String STYLES =
            Objects.requireNonNull(RunScreen.class.getResource("run.css")).toExternalForm();
    private static final Texts TEXTS = Texts.of(RunScreen.class);

    private final Desk desk;
    private final RunModel model;
    private final RunActions actions;
    private final LogPane log;
    private final RunDetails details;
    private final VBox root = new VBox();
    private final SplitPane split = new SplitPane();
    private final Hyperlink job = new Hyperlink();
    private final StatePill pill = new StatePill();
    private final ProgressBar progress = new ProgressBar();
    private final Label percent = new Label();
    private final Label verdict = new Prose();
    private final Label identity = new Label();
    private final Timeline timeline = new Timeline();
    private final ProblemLine problem = new ProblemLine();
    private final Button previous = icon("run-previous", Feather.CHEVRON_LEFT, this::previous);
    private final Button next = icon("run-next", Feather.CHEVRON_RIGHT, this::next);
    private final Map<BulkAction, Button> buttons = new EnumMap<>(BulkAction.class);
    private final Button edited = new Button(TEXTS.get("action.edited"));
    private final Button compare = new Button(TEXTS.get("action.compare"));
    private final ZoneId zone = ZoneId.systemDefault();

    public RunScreen(Desk desk) {
        this.desk = desk;
        model = new RunModel(desk.link());
        problem.follow(desk.modal(), desk.link(), model.problem());
        actions = new RunActions(desk.link(), desk.notices());
        log = new LogPane(model.log());
        log.offer("log-window", TEXTS.get("log.window"), Feather.EXTERNAL_LINK, this::ownWindow);
        details = new RunDetails(model, desk.navigator());
        layOut();
        model.runProperty().subscribe(_ -> showRun());
        model.whyProperty().subscribe(_ -> showRun());
        model.nowProperty().subscribe(_ -> showRun());
        model.previousProperty()
                .subscribe(
                        run -> {
                            previous.setDisable(run == null);
                            compare.setDisable(run == null);
                        });
        model.nextProperty().subscribe(run -> next.setDisable(run == null));
        model.attempts().addListener((ListChangeListener<Object>) _ -> showRun());
    }

    private void layOut() {
        root.setId("run");
        root.getStyleClass().add("screen");
        root.getStylesheets().add(STYLES);
        job.setId("run-job");
        job.getStyleClass().add("run-title");
        job.setOnAction(_ -> with(run -> desk.navigator().go(new Place.Job(run.job()))));
        verdict.setId("run-verdict");
        verdict.getStyleClass().add("verdict");
        identity.getStyleClass().addAll("muted", "mono", "run-identity");
        identity.setId("run-identity");
        pill.setMinWidth(Region.USE_PREF_SIZE);
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        progress.setId("run-progress");
        progress.setAccessibleText(TEXTS.get("progress"));
        progress.managedProperty().bind(progress.visibleProperty());
        percent.setId("run-percent");
        percent.getStyleClass().add("muted");
        percent.setMinWidth(Region.USE_PREF_SIZE);
        percent.visibleProperty().bind(progress.visibleProperty());
        percent.managedProperty().bind(progress.visibleProperty());
        var head = new HBox(10, job, pill, progress, percent, space, actionBar());
        head.setAlignment(Pos.CENTER_LEFT);
        split.getItems().addAll(details.region(), log);
        split.getStyleClass().add("run-split");
        SplitPane.setResizableWithParent(details.region(), false);
        split.setDividerPositions(0.31);
        VBox.setVgrow(split, Priority.ALWAYS);
        var words = new VBox(3, verdict, identity);
        root.getChildren().addAll(head, words, problem, timeline, split);
    }

    private HBox actionBar() {
        var bar = new HBox(6);
        bar.setAlignment(Pos.CENTER_RIGHT);
        for (var action : BulkAction.values()) {
            String name = action.name().toLowerCase(Locale.ROOT);
            var button = new Button(TEXTS.get("action." + name));
            button.setId("run-" + name);
            button.setOnAction(_ -> act(action));
            button.managedProperty().bind(button.visibleProperty());
            button.setVisible(false);
            button.setMinWidth(Region.USE_PREF_SIZE);
            buttons.put(action, button);
            bar.getChildren().add(button);
            if (action == BulkAction.RETRY) {
                edited.setId("run-edited");
                edited.setOnAction(_ -> retryEdited());
                edited.managedProperty().bind(edited.visibleProperty());
                edited.visibleProperty().bind(button.visibleProperty());
                edited.setMinWidth(Region.USE_PREF_SIZE);
                button.getStyleClass().add(Styles.ACCENT);
                bar.getChildren().add(edited);
            }
        }
        compare.setId("run-compare");
        compare.setTooltip(new Tooltip(TEXTS.get("compare.previous")));
        compare.setMinWidth(Region.USE_PREF_SIZE);
        compare.setOnAction(_ -> compare());
        bar.getChildren().addAll(compare, copyMenu(), previous, next);
        bar.setMinWidth(Region.USE_PREF_SIZE);
        return bar;
    }

    private MenuButton copyMenu() {
        var menu = new MenuButton(null, new FontIcon(Feather.COPY));
        menu.setId("run-copy");
        menu.setAccessibleText(TEXTS.get("copy"));
        menu.setTooltip(new Tooltip(TEXTS.get("copy")));
        menu.getStyleClass().addAll(Styles.FLAT, "no-arrow");
        menu.getItems()
                .addAll(
                        item("copy.id", RunView::id),
                        item("copy.command", run -> RunCopies.command(desk.link(), run)),
                        item("copy.curl", run -> RunCopies.curl(desk.link(), run)));
        return menu;
    }

    private MenuItem item(String key, Function<RunView, String> text) {
        var item = new MenuItem(TEXTS.get(key));
        item.setOnAction(_ -> with(run -> copy(text.apply(run))));
        return item;
    }

    private void copy(String text) {
        Clip.put(text);
        desk.notices().done(TEXTS.get("copied"));
    }

    private static Button icon(String id, Feather icon, Runnable action) {
        var button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
        button.setAccessibleText(TEXTS.get(id));
        button.setTooltip(new Tooltip(TEXTS.get(id)));
        button.setDisable(true);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void showRun() {
        var run = model.run();
        for (var entry : buttons.entrySet()) {
            entry.getValue().setVisible(run != null && RunActions.possible(entry.getKey(), run));
        }
        pill.setVisible(run != null);
        showProgress(run);
        if (run == null) {
            job.setText(TEXTS.get("loading"));
            verdict.setText("");
            identity.setText("");
            timeline.setPhases(List.of());
            return;
        }
        var now = model.nowProperty().get();
        job.setText(run.job());
        pill.setState(run.state());
        verdict.setText(Verdict.of(run, model.whyProperty().get(), now));
        identity.setText(
                TEXTS.get(
                        "identity",
                        run.id(),
                        Spans.full(run.due(), zone),
                        Sentence.of(run.cause())));
        timeline.setPhases(model.phases());
    }

    private void showProgress(@Nullable RunView run) {
        var come = run == null || run.state() != RunState.RUNNING ? null : run.progress();
        progress.setVisible(come != null);
        if (come != null) {
            progress.setProgress(come / 100);
            percent.setText(Math.round(come) + " %");
        }
    }

    private void with(Consumer<RunView> action) {
        var run = model.run();
        if (run != null) {
            action.accept(run);
        }
    }

    private void act(BulkAction action) {
        with(
                run -> {
                    if (RunActions.possible(action, run)) {
                        actions.ask(desk.modal(), action, run, this::open);
                    }
                });
    }

    private void holdOrRelease() {
        with(
                run ->
                        act(
                                RunActions.possible(BulkAction.RELEASE, run)
                                        ? BulkAction.RELEASE
                                        : BulkAction.HOLD));
    }

    private void retryEdited() {
        with(
                run -> {
                    if (RunActions.possible(BulkAction.RETRY, run)) {
                        RetryDialog.show(desk.modal(), actions, run, this::open);
                    }
                });
    }

    private void open(RunView run) {
        desk.navigator().go(new Place.Run(run.id()));
    }

    private void previous() {
        go(model.previousProperty().get());
    }

    private void next() {
        go(model.nextProperty().get());
    }

    private void go(@Nullable RunView run) {
        if (run != null) {
            open(run);
        }
    }

    private void compare() {
        var run = model.run();
        var before = model.previousProperty().get();
        if (run != null && before != null) {
            desk.navigator().go(new Place.Compare(before.id(), run.id()));
        }
    }

    private void ownWindow() {
        with(run -> LogWindow.open(desk.link(), run.id(), run.job(), root.getScene()));
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (place instanceof Place.Run(String id)) {
            boolean other = model.run() == null || !model.run().id().equals(id);
            model.show(id);
            if (other) {
                log.setFollowing(true);
            }
        }
    }

    @Override
    public void hide() {
        model.hide();
    }

    @Override
    public void focus() {
        // What a split pane shows is in the scene only when its looks are known.
        root.applyCss();
        log.view().requestFocus();
    }

    @Override
    public List<Command> commands() {
        var all = new ArrayList<Command>();
        all.add(command("action.retry", "R", () -> act(BulkAction.RETRY)));
        all.add(command("action.edited", "Shift+R", this::retryEdited));
        all.add(command("action.cancel", "X", () -> act(BulkAction.CANCEL)));
        all.add(command("action.hold.release", "H", this::holdOrRelease));
        all.add(command("action.dismiss", "D", () -> act(BulkAction.DISMISS)));
        all.add(command("action.undo", "Shortcut+Z", actions::undo));
        all.add(bracket("run-previous", KeyCode.OPEN_BRACKET, this::previous));
        all.add(bracket("run-next", KeyCode.CLOSE_BRACKET, this::next));
        all.add(command("compare.previous", "C", this::compare));
        all.add(command("log.find", "Shortcut+F", log::find));
        all.add(command("log.follow", "F", log::toggleFollow));
        all.add(command("log.trouble", "E", model.log()::jumpToTrouble));
        all.add(command("log.window", "O", this::ownWindow));
        all.add(
                command(
                        "copy.command",
                        "Shortcut+Shift+C",
                        () -> with(run -> copy(RunCopies.command(desk.link(), run)))));
        all.add(
                Command.of(
                        TEXTS.get("copy.curl"),
                        () -> with(run -> copy(RunCopies.curl(desk.link(), run)))));
        all.addAll(DividerKeys.of(split));
        return all;
    }

    private static Command bracket(String key, KeyCode code, Runnable action) {
        return new Command(TEXTS.get(key), new KeyCodeCombination(code), action);
    }

    private static Command command(String key, String keys, Runnable action) {
        return Command.of(TEXTS.get(key), keys, action);
    }
}
