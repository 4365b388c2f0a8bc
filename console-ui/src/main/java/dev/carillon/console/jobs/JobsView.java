package dev.carillon.console.jobs;

import atlantafx.base.theme.Styles;

import dev.carillon.api.JobView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.jobs.JobBulkModel.Plan;
import dev.carillon.console.jobs.JobBulkModel.What;
import dev.carillon.console.jobs.JobsModel.Row;
import dev.carillon.console.parts.Clip;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.FirstRow;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.parts.SlowSheet;
import dev.carillon.console.parts.Spoken;
import dev.carillon.console.parts.StillNote;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// All jobs with how they fare.
public final class JobsView implements Screen {
    private static final Texts TEXTS = Texts.of(JobsView.class);
    private static final double ROW = 50;
    // What is drawn in them is of one width.
    private static final Set<String> FIXED = Set.of("next", "last", "durations");
    // Of the usual width of a column.
    private static final double NARROWEST = 0.6;
    private static final int NEAR_END = 10;
    private static final Duration TYPING = Duration.ofMillis(250);

    private final Desk desk;
    private final JobsModel model;
    private final JobActions actions;
    private final VBox root = new VBox();
    private final TextField search = new TextField();
    private final ProblemLine problem = new ProblemLine();
    private final Label count = new Label();
    private final TableView<Row> table = new TableView<>();
    private final FirstRow first;
    private final Set<TableCell<Row, Row>> cells = new HashSet<>();
    private final ZoneId zone = ZoneId.systemDefault();
    private Set<String> chosen = Set.of();
    private boolean looking;
    private dev.carillon.console.link.Background.@Nullable Question typing;

    public JobsView(Desk desk) {
        this.desk = desk;
        model = new JobsModel(desk.link());
        problem.follow(desk.modal(), desk.link(), model.problem());
        first = new FirstRow(table, table.getSelectionModel(), model.rows().shown(), () -> true);
        actions = new JobActions(desk.link(), desk.notices(), model::readChanged);
        ScreenLook.dress(root, "jobs");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        count.getStyleClass().add("muted");
        count.setId("jobs-count");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        table.setId("jobs-table");
        var still = new StillNote(table, model.rows().waitingProperty(), model::setStill);
        var create = new Button(TEXTS.get("new"), new FontIcon(Feather.PLUS));
        create.setId("jobs-new");
        create.getStyleClass().add(Styles.ACCENT);
        create.setOnAction(_ -> desk.navigator().go(new Place.Editor(null)));
        var head = new HBox(10, title, count, space, still, create);
        head.setAlignment(Pos.CENTER_LEFT);
        root.getChildren().addAll(head, bar(), problem, fillTable());
        VBox.setVgrow(table, Priority.ALWAYS);
    }

    private Node bar() {
        search.setId("jobs-search");
        search.setPromptText(TEXTS.get("search"));
        search.setAccessibleText(TEXTS.get("search"));
        HBox.setHgrow(search, Priority.ALWAYS);
        search.textProperty()
                .subscribe(
                        (_, text) -> {
                            if (typing != null) {
                                typing.cancel();
                            }
                            typing =
                                    desk.link()
                                            .background()
                                            .after(TYPING, () -> model.search(text));
                        });
        search.setOnAction(_ -> focus());
        var bar = new HBox(8, search);
        bar.getChildren()
                .addAll(
                        button("jobs-run", Feather.PLAY, "run", this::run),
                        button("jobs-pause", Feather.PAUSE, "pause", this::pauseOrResume),
                        button("jobs-edit", Feather.EDIT_2, "edit", this::edit),
                        button("jobs-delete", Feather.TRASH_2, "delete", this::delete));
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private Button button(String id, Feather icon, String text, Runnable action) {
        var button = new Button(TEXTS.get("button." + text), new FontIcon(icon));
        button.setId(id);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> action.run());
        button.disableProperty().bind(table.getSelectionModel().selectedItemProperty().isNull());
        return button;
    }

    private Node fillTable() {
        table.setAccessibleText(TEXTS.get("table.name"));
        table.setItems(model.rows().shown());
        table.setFixedCellSize(ROW);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        table.getColumns()
                .setAll(
                        List.of(
                                column("job", 240, NameGraphic::new, NameGraphic::show),
                                column("schedule", 272, WordsGraphic::new, this::showSchedule),
                                column("next", 104, WordsGraphic::new, this::showNext),
                                column("last", 166, OutcomeStrip::new, this::showLast),
                                column("durations", 176, DurationGraphic::new, this::showTook),
                                column("labels", 120, WordsGraphic::new, this::showLabels)));
        // A table forgets what is selected when rows are replaced.
        table.getSelectionModel()
                .getSelectedItems()
                .addListener(
                        (javafx.collections.ListChangeListener<Row>)
                                _ -> {
                                    if (!model.replacing()) {
                                        chosen = keys();
                                        showCount();
                                    }
                                });
        model.setReplaced(this::select);
        table.setOnMouseClicked(
                clicked -> {
                    if (clicked.getButton() == MouseButton.PRIMARY
                            && clicked.getClickCount() == 2) {
                        open();
                    }
                });
        table.addEventFilter(
                KeyEvent.KEY_PRESSED,
                pressed -> {
                    if (pressed.getCode() == KeyCode.A && pressed.isShortcutDown()) {
                        pressed.consume();
                        selectAll();
                    }
                });
        table.setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER && !pressed.isShiftDown()) {
                        pressed.consume();
                        open();
                    }
                });
        model.rows()
                .shown()
                .addListener(
                        (javafx.collections.ListChangeListener<Row>)
                                _ -> {
                                    showCount();
                                    showEmpty();
                                });
        first.follow();
        model.readProperty().subscribe(this::showEmpty);
        desk.link().standingProperty().subscribe(this::showCount);
        return table;
    }

    private Set<String> keys() {
        return table.getSelectionModel().getSelectedItems().stream()
                .filter(Objects::nonNull)
                .map(Row::key)
                .collect(Collectors.toSet());
    }

    // What was selected before is so again.
    private void select() {
        var wanted = chosen;
        if (wanted.isEmpty() || keys().equals(wanted)) {
            return;
        }
        var selection = table.getSelectionModel();
        int focused = table.getFocusModel().getFocusedIndex();
        selection.clearSelection();
        int[] rows =
                IntStream.range(0, model.rows().shown().size())
                        .filter(i -> wanted.contains(model.rows().shown().get(i).key()))
                        .toArray();
        if (rows.length > 0) {
            selection.selectIndices(rows[0], rows);
        }
        table.getFocusModel().focus(focused);
    }

    private void showCount() {
        var known = model.count();
        String text =
                known.all() != null
                        ? TEXTS.get("count.of", known.listed(), known.all())
                        : TEXTS.get(known.more() ? "count.more" : "count", known.listed());
        count.setText(chosen.size() > 1 ? TEXTS.get("count.selected", text, chosen.size()) : text);
    }

    // Those that were not read yet are jobs as well.
    private void selectAll() {
        if (!model.hasMore()) {
            table.getSelectionModel().selectAll();
            return;
        }
        var slow = new SlowSheet(desk.modal(), desk.link().background());
        slow.begin(
                TEXTS.get("select.reading"),
                TEXTS.get("cancel"),
                () -> {
                    model.stopReading();
                    slow.end();
                });
        model.readAll(
                known ->
                        slow.show(
                                known.listed(),
                                Objects.requireNonNullElse(known.all(), known.listed()),
                                known.all() == null
                                        ? TEXTS.get("count", known.listed())
                                        : TEXTS.get("count.of", known.listed(), known.all())),
                () -> {
                    slow.end();
                    table.getSelectionModel().selectAll();
                },
                slow::end);
    }

    private void showEmpty() {
        if (!model.readProperty().get()) {
            table.setPlaceholder(new Label(TEXTS.get("reading")));
        } else if (model.text().isBlank()) {
            table.setPlaceholder(
                    new EmptyState(Feather.BRIEFCASE, TEXTS.get("empty"), TEXTS.get("empty.text"))
                            .with(
                                    TEXTS.get("new"),
                                    () -> desk.navigator().go(new Place.Editor(null))));
        } else {
            table.setPlaceholder(
                    new EmptyState(
                                    Feather.SEARCH,
                                    TEXTS.get("nothing", model.text()),
                                    TEXTS.get("nothing.text"))
                            .with(TEXTS.get("nothing.all"), search::clear));
        }
    }

    /// Makes a column whose cells show something drawn.
    private <N extends Node> TableColumn<Row, Row> column(
            String name, double width, Supplier<N> graphic, BiConsumer<N, Row> show) {
        var column = new TableColumn<Row, Row>(TEXTS.get("column." + name));
        column.setId("jobs-column-" + name);
        column.setPrefWidth(width);
        column.setMinWidth(FIXED.contains(name) ? width : width * NARROWEST);
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            private final N node = graphic.get();

                            @Override
                            protected void updateItem(@Nullable Row row, boolean empty) {
                                super.updateItem(row, empty);
                                setGraphic(empty || row == null ? null : node);
                                if (!empty && row != null) {
                                    show.accept(node, row);
                                    String spoken = Spoken.of(node);
                                    setAccessibleText(spoken.isEmpty() ? "–" : spoken);
                                }
                                if (name.equals("last")) {
                                    cells.add(this);
                                    look();
                                }
                            }
                        });
        return column;
    }

    // What is in sight is told once a pulse, however many cells change in it.
    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        Platform.runLater(
                () -> {
                    looking = false;
                    var keys = new ArrayList<String>();
                    int last = 0;
                    for (var cell : cells) {
                        if (!cell.isEmpty() && cell.getItem() != null) {
                            keys.add(cell.getItem().key());
                            last = Math.max(last, cell.getIndex());
                        }
                    }
                    model.see(keys);
                    if (last >= model.rows().shown().size() - NEAR_END) {
                        model.more();
                    }
                });
    }

    private void showSchedule(WordsGraphic graphic, Row row) {
        graphic.show(row.words(), JobMarks.standing(row.job()));
    }

    private void showNext(WordsGraphic graphic, Row row) {
        var next = row.next();
        if (row.job().paused()) {
            graphic.show(TEXTS.get("next.paused"), "");
        } else if (next == null) {
            graphic.show("–", "");
        } else {
            graphic.show(Spans.distance(next, model.now()), Spans.time(next, model.now(), zone));
        }
    }

    private void showLast(OutcomeStrip strip, Row row) {
        strip.setRuns(row.health() == null ? List.of() : row.health().runs());
        strip.setOnMouseClicked(
                clicked -> {
                    var run = strip.at(clicked.getX());
                    if (run != null) {
                        clicked.consume();
                        desk.navigator().go(new Place.Run(run.id()));
                    }
                });
    }

    private void openLast() {
        var row = table.getSelectionModel().getSelectedItem();
        if (row != null && row.health() != null && !row.health().runs().isEmpty()) {
            desk.navigator().go(new Place.Run(row.health().runs().getLast().id()));
        }
    }

    private void showTook(DurationGraphic graphic, Row row) {
        graphic.show(row.health());
    }

    private void showLabels(WordsGraphic graphic, Row row) {
        String owner = JobWords.owner(row.job());
        String labels = JobWords.labels(row.job());
        graphic.show(owner.isEmpty() ? labels : owner, owner.isEmpty() ? "" : labels);
    }

    private List<JobView> selected() {
        return table.getSelectionModel().getSelectedItems().stream()
                .filter(Objects::nonNull)
                .map(Row::job)
                .toList();
    }

    private @Nullable JobView one() {
        var row = table.getSelectionModel().getSelectedItem();
        return row == null ? null : row.job();
    }

    private void open() {
        var job = one();
        if (job != null) {
            desk.navigator().go(new Place.Job(job.key()));
        }
    }

    private void edit() {
        var job = one();
        if (job != null) {
            desk.navigator().go(new Place.Editor(job.key()));
        }
    }

    private void run() {
        var job = one();
        if (job != null) {
            RunForm.open(desk, job);
        }
    }

    private void pauseOrResume() {
        var jobs = selected();
        if (jobs.isEmpty()) {
            return;
        }
        var what = jobs.stream().allMatch(JobView::paused) ? What.RESUME : What.PAUSE;
        JobBulkDialog.show(desk, actions, Plan.of(what, jobs));
    }

    private void delete() {
        var jobs = selected();
        if (!jobs.isEmpty()) {
            JobBulkDialog.show(desk, actions, Plan.of(What.DELETE, jobs));
        }
    }

    private void copy(boolean curl) {
        var job = one();
        if (job == null) {
            return;
        }
        Clip.put(
                curl
                        ? Copies.curl(desk.link().profile().address(), job.key(), Map.of())
                        : Copies.commandLine(desk.link().profile(), job.key(), Map.of()));
        desk.notices().done(TEXTS.get("copied"));
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (place instanceof Place.Jobs(String text)) {
            String wanted = Objects.requireNonNullElse(text, "");
            model.show(wanted);
            if (!search.getText().equals(wanted)) {
                search.setText(wanted);
            }
        }
    }

    @Override
    public Place at(Place gone) {
        return new Place.Jobs(search.getText());
    }

    @Override
    public void hide() {
        model.hide();
    }

    @Override
    public void focus() {
        table.requestFocus();
        first.choose();
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of(TEXTS.get("command.search"), "Slash", search::requestFocus),
                Command.of(
                        TEXTS.get("command.new"),
                        "Shortcut+N",
                        () -> desk.navigator().go(new Place.Editor(null))),
                Command.of(TEXTS.get("command.run"), "Shift+Enter", this::run),
                Command.of(TEXTS.get("command.all"), this::selectAll),
                Command.of(TEXTS.get("command.edit"), "E", this::edit),
                Command.of(TEXTS.get("command.last"), "L", this::openLast),
                Command.of(TEXTS.get("command.pause"), "P", this::pauseOrResume),
                Command.of(TEXTS.get("command.delete"), "Delete", this::delete),
                Command.of(TEXTS.get("command.copy"), "Shortcut+Shift+C", () -> copy(false)),
                Command.of(TEXTS.get("command.curl"), () -> copy(true)));
    }

    /// A name with what it is for below it.
    private static final class NameGraphic extends VBox {
        private final Label name = new Label();
        private final Label more = new Label();

        private NameGraphic() {
            super(1);
            setAlignment(Pos.CENTER_LEFT);
            name.getStyleClass().add("job-name");
            more.getStyleClass().add("hint");
            getChildren().addAll(name, more);
            more.managedProperty().bind(more.textProperty().isNotEmpty());
        }

        private void show(Row row) {
            var job = row.job();
            name.setText(job.namespace().equals("default") ? job.name() : job.key());
            name.setGraphic(job.paused() ? new FontIcon(Feather.PAUSE_CIRCLE) : null);
            more.setText(JobWords.description(job));
        }
    }

    /// A text with another below it.
    private static final class WordsGraphic extends VBox {
        private final Label words = new Label();
        private final Label more = new Label();
        private final Tooltip tooltip = new Tooltip();

        private WordsGraphic() {
            super(1);
            setAlignment(Pos.CENTER_LEFT);
            more.getStyleClass().add("hint");
            more.managedProperty().bind(more.textProperty().isNotEmpty());
            getChildren().addAll(words, more);
            tooltip.setMaxWidth(420);
            Tooltip.install(this, tooltip);
        }

        private void show(String text, String below) {
            words.setText(text);
            more.setText(below);
            tooltip.setText(below.isEmpty() ? text : text + "\n" + below);
            tooltip.setWrapText(Prose.breakable(tooltip.getText()));
        }
    }

    /// How long runs took, with the one in the middle in words.
    private static final class DurationGraphic extends HBox {
        private final DurationBars bars = new DurationBars(7);
        private final Label median = new Label();

        private DurationGraphic() {
            super(8);
            setAlignment(Pos.CENTER_LEFT);
            bars.setPrefSize(92, 24);
            bars.setMinSize(92, 24);
            bars.setMaxHeight(24);
            median.getStyleClass().add("muted");
            getChildren().addAll(bars, median);
        }

        private void show(@Nullable Health health) {
            bars.setRuns(health == null ? List.of() : health.runs());
            boolean none = health == null || health.durations().isEmpty();
            median.setText(none || health == null ? "" : Spans.length(health.median()));
        }
    }
}
