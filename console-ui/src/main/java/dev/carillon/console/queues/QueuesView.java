package dev.carillon.console.queues;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.api.CarillonException;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.CopyCommands;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.AskSheet;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.FirstRow;
import dev.carillon.console.parts.HowLong;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.RateChart;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.parts.ShellCopy;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// The queues as a table, and the chosen one beside it.
public final class QueuesView implements Screen {
    private static final Texts TEXTS = Texts.of(QueuesView.class);
    private static final double ROW = 42;
    private static final double DETAIL = 344;

    private final QueuesModel model;
    private final Navigator navigator;
    private final Desk desk;
    private final ModalPane modal;
    private final VBox root = new VBox();
    private final ProblemLine problem = new ProblemLine();
    private final TableView<QueueRow> table;
    private final StackPane detail = new StackPane();
    private final Node nothing;
    private final VBox chosen = new VBox(14);
    private final Label name = new Label();
    private final QueuePill pill = new QueuePill();
    private final Label limits = new Prose();
    private final Label standing = new Prose();
    private final RateChart chart =
            new RateChart(QueuesModel.BUCKETS, Duration.ofMinutes(QueuesModel.BUCKETS));
    private final Hyperlink running = new Hyperlink();
    private final Hyperlink queued = new Hyperlink();
    private final Button pause;
    private final Button endChange;

    public QueuesView(Desk desk) {
        model = new QueuesModel(desk.link(), desk.notices());
        problem.follow(desk.modal(), desk.link(), model.problem());
        navigator = desk.navigator();
        this.desk = desk;
        modal = desk.modal();
        table = new TableView<>(model.rows());
        nothing = new EmptyState(Feather.LAYERS, TEXTS.get("choose"), TEXTS.get("choose.text"));
        pause = button("queue-pause", "pause", this::pauseOrResume);
        endChange = button("queue-end-change", "end.change", this::endChange);
        endChange.managedProperty().bind(endChange.visibleProperty());
        layOutTable();
        layOutChosen();
        layOut();
        model.selectedProperty().subscribe(this::showChosen);
        model.startedProperty().subscribe(chart::setValues);
    }

    private static Button button(String id, String text, Runnable action) {
        var button = new Button(TEXTS.get(text));
        button.setId(id);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void layOut() {
        ScreenLook.dress(root, "queues");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(12, title, space, button("queue-new", "new", this::askNew));
        head.setAlignment(Pos.CENTER_LEFT);
        detail.getStyleClass().add("card");
        detail.setMinWidth(DETAIL);
        detail.setPrefWidth(DETAIL);
        HBox.setHgrow(table, Priority.ALWAYS);
        var body = new HBox(12, table, detail);
        VBox.setVgrow(body, Priority.ALWAYS);
        root.getChildren().addAll(head, problem, body);
    }

    private void layOutTable() {
        table.setId("queue-table");
        table.setAccessibleText(TEXTS.get("table.name"));
        table.setFixedCellSize(ROW);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        table.setPlaceholder(
                new EmptyState(Feather.LAYERS, TEXTS.get("none"), TEXTS.get("none.text"))
                        .with(TEXTS.get("new"), this::askNew));
        table.getColumns()
                .setAll(
                        List.of(
                                text("name", 100, QueueRow::name),
                                pills(),
                                gauges(),
                                text("queued", 70, row -> Spans.count(row.view().queued())),
                                text("oldest", 92, this::oldest),
                                text("rate", 104, row -> QueuesModel.rate(row.limits()))));
        table.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        row -> {
                            if (row != null) {
                                model.select(row.name());
                            }
                        });
        new FirstRow(
                        table,
                        table.getSelectionModel(),
                        model.rows(),
                        () -> model.selectedProperty().get() == null)
                .follow();
        table.setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER) {
                        pressed.consume();
                        askChange();
                    }
                });
    }

    private static TableColumn<QueueRow, QueueRow> column(String key, double width) {
        var column = new TableColumn<QueueRow, QueueRow>(TEXTS.get("column." + key));
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setPrefWidth(width);
        column.setSortable(false);
        return column;
    }

    private static TableColumn<QueueRow, QueueRow> text(
            String key, double width, Function<QueueRow, String> text) {
        var column = column(key, width);
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            @Override
                            protected void updateItem(QueueRow row, boolean empty) {
                                super.updateItem(row, empty);
                                setText(empty || row == null ? null : text.apply(row));
                            }
                        });
        return column;
    }

    private TableColumn<QueueRow, QueueRow> pills() {
        var column = column("state", 160);
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            private final QueuePill shape = new QueuePill();

                            @Override
                            protected void updateItem(QueueRow row, boolean empty) {
                                super.updateItem(row, empty);
                                if (empty || row == null) {
                                    setGraphic(null);
                                } else {
                                    shape.setRow(row, model.now());
                                    setAccessibleText(shape.getText());
                                    setGraphic(shape);
                                }
                            }
                        });
        return column;
    }

    private static TableColumn<QueueRow, QueueRow> gauges() {
        var column = column("running", 120);
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            private final Gauge gauge = new Gauge();

                            @Override
                            protected void updateItem(QueueRow row, boolean empty) {
                                super.updateItem(row, empty);
                                if (empty || row == null) {
                                    setGraphic(null);
                                } else {
                                    gauge.setRow(row);
                                    setAccessibleText(gauge.text());
                                    setGraphic(gauge);
                                }
                            }
                        });
        return column;
    }

    private String oldest(QueueRow row) {
        return row.oldest() == null
                ? ""
                : Spans.length(Duration.between(row.oldest(), model.now()));
    }

    private void layOutChosen() {
        name.getStyleClass().add("title-3");
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        var head = new HBox(10, name, pill);
        head.setAlignment(Pos.CENTER_LEFT);
        var change = button("queue-change", "change", this::askChange);
        change.getStyleClass().add(Styles.ACCENT);
        var delete = button("queue-delete", "delete", this::askDelete);
        delete.getStyleClass().addAll(Styles.FLAT, Styles.DANGER);
        var buttons = new HBox(8, change, pause);
        limits.setId("queue-limits");
        standing.getStyleClass().add("muted");
        running.setId("queue-running");
        running.setOnAction(_ -> goToRuns(" state:running"));
        queued.setId("queue-queued");
        queued.setOnAction(_ -> goToRuns(" state:queued"));
        var all = new Hyperlink(TEXTS.get("runs.all"));
        all.setOnAction(_ -> goToRuns(""));
        var links = new HBox(16, running, queued, all);
        var of = new Label(TEXTS.get("started"));
        of.getStyleClass().add("muted");
        var space = new Region();
        VBox.setVgrow(space, Priority.ALWAYS);
        chosen.getChildren()
                .addAll(
                        head,
                        limits,
                        standing,
                        buttons,
                        endChange,
                        links,
                        new VBox(6, of, chart),
                        space,
                        delete);
    }

    private void showChosen(@Nullable QueueRow row) {
        detail.getChildren().setAll(row == null ? nothing : chosen);
        if (row == null) {
            return;
        }
        var at = table.getSelectionModel().getSelectedItem();
        if (at == null || !at.name().equals(row.name())) {
            table.getSelectionModel().select(row);
        }
        name.setText(row.name());
        pill.setRow(row, model.now());
        var until = row.view().changedUntil();
        limits.setText(
                row.changed() == null || until == null
                        ? QueuesModel.words(row.definition())
                        : TEXTS.get("limits.now", time(until), QueuesModel.words(row.changed()))
                                + "\n"
                                + TEXTS.get("limits.then", QueuesModel.words(row.definition())));
        endChange.setVisible(row.changed() != null);
        standing.setText(standing(row));
        standing.setManaged(!standing.getText().isBlank());
        pause.setText(TEXTS.get(row.paused() ? "resume" : "pause"));
        running.setText(TEXTS.get("runs.running", Spans.count(row.view().running())));
        queued.setText(TEXTS.get("runs.queued", Spans.count(row.view().queued())));
    }

    private String standing(QueueRow row) {
        var paused = row.view().pausedUntil();
        String waits =
                row.oldest() == null
                        ? row.view().queued() == 0 ? TEXTS.get("limits.waiting.none") : ""
                        : TEXTS.get("limits.oldest", oldest(row));
        if (paused == null) {
            return waits;
        }
        String text =
                QueuesModel.endless(paused)
                        ? TEXTS.get("limits.paused.endless")
                        : TEXTS.get("limits.paused", time(paused));
        return text + " " + waits;
    }

    private String time(Instant at) {
        return Spans.time(at, model.now(), ZoneId.systemDefault());
    }

    private void goToRuns(String more) {
        var row = model.selectedProperty().get();
        if (row != null) {
            navigator.go(new Place.Runs("queue:" + row.name() + more));
        }
    }

    private void askNew() {
        askLimits(TEXTS.get("new.title"), new LimitsForm("", "", "", "", "1", ""), true);
    }

    private void askChange() {
        var row = model.selectedProperty().get();
        if (row != null) {
            askLimits(TEXTS.get("change.title", row.name()), LimitsForm.of(row.limits()), false);
        }
    }

    private void askLimits(String title, LimitsForm form, boolean fresh) {
        var sheet = new AskSheet(modal, "limits-sheet", title);
        var queue = field("limits-name", form.name(), "name.prompt");
        if (fresh) {
            sheet.field(TEXTS.get("name"), queue);
        }
        var concurrency = field("limits-concurrency", form.concurrency(), "concurrency.prompt");
        var rate = field("limits-rate", form.rate(), "rate.prompt");
        var burst = field("limits-burst", form.burst(), "burst.prompt");
        var weight = field("limits-weight", form.weight(), "burst.prompt");
        var closed = field("limits-closed", form.closed(), "closed.prompt");
        var length = new HowLong("limits-for", TEXTS.get("endless"), null);
        sheet.field(TEXTS.get("concurrency"), concurrency)
                .field(TEXTS.get("rate"), rate)
                .field(TEXTS.get("burst"), burst)
                .field(TEXTS.get("weight"), weight)
                .field(TEXTS.get("closed"), closed)
                .field(TEXTS.get("for"), length)
                .show(
                        TEXTS.get("change.act"),
                        false,
                        () ->
                                set(
                                        sheet,
                                        new LimitsForm(
                                                queue.getText(),
                                                concurrency.getText(),
                                                rate.getText(),
                                                burst.getText(),
                                                weight.getText(),
                                                closed.getText()),
                                        length));
    }

    private static TextField field(String id, String text, String prompt) {
        var field = new TextField(text);
        field.setId(id);
        field.setPromptText(TEXTS.get(prompt));
        return field;
    }

    private void set(AskSheet sheet, LimitsForm form, HowLong length) {
        try {
            var limits = form.read();
            var holds = length.length();
            sheet.busy(true);
            model.put(
                    limits,
                    holds,
                    () -> {
                        model.select(limits.name());
                        sheet.close();
                    },
                    refusal -> sheet.refuse(refusal.getMessage()));
        } catch (CarillonException wrong) {
            sheet.refuse(LimitsForm.plain(wrong.getMessage()));
        } catch (IllegalArgumentException wrong) {
            sheet.refuse(Objects.requireNonNullElse(wrong.getMessage(), ""));
        }
    }

    private void pauseOrResume() {
        var row = model.selectedProperty().get();
        if (row == null) {
            return;
        }
        if (row.paused()) {
            model.resume(row);
            return;
        }
        var length = new HowLong("pause-for", TEXTS.get("pause.endless"), null);
        var sheet =
                new AskSheet(modal, "pause-sheet", TEXTS.get("pause.title", row.name()))
                        .say(TEXTS.get("pause.text"))
                        .field(TEXTS.get("for"), length);
        sheet.show(
                TEXTS.get("pause.act"),
                false,
                () -> {
                    try {
                        model.pause(row.name(), length.length());
                        sheet.close();
                    } catch (IllegalArgumentException wrong) {
                        sheet.refuse(Objects.requireNonNullElse(wrong.getMessage(), ""));
                    }
                });
    }

    private void endChange() {
        var row = model.selectedProperty().get();
        if (row != null) {
            model.endChange(row);
        }
    }

    private void askDelete() {
        var row = model.selectedProperty().get();
        if (row == null) {
            return;
        }
        var sheet =
                new AskSheet(modal, "delete-sheet", TEXTS.get("delete.title", row.name()))
                        .say(TEXTS.get("delete.text", Spans.count(row.view().queued())));
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
        model.show(place instanceof Place.Queues queues ? queues.name() : null);
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
    public List<Command> commands() {
        var all = new ArrayList<Command>();
        all.add(Command.of(TEXTS.get("command.change"), "E", this::askChange));
        all.add(Command.of(TEXTS.get("command.pause"), "P", this::pauseOrResume));
        all.add(Command.of(TEXTS.get("command.new"), "N", this::askNew));
        all.add(Command.of(TEXTS.get("command.delete"), this::askDelete));
        all.addAll(
                CopyCommands.of(desk, TEXTS.get("copy.limits"), () -> chosen(QueueCopies::limits)));
        all.addAll(
                CopyCommands.more(
                        desk, TEXTS.get("copy.pause"), () -> chosen(QueueCopies::pauseOrResume)));
        return all;
    }

    private Optional<ShellCopy> chosen(Function<QueueRow, ShellCopy> copy) {
        return Optional.ofNullable(model.selectedProperty().get()).map(copy);
    }
}
