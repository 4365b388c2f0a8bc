package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.Place;

import javafx.scene.control.ComboBox;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.stage.PopupWindow;
import javafx.stage.Window;

import org.fxmisc.richtext.CodeArea;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class EditorScreenTest extends ScreenTest {
    @Override
    protected FakeCarillon cluster() {
        return new FakeJobs();
    }

    private FakeJobs jobs() {
        return (FakeJobs) fake();
    }

    // JavaFX 26 stumbles when a window is closed while a tooltip of it is shown, as the mouse
    // happens to be over one.
    @AfterEach
    void hidePopups() {
        interact(
                () ->
                        List.copyOf(Window.getWindows()).stream()
                                .filter(PopupWindow.class::isInstance)
                                .forEach(Window::hide));
    }

    private CodeArea text() {
        return lookup("#editor-text").queryAs(CodeArea.class);
    }

    private void openReport() {
        jobs().define(
                        """
                name: report
                description: Mails the figures of the day
                labels: {owner: billing}
                task:
                  shell:
                    script: |
                      set -e
                      # the figures
                      figures --day "$day" | mail boss@example.org
                parameters:
                  - {name: day, type: date, default: "${scheduledDate}"}
                schedules:
                  - {id: nightly, cron: 30 2 * * *, zone: Europe/Berlin}
                retry: {attempts: 3}
                """);
        open(new Place.Editor("default/report"));
        until("the text", () -> text().getText().startsWith("name: report"));
    }

    @Test
    void formAndTextAreInStepAndTheClockChangeIsTold() throws Exception {
        openReport();
        until(
                "the words",
                () ->
                        lookup("#schedule-words-0")
                                .queryLabeled()
                                .getText()
                                .equals("Every day at 02:30, Europe/Berlin"));
        until("a note", () -> lookup(".schedule-note").tryQuery().isPresent());
        draw("editor");

        interact(
                () ->
                        lookup("#field-schedules-0-cron")
                                .queryAs(TextInputControl.class)
                                .setText("0 6 * * MON-FRI"));

        assertThat(text().getText()).contains("cron: ").contains("0 6 * * MON-FRI");
        until(
                "other words",
                () ->
                        lookup("#schedule-words-0")
                                .queryLabeled()
                                .getText()
                                .startsWith("Every weekday"));

        interact(() -> text().replaceText(text().getText().replace("attempts: 3", "attempts: 5")));
        assertThat(lookup("#field-retry-attempts").queryAs(TextInputControl.class).getText())
                .isEqualTo("5");

        clickOn("#editor-save");
        until("the difference", () -> lookup("#diff").tryQuery().isPresent());
        draw("editor-diff");
        clickOn("#save-do");
        until("saved", () -> jobs().calls().contains("put default/report 1"));
        until(
                "its version",
                () -> lookup("#editor-state").queryLabeled().getText().equals("Version 2"));
    }

    private TextInputControl field(String path) {
        return lookup("#field-" + path).queryAs(TextInputControl.class);
    }

    @Test
    void limitsAndRetentionAreInTheFormToo() throws Exception {
        openReport();

        interact(
                () -> {
                    field("limit-key").setText("${customer}");
                    field("limit-concurrency").setText("2");
                    field("shards").setText("4");
                    field("retention-runs").setText("50");
                });

        assertThat(text().getText())
                .contains("limit:")
                .contains("${customer}")
                .contains("concurrency: 2")
                .contains("shards: 4")
                .contains("runs: 50");
        interact(() -> text().replaceText(text().getText().replace("runs: 50", "runs: 60")));
        assertThat(field("retention-runs").getText()).isEqualTo("60");
        interact(() -> field("retention-age").requestFocus());
        draw("editor-limits");
    }

    @Test
    void anErrorIsToldAtItsLineAndItsField() throws Exception {
        openReport();

        interact(
                () ->
                        text().replaceText(
                                        text().getText().replace("attempts: 3", "attempts: many")));

        until(
                "the problem",
                () -> lookup("#editor-problems").queryListView().getItems().size() == 1);
        draw("editor-wrong");
        interact(() -> text().replaceText("name: report\ntask: ["));
        until("the form waits", () -> lookup("#banner-waits").tryQuery().isPresent());
        draw("editor-broken");
    }

    @Test
    void anotherOnesChangeIsShownAndOneGoesOn() throws Exception {
        openReport();
        interact(() -> text().appendText("timeout: 1h\n"));
        jobs().define("{name: report, task: {shell: {command: [date]}}, priority: 7}");

        shortcut(KeyCode.S);
        until("the sheet", () -> lookup("#save-do").tryQuery().isPresent());
        clickOn("#save-do");
        until("it is told", () -> lookup("#theirs-keep").tryQuery().isPresent());
        draw("editor-theirs");
        clickOn("#theirs-keep");

        until("the banner goes", () -> lookup("#theirs-keep").tryQuery().isEmpty());
        assertThat(text().getText()).contains("timeout: 1h");
    }

    @Test
    void aNewJobIsWrittenWithCompletionByKeysAlone() throws Exception {
        open(new Place.Editor(null));
        until("the template", () -> text().getText().startsWith("name: new-job"));
        interact(
                () -> {
                    text().requestFocus();
                    text().moveTo(text().getLength());
                });

        write("over");
        push(KeyCode.CONTROL, KeyCode.SPACE);
        until("suggestions", () -> lookup(".suggestions").tryQuery().isPresent());
        push(KeyCode.ENTER);

        until("the key", () -> text().getText().endsWith("overlap: "));
        shortcut(KeyCode.K);
        write("dark");
        push(KeyCode.ENTER);
        until("closed", () -> !lookup("#palette").query().isVisible());
        draw("editor-new-dark");
        shortcut(KeyCode.K);
        write("look: light");
        push(KeyCode.ENTER);
    }

    @Test
    void aTextThatSomebodyBroughtIsWrittenOnAndComesOnce() throws Exception {
        var brought = new Place.Editor(null, "name: of-a-file\ntask: {shell: {command: [date]}}\n");
        open(brought);
        until("the text", () -> text().getText().startsWith("name: of-a-file"));
        interact(() -> text().appendText("priority: 7\n"));
        openReport();

        open(brought);

        until("what became of it", () -> text().getText().endsWith("priority: 7\n"));
        clickOn("#editor-save");
        clickOn("#save-do");
        until("stored", () -> jobs().calls().contains("put default/of-a-file 0"));
    }

    @Test
    void theHistoryShowsWhatChangedAndGivesAVersionBack() throws Exception {
        openReport();
        jobs().define("{name: report, task: {shell: {command: [date]}}, priority: 7}");
        open(new Place.Editor(null));
        open(new Place.Editor("default/report"));
        until("version 2", () -> text().getText().contains("priority: 7"));

        shortcut(KeyCode.H);
        until("versions", () -> lookup("#history-list").tryQuery().isPresent());
        draw("editor-history");
        clickOn("#history-restore");

        until("version 1", () -> text().getText().contains("figures --day"));
        assertThat(jobs().calls()).isEmpty();
    }

    @Test
    void aPolicyWithKeysIsShownAndChangedAsOne() {
        jobs().define("{name: a, task: {shell: {command: [x]}}, overlap: {policy: queue, max: 3}}");
        open(new Place.Editor("default/a"));
        until("the text", () -> text().getText().startsWith("name: a"));
        ComboBox<String> overlap = lookup("#field-overlap").queryComboBox();

        assertThat(overlap.getValue()).isEqualTo("queue");
        interact(() -> overlap.setValue("allow"));

        assertThat(text().getText()).contains("  policy: allow\n  max: 3\n");
    }
}
