package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;
import dev.carillon.console.parts.FigureCard;
import dev.carillon.console.parts.RunTable;

import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;

import java.net.URI;

class NowScreenTest extends ScreenTest {
    @Test
    void figuresShowTheClusterAndTheWholeIsDrawn() throws Exception {
        for (int i = 0; i < 12; i++) {
            fake().add("nightly-export-" + i, i % 3 == 0 ? RunState.FAILED : RunState.RUNNING);
            fake().add("report", RunState.QUEUED);
        }

        open(new Place.Now());

        until(
                "8 running",
                () -> lookup("#now-running").<FigureCard>query().getFigure().equals("8"));
        draw("now");
    }

    private void smallest() {
        interact(
                () -> {
                    var stage = (Stage) lookup(".window").query().getScene().getWindow();
                    stage.setWidth(stage.getMinWidth());
                    stage.setHeight(stage.getMinHeight());
                });
    }

    @Test
    void inTheSmallestWindowTheTablesKeepFourRowsAndThePageIsScrolled() throws Exception {
        for (int i = 0; i < 8; i++) {
            fake().add("report", RunState.RUNNING);
        }
        smallest();
        open(new Place.Now());
        RunTable failed = lookup("#now-failed-table").query();
        RunTable running = lookup("#now-running-table").query();
        until("8 running", () -> running.getItems().size() == 8);

        assertThat(failed.getHeight()).isGreaterThanOrEqualTo(5 * failed.getFixedCellSize());
        assertThat(running.getHeight()).isGreaterThanOrEqualTo(5 * running.getFixedCellSize());
        draw("now-smallest");
        interact(failed::requestFocus);
        until(
                "it is scrolled to",
                () ->
                        failed.localToScene(failed.getLayoutBounds()).getMaxY()
                                <= failed.getScene().getHeight());
        draw("now-smallest-below");
    }

    @Test
    void aRunStaysSelectedWhenItChanges() {
        var run = fake().add("report", RunState.RUNNING);
        fake().add("backup", RunState.RUNNING);
        open(new Place.Now());
        RunTable table = lookup("#now-running-table").query();
        until("2 running", () -> table.getItems().size() == 2);
        interact(() -> table.getSelectionModel().select(0));

        fake().put(FakeCarillon.as(run, RunState.STOPPING));

        until(
                "it is stopping and still selected",
                () ->
                        table.getSelectionModel().getSelectedItem() != null
                                && table.getSelectionModel().getSelectedItem().state()
                                        == RunState.STOPPING);
    }

    @Test
    void whenTheSelectedRunEndsItsKeyCancelsNoOtherOne() {
        var other = fake().add("backup", RunState.RUNNING);
        var run = fake().add("report", RunState.RUNNING);
        open(new Place.Now());
        RunTable table = lookup("#now-running-table").query();
        until("2 running", () -> table.getItems().size() == 2);
        interact(
                () -> {
                    table.requestFocus();
                    table.getSelectionModel().select(1);
                });

        fake().put(FakeCarillon.as(run, RunState.SUCCEEDED));
        until("it has left", () -> table.getItems().size() == 1);
        push(KeyCode.X);

        until("nothing is selected", () -> table.getSelectionModel().isEmpty());
        assertThat(fake().run(other.id()).state()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void noRowMovesUnderThePointer() throws Exception {
        var first = fake().add("backup", RunState.RUNNING);
        fake().add("report", RunState.RUNNING);
        open(new Place.Now());
        RunTable table = lookup("#now-running-table").query();
        until("2 running", () -> table.getItems().size() == 2);
        moveTo(table);
        until("the pointer is over it", table::isHover);

        fake().put(FakeCarillon.as(first, RunState.SUCCEEDED));

        until("a change waits", () -> lookup("#now-running-table-still").query().isVisible());
        assertThat(table.getItems()).hasSize(2);
        draw("now-still");
        moveTo("#now-failed");
        until("it is gone", () -> table.getItems().size() == 1);
    }

    @Test
    void whenTheNodesAreGoneWhatWasReadStaysAndSaysSo() throws Exception {
        fake().add("report", RunState.RUNNING);
        open(new Place.Now());
        until(
                "1 running",
                () -> lookup("#now-running").<FigureCard>query().getFigure().equals("1"));

        fake().setAway(true);

        until("the banner", () -> lookup("#link-banner").query().isVisible());
        assertThat(lookup("#now-running").<FigureCard>query().getFigure()).isEqualTo("1");
        assertThat(lookup("#link-banner .label").<Label>query().getText())
                .startsWith("No node answers");
        draw("now-away");
        smallest();
        Label said = lookup("#link-banner .label").query();
        until("it is told in full", () -> said.getHeight() >= said.prefHeight(said.getWidth()));
        assertThat(said.getHeight()).isGreaterThan(1.5 * said.getFont().getSize() * 1.2);
        draw("now-away-smallest");

        fake().setAway(false);
        until("no banner", () -> !lookup("#link-banner").query().isVisible());
    }

    @Test
    void theNodeThatIsAskedIsNamedAlsoWhenItIsAnotherOne() {
        open(new Place.Now());
        until(
                "the first",
                () -> lookup("#status-link").<Label>query().getText().contains("127.0.0.1:7180"));

        fake().setAddress(URI.create("http://b.example.org:7180"));

        until(
                "the other",
                () -> lookup("#status-link").<Label>query().getText().contains("b.example.org"));
    }

    @Test
    void thePaletteFindsACommandByAFewLetters() throws Exception {
        open(new Place.Now());

        shortcut(KeyCode.K);
        write("dark");
        draw("palette");
        push(KeyCode.ENTER);

        until("closed", () -> !lookup("#palette").query().isVisible());
        draw("now-dark");
    }

    @Test
    void whereANodeOfThisComputerIsAwayTheBannerLeadsToItsStart() {
        open(new Place.Now());
        fake().setAway(true);
        until("the banner", () -> lookup("#link-banner").query().isVisible());
        assertThat(lookup("#banner-start").query().isVisible()).isTrue();

        clickOn("#banner-start");

        until("the connections", () -> lookup("#connections").tryQuery().isPresent());
    }
}
