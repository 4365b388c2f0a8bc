package dev.carillon.console.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.Look;
import dev.carillon.console.link.Memory;
import dev.carillon.console.parts.RunTable.Column;

import javafx.collections.FXCollections;
import javafx.scene.Scene;
import javafx.scene.control.TableColumn;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.framework.junit5.ApplicationTest;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

@EnabledIf("dev.carillon.console.UiLibraries#areThere")
class ColumnsTest extends ApplicationTest {
    @TempDir Path folder;
    private final RunTable table =
            new RunTable(
                    FXCollections.observableArrayList(),
                    List.of(Column.STATE, Column.JOB, Column.DURATION, Column.MESSAGE),
                    InstantSource.system(),
                    _ -> {});
    private @Nullable Look look;

    @Override
    public void start(Stage stage) {
        look = new Look(Memory.of(folder.resolve("console.json")));
        var root = new StackPane(table);
        root.getStyleClass().addAll("root", "window");
        var scene = new Scene(root);
        look.dress(scene);
        stage.setScene(scene);
        stage.setWidth(900);
        stage.setHeight(400);
        stage.show();
    }

    @Test
    void theyFillTheTableAndNoMore() {
        assertThat(all()).isBetween(table.getWidth() - 20, table.getWidth());
    }

    @Test
    void theyShareMoreRoomWhenTheWindowGrows() {
        double job = width(Column.JOB);
        double message = width(Column.MESSAGE);
        double duration = width(Column.DURATION);

        interact(() -> table.getScene().getWindow().setWidth(1200));

        assertThat(width(Column.JOB)).isGreaterThan(job);
        assertThat(width(Column.MESSAGE)).isGreaterThan(message);
        assertThat(width(Column.DURATION)).isEqualTo(duration);
        assertThat(all()).isBetween(table.getWidth() - 20, table.getWidth());
    }

    @Test
    void theyAndTheirRowsGrowWithTheText() {
        double row = table.getFixedCellSize();
        double state = width(Column.STATE);

        interact(() -> Objects.requireNonNull(look).zoom(6));

        assertThat(table.getFixedCellSize()).isGreaterThan(row * 1.4);
        assertThat(width(Column.STATE)).isGreaterThan(state * 1.4);
    }

    private double all() {
        return table.getColumns().stream().mapToDouble(TableColumn::getWidth).sum();
    }

    private double width(Column kind) {
        return table.getColumns().stream()
                .filter(column -> column.getUserData() == kind)
                .findFirst()
                .orElseThrow()
                .getWidth();
    }
}
