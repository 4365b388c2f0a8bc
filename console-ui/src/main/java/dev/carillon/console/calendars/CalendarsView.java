package dev.carillon.console.calendars;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.console.calendars.CalendarsModel.Row;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.CopyCommands;
import dev.carillon.console.frame.KeyHint;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.link.Drafts;
import dev.carillon.console.parts.AskSheet;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.parts.ShellCopy;
import dev.carillon.console.parts.Spoken;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// The calendars at the left, the year of the chosen one in the middle, its text at the right.
public final class CalendarsView implements Screen {
    private static final Texts TEXTS = Texts.of(CalendarsView.class);
    private static final double CARD = 54;
    private static final double LIST = 200;
    private static final double DETAIL = 330;

    private final CalendarsModel model;
    private final Navigator navigator;
    private final Notices notices;
    private final Desk desk;
    private final ModalPane modal;
    private final VBox root = new VBox();
    private final ProblemLine problem = new ProblemLine();
    private final ListView<Row> list;
    private final YearView year;
    private final Label number = new Label();
    private final Label count = new Label();
    private final Label left = new Prose();
    private final TextArea text = new TextArea();
    private final Label wrong = new Prose();
    private final Label meanwhile = new Prose();
    private final Label updated = new Label();
    private final VBox used = new VBox(2);
    private final Button save;
    private final Button revert;
    private final Button delete;
    private final StackPane content = new StackPane();
    private final HBox body;
    private final Node nothing;

    public CalendarsView(Desk desk) {
        model =
                new CalendarsModel(
                        desk.link(),
                        desk.notices(),
                        Drafts.ofCalendars(desk.memory(), desk.link().profile().name()),
                        ZoneId.systemDefault());
        problem.follow(desk.modal(), desk.link(), model.problem());
        navigator = desk.navigator();
        notices = desk.notices();
        this.desk = desk;
        modal = desk.modal();
        list = new ListView<>(model.rows());
        year = new YearView(model, this::toggle, this::openDay, model::showYear);
        save = button("calendar-save", "save", model::save);
        save.getStyleClass().add(Styles.ACCENT);
        revert = button("calendar-revert", "revert", model::revert);
        delete = button("calendar-delete", "delete", this::askDelete);
        delete.getStyleClass().addAll(Styles.FLAT, Styles.DANGER);
        nothing =
                new EmptyState(Feather.CALENDAR, TEXTS.get("none"), TEXTS.get("none.text"))
                        .with(TEXTS.get("new"), this::beginNew);
        body = new HBox(12, list(), yearCard(), detail());
        layOut();
        follow();
    }

    private static Button button(String id, String key, Runnable action) {
        var button = new Button(TEXTS.get(key));
        button.setId(id);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void layOut() {
        ScreenLook.dress(root, "calendars");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head =
                new HBox(
                        8,
                        title,
                        space,
                        button("calendar-import", "import", this::chooseFile),
                        button("calendar-new", "new", this::beginNew));
        head.setAlignment(Pos.CENTER_LEFT);
        VBox.setVgrow(content, Priority.ALWAYS);
        root.getChildren().addAll(head, problem, content);
    }

    private Node list() {
        list.setId("calendar-list");
        list.setAccessibleText(TEXTS.get("list.name"));
        list.setFixedCellSize(CARD);
        list.setMinWidth(LIST);
        list.setPrefWidth(LIST);
        list.setCellFactory(_ -> new CalendarCell());
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        row -> {
                            if (row != null) {
                                model.select(row.name());
                            }
                        });
        return list;
    }

    private final class CalendarCell extends ListCell<Row> {
        private final Label name = new Label();
        private final Label unsaved = new Label(TEXTS.get("unsaved"), new FontIcon(Feather.EDIT_3));
        private final Label more = new Label();
        private final VBox box = new VBox(2, new HBox(8, name, unsaved), more);

        private CalendarCell() {
            name.getStyleClass().add("heading");
            unsaved.getStyleClass().add("unsaved");
            unsaved.setMinWidth(Region.USE_PREF_SIZE);
            unsaved.managedProperty().bind(unsaved.visibleProperty());
            more.getStyleClass().add("muted");
            box.setAlignment(Pos.CENTER_LEFT);
            // No wider than the list: long texts are cut.
            box.setPrefWidth(0);
        }

        @Override
        protected void updateItem(Row row, boolean empty) {
            super.updateItem(row, empty);
            if (empty || row == null) {
                setGraphic(null);
                return;
            }
            name.setText(row.name());
            unsaved.setVisible(model.unsavedProperty().get().contains(row.name()));
            more.setText(row.definition().description());
            more.setManaged(!more.getText().isEmpty());
            setGraphic(box);
            setAccessibleText(Spoken.of(box));
        }
    }

    private VBox yearCard() {
        number.getStyleClass().add("year-number");
        var previous = turn("year-previous", "previous", Feather.CHEVRON_LEFT, -1);
        var next = turn("year-next", "next", Feather.CHEVRON_RIGHT, 1);
        count.getStyleClass().add("muted");
        count.setId("year-count");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(4, previous, number, next, space, count);
        head.setAlignment(Pos.CENTER_LEFT);
        var legend = new FlowPane(16, 4);
        for (String key : List.of("whole", "part", "today", "clocks")) {
            var label = new Label(TEXTS.get("legend." + key));
            label.getStyleClass().add("muted");
            legend.getChildren().add(label);
        }
        left.getStyleClass().add("muted");
        left.managedProperty().bind(left.visibleProperty());
        VBox.setVgrow(year, Priority.ALWAYS);
        var card = new VBox(10, head, year, legend, left);
        card.getStyleClass().add("card");
        card.setMinWidth(0);
        HBox.setHgrow(card, Priority.ALWAYS);
        return card;
    }

    private Button turn(String id, String key, Feather icon, int by) {
        var button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        button.setAccessibleText(TEXTS.get(key));
        button.setOnAction(_ -> model.showYear(model.yearProperty().get().year() + by));
        return button;
    }

    private VBox detail() {
        var heading = new Label(TEXTS.get("definition"));
        heading.getStyleClass().add("heading");
        text.setId("calendar-text");
        text.setAccessibleText(TEXTS.get("text.name"));
        text.getStyleClass().add("code-area");
        VBox.setVgrow(text, Priority.ALWAYS);
        text.textProperty()
                .subscribe(
                        typed -> {
                            if (!typed.equals(model.draftProperty().get())) {
                                model.edit(typed);
                            }
                        });
        wrong.getStyleClass().add("problem");
        wrong.setId("calendar-wrong");
        wrong.managedProperty().bind(wrong.visibleProperty());
        meanwhile.managedProperty().bind(meanwhile.visibleProperty());
        updated.getStyleClass().add("muted");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var buttons = new HBox(8, save, revert, space, delete);
        var usedBy = new Label(TEXTS.get("used"));
        usedBy.getStyleClass().add("heading");
        used.setId("calendar-used");
        var card = new VBox(10, heading, text, wrong, meanwhile, buttons, updated, usedBy, used);
        card.getStyleClass().add("card");
        card.setMinWidth(DETAIL);
        card.setPrefWidth(DETAIL);
        return card;
    }

    private void follow() {
        model.selectedProperty().subscribe(this::showSelected);
        model.draftProperty().subscribe(this::showDraft);
        model.wrongProperty()
                .subscribe(
                        words -> {
                            wrong.setText(Objects.requireNonNullElse(words, ""));
                            wrong.setVisible(words != null);
                            showButtons();
                        });
        model.yearProperty().subscribe(this::showYear);
        model.unsavedProperty().subscribe(list::refresh);
    }

    private void showSelected(@Nullable Row row) {
        boolean any = row != null || model.fresh() || !model.rows().isEmpty();
        if (any && !content.getChildren().contains(body)) {
            content.getChildren().setAll(body);
            year.requestFocus();
        } else if (!any) {
            content.getChildren().setAll(nothing);
        }
        delete.setVisible(row != null);
        if (row == null) {
            list.getSelectionModel().clearSelection();
            updated.setText("");
            used.getChildren().clear();
        } else {
            if (!row.equals(list.getSelectionModel().getSelectedItem())) {
                list.getSelectionModel().select(row);
            }
            var view = row.view();
            updated.setText(
                    TEXTS.get(
                            "updated",
                            Spans.distance(view.updatedAt(), model.now()),
                            view.updatedBy()));
            showUsed(row);
        }
        showButtons();
    }

    private void showUsed(Row row) {
        var users = new ArrayList<Node>();
        for (String user : row.view().usedBy()) {
            var link = new Hyperlink(user);
            link.setOnAction(_ -> navigator.go(place(user)));
            users.add(link);
        }
        for (String queue : row.queues()) {
            var link = new Hyperlink(TEXTS.get("used.queue", queue));
            link.setOnAction(_ -> navigator.go(new Place.Queues(queue)));
            users.add(link);
        }
        if (users.isEmpty()) {
            var none = new Prose(TEXTS.get("used.none"));
            none.getStyleClass().add("muted");
            users.add(none);
        }
        used.getChildren().setAll(users);
    }

    // Keys of jobs have a slash; other calendars have their kind before their name.
    private static Place place(String user) {
        return user.contains("/")
                ? new Place.Job(user)
                : new Place.Calendars(user.substring(user.lastIndexOf(' ') + 1));
    }

    private void showDraft(String draft) {
        if (!text.getText().equals(draft)) {
            text.setText(draft);
        }
        showButtons();
    }

    private void showButtons() {
        boolean edited = model.edited();
        save.setDisable(!edited || model.wrongProperty().get() != null);
        revert.setDisable(!edited);
        var other = edited ? model.changedBy() : null;
        meanwhile.setVisible(other != null || model.restored());
        meanwhile.setText(other == null ? TEXTS.get("draft") : TEXTS.get("changed.by", other));
    }

    private void showYear(YearOf shown) {
        number.setText(Integer.toString(shown.year()));
        year.setYear(shown);
        count.setText(
                TEXTS.get(
                        "count", shown.count(YearOf.Share.WHOLE), shown.count(YearOf.Share.PART)));
        left.setVisible(!shown.left().isEmpty());
        left.setText(TEXTS.get("left", String.join(", ", shown.left())));
    }

    private void toggle(LocalDate day) {
        if (!model.toggle(day)) {
            notices.done(TEXTS.get("stays"));
        }
    }

    private void openDay(LocalDate day) {
        navigator.go(new Place.Tonight(day.toString(), day.plusDays(1).toString()));
    }

    private void beginNew() {
        model.beginNew();
        showSelected(null);
        text.requestFocus();
    }

    private void chooseFile() {
        var chooser = new FileChooser();
        chooser.getExtensionFilters()
                .add(new FileChooser.ExtensionFilter("iCalendar", "*.ics", "*.ical"));
        var file = chooser.showOpenDialog(root.getScene().getWindow());
        if (file != null) {
            askImport(file.toPath());
        }
    }

    private void askImport(Path file) {
        String base = file.getFileName().toString();
        var name =
                new TextField(
                        base.replaceFirst("\\.[^.]*$", "")
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9._-]+", "-"));
        name.setId("import-name");
        var sheet =
                new AskSheet(modal, "import-sheet", TEXTS.get("import.title", base))
                        .say(TEXTS.get("import.text"))
                        .field(TEXTS.get("import.name"), name);
        sheet.show(
                TEXTS.get("import.act"),
                false,
                () -> {
                    sheet.busy(true);
                    model.importFile(
                            name.getText().strip(),
                            file,
                            sheet::close,
                            refusal -> sheet.refuse(refusal.getMessage()));
                });
    }

    private void askDelete() {
        var row = model.selectedProperty().get();
        if (row == null) {
            return;
        }
        var users = new ArrayList<>(row.view().usedBy());
        row.queues().forEach(queue -> users.add(TEXTS.get("used.queue", queue)));
        var sheet =
                new AskSheet(modal, "delete-sheet", TEXTS.get("delete.title", row.name()))
                        .say(
                                users.isEmpty()
                                        ? TEXTS.get("delete.text")
                                        : TEXTS.get("delete.used", String.join(", ", users)));
        sheet.show(
                TEXTS.get("delete.act"),
                true,
                () -> {
                    model.delete(row);
                    sheet.close();
                });
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        model.show(place instanceof Place.Calendars calendars ? calendars.name() : null);
    }

    @Override
    public void hide() {
        model.hide();
    }

    @Override
    public void focus() {
        year.requestFocus();
    }

    @Override
    public List<KeyHint> hints() {
        return KeyHint.of(TEXTS, "keys.day", "keys.year", "keys.toggle", "keys.open");
    }

    @Override
    public List<Command> commands() {
        var all = new ArrayList<Command>();
        all.add(Command.of(TEXTS.get("command.new"), "N", this::beginNew));
        all.add(Command.of(TEXTS.get("command.save"), "Shortcut+S", model::save));
        all.add(Command.of(TEXTS.get("command.import"), this::chooseFile));
        all.add(Command.of(TEXTS.get("command.delete"), this::askDelete));
        all.addAll(CopyCommands.of(desk, TEXTS.get("copy"), this::copyOfSelected));
        return all;
    }

    private Optional<ShellCopy> copyOfSelected() {
        return Optional.ofNullable(model.selectedProperty().get())
                .map(
                        row ->
                                ShellCopy.get(
                                        ShellCopy.words("calendar", "show", row.name()),
                                        "/api/v1/calendars/" + ShellCopy.part(row.name())));
    }
}
