package dev.carillon.console.failures;

import atlantafx.base.theme.Styles;

import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureView;
import dev.carillon.api.RunView;
import dev.carillon.console.failures.FailuresModel.Shown;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.CopyCommands;
import dev.carillon.console.frame.LastChoices;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.AskSheet;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.FirstRow;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.RunTable;
import dev.carillon.console.parts.RunTable.Column;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.parts.ShellCopy;
import dev.carillon.console.run.RunActions;
import dev.carillon.console.runs.BulkDialog;
import dev.carillon.console.runs.BulkModel;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.SplitMenuButton;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The inbox at the left, the opened group at the right.
public final class FailuresView implements Screen {
    private static final Texts TEXTS = Texts.of(FailuresView.class);
    private static final double CELL = 76;
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<Duration> SNOOZES =
            List.of(Duration.ofHours(1), Duration.ofHours(8), DAY, Duration.ofDays(7));

    private final FailuresModel model;
    private final Navigator navigator;
    private final Desk desk;
    private final BulkModel bulk;
    private final RunActions actions;
    private final VBox root = new VBox();
    private final ProblemLine problem = new ProblemLine();
    private final Button fresh = new Button();
    private final TextField filter = new TextField();
    private final ListView<FailureView> list;
    private final StackPane detail = new StackPane();
    private final VBox chosen = new VBox(10);
    private final ScrollPane rolled = new ScrollPane(chosen);
    private final Node nothing;
    private final Hyperlink job = new Hyperlink();
    private final FailurePill pill = new FailurePill();
    private final TextArea message = new TextArea();
    private final Label facts = new Prose();
    private final SparkLine spark = new SparkLine();
    private final TextArea note = new TextArea();
    private final Button saveNote;
    private final TextArea tail = new TextArea();
    private final RunTable runs;
    private final Map<Shown, ToggleButton> toggles = new EnumMap<>(Shown.class);
    private final LastChoices choices;
    private boolean shownBefore;
    private @Nullable FailureView shown;

    public FailuresView(Desk desk) {
        model = new FailuresModel(desk.link(), desk.notices());
        problem.follow(desk.modal(), desk.link(), model.problem());
        navigator = desk.navigator();
        choices = desk.choices("failures");
        this.desk = desk;
        bulk = new BulkModel(desk.link());
        actions = new RunActions(desk.link(), desk.notices());
        list = new ListView<>(model.groups());
        runs =
                new RunTable(
                        model.runs().shown(),
                        List.of(
                                Column.STATE,
                                Column.STARTED,
                                Column.DURATION,
                                Column.ATTEMPT,
                                Column.NODE),
                        desk.link().clock(),
                        this::open);
        runs.setId("failure-runs");
        runs.setAccessibleText(TEXTS.get("runs.name"));
        saveNote = button("failure-note-save", "note.save", this::saveNote);
        nothing =
                new EmptyState(
                        Feather.ALERT_TRIANGLE, TEXTS.get("choose"), TEXTS.get("choose.text"));
        layOut();
        layOutChosen();
        follow();
    }

    private static Button button(String id, String key, Runnable action) {
        var button = new Button(TEXTS.get(key));
        button.setId(id);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void layOut() {
        ScreenLook.dress(root, "failures");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        var group = new ToggleGroup();
        var kinds = new HBox();
        for (var each : Shown.values()) {
            var toggle = new ToggleButton(TEXTS.get("shown." + each));
            toggle.setId("failures-" + each.name().toLowerCase(Locale.ROOT));
            toggle.setToggleGroup(group);
            toggle.setSelected(each == Shown.OPEN);
            toggles.put(each, toggle);
            toggle.getStyleClass()
                    .add(
                            each == Shown.OPEN
                                    ? Styles.LEFT_PILL
                                    : each == Shown.ALL ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
            toggle.setOnAction(
                    _ -> {
                        toggle.setSelected(true);
                        model.choose(each, filter.getText());
                    });
            kinds.getChildren().add(toggle);
        }
        filter.setId("failures-filter");
        filter.setPromptText(TEXTS.get("filter"));
        filter.setPrefWidth(220);
        filter.setOnAction(_ -> model.choose(model.shown(), filter.getText()));
        fresh.setId("failures-new");
        fresh.getStyleClass().add(Styles.ACCENT);
        fresh.setOnAction(_ -> model.settle());
        fresh.managedProperty().bind(fresh.visibleProperty());
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(12, title, fresh, space, kinds, filter);
        head.setAlignment(Pos.CENTER_LEFT);
        var more = new Prose(TEXTS.get("more", FailuresModel.MOST));
        more.setId("failures-more");
        more.getStyleClass().add("muted");
        more.visibleProperty().bind(model.moreProperty());
        more.managedProperty().bind(more.visibleProperty());
        list.setId("failure-list");
        list.setAccessibleText(TEXTS.get("list.name"));
        list.setFixedCellSize(CELL);
        list.setCellFactory(_ -> new FailureCell(model::now));
        list.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        list.setPlaceholder(
                new EmptyState(Feather.CHECK_CIRCLE, TEXTS.get("none"), TEXTS.get("none.text")));
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        each -> {
                            if (each != null) {
                                model.open(each.fingerprint());
                            }
                        });
        list.setMinWidth(360);
        list.setPrefWidth(430);
        detail.getStyleClass().add("card");
        detail.setMinWidth(420);
        detail.setPrefWidth(640);
        HBox.setHgrow(list, Priority.ALWAYS);
        HBox.setHgrow(detail, Priority.ALWAYS);
        // On a low window its parts keep their height and it is scrolled.
        rolled.setFitToWidth(true);
        rolled.setFitToHeight(true);
        rolled.getStyleClass().add("plain-scroll");
        var body = new HBox(12, list, detail);
        VBox.setVgrow(body, Priority.ALWAYS);
        root.getChildren().addAll(head, problem, more, body);
    }

    private void layOutChosen() {
        job.getStyleClass().add("title-4");
        job.setId("failure-job");
        job.setOnAction(
                _ -> {
                    if (shown != null) {
                        navigator.go(new Place.Job(shown.job()));
                    }
                });
        var head = new HBox(10, job, pill);
        head.setAlignment(Pos.CENTER_LEFT);
        message.setId("failure-message");
        message.setAccessibleText(TEXTS.get("message.name"));
        message.getStyleClass().add("tail-text");
        message.setEditable(false);
        Prose.wrap(message);
        message.setPrefRowCount(2);
        message.setMinHeight(48);
        facts.getStyleClass().add("muted");
        spark.getStyleClass().add("wide-spark");
        var snooze = new SplitMenuButton();
        snooze.setText(TEXTS.get("snooze"));
        snooze.setId("failure-snooze");
        snooze.setOnAction(_ -> snooze(DAY));
        for (var length : SNOOZES) {
            var item = new MenuItem(Spans.length(length));
            item.setOnAction(_ -> snooze(length));
            snooze.getItems().add(item);
        }
        var retry = button("failure-retry", "retry", this::askRetry);
        retry.getStyleClass().add(Styles.ACCENT);
        var actions =
                new FlowPane(
                        8,
                        8,
                        retry,
                        assigning(),
                        button("failure-acknowledge", "acknowledge", this::acknowledge),
                        snooze,
                        button("failure-mute", "mute", this::mute),
                        button("failure-resolve", "resolve", this::resolve));
        note.setId("failure-note");
        note.setPromptText(TEXTS.get("note.prompt"));
        note.setPrefRowCount(2);
        note.setMinHeight(52);
        Prose.wrap(note);
        note.textProperty()
                .subscribe(
                        text -> {
                            if (shown != null) {
                                model.write(shown, text);
                            }
                            showSave();
                        });
        tail.setId("failure-tail");
        tail.setAccessibleText(TEXTS.get("tail.name"));
        tail.getStyleClass().add("tail-text");
        tail.setEditable(false);
        tail.setPrefRowCount(8);
        tail.setMinHeight(72);
        VBox.setVgrow(tail, Priority.ALWAYS);
        VBox.setVgrow(runs, Priority.ALWAYS);
        runs.setMinHeight(100);
        runs.setPrefHeight(160);
        var all = new Hyperlink(TEXTS.get("runs.all"));
        all.setOnAction(_ -> goToRuns());
        chosen.getStyleClass().add("failure-chosen");
        chosen.getChildren()
                .addAll(
                        head,
                        message,
                        facts,
                        actions,
                        titled("hours", null),
                        spark,
                        titled("note", saveNote),
                        note,
                        titled("tail", null),
                        tail,
                        titled("runs", new HBox(12, runs.keepStill(model.runs()), all)),
                        runs);
    }

    private SplitMenuButton assigning() {
        var assign = new SplitMenuButton();
        assign.setText(TEXTS.get("assign"));
        assign.setId("failure-assign");
        assign.setOnAction(_ -> assign());
        var other = new MenuItem(TEXTS.get("assign.other"));
        other.setOnAction(_ -> askAssignee());
        var nobody = new MenuItem(TEXTS.get("assign.nobody"));
        nobody.setOnAction(_ -> model.assign(selected(), ""));
        assign.getItems().addAll(other, nobody);
        return assign;
    }

    private void askAssignee() {
        var groups = selected();
        if (groups.isEmpty()) {
            return;
        }
        var name = new ComboBox<String>(FXCollections.observableArrayList(model.names()));
        name.setEditable(true);
        name.setId("failure-assignee");
        var sheet =
                new AskSheet(desk.modal(), "assign", TEXTS.get("assign.title", groups.size()))
                        .field(TEXTS.get("assign.name"), name)
                        .say(TEXTS.get("assign.text"));
        sheet.show(
                TEXTS.get("assign.do"),
                false,
                () -> {
                    sheet.close();
                    model.assign(groups, name.getEditor().getText());
                });
    }

    private static HBox titled(String key, @Nullable Node beside) {
        var label = new Label(TEXTS.get(key));
        label.getStyleClass().add("field-label");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var line = new HBox(8, label, space);
        if (beside != null) {
            line.getChildren().add(beside);
        }
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private void follow() {
        new FirstRow(
                        list,
                        list.getSelectionModel(),
                        model.groups(),
                        () -> model.openedProperty().get() == null)
                .follow();
        model.waitingProperty()
                .subscribe(
                        count -> {
                            fresh.setVisible(count.intValue() > 0);
                            fresh.setText(TEXTS.get("new", count));
                        });
        model.openedProperty().subscribe(this::showGroup);
        model.tailProperty()
                .subscribe(
                        lines -> {
                            tail.setText(
                                    lines.isEmpty()
                                            ? TEXTS.get("tail.none")
                                            : String.join("\n", lines));
                            tail.setScrollTop(Double.MAX_VALUE);
                        });
    }

    private void showGroup(@Nullable FailureView group) {
        detail.getChildren().setAll(group == null ? nothing : rolled);
        if (group == null) {
            return;
        }
        if (list.getSelectionModel().isEmpty()) {
            model.groups().stream()
                    .filter(each -> each.fingerprint().equals(group.fingerprint()))
                    .findFirst()
                    .ifPresent(each -> list.getSelectionModel().select(each));
        }
        shown = group;
        job.setText(group.job());
        pill.setGroup(group, model.now());
        if (!message.getText().equals(group.message())) {
            message.setText(group.message());
        }
        facts.setText(facts(group));
        spark.setCounts(group.perHour());
        String written = model.note(group);
        if (!note.getText().equals(written)) {
            note.setText(written);
        }
        showSave();
    }

    private String facts(FailureView group) {
        String text =
                group.exitCode() == null
                        ? TEXTS.get("count.plain", group.count())
                        : TEXTS.get("count", group.count(), group.exitCode());
        text +=
                " · "
                        + TEXTS.get(
                                "seen",
                                Spans.distance(group.lastAt(), model.now()),
                                Spans.distance(group.firstAt(), model.now()));
        if (group.assignee() != null) {
            text += " · " + TEXTS.get("cares", group.assignee());
        }
        if (group.changedBy() != null && group.changedAt() != null) {
            text +=
                    " · "
                            + TEXTS.get(
                                    "decided",
                                    group.changedBy(),
                                    Spans.distance(group.changedAt(), model.now()));
        }
        return text;
    }

    private void showSave() {
        saveNote.setDisable(
                shown == null
                        || note.getText().equals(Objects.requireNonNullElse(shown.note(), "")));
    }

    private List<FailureView> selected() {
        var all = List.copyOf(list.getSelectionModel().getSelectedItems());
        return all.isEmpty() && shown != null ? List.of(shown) : all;
    }

    private void assign() {
        model.assignToMe(selected());
    }

    private void acknowledge() {
        model.change(selected(), new FailureChange.Acknowledge(), TEXTS.get("acknowledged"));
    }

    private void snooze(Duration length) {
        model.change(
                selected(),
                new FailureChange.Snooze(length),
                TEXTS.get("snoozed", Spans.length(length)));
    }

    private void mute() {
        model.change(selected(), new FailureChange.Mute(), TEXTS.get("muted"));
    }

    private void resolve() {
        model.change(selected(), new FailureChange.Resolve(), TEXTS.get("resolved"));
    }

    private void saveNote() {
        if (shown != null) {
            model.change(
                    List.of(shown),
                    new FailureChange.Note(note.getText().isBlank() ? null : note.getText()),
                    TEXTS.get("noted"));
        }
    }

    private void askRetry() {
        var groups = selected();
        if (groups.isEmpty()) {
            return;
        }
        BulkDialog.ask(
                desk,
                bulk,
                actions,
                carillon -> FailuresModel.planRetry(carillon, groups),
                refusal -> desk.notices().failed(TEXTS.get("not.retried"), refusal));
    }

    private void open(RunView run) {
        navigator.go(new Place.Run(run.id()));
    }

    private void goToRuns() {
        if (shown != null) {
            navigator.go(new Place.Runs("failure:" + shown.fingerprint()));
        }
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        recall();
        model.show(place instanceof Place.Failures failures ? failures.fingerprint() : null);
    }

    // As it was at the end of the last start.
    private void recall() {
        if (shownBefore) {
            return;
        }
        shownBefore = true;
        filter.setText(choices.recall("filter"));
        var which = Shown.OPEN;
        for (var each : Shown.values()) {
            if (each.name().equals(choices.recall("shown"))) {
                which = each;
            }
        }
        var toggle = toggles.get(which);
        if (toggle != null) {
            toggle.setSelected(true);
        }
        model.choose(which, filter.getText());
    }

    @Override
    public void hide() {
        choices.keep("filter", filter.getText());
        choices.keep("shown", model.shown().name());
        model.hide();
    }

    @Override
    public void focus() {
        list.requestFocus();
    }

    @Override
    public List<Command> commands() {
        var all = new ArrayList<>(ownCommands());
        all.addAll(CopyCommands.of(desk, TEXTS.get("copy"), this::copyOfShown));
        return all;
    }

    private Optional<ShellCopy> copyOfShown() {
        return Optional.ofNullable(shown)
                .map(
                        group ->
                                ShellCopy.get(
                                        ShellCopy.words("failures", "show", group.fingerprint()),
                                        "/api/v1/failures/" + ShellCopy.part(group.fingerprint())));
    }

    private List<Command> ownCommands() {
        return List.of(
                Command.of(TEXTS.get("command.assign"), "A", this::assign),
                Command.of(TEXTS.get("command.assign.other"), "Shift+A", this::askAssignee),
                Command.of(TEXTS.get("command.assign.nobody"), () -> model.assign(selected(), "")),
                Command.of(TEXTS.get("command.acknowledge"), "K", this::acknowledge),
                Command.of(TEXTS.get("command.snooze"), "S", () -> snooze(DAY)),
                Command.of(TEXTS.get("command.mute"), "M", this::mute),
                Command.of(TEXTS.get("command.resolve"), "E", this::resolve),
                Command.of(TEXTS.get("command.retry"), "R", this::askRetry),
                Command.of(TEXTS.get("command.note"), "N", note::requestFocus),
                Command.of(TEXTS.get("command.new"), "F5", model::settle),
                Command.of(TEXTS.get("command.runs"), "L", this::goToRuns));
    }
}
