package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import atlantafx.base.controls.Notification;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.client.HttpCarillon;

import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;

import org.fxmisc.richtext.CodeArea;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Who may only look sees everything, is told why nothing is changed, and loses nothing that was written.
class ViewerJourney extends Journey {
    private static final List<Screen> SCREENS =
            List.of(
                    new Screen(KeyCode.DIGIT1, "now"),
                    new Screen(KeyCode.DIGIT2, "tonight"),
                    new Screen(KeyCode.DIGIT3, "runs"),
                    new Screen(KeyCode.DIGIT4, "failures"),
                    new Screen(KeyCode.DIGIT5, "jobs"),
                    new Screen(KeyCode.DIGIT6, "flows"),
                    new Screen(KeyCode.DIGIT7, "queues"),
                    new Screen(KeyCode.DIGIT8, "nodes"),
                    new Screen(KeyCode.DIGIT9, "calendars"),
                    new Screen(KeyCode.DIGIT0, "changes"));

    private record Screen(KeyCode key, String id) {}

    @Test
    void everythingIsReadAndEachChangeIsRefusedWithASentence() throws Exception {
        try (var admin = node().connect()) {
            admin.apply(
                    Definitions.parse(
                            "{name: broken, schedules: [{cron: '0 6 * * *'}],"
                                    + " task: {shell: {script: 'echo no such place; exit 3'}}}",
                            "test"),
                    false);
            admin.putCalendar(
                    Definitions.parseCalendar("{name: holidays, dates: [2027-01-01]}", "test"));
            String id = admin.run("default", "broken", new RunRequest(Map.of(), null), null).id();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> admin.run(id).state() == RunState.FAILED);
            var before = state(admin);
            connect(admin.createToken("guest", Role.VIEWER, null).secret());

            for (var screen : SCREENS) {
                push(KeyCode.CONTROL, screen.key);
                until("screen " + screen.id, () -> shown("#" + screen.id));
            }
            assertThat(told()).isEmpty();

            command(id);
            until("the run", () -> text("#run-verdict").contains("ailed"));
            until("its log", () -> text("#log-size").contains("1 "));
            refused(() -> push(KeyCode.R));
            draw("viewer-1-refused");
            refused(() -> push(KeyCode.D));
            push(KeyCode.SHIFT, KeyCode.R);
            until("the dialog", () -> shown("#retry-dialog"));
            fill("#retry-new-name", "colour");
            push(KeyCode.ENTER);
            until("why not", () -> text("#retry-refused").contains("viewer"));
            assertThat(text("#retry-new-name")).isEqualTo("colour");
            push(KeyCode.ESCAPE);

            find("broken", "default/broken");
            until("the job", () -> text("#job-title").equals("broken"));
            refused(() -> push(KeyCode.P));
            refused(() -> push(KeyCode.DELETE));
            push(KeyCode.SHIFT, KeyCode.ENTER);
            until("the form of a run", () -> shown("#run-form"));
            refused(() -> push(KeyCode.ENTER));
            assertThat(shown("#run-form")).isTrue();
            push(KeyCode.ESCAPE);
            push(KeyCode.E);
            until("the editor", () -> text("#schedule-words-0").contains("06:00"));
            // As by Tab, which brings it into sight; the notice of what was refused is before its
            // place.
            interact(() -> lookup("#field-schedules-0-cron").query().requestFocus());
            push(KeyCode.CONTROL, KeyCode.A);
            write("0 7 * * *");
            until("it is right", () -> !lookup("#editor-save").query().isDisabled());
            push(KeyCode.CONTROL, KeyCode.S);
            until("what is saved is shown", () -> shown("#save-sheet"));
            refused(() -> push(KeyCode.ENTER));
            assertThat(lookup("#editor-text").<CodeArea>query().getText()).contains("0 7 * * *");
            draw("viewer-2-not-saved");

            push(KeyCode.CONTROL, KeyCode.DIGIT7);
            until("the queue", () -> text("#queue-limits").length() > 3);
            push(KeyCode.E);
            until("its limits", () -> shown("#limits-sheet"));
            fill("#limits-concurrency", "7");
            clickOn("#limits-sheet-act");
            until("why not", () -> text("#limits-sheet-problem").contains("viewer"));
            assertThat(text("#limits-concurrency")).isEqualTo("7");
            draw("viewer-3-limits");
            push(KeyCode.ESCAPE);
            push(KeyCode.CONTROL, KeyCode.DIGIT8);
            until("the node", () -> shown("#node-drain"));
            refused(() -> push(KeyCode.D));
            push(KeyCode.CONTROL, KeyCode.DIGIT4);
            until("the failure", () -> text("#failure-message").contains("3"));
            refused(() -> push(KeyCode.M));
            push(KeyCode.CONTROL, KeyCode.DIGIT9);
            until("the calendar", () -> text("#calendar-text").contains("2027-01-01"));
            interact(
                    () -> {
                        var text = lookup("#calendar-text").<TextInputControl>query();
                        text.setText(text.getText().replace("2027-01-01", "2027-01-02"));
                    });
            refused(() -> clickOn("#calendar-save"));
            assertThat(text("#calendar-text")).contains("2027-01-02");
            push(KeyCode.CONTROL, KeyCode.DIGIT0);
            until("the changes", () -> shown("#change-sentence"));

            assertThat(state(admin)).isEqualTo(before);
        }
    }

    // All that could have been changed.
    private static String state(HttpCarillon admin) {
        return admin.job("default", "broken")
                + "\n"
                + admin.queues()
                + admin.nodes().stream().map(node -> node.cordonedUntil()).toList()
                + admin.calendars()
                + admin.runs(
                                new dev.carillon.api.Carillon.RunQuery(
                                        java.util.Set.of(), null, null, null),
                                null,
                                50)
                        .items();
    }

    private void refused(Runnable action) {
        for (int i = 0; i < 4; i++) {
            push(KeyCode.ALT, KeyCode.BACK_SPACE);
        }
        assertThat(told()).isEmpty();
        action.run();
        until("it is refused", () -> told().contains("has the role viewer"));
    }

    private String told() {
        return lookup(".notification").queryAllAs(Notification.class).stream()
                .map(Notification::getMessage)
                .collect(Collectors.joining("\n"));
    }
}
