package dev.carillon.console.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.frame.Look;
import dev.carillon.console.link.Memory;
import dev.carillon.console.parts.RunTable.Column;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ScrollBar;
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
    private final ObservableList<RunView> runs = FXCollections.observableArrayList();
    private @Nullable RunTable shown;
    private @Nullable Look look;

    @Override
    public void start(Stage stage) {
        look = new Look(Memory.of(folder.resolve("console.json")));
        shown =
                new RunTable(
                        runs,
                        List.of(Column.STATE, Column.JOB, Column.DURATION, Column.MESSAGE),
                        InstantSource.system(),
                        _ -> {});
        var root = new StackPane(shown);
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
        assertThat(all()).isBetween(table().getWidth() - 20, table().getWidth());
    }

    @Test
    void theyShareMoreRoomWhenTheWindowGrows() {
        double job = width(Column.JOB);
        double message = width(Column.MESSAGE);
        double duration = width(Column.DURATION);

        interact(() -> table().getScene().getWindow().setWidth(1200));

        assertThat(width(Column.JOB)).isGreaterThan(job);
        assertThat(width(Column.MESSAGE)).isGreaterThan(message);
        assertThat(width(Column.DURATION)).isEqualTo(duration);
        assertThat(all()).isBetween(table().getWidth() - 20, table().getWidth());
    }

    @Test
    void noWidthOfTheWindowNeedsABarToScrollAcross() {
        var cluster = new FakeCarillon();
        interact(
                () -> {
                    for (int i = 0; i < 60; i++) {
                        runs.add(cluster.add("orders", RunState.SUCCEEDED));
                    }
                });
        for (int width = 900; width < 1_300; width += 7) {
            int wide = width;
            interact(() -> table().getScene().getWindow().setWidth(wide));

            assertThat(table().lookupAll(".scroll-bar").stream().filter(Node::isVisible))
                    .as("the bars at a width of %d", width)
                    .singleElement()
                    .satisfies(
                            bar ->
                                    assertThat(((ScrollBar) bar).getOrientation())
                                            .isEqualTo(Orientation.VERTICAL));
        }
    }

    @Test
    void theyAndTheirRowsGrowWithTheText() {
        double row = table().getFixedCellSize();
        double state = width(Column.STATE);

        interact(() -> Objects.requireNonNull(look).zoom(6));

        assertThat(table().getFixedCellSize()).isGreaterThan(row * 1.4);
        assertThat(width(Column.STATE)).isGreaterThan(state * 1.4);
    }

    private RunTable table() {
        return Objects.requireNonNull(shown, "not started");
    }

    private double all() {
        return table().getColumns().stream().mapToDouble(TableColumn::getWidth).sum();
    }

    private double width(Column kind) {
        return table().getColumns().stream()
                .filter(column -> column.getUserData() == kind)
                .findFirst()
                .orElseThrow()
                .getWidth();
    }
}
