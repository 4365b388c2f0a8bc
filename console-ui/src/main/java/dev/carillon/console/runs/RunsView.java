package dev.carillon.console.runs;

import atlantafx.base.theme.Styles;

import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.CarillonException;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.KeyHint;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.Clip;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.run.RetryDialog;
import dev.carillon.console.run.RunActions;
import dev.carillon.console.run.RunCopies;
import dev.carillon.console.runs.PagedRuns.Row;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/// Runs by a query, and what can be done to many of them.
public final class RunsView implements Screen {
    private static final Texts TEXTS = Texts.of(RunsView.class);
    private static final String STYLES =
            Objects.requireNonNull(RunsView.class.getResource("runs.css")).toExternalForm();

    // More than these nobody pastes.
    private static final int MOST_COPIED = 50_000;
    private static final PseudoClass EVERYTHING = PseudoClass.getPseudoClass("everything");

    private final Desk desk;
    private final RunsModel model;
    private final BulkModel bulk;
    private final RunActions actions;
    private final QueryLine line;
    private final MenuButton columns = menu("runs-columns", Feather.COLUMNS);
    private final MenuButton filters = menu("runs-filters", Feather.BOOKMARK);
    private final MenuButton copies = menu("runs-copy", Feather.COPY);
    private final RunsTable table;
    private final Histogram histogram;
    private final Label count = new Label();
    private final Label mistake = new Prose();
    private final ProblemLine problem = new ProblemLine();
    private final Button fresh = new Button();
    private final Label selected = new Label();
    private final Button all = new Button();
    private final HBox actionBar = new HBox(6);
    private final List<Button> actionButtons = new ArrayList<>();
    private final StackPane root = new StackPane();
    private boolean everything;

    public RunsView(Desk desk) {
        this.desk = desk;
        var zone = ZoneId.systemDefault();
        model = new RunsModel(desk.link(), desk.memory(), zone);
        bulk = new BulkModel(desk.link());
        actions = new RunActions(desk.link(), desk.notices());
        line = new QueryLine(model, this::search);
        table = new RunsTable(desk.link(), desk.memory(), desk.notices(), columns);
        histogram = new Histogram(zone, (since, until) -> search(model.between(since, until)));
        layOut();
        listen();
    }

    private static MenuButton menu(String id, Feather icon) {
        var menu = new MenuButton(null, new FontIcon(icon));
        menu.setId(id);
        menu.setAccessibleText(TEXTS.get(id));
        menu.setTooltip(new Tooltip(TEXTS.get(id)));
        menu.getStyleClass().addAll(Styles.FLAT, "no-arrow");
        return menu;
    }

    private void layOut() {
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        count.setId("runs-count");
        count.getStyleClass().add("muted");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        fresh.setId("runs-new");
        fresh.getStyleClass().addAll(Styles.SMALL, Styles.ACCENT);
        fresh.setVisible(false);
        fresh.setOnAction(_ -> model.refresh());
        var head = new HBox(10, title, count, space, fresh);
        head.setAlignment(Pos.BASELINE_LEFT);
        HBox.setHgrow(line.field(), Priority.ALWAYS);
        var queryRow = new HBox(6, line.field(), filters, columns, copies);
        queryRow.setAlignment(Pos.CENTER_LEFT);
        mistake.setId("runs-mistake");
        mistake.getStyleClass().add("mistake");
        mistake.managedProperty().bind(mistake.visibleProperty());
        mistake.setVisible(false);
        table.setPlaceholder(
                new EmptyState(Feather.SEARCH, TEXTS.get("none"), TEXTS.get("none.text"))
                        .with(TEXTS.get("none.all"), () -> search("")));
        VBox.setVgrow(table, Priority.ALWAYS);
        var content = new VBox(head, queryRow, mistake, problem, histogram, actions(), table);
        content.getStyleClass().addAll("screen", "runs");
        root.setId("runs");
        root.getStylesheets().add(STYLES);
        root.getChildren().addAll(content, line.list());
        fillCopies();
    }

    private HBox actions() {
        selected.setId("runs-selected");
        selected.getStyleClass().add("muted");
        all.setId("runs-all");
        all.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
        all.setOnAction(_ -> selectEverything());
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        actionBar.setAlignment(Pos.CENTER_LEFT);
        actionBar.getChildren().addAll(selected, all, space);
        for (var action : BulkAction.values()) {
            var button = new Button(TEXTS.get("action." + word(action)));
            button.setId("runs-" + word(action));
            button.getStyleClass().add(Styles.SMALL);
            button.setOnAction(_ -> act(action));
            actionButtons.add(button);
            actionBar.getChildren().add(button);
        }
        return actionBar;
    }

    private static String word(BulkAction action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private void fillCopies() {
        copies.getItems()
                .addAll(
                        item("copy.csv", this::copyCsv),
                        item("copy.ids", this::copyIds),
                        new SeparatorMenuItem(),
                        item(
                                "copy.command",
                                () -> copy(QueryCopies.command(desk.link(), model.query()))),
                        item(
                                "copy.curl",
                                () -> copy(QueryCopies.curl(desk.link(), model.query()))));
    }

    private static MenuItem item(String key, Runnable action) {
        var item = new MenuItem(TEXTS.get(key));
        item.setOnAction(_ -> action.run());
        return item;
    }

    private void listen() {
        model.textProperty().subscribe(line::setText);
        model.rowsProperty()
                .subscribe(
                        rows -> {
                            everything = false;
                            table.setItems(rows);
                            if (!rows.isEmpty()) {
                                table.scrollTo(0);
                            }
                            showSelection();
                        });
        model.countProperty().subscribe(_ -> showCount());
        model.wrongProperty().subscribe(_ -> showMistake());
        problem.follow(desk.modal(), desk.link(), model.problem());
        model.freshProperty()
                .subscribe(
                        number -> {
                            fresh.setVisible(number.intValue() > 0);
                            fresh.setText(TEXTS.get("new", Spans.count(number.intValue())));
                        });
        model.histogramProperty().subscribe(histogram::setHistogram);
        table.getSelectionModel()
                .getSelectedIndices()
                .addListener(
                        (ListChangeListener<Integer>)
                                _ -> {
                                    everything = false;
                                    showSelection();
                                });
        table.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        table.setOnMouseClicked(
                clicked -> {
                    if (clicked.getClickCount() == 2) {
                        openSelected();
                    }
                });
        fillFilters();
        showSelection();
    }

    private void key(KeyEvent pressed) {
        if (pressed.getCode() == KeyCode.ENTER) {
            pressed.consume();
            openSelected();
        } else if (pressed.getCode() == KeyCode.A && pressed.isShortcutDown()) {
            // Selecting a million rows one by one is never what is meant.
            pressed.consume();
            selectEverything();
        }
    }

    private void showCount() {
        RunCount known = model.countProperty().get();
        count.setText(
                known == null
                        ? ""
                        : TEXTS.get(
                                known.capped() ? "count.more" : "count",
                                known.count(),
                                Spans.count(known.count())));
        showSelection();
    }

    private void showMistake() {
        var wrong = model.wrongProperty().get();
        mistake.setText(wrong == null ? "" : Sentence.begin(wrong.message()));
        mistake.setVisible(wrong != null);
        if (wrong != null && line.field().getLength() >= wrong.until()) {
            line.field().selectRange(wrong.from(), wrong.until());
        }
    }

    private int selectedCount() {
        return table.getSelectionModel().getSelectedIndices().size();
    }

    private void showSelection() {
        int rows = selectedCount();
        boolean some = everything || rows > 0;
        table.pseudoClassStateChanged(EVERYTHING, everything);
        var known = model.countProperty().get();
        String number = known == null ? "" : Spans.count(known);
        selected.setText(
                everything
                        ? TEXTS.get("selected.all", number)
                        : rows == 0 ? TEXTS.get("selected.none") : TEXTS.get("selected", rows));
        all.setText(TEXTS.get("select.all", number));
        all.setVisible(!everything && !table.getItems().isEmpty());
        actionButtons.forEach(button -> button.setDisable(!some));
    }

    private void selectEverything() {
        if (model.oneRun()) {
            // Its id is not in the query that the cluster would do something by.
            table.getSelectionModel().selectAll();
        } else if (!table.getItems().isEmpty()) {
            table.getSelectionModel().clearSelection();
            everything = true;
            showSelection();
        }
    }

    private void search(String query) {
        if (query.equals(model.textProperty().get())) {
            model.refresh();
            return;
        }
        desk.navigator().go(new Place.Runs(query));
        if (model.wrongProperty().get() == null) {
            table.requestFocus();
        }
    }

    private @Nullable RunView single() {
        var rows = table.selectedRows();
        return rows.size() == 1 && !everything ? rows.getFirst().run() : null;
    }

    private void openSelected() {
        var row = table.getSelectionModel().getSelectedItem();
        if (row != null) {
            desk.navigator().go(new Place.Run(row.id()));
        }
    }

    private void open(RunView run) {
        desk.navigator().go(new Place.Run(run.id()));
    }

    private void act(BulkAction action) {
        var one = single();
        if (one != null && RunActions.possible(action, one)) {
            actions.ask(desk.modal(), action, one, _ -> {});
            return;
        }
        if (!everything && selectedCount() == 0) {
            return;
        }
        var query = model.query();
        boolean whole = everything;
        List<String> ids =
                whole
                        ? List.of()
                        : model.rowsProperty()
                                .get()
                                .ids(
                                        new ArrayList<>(
                                                table.getSelectionModel().getSelectedIndices()));
        BulkDialog.ask(
                desk,
                bulk,
                actions,
                carillon ->
                        whole ? carillon.planBulk(action, query) : carillon.planBulk(action, ids),
                refusal ->
                        desk.notices().failed(TEXTS.get("bulk.failed." + word(action)), refusal));
    }

    private void holdOrRelease() {
        var one = single();
        act(
                one != null && RunActions.possible(BulkAction.RELEASE, one)
                        ? BulkAction.RELEASE
                        : BulkAction.HOLD);
    }

    private void retryEdited() {
        var one = single();
        if (one != null && RunActions.possible(BulkAction.RETRY, one)) {
            RetryDialog.show(desk.modal(), actions, one, this::open);
        }
    }

    private void compare() {
        var rows = table.selectedRows();
        if (rows.size() == 2) {
            // The older one on the left.
            desk.navigator().go(new Place.Compare(rows.getLast().id(), rows.getFirst().id()));
        } else {
            desk.notices().done(TEXTS.get("compare.two"));
        }
    }

    private List<Row> chosenOrLoaded() {
        return selectedCount() > 0
                ? table.selectedRows()
                : table.getItems().subList(0, Math.min(PagedRuns.PAGE, table.getItems().size()));
    }

    private void copyCsv() {
        copyRuns(RunCopies::csv);
    }

    private void copyIds() {
        copyRuns(runs -> String.join("\n", runs.stream().map(RunView::id).toList()));
    }

    // What is copied is said: nobody counts what he pastes.
    private void copyRuns(Function<List<RunView>, String> form) {
        if (everything) {
            copyAll(form);
            return;
        }
        var rows = chosenOrLoaded();
        var runs = rows.stream().map(Row::run).filter(Objects::nonNull).toList();
        boolean chosen = selectedCount() > 0;
        String told;
        if (runs.size() < rows.size()) {
            told = TEXTS.get("copied.part", Spans.count(runs.size()), Spans.count(rows.size()));
        } else if (!chosen && !(table.getItems().size() == rows.size() && allRead())) {
            told = TEXTS.get("copied.first", Spans.count(runs.size()));
        } else {
            told = TEXTS.get("copied.runs", runs.size(), Spans.count(runs.size()));
        }
        copy(form.apply(runs), told);
    }

    private boolean allRead() {
        return model.rowsProperty().get().complete();
    }

    private void copyAll(Function<List<RunView>, String> form) {
        var read = new Label();
        read.setId("copy-progress");
        var sheet = new Sheet(desk.modal(), "copy-sheet", TEXTS.get("copy.title"), 380, read);
        var reader =
                new RunsReader(
                        desk.link(),
                        model.query(),
                        MOST_COPIED,
                        count -> read.setText(TEXTS.get("copy.read", Spans.count(count))),
                        found -> {
                            sheet.close();
                            copied(form.apply(found.runs()), found);
                        },
                        refusal -> {
                            sheet.close();
                            desk.notices().failed(TEXTS.get("not.copied"), refusal);
                        });
        sheet.button(
                        "copy-stop",
                        TEXTS.get("bulk.giveup"),
                        () -> {
                            reader.stop();
                            sheet.close();
                        })
                .setCancelButton(true);
        sheet.open();
        reader.read();
    }

    private void copied(String text, RunsReader.Found found) {
        int count = found.runs().size();
        copy(
                text,
                found.more()
                        ? TEXTS.get("copied.most", Spans.count(count))
                        : TEXTS.get("copied.runs", count, Spans.count(count)));
    }

    private void copyCommand() {
        var one = single();
        copy(
                one == null
                        ? QueryCopies.command(desk.link(), model.query())
                        : RunCopies.command(desk.link(), one));
    }

    private void copy(String text) {
        copy(text, TEXTS.get("copied"));
    }

    private void copy(String text, String told) {
        Clip.put(text);
        desk.notices().done(told);
    }

    private void fillFilters() {
        filters.getItems().clear();
        for (String usual : List.of("problem", "active", "waiting", "manual")) {
            filters.getItems()
                    .add(
                            item(
                                    "filter." + usual,
                                    () -> search(TEXTS.get("filter." + usual + ".query"))));
        }
        var kept = model.filters();
        if (!kept.isEmpty()) {
            filters.getItems().add(new SeparatorMenuItem());
            var drop = new Menu(TEXTS.get("filter.drop"));
            kept.forEach(
                    (name, query) -> {
                        var item = new MenuItem(name);
                        item.setOnAction(_ -> search(query));
                        filters.getItems().add(item);
                        var away = new MenuItem(name);
                        away.setOnAction(_ -> dropFilter(name));
                        drop.getItems().add(away);
                    });
            filters.getItems().add(drop);
        }
        filters.getItems().addAll(new SeparatorMenuItem(), item("filter.keep", this::askName));
    }

    private void askName() {
        var name = new TextField();
        name.setId("filter-name");
        name.setPromptText(TEXTS.get("filter.name"));
        var keep = new Button(TEXTS.get("filter.keep.do"));
        keep.setDefaultButton(true);
        keep.getStyleClass().add(Styles.ACCENT);
        keep.disableProperty().bind(name.textProperty().isEmpty());
        keep.setOnAction(
                _ -> {
                    desk.modal().hide(true);
                    keepFilter(name.getText().strip());
                });
        var cancel = new Button(TEXTS.get("bulk.giveup"));
        cancel.setCancelButton(true);
        cancel.setOnAction(_ -> desk.modal().hide(true));
        var title = new Prose(TEXTS.get("filter.title", line.field().getText()));
        title.getStyleClass().add("title-4");
        var buttons = new HBox(8, cancel, keep);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        var box = new VBox(12, title, name, buttons);
        box.getStyleClass().add("sheet");
        box.setMaxSize(460, Region.USE_PREF_SIZE);
        Sheet.showForm(desk.modal(), box);
        name.requestFocus();
    }

    private void keepFilter(String name) {
        try {
            model.keepFilter(name, line.field().getText().strip());
            fillFilters();
            desk.notices().done(TEXTS.get("filter.kept", name));
        } catch (CarillonException e) {
            desk.notices().failed(TEXTS.get("filter.not.kept"), e);
        }
    }

    private void dropFilter(String name) {
        try {
            model.dropFilter(name);
            fillFilters();
        } catch (CarillonException e) {
            desk.notices().failed(TEXTS.get("filter.not.kept"), e);
        }
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (place instanceof Place.Runs(String query)) {
            model.show(Objects.requireNonNullElse(query, ""));
        }
    }

    @Override
    public void hide() {
        model.hide();
    }

    @Override
    public void focus() {
        table.requestFocus();
    }

    @Override
    public List<KeyHint> hints() {
        return KeyHint.of(TEXTS, "keys.histogram", "keys.histogram.do");
    }

    @Override
    public List<Command> commands() {
        var all = new ArrayList<Command>();
        all.add(
                new Command(
                        TEXTS.get("query"), new KeyCodeCombination(KeyCode.SLASH), line::focus));
        all.add(command("action.retry", "R", () -> act(BulkAction.RETRY)));
        all.add(command("action.edited", "Shift+R", this::retryEdited));
        all.add(command("action.cancel", "X", () -> act(BulkAction.CANCEL)));
        all.add(command("action.hold.release", "H", this::holdOrRelease));
        all.add(command("action.dismiss", "D", () -> act(BulkAction.DISMISS)));
        all.add(command("compare", "C", this::compare));
        all.add(command("action.undo", "Shortcut+Z", actions::undo));
        all.add(command("refresh", "F5", model::refresh));
        all.add(command("copy.csv", "Shortcut+C", this::copyCsv));
        all.add(command("copy.command", "Shortcut+Shift+C", this::copyCommand));
        all.add(
                Command.of(
                        TEXTS.get("copy.curl"),
                        () -> copy(QueryCopies.curl(desk.link(), model.query()))));
        all.add(Command.of(TEXTS.get("filter.keep"), this::askName));
        return all;
    }

    private static Command command(String key, String keys, Runnable action) {
        return Command.of(TEXTS.get(key), keys, action);
    }
}
