package dev.carillon.console.changes;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.api.ChangeView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.LastChoices;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.AskSheet;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.FirstRow;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.words.LineDiff.Kind;
import dev.carillon.console.words.LineDiff.Line;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/// The feed of changes at the left, what the chosen one changed at the right.
public final class ChangesView implements Screen {
    private static final Texts TEXTS = Texts.of(ChangesView.class);
    private static final double CELL = 58;
    private static final double LINE = 20;

    private final ChangesModel model;
    private final Navigator navigator;
    private final ModalPane modal;
    private final VBox root = new VBox();
    private final TextField what = new TextField();
    private final ComboBox<String> actor = new ComboBox<>();
    private final Button fresh = new Button();
    private final Button older;
    private final ProblemLine problem = new ProblemLine();
    private final ListView<ChangeView> list;
    private final StackPane detail = new StackPane();
    private final VBox chosen = new VBox(10);
    private final Node nothing;
    private final Label sentence = new Prose();
    private final Label facts = new Prose();
    private final Hyperlink open = new Hyperlink();
    private final Button undo;
    private final Label irrevocable = new Prose();
    private final ListView<Line> diff = new ListView<>();
    private final LastChoices choices;
    private boolean shownBefore;

    public ChangesView(Desk desk) {
        model = new ChangesModel(desk.link(), desk.notices());
        problem.follow(desk.modal(), desk.link(), model.problem());
        navigator = desk.navigator();
        choices = desk.choices("changes");
        modal = desk.modal();
        list = new ListView<>(model.changes());
        older = button("changes-older", "more", model::readMore);
        undo = button("change-undo", "undo", this::askUndo);
        nothing = new EmptyState(Feather.ROTATE_CCW, TEXTS.get("choose"), TEXTS.get("choose.text"));
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
        ScreenLook.dress(root, "changes");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        what.setId("changes-what");
        what.setPromptText(TEXTS.get("what"));
        what.setPrefWidth(280);
        what.setOnAction(_ -> filter());
        actor.setId("changes-actor");
        actor.setEditable(true);
        actor.setPromptText(TEXTS.get("actor"));
        actor.setPrefWidth(160);
        actor.setOnShowing(_ -> actor.getItems().setAll(model.actors()));
        actor.valueProperty().addListener(_ -> filter());
        fresh.setId("changes-new");
        fresh.getStyleClass().add(Styles.ACCENT);
        fresh.setOnAction(_ -> newest());
        fresh.managedProperty().bind(fresh.visibleProperty());
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(12, title, fresh, space, what, actor);
        head.setAlignment(Pos.CENTER_LEFT);
        list.setId("change-list");
        list.setAccessibleText(TEXTS.get("list.name"));
        list.setFixedCellSize(CELL);
        list.setCellFactory(_ -> new ChangeCell());
        list.getSelectionModel().selectedItemProperty().subscribe(this::chose);
        list.setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER) {
                        pressed.consume();
                        goThere();
                    }
                });
        list.setOnMouseClicked(
                clicked -> {
                    if (clicked.getButton() == MouseButton.PRIMARY
                            && clicked.getClickCount() == 2) {
                        goThere();
                    }
                });
        VBox.setVgrow(list, Priority.ALWAYS);
        older.setMaxWidth(Double.MAX_VALUE);
        older.managedProperty().bind(older.visibleProperty());
        older.visibleProperty().bind(model.moreProperty());
        var left = new VBox(8, list, older);
        left.setPrefWidth(520);
        left.setMinWidth(360);
        detail.getStyleClass().add("card");
        detail.setPrefWidth(560);
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox.setHgrow(detail, Priority.ALWAYS);
        var body = new HBox(12, left, detail);
        VBox.setVgrow(body, Priority.ALWAYS);
        root.getChildren().addAll(head, problem, body);
    }

    // While rows change a selection goes for a moment; what is opened stays.
    private void chose(@Nullable ChangeView change) {
        if (change != null) {
            var open = model.openedProperty().get();
            if (open == null || !open.equals(change)) {
                model.open(change);
            }
        }
    }

    private final class ChangeCell extends ListCell<ChangeView> {
        private final Label who = new Label();
        private final Label did = new Label();
        private final Label flag = new Label();
        private final Label when = new Label();
        private final VBox box;

        private ChangeCell() {
            who.getStyleClass().add("actor");
            who.setMinWidth(USE_PREF_SIZE);
            flag.getStyleClass().add("flag");
            flag.setMinWidth(USE_PREF_SIZE);
            flag.managedProperty().bind(flag.visibleProperty());
            when.getStyleClass().add("muted");
            did.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(did, Priority.ALWAYS);
            var first = new HBox(6, who, did, flag);
            first.setAlignment(Pos.CENTER_LEFT);
            box = new VBox(3, first, when);
            box.setAlignment(Pos.CENTER_LEFT);
            // No wider than the list: long keys are cut.
            box.setPrefWidth(0);
        }

        @Override
        protected void updateItem(ChangeView change, boolean empty) {
            super.updateItem(change, empty);
            if (empty || change == null) {
                setGraphic(null);
                setAccessibleText("");
                return;
            }
            who.setText(change.actor());
            did.setText(ChangesModel.sentence(change));
            flag.setVisible(change.undoneBy() != null || change.undoes() != null);
            flag.setText(TEXTS.get(change.undoneBy() == null ? "flag.undo" : "flag.undone"));
            String note = change.note() == null ? "" : " · " + change.note();
            when.setText(
                    Spans.time(change.at(), model.now(), ZoneId.systemDefault())
                            + " · "
                            + Spans.distance(change.at(), model.now())
                            + note);
            setAccessibleText(change.actor() + " " + did.getText() + ", " + when.getText());
            setGraphic(box);
        }
    }

    private void layOutChosen() {
        sentence.getStyleClass().add("title-4");
        sentence.setId("change-sentence");
        facts.getStyleClass().add("muted");
        open.setOnAction(_ -> goThere());
        open.managedProperty().bind(open.visibleProperty());
        irrevocable.getStyleClass().add("muted");
        irrevocable.managedProperty().bind(irrevocable.visibleProperty());
        var buttons = new HBox(12, undo, open);
        buttons.setAlignment(Pos.CENTER_LEFT);
        diff.setId("change-diff");
        diff.setAccessibleText(TEXTS.get("diff.name"));
        diff.setFixedCellSize(LINE);
        diff.setCellFactory(_ -> new DiffCell());
        diff.setPlaceholder(new Label(TEXTS.get("diff.none")));
        VBox.setVgrow(diff, Priority.ALWAYS);
        chosen.getChildren().addAll(sentence, facts, buttons, irrevocable, diff);
    }

    private static final class DiffCell extends ListCell<Line> {
        private static final PseudoClass ADDED = PseudoClass.getPseudoClass("added");
        private static final PseudoClass REMOVED = PseudoClass.getPseudoClass("removed");

        @Override
        protected void updateItem(Line line, boolean empty) {
            super.updateItem(line, empty);
            boolean none = empty || line == null;
            setText(none ? null : line.shown());
            pseudoClassStateChanged(ADDED, !none && line.kind() == Kind.ADDED);
            pseudoClassStateChanged(REMOVED, !none && line.kind() == Kind.REMOVED);
        }
    }

    private void follow() {
        new FirstRow(
                        list,
                        list.getSelectionModel(),
                        model.changes(),
                        () -> model.openedProperty().get() == null)
                .follow();
        model.waitingProperty()
                .subscribe(
                        count -> {
                            fresh.setVisible(count.intValue() > 0);
                            fresh.setText(TEXTS.get("new", count));
                        });
        model.openedProperty().subscribe(this::showOpened);
        model.diffProperty().subscribe(lines -> diff.getItems().setAll(lines));
        showPlaceholder();
    }

    private void showPlaceholder() {
        boolean all = what.getText().isBlank() && actor.getEditor().getText().isBlank();
        list.setPlaceholder(
                new EmptyState(
                        Feather.ROTATE_CCW,
                        TEXTS.get(all ? "none" : "none.filtered"),
                        TEXTS.get(all ? "none.text" : "none.filtered.text")));
    }

    private void showOpened(@Nullable ChangeView change) {
        detail.getChildren().setAll(change == null ? nothing : chosen);
        if (change == null) {
            return;
        }
        sentence.setText(change.actor() + " " + ChangesModel.sentence(change));
        String text = Spans.full(change.at(), ZoneId.systemDefault());
        if (change.note() != null) {
            text += "\n" + TEXTS.get("note", change.note());
        }
        if (change.undoes() != null) {
            text += "\n" + TEXTS.get("undoes", Long.toString(change.undoes()));
        }
        facts.setText(text);
        var why = ChangesModel.irrevocable(change);
        undo.setDisable(why != null);
        irrevocable.setVisible(why != null);
        irrevocable.setText(Objects.requireNonNullElse(why, ""));
        open.setVisible(ChangesModel.place(change) != null);
        open.setText(TEXTS.get("open", change.kind(), change.key()));
    }

    private void filter() {
        model.open(null);
        model.filter(what.getText(), actor.getEditor().getText());
        showPlaceholder();
    }

    private void newest() {
        model.read();
        list.scrollTo(0);
    }

    private void goThere() {
        var change = model.openedProperty().get();
        var place = change == null ? null : ChangesModel.place(change);
        if (place != null) {
            navigator.go(place);
        }
    }

    private void askUndo() {
        var change = model.openedProperty().get();
        if (change == null || ChangesModel.irrevocable(change) != null) {
            return;
        }
        var lines = model.diffProperty().get();
        var sheet =
                new AskSheet(modal, "undo-sheet", TEXTS.get("undo.title"))
                        .say(change.actor() + " " + ChangesModel.sentence(change) + ".")
                        .say(ChangesModel.consequence(change));
        long back = lines.stream().filter(line -> line.kind() == Kind.REMOVED).count();
        long away = lines.stream().filter(line -> line.kind() == Kind.ADDED).count();
        if (back + away > 0) {
            sheet.say(TEXTS.get("undo.lines", back, away));
        }
        sheet.show(
                TEXTS.get("undo.act"),
                false,
                () -> {
                    model.undo(change);
                    sheet.close();
                });
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        var wanted = place instanceof Place.Changes changes ? changes.what() : null;
        if (wanted != null) {
            if (!shownBefore) {
                choices.given("actor", actor.getEditor().getText());
            }
            what.setText(wanted);
            choices.given("what", wanted);
        } else if (!shownBefore) {
            what.setText(choices.recall("what"));
            actor.getEditor().setText(choices.recall("actor"));
            model.choose(what.getText(), actor.getEditor().getText());
        }
        shownBefore = true;
        model.show(wanted);
        showPlaceholder();
    }

    @Override
    public void hide() {
        choices.keep("what", what.getText());
        choices.keep("actor", actor.getEditor().getText());
        model.hide();
    }

    @Override
    public void focus() {
        list.requestFocus();
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of(TEXTS.get("command.undo"), "U", this::askUndo),
                Command.of(TEXTS.get("command.open"), "O", this::goThere),
                Command.of(TEXTS.get("command.new"), "F5", this::newest),
                Command.of(TEXTS.get("command.filter"), "SLASH", what::requestFocus));
    }
}
