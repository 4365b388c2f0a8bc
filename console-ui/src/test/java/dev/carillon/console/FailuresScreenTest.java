package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.console.frame.Place;

import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class FailuresScreenTest extends ClusterScreenTest {
    @Test
    void aFailureIsAssignedAndAllItsRunsAreRetriedByTheKeyboard() throws Exception {
        for (int i = 0; i < 17; i++) {
            world().addFailure(
                            "aa11",
                            "nightly-export",
                            "java.net.ConnectException: cannot reach files.example.org:445 (Connection refused)\n  at dev.example.Export.open(Export.java:41)");
        }
        world().addFailure(
                        "bb22",
                        "mail-invoices",
                        "554 5.7.1 mailbox \"orders@example.org\" is full");
        world().addFailure("cc33", "import-prices", "line 4711: \"1.234,5\" is no price");
        world().addFailure("dd44", "backup", "No space left on device");
        world().changeFailure("dd44", new FailureChange.Acknowledge());
        world().changeFailure("dd44", new FailureChange.Assign("boris"));
        world().setLog(
                        world().failure("aa11").lastRun(),
                        "connecting to files.example.org:445\nattempt 1 failed\nattempt 2 failed\nattempt 3 failed\ngiving up: Connection refused\n");
        open(new Place.Failures("aa11"));
        until(
                "the list",
                () -> lookup("#failure-list").<ListView<?>>query().getItems().size() == 4);
        until("its runs", () -> lookup("#failure-runs").tryQuery().isPresent());
        drawBoth("failures");

        push(KeyCode.A);
        until("assigned", () -> "anna".equals(world().failure("aa11").assignee()));
        push(KeyCode.N);
        until("the note", () -> lookup("#failure-note").query().isFocused());
        write("known");
        assertThat(lookup("#failure-note").<TextInputControl>query().getText())
                .as("without the letter of the command")
                .isEqualTo("known");
        interact(() -> lookup("#failure-list").<ListView<?>>query().requestFocus());
        push(KeyCode.R);
        until("the plan", () -> lookup("#bulk-do").tryQuery().isPresent());
        draw("failures-retry");
        var ofBefore = lookup("#undo").queryAll();
        clickOn("#bulk-do");

        until("all are retried", () -> world().bulk("plan0").done() == 17);
        // That of the assignment may be gone meanwhile.
        until("the undo", () -> !ofBefore.containsAll(lookup("#undo").queryAll()));
        interact(() -> lookup("#failure-list").<ListView<?>>query().requestFocus());
        push(KeyCode.S);
        until("it is snoozed", () -> world().failure("aa11").state() == FailureState.SNOOZED);
        assertThat(world().failure("aa11").snoozedUntil())
                .isEqualTo(FakeCarillon.NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void aLongErrorTakesOneLineAndAPartOfItIsInTheTooltip() throws Exception {
        world().addFailure(
                        "aa11",
                        "nightly-export",
                        "\u001b[31mno route\u001b[0m\n\u202E\u05E9\u05DC\u05D5\u05DD\n"
                                + "at Main.main(Main.java:12)\n".repeat(400));
        open(new Place.Failures("aa11"));
        until("its runs", () -> lookup("#failure-runs").tryQuery().isPresent());
        until("the row", () -> lookup(".failure-message").tryQuery().isPresent());
        Label message = lookup(".failure-message").query();

        assertThat(message.getText())
                .startsWith("no route \u05E9\u05DC\u05D5\u05DD at Main.main(Main.java:12) at")
                .hasSizeLessThanOrEqualTo(400)
                .endsWith("…");
        moveTo(message);
        until("the tooltip", () -> message.getTooltip() != null);
        assertThat(message.getTooltip().getText())
                .hasSizeLessThanOrEqualTo(1_500)
                .hasSizeGreaterThan(1_000);
        draw("failures-long");
    }

    @Test
    void aNoteIsThereStillAfterALookAtAnotherFailure() {
        world().addFailure("aa11", "nightly-export", "cannot reach files.example.org");
        world().addFailure("bb22", "mail-invoices", "mailbox is full");
        open(new Place.Failures("aa11"));
        until("its runs", () -> lookup("#failure-runs").tryQuery().isPresent());
        ListView<?> list = lookup("#failure-list").query();
        TextInputControl note = lookup("#failure-note").query();
        interact(() -> note.setText("ticket 12"));

        interact(() -> list.getSelectionModel().clearAndSelect(0));
        until("the other one", () -> note.getText().isEmpty());
        interact(() -> list.getSelectionModel().clearAndSelect(1));

        until("what was written", () -> note.getText().equals("ticket 12"));
    }

    private void openOneGroup(int runs) {
        for (int i = 0; i < runs; i++) {
            world().addFailure("aa11", "nightly-export", "cannot reach files.example.org");
        }
        open(new Place.Failures("aa11"));
        until("its runs", () -> lookup("#failure-runs").tryQuery().isPresent());
        interact(() -> lookup("#failure-list").<ListView<?>>query().requestFocus());
        push(KeyCode.R);
        until("the plan", () -> lookup("#bulk-do").tryQuery().isPresent());
    }

    @Test
    void aRetryUnderWayIsStoppedAndStaysInSightUntilItsStepHasEnded() {
        var steps = world().holdSteps();
        openOneGroup(3);
        clickOn("#bulk-do");

        push(KeyCode.ESCAPE);

        assertThat(lookup("#bulk-dialog").tryQuery()).isPresent();
        steps.release();
        until("it has ended", () -> lookup("#bulk-dialog").tryQuery().isEmpty());
        assertThat(world().bulk("plan0").done()).isEqualTo(1);
    }

    @Test
    void whatWasRetriedBeforeAStepFailedIsTakenBack() {
        world().failStepsAfter(2);
        openOneGroup(3);

        clickOn("#bulk-do");

        until("a way back", () -> lookup("#undo").tryQuery().isPresent());
        assertThat(world().bulk("plan0").done()).isEqualTo(2);
        clickOn("#undo");
        until("it is taken back", () -> world().bulk("plan0").undone() != null);
    }
}
