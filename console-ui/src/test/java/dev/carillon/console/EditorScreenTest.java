package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.frame.Place;

import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
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

        clickOn("#editor-check");
        until("what the node says", () -> lookup("#check-sheet").tryQuery().isPresent());
        assertThat(lookup("#check-said").queryLabeled().getText())
                .isEqualTo("default/report would be changed; nothing is stored yet.");
        assertThat(lookup("#check-times .label").queryAll()).hasSize(2);
        assertThat(jobs().calls()).contains("apply true").doesNotContain("put default/report 1");
        draw("editor-check");
        clickOn("#check-save");
        until("the difference", () -> lookup("#save-sheet").tryQuery().isPresent());
        draw("editor-diff");
        clickOn("#save-do");
        until("saved", () -> jobs().calls().contains("put default/report 1"));
        until(
                "its version",
                () -> lookup("#editor-state").queryLabeled().getText().equals("Version 2"));
    }

    @Test
    void undoDoesNotBringBackTheTextOfAnotherJob() {
        openReport();
        jobs().define("name: other\ntask: {shell: {command: [date]}}\n");
        open(new Place.Editor("default/other"));
        until("the other", () -> text().getText().startsWith("name: other"));

        interact(text()::requestFocus);
        shortcut(KeyCode.Z);
        assertThat(text().getText()).startsWith("name: other");

        write("x");
        assertThat(text().getText()).startsWith("xname: other");
        shortcut(KeyCode.Z);
        shortcut(KeyCode.Z);
        assertThat(text().getText()).startsWith("name: other");
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

    private void openFlow() {
        jobs().define(
                        """
                name: nightly-load
                task:
                  flow:
                    steps:
                      - name: orders
                        shell: {script: "extract orders\\necho ::result 120"}
                        retry: {attempts: 3}
                      - {name: customers, job: crm/customers}
                      - name: check
                        after: [orders, customers]
                        with: {rows: "${steps.orders.result}"}
                        shell: {command: [check]}
                      - {name: publish, http: {url: "https://example.org"}, after: [check]}
                      - name: alarm
                        after: [{step: check, on: failure}]
                        http: {url: "https://example.org/alarm"}
                """);
        open(new Place.Editor("default/nightly-load"));
        until("the steps", () -> lookup("#steps-list").queryListView().getItems().size() == 5);
    }

    private void look(String look) {
        shortcut(KeyCode.K);
        write("look: " + look);
        push(KeyCode.ENTER);
        until("closed", () -> !lookup("#palette").query().isVisible());
    }

    private void choose(int step) {
        interact(() -> lookup("#steps-list").queryListView().getSelectionModel().select(step));
    }

    @Test
    void theJobOfAStepIsCompletedByKeysAlone() throws Exception {
        jobs().define("{name: orders-import, task: {shell: {command: [date]}}}");
        jobs().define("{name: orders-export, task: {shell: {command: [date]}}}");
        openFlow();
        choose(1);
        interact(
                () -> {
                    field("task-flow-steps-1-job").requestFocus();
                    field("task-flow-steps-1-job").selectAll();
                });

        write("orders");
        until("the jobs", () -> lookup("#job-names").tryQuery().isPresent());
        push(KeyCode.DOWN);
        push(KeyCode.DOWN);
        push(KeyCode.ENTER);

        assertThat(field("task-flow-steps-1-job").getText()).isEqualTo("default/orders-import");
        assertThat(text().getText()).contains("job: default/orders-import");
        until("closed", () -> lookup("#job-names").tryQuery().isEmpty());
        shortcut(KeyCode.A);
        push(KeyCode.BACK_SPACE);
        until("the jobs", () -> lookup("#job-names").tryQuery().isPresent());
        push(KeyCode.ESCAPE);
        until("closed", () -> lookup("#job-names").tryQuery().isEmpty());
        assertThat(field("task-flow-steps-1-job").isFocused()).isTrue();
        until("here", () -> new Place.Editor("default/nightly-load").equals(here()));
    }

    @Test
    void theStepsOfAFlowAreWrittenInTheForm() throws Exception {
        openFlow();
        draw("editor-flow");
        choose(2);
        look("dark");
        draw("editor-flow-dark");
        interact(() -> field("task-flow-steps-2-name").requestFocus());
        draw("editor-flow-step-dark");
        look("light");
        draw("editor-flow-step");

        interact(() -> field("task-flow-steps-2-name").setText("verify"));
        assertThat(text().getText())
                .contains("name: verify")
                .contains("step: verify")
                .doesNotContain("check\n  ");
        assertThat(field("task-flow-steps-2-name").getText()).isEqualTo("verify");
        interact(() -> lookup("#after-on-1").<String>queryComboBox().setValue("end"));
        assertThat(text().getText()).contains("step: customers").contains("on: end");

        interact(() -> lookup("#steps-list").query().requestFocus());
        push(KeyCode.ALT, KeyCode.UP);
        assertThat(text().getText().indexOf("name: verify"))
                .isLessThan(text().getText().indexOf("name: customers"));
        push(KeyCode.INSERT);
        until("a step", () -> text().getText().contains("name: step-6"));
        assertThat(field("task-flow-steps-2-name").isFocused()).isTrue();
        push(KeyCode.CONTROL, KeyCode.A);
        write("index");
        assertThat(text().getText()).contains("name: index").doesNotContain("step-6");
        draw("editor-flow-added");
    }

    @Test
    void aCircleIsToldAtTheStepInTheListAndAtItsField() throws Exception {
        openFlow();

        interact(
                () ->
                        text().replaceText(
                                        text().getText()
                                                .replace(
                                                        "name: orders\n",
                                                        "name: orders\n        after: [alarm]\n")));
        choose(0);
        draw("editor-flow-circle-graph");
        interact(() -> field("task-flow-steps-0-name").requestFocus());
        interact(() -> lookup("#steps-list").query().requestFocus());
        draw("editor-flow-circle-list");
        var told =
                lookup("#step-fields").lookup(".field-problem").queryAllAs(Label.class).stream()
                        .map(Label::getText)
                        .filter(each -> each.contains("circle"))
                        .toList();
        assertThat(told).hasSize(1);
        draw("editor-flow-circle");
    }

    @Test
    void aTaskBecomesTheFirstStepOfAFlow() {
        jobs().define("{name: a, task: {shell: {command: [make, all]}}}");
        open(new Place.Editor("default/a"));
        until("the text", () -> text().getText().startsWith("name: a"));

        interact(() -> lookup("#task-kind").<String>queryComboBox().setValue("flow"));

        assertThat(text().getText()).contains("- name: first", "command: [make, all]");
    }

    @Test
    void aJobIsSpreadOverEveryNodeInsteadOfParts() {
        jobs().define("{name: a, task: {shell: {command: [x]}}, shards: 4}");
        open(new Place.Editor("default/a"));
        until("the text", () -> text().getText().startsWith("name: a"));
        var every = lookup("#field-everyNode").queryAs(CheckBox.class);

        interact(() -> every.setSelected(true));

        assertThat(text().getText()).contains("everyNode: true").doesNotContain("shards");
        assertThat(field("shards").isDisabled()).isTrue();
        interact(() -> text().replaceText(text().getText().replace("everyNode: true\n", "")));
        assertThat(every.isSelected()).isFalse();
        assertThat(field("shards").isDisabled()).isFalse();
    }

    @Test
    void aFlowOffersNoPartsButLetsThoseGoThatAreWritten() throws Exception {
        openFlow();
        var every = lookup("#field-everyNode").queryAs(CheckBox.class);
        assertThat(every.isDisabled()).isTrue();

        interact(() -> text().appendText("everyNode: true\n"));

        assertThat(every.isDisabled()).isFalse();
        interact(every::requestFocus);
        draw("editor-flow-parts");
        assertThat(lookup("#editor-problems").queryListView().getItems()).hasSize(1);
        interact(() -> every.setSelected(false));
        assertThat(lookup("#editor-problems").queryListView().getItems()).isEmpty();
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
        look("dark");
        draw("editor-new-dark");
        look("light");
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
    void aFileThatIsOpenedLeavesWhatWasWrittenForAnotherNewJob() throws Exception {
        open(new Place.Editor(null));
        until("the template", () -> text().getText().startsWith("name: new-job"));
        interact(() -> field("name").setText("mine"));

        open(new Place.Editor(null, "name: of-a-file\ntask: {shell: {command: [date]}}\n"));

        until("the file", () -> text().getText().startsWith("name: of-a-file"));
        until("it is told", () -> lookup("#banner-aside").tryQuery().isPresent());
        draw("editor-aside");
        clickOn("#aside-show");
        assertThat(text().getText()).startsWith("name: mine\n");
        clickOn("#aside-forget");
        assertThat(lookup("#banner-aside").tryQuery()).isEmpty();
        assertThat(text().getText()).startsWith("name: mine\n");
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
