package dev.carillon.console.editor;

import atlantafx.base.theme.Styles;

import dev.carillon.api.Carillon.Planned;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.DividerKeys;
import dev.carillon.console.frame.KeyHint;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.jobs.RunForm;
import dev.carillon.console.link.Drafts;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Reveal;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.LineDiff;
import dev.carillon.console.words.LineDiff.Kind;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Writes a job: the form at the left, the text at the right.
public final class EditorView implements Screen {
    private static final Texts TEXTS = Texts.of(EditorView.class);
    private static final int CONTEXT = 3;
    private static final String CSS =
            Objects.requireNonNull(EditorView.class.getResource("/dev/carillon/console/editor.css"))
                    .toExternalForm();

    private final Desk desk;
    private final EditorModel model;
    private final VBox root = new VBox();
    private final SplitPane split = new SplitPane();
    private final VBox banners = new VBox(6);
    private final Label title = new Label();
    private final Label state = new Label();
    private final CodePane code;
    private final ListView<Problem> problems = new ListView<>();
    private final Button save = new Button(TEXTS.get("save"), new FontIcon(Feather.SAVE));

    public EditorView(Desk desk) {
        this.desk = desk;
        model =
                new EditorModel(
                        desk.link(), Drafts.ofJobs(desk.memory(), desk.link().profile().name()));
        code = new CodePane(model::setText);
        root.setId("editor");
        root.getStyleClass().add("screen");
        root.getStylesheets().add(CSS);
        var fields = new FormPane(model, desk.link().clock());
        fields.disableProperty().bind(model.readyProperty().not());
        var form = new ScrollPane(fields);
        form.setFitToWidth(true);
        Reveal.follow(form);
        form.getStyleClass().add("plain-scroll");
        form.setMinWidth(360);
        VBox.setVgrow(code, Priority.ALWAYS);
        fillProblems();
        var right = new VBox(8, code, problems);
        right.setMinWidth(320);
        split.getItems().addAll(form, right);
        split.setDividerPositions(0.47);
        VBox.setVgrow(split, Priority.ALWAYS);
        root.getChildren().addAll(head(), banners, split);
        banners.managedProperty().bind(Bindings.isNotEmpty(banners.getChildren()));
        model.textProperty().subscribe(code::setText);
        model.readyProperty().subscribe(this::showReady);
        model.problemsProperty().subscribe(this::showProblems);
        for (var each :
                List.of(
                        model.restoredProperty(),
                        model.theirsProperty(),
                        model.refusedProperty(),
                        model.notKeptProperty(),
                        model.asideProperty(),
                        model.commentsLostProperty(),
                        model.brokenProperty())) {
            each.subscribe(this::showBanners);
        }
        model.dirtyProperty().subscribe(this::showState);
        model.storedProperty().subscribe(this::showState);
    }

    private void showReady(boolean ready) {
        code.setEditable(ready);
        if (ready) {
            code.begin(model.textProperty().get());
        }
    }

    private Node head() {
        var jobs = new Hyperlink(TEXTS.get("jobs"));
        jobs.setOnAction(_ -> desk.navigator().go(new Place.Jobs(null)));
        jobs.setMinWidth(Region.USE_PREF_SIZE);
        state.setMinWidth(Region.USE_PREF_SIZE);
        var slash = new Label("/");
        slash.getStyleClass().add("muted");
        title.getStyleClass().add("screen-title");
        title.setId("editor-title");
        title.setMinWidth(60);
        state.setId("editor-state");
        state.getStyleClass().add("muted");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        save.getStyleClass().add(Styles.ACCENT);
        save.setId("editor-save");
        save.setMinWidth(Region.USE_PREF_SIZE);
        save.setOnAction(_ -> save());
        var wrong =
                Bindings.createBooleanBinding(
                        () -> !model.problemsProperty().get().isEmpty(), model.problemsProperty());
        save.disableProperty().bind(wrong.or(model.dirtyProperty().not()));
        var check = button("editor-check", Feather.CHECK_CIRCLE, "check", this::check);
        check.disableProperty().bind(wrong);
        var discard = button("editor-discard", Feather.ROTATE_CCW, "discard", this::discard);
        discard.disableProperty().bind(model.dirtyProperty().not());
        var history = button("editor-history", Feather.CLOCK, "history", this::history);
        history.disableProperty().bind(model.storedProperty().isNull());
        var run = button("editor-run", Feather.PLAY, "run", this::run);
        run.disableProperty().bind(model.storedProperty().isNull());
        var head =
                new HBox(8, jobs, slash, title, state, space, history, discard, check, run, save);
        head.setAlignment(Pos.CENTER_LEFT);
        return head;
    }

    private static Button button(String id, Feather icon, String text, Runnable action) {
        var button = new Button(TEXTS.get(text), new FontIcon(icon));
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void showState() {
        var job = model.storedProperty().get();
        String key = model.key();
        title.setText(key == null ? TEXTS.get("new") : key.replaceFirst("^default/", ""));
        String version = job == null ? "" : TEXTS.get("version", job.version());
        state.setText(
                model.dirtyProperty().get()
                        ? version.isEmpty()
                                ? TEXTS.get("unsaved")
                                : version + " · " + TEXTS.get("unsaved")
                        : version);
    }

    private void fillProblems() {
        problems.setId("editor-problems");
        problems.setAccessibleText(TEXTS.get("problems.name"));
        problems.getStyleClass().add("problems");
        problems.setCellFactory(
                _ ->
                        new ListCell<>() {
                            @Override
                            protected void updateItem(@Nullable Problem shown, boolean empty) {
                                super.updateItem(shown, empty);
                                setGraphic(null);
                                setText(null);
                                setTooltip(null);
                                if (!empty && shown != null) {
                                    setGraphic(new FontIcon(Feather.ALERT_CIRCLE));
                                    setText(
                                            TEXTS.get(
                                                    "problem",
                                                    shown.line(),
                                                    shown.column(),
                                                    shown.text()));
                                    setTooltip(new Tooltip(getText()));
                                    setWrapText(Prose.breakable(getText()));
                                    setMaxWidth(problems.getWidth() - 24);
                                    setPrefWidth(problems.getWidth() - 24);
                                }
                            }
                        });
        problems.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        chosen -> {
                            if (chosen != null) {
                                code.goTo(chosen.line(), chosen.column());
                            }
                        });
        problems.managedProperty().bind(problems.visibleProperty());
        problems.setPrefHeight(120);
        problems.setMinHeight(60);
    }

    private void showProblems(List<Problem> found) {
        problems.getItems().setAll(found);
        problems.setVisible(!found.isEmpty());
        code.mark(found);
    }

    private void showBanners() {
        banners.getChildren().clear();
        String refused = model.refusedProperty().get();
        if (refused != null) {
            banner(Feather.ALERT_TRIANGLE, "refused", TEXTS.get("refused", refused));
        }
        String notKept = model.notKeptProperty().get();
        if (notKept != null) {
            banner(Feather.ALERT_TRIANGLE, "not-kept", TEXTS.get("not.kept", notKept));
        }
        var theirs = model.theirsProperty().get();
        if (theirs != null) {
            var row =
                    banner(
                            Feather.USERS,
                            "theirs",
                            TEXTS.get("theirs", theirs.updatedBy(), theirs.version()));
            row.getChildren()
                    .addAll(
                            small("theirs-show", "theirs.show", this::showTheirs),
                            small("theirs-keep", "theirs.keep", model::keepMine),
                            small("theirs-take", "theirs.take", model::takeTheirs));
        } else if (model.restoredProperty().get()) {
            var row = banner(Feather.FILE_TEXT, "draft", TEXTS.get("draft"));
            row.getChildren().add(small("draft-discard", "discard", model::discard));
        }
        if (model.key() == null && !model.asideProperty().get().isEmpty()) {
            showAside();
        }
        if (model.brokenProperty().get()) {
            banner(Feather.EDIT_3, "waits", TEXTS.get("waits"));
        } else if (model.commentsLostProperty().get()) {
            banner(Feather.MESSAGE_SQUARE, "comments", TEXTS.get("comments.lost"));
        }
    }

    private void showAside() {
        String name = model.nameAside();
        var row =
                banner(
                        Feather.COPY,
                        "aside",
                        TEXTS.get("aside", name.isEmpty() ? TEXTS.get("aside.nameless") : name));
        row.getChildren()
                .addAll(
                        small("aside-show", "aside.show", model::takeAside),
                        small(
                                "aside-forget",
                                "aside.forget",
                                () -> model.forgetAside(desk.notices())));
    }

    private HBox banner(Feather icon, String id, String text) {
        var label = new Prose(text);
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        var row = new HBox(8, new FontIcon(icon), label);
        row.setId("banner-" + id);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().addAll("link-banner", "editor-banner");
        banners.getChildren().add(row);
        return row;
    }

    private static Button small(String id, String text, Runnable action) {
        var button = button(id, Feather.CHEVRON_RIGHT, text, action);
        button.setGraphic(null);
        button.getStyleClass().add(Styles.SMALL);
        return button;
    }

    private void showTheirs() {
        var sheet =
                new Sheet(
                        desk.modal(),
                        "theirs-sheet",
                        TEXTS.get("theirs.title"),
                        760,
                        diff(model.theirChanges()));
        sheet.action("theirs-close", TEXTS.get("close"), sheet::close);
        sheet.open();
    }

    static Node diff(List<LineDiff.Line> lines) {
        var list = new ListView<LineDiff.Line>();
        list.setId("diff");
        list.setAccessibleText(TEXTS.get("diff.name"));
        list.getStyleClass().add("diff");
        // It is shown over the screen, not in it.
        list.getStylesheets().add(CSS);
        list.setFixedCellSize(20);
        list.getItems().setAll(LineDiff.around(lines, CONTEXT));
        list.setPrefHeight(Math.clamp(20.0 * list.getItems().size() + 12, 80, 460));
        list.setCellFactory(
                _ ->
                        new ListCell<>() {
                            @Override
                            protected void updateItem(LineDiff.@Nullable Line line, boolean empty) {
                                super.updateItem(line, empty);
                                getStyleClass().removeAll("diff-added", "diff-removed");
                                if (empty || line == null) {
                                    setText(null);
                                    return;
                                }
                                String sign =
                                        switch (line.kind()) {
                                            case SAME -> "  ";
                                            case ADDED -> "+ ";
                                            case REMOVED -> "− ";
                                        };
                                setText(sign + line.text());
                                if (line.kind() != Kind.SAME) {
                                    getStyleClass()
                                            .add(
                                                    line.kind() == Kind.ADDED
                                                            ? "diff-added"
                                                            : "diff-removed");
                                }
                            }
                        });
        return list;
    }

    private void save() {
        var definition = model.definition();
        if (definition == null || !model.dirtyProperty().get()) {
            return;
        }
        var lines = model.changes();
        Node content;
        if (LineDiff.differs(lines)) {
            content = diff(lines);
        } else {
            var same = new Prose(TEXTS.get("save.same"));
            content = same;
        }
        var sheet =
                new Sheet(
                        desk.modal(),
                        "save-sheet",
                        TEXTS.get(
                                model.storedProperty().get() == null ? "save.new" : "save.title",
                                definition.key()),
                        760,
                        content);
        sheet.button("save-cancel", TEXTS.get("cancel"), sheet::close);
        var button =
                sheet.action(
                        "save-do",
                        TEXTS.get("save"),
                        () -> {
                            sheet.close();
                            model.save(
                                    desk.notices(),
                                    key -> {
                                        showState();
                                        desk.navigator().go(new Place.Editor(key));
                                    });
                        });
        sheet.open();
        button.requestFocus();
    }

    private void check() {
        model.check(this::showChecked, desk.notices());
    }

    // What the node said: what would change, and when it would be due.
    private void showChecked(Planned planned) {
        var said = new Prose(TEXTS.get("check." + planned.change(), planned.job()));
        said.setId("check-said");
        var content = new VBox(10, said);
        var lines = model.changes();
        if (LineDiff.differs(lines)) {
            content.getChildren().add(diff(lines));
        }
        content.getChildren().add(times(planned.next()));
        var sheet =
                new Sheet(
                        desk.modal(),
                        "check-sheet",
                        TEXTS.get("check.title", planned.job()),
                        760,
                        content);
        var close = sheet.button("check-close", TEXTS.get("close"), sheet::close);
        close.setCancelButton(true);
        var save =
                sheet.action(
                        "check-save",
                        TEXTS.get("save"),
                        () -> {
                            sheet.close();
                            save();
                        });
        save.setDisable(!model.dirtyProperty().get());
        sheet.open();
        (save.isDisabled() ? close : save).requestFocus();
    }

    private static Node times(List<Instant> next) {
        if (next.isEmpty()) {
            return new Prose(TEXTS.get("check.never"));
        }
        var zone = ZoneId.systemDefault();
        var times = new VBox(2);
        times.setId("check-times");
        var head = new Label(TEXTS.get("check.next"));
        head.getStyleClass().add("heading");
        times.getChildren().add(head);
        next.forEach(each -> times.getChildren().add(new Label(Spans.full(each, zone))));
        return times;
    }

    private void discard() {
        String written = model.textProperty().get();
        model.discard();
        desk.notices()
                .done(TEXTS.get("discarded"), TEXTS.get("undo"), () -> model.setText(written));
    }

    private void history() {
        model.versions(versions -> new HistorySheet(desk, model).open(versions), desk.notices());
    }

    private void run() {
        var job = model.storedProperty().get();
        if (job == null) {
            return;
        }
        if (model.dirtyProperty().get()) {
            desk.notices().done(TEXTS.get("run.stored", job.version()));
        }
        RunForm.open(desk, job);
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (place instanceof Place.Editor(String key, String text)) {
            model.show(key);
            if (text != null) {
                model.bring(text);
            }
            showState();
            showBanners();
        }
    }

    // What somebody brought is there by now, with what was written since.
    @Override
    public Place at(Place gone) {
        return new Place.Editor(model.key());
    }

    @Override
    public void hide() {
        model.hide();
    }

    @Override
    public void focus() {
        code.focus();
    }

    @Override
    public List<KeyHint> hints() {
        return KeyHint.of(TEXTS, "keys.out", "keys.complete");
    }

    @Override
    public List<Command> commands() {
        var all = new ArrayList<>(DividerKeys.of(split));
        all.addAll(
                List.of(
                        Command.of(TEXTS.get("command.save"), "Shortcut+S", this::save),
                        Command.of(TEXTS.get("command.check"), "Shortcut+Enter", this::check),
                        Command.of(TEXTS.get("command.run"), "Shortcut+R", this::run),
                        Command.of(TEXTS.get("command.history"), "Shortcut+H", this::history),
                        Command.of(TEXTS.get("command.form"), "Alt+F", this::focusForm),
                        Command.of(TEXTS.get("command.text"), "Alt+T", code::focus),
                        Command.of(TEXTS.get("command.discard"), this::discard)));
        return all;
    }

    private void focusForm() {
        var first = root.lookup("#field-name");
        if (first != null) {
            first.requestFocus();
        }
    }
}
