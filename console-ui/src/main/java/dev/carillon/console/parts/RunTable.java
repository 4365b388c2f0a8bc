package dev.carillon.console.parts;

import dev.carillon.api.RunView;
import dev.carillon.console.words.OneLine;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/// Runs, one a row. Rows have one height, so that a million of them scroll like ten. What was selected stays so while its
/// run changes; when that leaves the table, nothing is.
public final class RunTable extends TableView<RunView> {
    private static final Texts TEXTS = Texts.of(RunTable.class);

    /// What a column shows.
    public enum Column {
        STATE(112),
        JOB(230),
        DUE(104),
        STARTED(104),
        LAG(108),
        DURATION(108),
        ATTEMPT(84),
        NODE(96),
        QUEUE(100),
        CAUSE(100),
        PROGRESS(84),
        MESSAGE(320),
        PARAMETERS(220),
        ID(290);

        private final double width;

        Column(double width) {
            this.width = width;
        }

        public String text() {
            return TEXTS.get("column." + name().toLowerCase(Locale.ROOT));
        }

        /// Numbers stand under each other.
        public void look(TableColumn<?, ?> shown) {
            if (EnumSet.of(LAG, DURATION, ATTEMPT, PROGRESS).contains(this)) {
                shown.getStyleClass().add("number");
            }
        }

        /// How wide it usually is, in pixels.
        public double width() {
            return width;
        }
    }

    private final InstantSource clock;
    private final ZoneId zone = ZoneId.systemDefault();
    private @Nullable String selected;

    /// @param open goes to a run
    public RunTable(
            ObservableList<RunView> runs,
            List<Column> columns,
            InstantSource clock,
            Consumer<RunView> open) {
        super(runs);
        this.clock = clock;
        Columns.fit(this);
        setShownColumns(columns);
        getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (_, was, now) -> {
                            if (was == null || getItems().contains(was)) {
                                selected = now == null ? null : now.id();
                            }
                        });
        // After the one of the table itself.
        runs.addListener((ListChangeListener<RunView>) _ -> keepSelection());
        setOnMouseClicked(
                clicked -> {
                    if (clicked.getButton() == MouseButton.PRIMARY
                            && clicked.getClickCount() == 2) {
                        openSelected(open);
                    }
                });
        setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER) {
                        pressed.consume();
                        openSelected(open);
                    }
                });
    }

    // When the selected row is replaced, JavaFX selects none; when it leaves, the one before it.
    // What somebody does to the selected run must not meet that one.
    private void keepSelection() {
        String id = selected;
        var now = getSelectionModel().getSelectedItem();
        if (id == null || now != null && now.id().equals(id)) {
            return;
        }
        getSelectionModel().clearSelection();
        // It may come back, in another place, before the change is complete.
        Platform.runLater(() -> selectAgain(id));
    }

    private void selectAgain(String id) {
        if (!getSelectionModel().isEmpty()) {
            return;
        }
        selected = null;
        getItems().stream()
                .filter(run -> run.id().equals(id))
                .findFirst()
                .ifPresent(run -> getSelectionModel().select(run));
    }

    private void openSelected(Consumer<RunView> open) {
        var selected = getSelectionModel().getSelectedItem();
        if (selected != null) {
            open.accept(selected);
        }
    }

    /// Lets the rows keep their places while the pointer is over them.
    ///
    /// @param rows that it shows
    /// @return says meanwhile how many come or go later
    public Label keepStill(StillRows<RunView> rows) {
        return new StillNote(this, rows.waitingProperty(), rows::setStill);
    }

    public void setShownColumns(List<Column> columns) {
        var made = new ArrayList<TableColumn<RunView, ?>>();
        for (var column : columns) {
            var shown = column == Column.STATE ? stateColumn() : textColumn(column);
            shown.setUserData(column);
            shown.setPrefWidth(column.width);
            shown.setSortable(false);
            column.look(shown);
            made.add(shown);
        }
        getColumns().setAll(made);
    }

    /// As the person has put them.
    public List<Column> getShownColumns() {
        return getColumns().stream().map(column -> (Column) column.getUserData()).toList();
    }

    private TableColumn<RunView, ?> stateColumn() {
        var column = new TableColumn<RunView, RunView>(Column.STATE.text());
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            private final StatePill pill = new StatePill();

                            @Override
                            protected void updateItem(RunView run, boolean empty) {
                                super.updateItem(run, empty);
                                if (empty || run == null) {
                                    setGraphic(null);
                                } else {
                                    pill.setState(run.state());
                                    setAccessibleText(pill.getText());
                                    setGraphic(pill);
                                }
                            }
                        });
        return column;
    }

    private TableColumn<RunView, ?> textColumn(Column kind) {
        var column = new TableColumn<RunView, RunView>(kind.text());
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        Function<RunView, String> text = text(kind, clock);
        column.setCellFactory(_ -> new TextCell(text, exact(kind)));
        return column;
    }

    /// What a column says of a run.
    public static Function<RunView, String> text(Column kind, InstantSource clock) {
        return switch (kind) {
            case STATE -> run -> StatePill.text(run.state());
            case JOB -> RunView::job;
            case DUE -> run -> time(run.due(), clock);
            case STARTED -> run -> time(run.startedAt(), clock);
            case LAG ->
                    run ->
                            run.startedAt() == null
                                    ? ""
                                    : Spans.length(Duration.between(run.due(), run.startedAt()));
            case DURATION -> run -> duration(run, clock.instant());
            case ATTEMPT ->
                    run -> run.attempt() == 0 ? "" : run.attempt() + "/" + run.maxAttempts();
            case NODE -> run -> Objects.requireNonNullElse(run.node(), "");
            case QUEUE -> RunView::queue;
            case CAUSE -> run -> Sentence.of(run.cause());
            case PROGRESS -> run -> run.progress() == null ? "" : Math.round(run.progress()) + " %";
            case MESSAGE -> run -> OneLine.of(run.message());
            case PARAMETERS -> run -> run.parameters().isEmpty() ? "" : run.parameters().toString();
            case ID -> RunView::id;
        };
    }

    private @Nullable Function<RunView, @Nullable Instant> exact(Column kind) {
        return switch (kind) {
            case DUE -> RunView::due;
            case STARTED -> RunView::startedAt;
            default -> null;
        };
    }

    private static String time(@Nullable Instant at, InstantSource clock) {
        return at == null ? "" : Spans.time(at, clock.instant(), ZoneId.systemDefault());
    }

    /// How long it took, or takes so far.
    public static String duration(RunView run, Instant now) {
        if (run.startedAt() == null) {
            return "";
        }
        var end = run.finishedAt() == null ? now : run.finishedAt();
        return Spans.length(Duration.between(run.startedAt(), end));
    }

    private final class TextCell extends TableCell<RunView, RunView> {
        private final Function<RunView, String> text;
        private final @Nullable Function<RunView, @Nullable Instant> exact;

        private TextCell(
                Function<RunView, String> text,
                @Nullable Function<RunView, @Nullable Instant> exact) {
            this.text = text;
            this.exact = exact;
            if (exact != null) {
                var tooltip = new Tooltip();
                tooltip.setOnShowing(_ -> tooltip.setText(full()));
                setTooltip(tooltip);
            } else {
                Columns.whole(this);
            }
        }

        private String full() {
            var run = getItem();
            var at = run == null || exact == null ? null : exact.apply(run);
            return at == null
                    ? ""
                    : Spans.full(at, zone) + "\n" + Spans.distance(at, clock.instant());
        }

        @Override
        protected void updateItem(RunView run, boolean empty) {
            super.updateItem(run, empty);
            setText(empty || run == null ? null : text.apply(run));
        }
    }
}
