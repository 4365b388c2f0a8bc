package dev.carillon.console.runs;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Json;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Memory;
import dev.carillon.console.parts.Columns;
import dev.carillon.console.parts.RunTable;
import dev.carillon.console.parts.RunTable.Column;
import dev.carillon.console.parts.StatePill;
import dev.carillon.console.runs.PagedRuns.Row;
import dev.carillon.console.words.Texts;

import javafx.collections.ListChangeListener;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuButton;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// The runs found, with the columns that somebody chose. A row shows its run as soon as that is read.
final class RunsTable extends TableView<Row> {
    private static final Texts TEXTS = Texts.of(RunsTable.class);
    private static final String COLUMNS = "runs.columns";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final List<Column> USUAL =
            List.of(
                    Column.STATE,
                    Column.JOB,
                    Column.DUE,
                    Column.DURATION,
                    Column.ATTEMPT,
                    Column.NODE,
                    Column.CAUSE,
                    Column.MESSAGE);

    private final Memory memory;
    private final InstantSource clock;
    private final MenuButton menu;
    private final Background background;
    private final Notices notices;
    private final Columns fit;
    private boolean keeping;

    RunsTable(ClusterLink link, Memory memory, Notices notices, MenuButton menu) {
        this.memory = memory;
        this.notices = notices;
        background = link.background();
        this.clock = link.clock();
        this.menu = menu;
        setId("runs-table");
        setAccessibleText(TEXTS.get("table.name"));
        fit = Columns.fit(this);
        getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        var kept = kept();
        if (kept.isEmpty()) {
            USUAL.forEach(each -> add(each, each.width()));
        } else {
            kept.forEach(this::add);
        }
        for (var kind : Column.values()) {
            var item = new CheckMenuItem(kind.text());
            item.setSelected(shown(kind) != null);
            item.setOnAction(_ -> toggle(kind));
            menu.getItems().add(item);
        }
        getColumns().addListener((ListChangeListener<TableColumn<Row, ?>>) _ -> keep());
    }

    private Map<Column, Double> kept() {
        return memory.recall(COLUMNS)
                .map(
                        text ->
                                Json.mapper()
                                        .readValue(
                                                text,
                                                new TypeReference<
                                                        LinkedHashMap<Column, Double>>() {}))
                .orElseGet(LinkedHashMap::new);
    }

    // A column that is drawn wider changes many times a second.
    private void keep() {
        if (!keeping) {
            keeping = true;
            background.after(SOON, this::keepNow);
        }
    }

    private void keepNow() {
        keeping = false;
        var widths = new LinkedHashMap<Column, Double>();
        for (var column : getColumns()) {
            widths.put(
                    (Column) column.getUserData(),
                    (double) Math.round(column.getWidth() / fit.scale()));
        }
        try {
            memory.remember(COLUMNS, Json.mapper().writeValueAsString(widths));
        } catch (CarillonException e) {
            notices.failed(TEXTS.get("columns.not.kept"), e);
        }
    }

    private @Nullable TableColumn<Row, ?> shown(Column kind) {
        return getColumns().stream()
                .filter(column -> column.getUserData() == kind)
                .findFirst()
                .orElse(null);
    }

    void toggle(Column kind) {
        var column = shown(kind);
        if (column == null) {
            add(kind, kind.width() * fit.scale());
        } else if (getColumns().size() > 1) {
            getColumns().remove(column);
        }
        ((CheckMenuItem) menu.getItems().get(kind.ordinal())).setSelected(shown(kind) != null);
    }

    private void add(Column kind, double width) {
        var column = new TableColumn<Row, @Nullable RunView>(kind.text());
        column.setUserData(kind);
        column.setPrefWidth(width);
        column.setSortable(false);
        kind.look(column);
        column.setCellValueFactory(row -> row.getValue().runProperty());
        Function<RunView, String> text = RunTable.text(kind, clock);
        column.setCellFactory(
                _ -> kind == Column.STATE ? new StateCell() : new TextCell(kind, text));
        getColumns().add(column);
        column.widthProperty().addListener(_ -> keep());
    }

    /// The rows that are selected, by their ids; those that are not in memory too.
    List<Row> selectedRows() {
        return new ArrayList<>(getSelectionModel().getSelectedItems())
                .stream().filter(Objects::nonNull).toList();
    }

    private static final class StateCell extends TableCell<Row, @Nullable RunView> {
        private final StatePill pill = new StatePill();

        private StateCell() {
            pill.setVisible(false);
            setGraphic(pill);
        }

        @Override
        protected void updateItem(@Nullable RunView run, boolean empty) {
            super.updateItem(run, empty);
            // It stays in its cell: what is put into a scene has its styles computed.
            pill.setVisible(!empty && run != null);
            if (!empty && run != null) {
                pill.setState(run.state());
                setAccessibleText(pill.getText());
            }
        }
    }

    private static final class TextCell extends TableCell<Row, @Nullable RunView> {
        private final Column kind;
        private final Function<RunView, String> text;

        private TextCell(Column kind, Function<RunView, String> text) {
            this.kind = kind;
            this.text = text;
            Columns.whole(this);
        }

        @Override
        protected void updateItem(@Nullable RunView run, boolean empty) {
            super.updateItem(run, empty);
            if (empty) {
                setText(null);
            } else if (run == null) {
                setText(kind == Column.JOB ? TEXTS.get("row.reading") : null);
            } else {
                setText(text.apply(run));
            }
        }
    }
}
