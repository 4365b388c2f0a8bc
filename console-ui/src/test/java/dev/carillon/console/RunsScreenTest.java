package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.controls.Notification;

import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.VBox;

import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import java.net.URI;

class RunsScreenTest extends ScreenTest {
    /// Around the times of the runs, whatever the clock says.
    private static final String RANGE = "since:2026-11-26T11:00:00Z until:2026-11-26T13:00:00Z";

    private void someRuns() {
        for (int i = 0; i < 400; i++) {
            fake().add("orders-import", i % 7 == 0 ? RunState.FAILED : RunState.SUCCEEDED);
            fake().add("nightly-export", i % 11 == 0 ? RunState.CANCELLED : RunState.SUCCEEDED);
        }
        for (int i = 0; i < 5; i++) {
            fake().add("report", RunState.RUNNING);
            fake().add("report", RunState.QUEUED);
        }
    }

    private TableView<?> table() {
        return lookup("#runs-table").query();
    }

    private String text(String id) {
        return lookup(id).<Label>query().getText();
    }

    private void look(String theme) {
        shortcut(KeyCode.K);
        write(theme);
        push(KeyCode.ENTER);
        until("closed", () -> !lookup("#palette").query().isVisible());
    }

    @Test
    void runsAreFoundByAQueryThatIsWrittenWithCompletion() throws Exception {
        someRuns();
        open(new Place.Runs(""));
        until("all runs", () -> text("#runs-count").equals("810 runs"));
        draw("runs");

        push(KeyCode.SLASH);
        write("sta");
        until("a suggestion", () -> lookup("#runs-suggestions").query().isVisible());
        push(KeyCode.TAB);
        write("pro");
        draw("runs-completion");
        push(KeyCode.TAB);
        write("job:orders*");
        push(KeyCode.ENTER);

        until("the failed ones", () -> text("#runs-count").equals("58 runs"));
        assertThat(here()).isEqualTo(new Place.Runs("state:problem job:orders*"));
        look("dark");
        draw("runs-dark");
    }

    @Test
    void aMistakeIsToldAndTheListStays() throws Exception {
        someRuns();
        open(new Place.Runs(""));
        until("all runs", () -> text("#runs-count").equals("810 runs"));

        interact(() -> window().show(PROFILE).go(new Place.Runs("state:faild")));

        until("the mistake", () -> text("#runs-mistake").contains("did you mean \"failed\"?"));
        assertThat(table().getItems()).isNotEmpty();
        draw("runs-mistake");
    }

    @Test
    void allThatFailedAreRetriedWithAPreviewAndTakenBack() throws Exception {
        someRuns();
        open(new Place.Runs("job:orders*"));
        until("its runs", () -> text("#runs-count").equals("400 runs"));

        shortcut(KeyCode.A);
        push(KeyCode.R);
        until("the preview", () -> lookup("#bulk-title").tryQuery().isPresent());
        assertThat(text("#bulk-title")).isEqualTo("Run 58 runs again");
        assertThat(text("#bulk-skipped")).contains("342");
        draw("runs-bulk");
        push(KeyCode.ENTER);

        until("queued", () -> fake().stats().runs().getOrDefault(RunState.QUEUED, 0L) == 63);
        until("a way back", () -> lookup("#undo").tryQuery().isPresent());
        until("news", () -> lookup("#runs-new").<Button>query().getText().equals("▲ 58 new"));
        draw("runs-bulk-done");
        shortcut(KeyCode.Z);
        until("taken back", () -> fake().stats().runs().getOrDefault(RunState.QUEUED, 0L) == 5);
    }

    @Test
    void aClickBesideTheQuestionForTheNameOfProductionDoesNotCloseIt() throws Exception {
        someRuns();
        var production =
                new Profile("live", URI.create("http://127.0.0.1:7180"), "s", Tint.RED, true);
        interact(() -> window().show(production).go(new Place.Runs("state:queued")));
        until("its runs", () -> text("#runs-count").equals("5 runs"));
        shortcut(KeyCode.A);
        push(KeyCode.X);
        until("the name is wanted", () -> lookup("#bulk-name").tryQuery().isPresent());
        write("liv");

        clickOn("#rail-now");

        assertThat(dialog().isDisplay()).isTrue();
        assertThat(lookup("#bulk-name").<TextField>query().getText()).isEqualTo("liv");
        draw("runs-bulk-production");
        push(KeyCode.ESCAPE);
        until("closed", () -> !dialog().isDisplay());
        assertThat(fake().stats().runs()).containsEntry(RunState.QUEUED, 5L);
    }

    private ModalPane dialog() {
        return lookup("#modal").query();
    }

    @Test
    void aClickBesideWhatIsWrittenInDoesNotCloseIt() {
        open(new Place.Runs(""));
        var field = new TextField();
        var box = new VBox(field);
        box.setMaxSize(300, 100);
        interact(() -> dialog().show(box));
        until("it is shown", () -> dialog().isDisplay());
        clickOn("#rail-now");
        until("closed", () -> !dialog().isDisplay());
        interact(() -> dialog().show(box));
        clickOn(field).write("a");

        clickOn("#rail-now");
        assertThat(dialog().isDisplay()).isTrue();

        push(KeyCode.ESCAPE);
        until("closed", () -> !dialog().isDisplay());
    }

    private Node histogram() {
        someRuns();
        open(new Place.Runs(RANGE));
        until("its runs", () -> text("#runs-count").equals("810 runs"));
        Node chart = lookup("#runs-histogram").query();
        until("the chart", () -> chart.isVisible() && chart.getLayoutBounds().getWidth() > 100);
        return chart;
    }

    private void assertRangeBecomesTheQuery() {
        until("a range", () -> !new Place.Runs(RANGE).equals(here()));
        assertThat(lookup("#runs-query").<TextField>query().getText())
                .matches("since:2026-11-26T\\S+ until:2026-11-26T\\S+")
                .doesNotContain("Z");
    }

    @Test
    void aRangeDrawnOverTheHistogramBecomesTheQuery() {
        Node chart = histogram();

        Bounds bounds =
                WaitForAsyncUtils.waitForAsyncFx(
                        5_000, () -> chart.localToScreen(chart.getLayoutBounds()));
        double y = bounds.getCenterY();
        moveTo(bounds.getMinX() + bounds.getWidth() * 0.25, y);
        press(MouseButton.PRIMARY);
        moveTo(bounds.getMinX() + bounds.getWidth() * 0.75, y);
        release(MouseButton.PRIMARY);

        assertRangeBecomesTheQuery();
    }

    @Test
    void aRangeOfTheHistogramIsChosenByKeysAlone() {
        Node chart = histogram();
        Keys.tabTo(chart.getScene(), "runs-histogram");
        String first = chart.getAccessibleText();

        Keys.type(KeyCode.RIGHT);
        assertThat(chart.getAccessibleText()).isNotEqualTo(first);
        Keys.type(KeyCode.SHIFT, KeyCode.RIGHT);
        Keys.type(KeyCode.ENTER);

        assertRangeBecomesTheQuery();
    }

    private String copied(int item) {
        interact(() -> lookup("#runs-copy").<MenuButton>query().getItems().get(item).fire());
        until(
                "it is copied",
                () ->
                        lookup(".notification").queryAll().stream()
                                .map(Notification.class::cast)
                                .anyMatch(note -> note.getMessage().contains("copied")));
        return WaitForAsyncUtils.waitForAsyncFx(
                5_000, () -> Clipboard.getSystemClipboard().getString());
    }

    @Test
    void allThatAreSelectedAreCopied() {
        someRuns();
        open(new Place.Runs("job:orders*"));
        until("its runs", () -> text("#runs-count").equals("400 runs"));

        shortcut(KeyCode.A);

        assertThat(copied(1).lines()).hasSize(400);
    }

    @Test
    void oneRunThatIsAskedForByItsIdIsAllThatIsSelected() {
        someRuns();
        var run = fake().add("report", RunState.QUEUED);
        open(new Place.Runs("id:" + run.id()));
        until("the run", () -> table().getItems().size() == 1);

        shortcut(KeyCode.A);
        push(KeyCode.X);

        until("it is cancelled", () -> fake().run(run.id()).state() == RunState.CANCELLED);
        assertThat(fake().stats().runs()).containsEntry(RunState.QUEUED, 5L);
    }

    @Test
    void whenNothingIsSelectedItIsSaidThatOnlyTheFirstAreCopied() {
        someRuns();
        open(new Place.Runs("job:orders*"));
        until("its runs", () -> text("#runs-count").equals("400 runs"));

        assertThat(copied(1).lines()).hasSize(250);

        assertThat(lookup(".notification").<Notification>query().getMessage())
                .startsWith("The first 250 runs are copied");
    }

    @Test
    void theSelectedRunIsOpenedByEnter() {
        someRuns();
        open(new Place.Runs("state:failed"));
        until("its runs", () -> text("#runs-count").equals("58 runs"));

        push(KeyCode.DOWN);
        push(KeyCode.ENTER);

        until("the run", () -> here() instanceof Place.Run);
    }
}
