package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;

import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

class JobsScreenTest extends ScreenTest {
    @Override
    protected FakeCarillon cluster() {
        return new FakeJobs();
    }

    private FakeJobs jobs() {
        return (FakeJobs) fake();
    }

    private void fill() {
        jobs().define(
                        """
                name: nightly-export
                namespace: billing
                description: Writes the orders of the day for the accountants
                labels: {owner: billing, tier: 1}
                task: {shell: {command: [export]}}
                parameters:
                  - {name: day, type: date, default: "${scheduledDate}", description: The day that is exported}
                  - {name: size, type: choice, choices: [small, large], default: small}
                  - {name: dry, type: boolean, default: false}
                  - {name: rows, type: number}
                schedules: [{id: nightly, cron: 30 2 * * *, zone: Europe/Berlin}]
                """);
        jobs().define(
                        """
                name: report
                description: Mails the figures
                task: {http: {url: "https://example.org/report"}}
                schedules: [{cron: 0 7 * * MON-FRI, zone: Europe/Berlin}, {cron: 0 12 1 * *}]
                """);
        jobs().define("{name: cleanup, task: {shell: {command: [rm]}}, schedules: [{every: 15m}]}");
        jobs().define("{name: on-demand, task: {shell: {command: [date]}}}");
        jobs().pause("default", "cleanup");
        for (int i = 0; i < 12; i++) {
            jobs().add("report", i % 4 == 1 ? RunState.FAILED : RunState.SUCCEEDED);
            jobs().add("cleanup", i == 3 ? RunState.TIMED_OUT : RunState.SUCCEEDED);
        }
        jobs().add("report", RunState.RUNNING);
        jobs().add("on-demand", RunState.CANCELLED);
        jobs().add("on-demand", RunState.QUEUED);
    }

    private TableView<?> table() {
        return lookup("#jobs-table").queryTableView();
    }

    @Test
    void jobsAreShownWithTheirHealth() throws Exception {
        fill();

        open(new Place.Jobs(""));

        until("4 jobs", () -> table().getItems().size() == 4);
        until(
                "health",
                () ->
                        lookup(".painted").queryAll().stream()
                                .anyMatch(
                                        node ->
                                                node.getAccessibleText() != null
                                                        && node.getAccessibleText()
                                                                .contains("Running")));
        draw("jobs");
    }

    @Test
    void aJobIsPausedAndTheFormRunsOneByKeysAlone() throws Exception {
        fill();
        open(new Place.Jobs(""));
        until("4 jobs", () -> table().getItems().size() == 4);
        interact(() -> table().requestFocus());
        push(KeyCode.HOME);

        push(KeyCode.SHIFT, KeyCode.ENTER);
        until("the form", () -> lookup("#run-form").tryQuery().isPresent());
        clickOn("#run-submit");
        draw("jobs-run-form");
        assertThat(jobs().calls()).doesNotContain("run billing/nightly-export {}");
        clickOn("#run-rows").write("12");
        clickOn("#run-submit");

        until("the run", () -> jobs().calls().contains("run billing/nightly-export {rows=12}"));

        interact(() -> table().requestFocus());
        push(KeyCode.P);
        until("paused", () -> jobs().calls().contains("pause billing/nightly-export"));
        draw("jobs-paused");
    }

    @Test
    void aClickBesideAFormDoesNotCloseItAndEscDoes() {
        fill();
        open(new Place.Jobs(""));
        until("4 jobs", () -> table().getItems().size() == 4);
        interact(() -> table().requestFocus());
        push(KeyCode.HOME);
        push(KeyCode.SHIFT, KeyCode.ENTER);
        until("the form", () -> lookup("#run-form").tryQuery().isPresent());
        clickOn("#run-rows").write("12");

        clickOn("#rail-now");
        assertThat(dialog().isDisplay()).isTrue();
        assertThat(lookup("#run-rows").queryTextInputControl().getText()).isEqualTo("12");
        clickOn("#run-rows");
        push(KeyCode.ESCAPE);

        until("closed", () -> !dialog().isDisplay());
        // What is no form closes by a click beside it, as before.
        push(KeyCode.F1);
        until("the keys", () -> lookup("#key-sheet").tryQuery().isPresent());
        clickOn("#rail-now");
        until("closed", () -> !dialog().isDisplay());
    }

    @Test
    void manyJobsAreDeletedWithAPreviewAndThoseThatRefuseAreListed() throws Exception {
        openWithAllSelected();
        push(KeyCode.P);
        until("the preview", () -> lookup("#jobs-bulk-skipped").tryQuery().isPresent());
        draw("jobs-bulk");
        push(KeyCode.ESCAPE);
        until("closed", () -> !dialog().isDisplay());
        assertThat(jobs().calls()).doesNotContain("pause default/report");
        jobs().refuseToDelete("report");

        push(KeyCode.DELETE);
        until("the preview", () -> lookup("#jobs-bulk-do").tryQuery().isPresent());
        push(KeyCode.ENTER);

        until("what was refused", () -> lookup("#jobs-bulk-refused").tryQuery().isPresent());
        until("one job", () -> table().getItems().size() == 1);
        draw("jobs-bulk-refused");
        push(KeyCode.ENTER);
        until("closed", () -> !dialog().isDisplay());
        push(KeyCode.ALT, KeyCode.ENTER);
        until("they are back", () -> table().getItems().size() == 4);
        until("closed", () -> !dialog().isDisplay());
    }

    @Test
    void whatIsDoneToManyJobsIsStoppedByEsc() throws Exception {
        openWithAllSelected();
        var turns = jobs().deleteByTurns();
        push(KeyCode.DELETE);
        until("the preview", () -> lookup("#jobs-bulk-do").tryQuery().isPresent());
        push(KeyCode.ENTER);
        turns.release();
        until(
                "progress",
                () ->
                        lookup("#jobs-bulk-progress")
                                .tryQuery()
                                .map(node -> ((Labeled) node).getText().equals("1 of 4"))
                                .orElse(false));
        draw("jobs-bulk-progress");
        clickOn("#rail-now");
        assertThat(dialog().isDisplay()).isTrue();

        push(KeyCode.ESCAPE);
        turns.release(3);

        until("closed", () -> !dialog().isDisplay());
        until("two are left", () -> table().getItems().size() == 2);
        draw("jobs-bulk-stopped");
    }

    @Test
    void allJobsAreReadBeforeTheyAreSelected() throws Exception {
        for (int i = 0; i < 450; i++) {
            jobs().define("{name: job-%03d, task: {shell: {command: [date]}}}".formatted(i));
        }
        open(new Place.Jobs(""));
        until("a part of them", () -> count().equals("200 of 450"));

        interact(() -> table().requestFocus());
        shortcut(KeyCode.A);

        until("all of them", () -> count().equals("450, 450 selected"));
        assertThat(table().getSelectionModel().getSelectedItems()).hasSize(450);
        draw("jobs-all-selected");
    }

    private String count() {
        return lookup("#jobs-count").queryLabeled().getText();
    }

    private void openWithAllSelected() {
        fill();
        open(new Place.Jobs(""));
        until("4 jobs", () -> table().getItems().size() == 4);
        interact(
                () -> {
                    table().requestFocus();
                    table().getSelectionModel().selectAll();
                });
    }

    private ModalPane dialog() {
        return lookup("#modal").queryAs(ModalPane.class);
    }

    @Test
    void whatIsSearchedForIsThereAgainAfterAnotherScreen() {
        fill();
        open(new Place.Jobs(""));
        until("4 jobs", () -> table().getItems().size() == 4);
        clickOn("#jobs-search").write("nightly");
        until("one job", () -> table().getItems().size() == 1);

        shortcut(KeyCode.DIGIT3);
        until("the runs", () -> here() instanceof Place.Runs);
        shortcut(KeyCode.DIGIT5);

        until("the jobs", () -> new Place.Jobs("nightly").equals(here()));
        assertThat(lookup("#jobs-search").queryTextInputControl().getText()).isEqualTo("nightly");
        assertThat(table().getItems()).hasSize(1);
        interact(() -> window().show(PROFILE).go(new Place.Jobs("")));
        until("all jobs", () -> table().getItems().size() == 4);
        push(KeyCode.ALT, KeyCode.LEFT);
        until("back", () -> new Place.Jobs("nightly").equals(here()));
    }

    @Test
    void withoutJobsTheNextStepIsOffered() throws Exception {
        open(new Place.Jobs(""));

        until("the empty state", () -> lookup(".empty-state").tryQuery().isPresent());
        draw("jobs-empty");
    }

    @Test
    void aJobIsShownWithTimesReasonsAndRuns() throws Exception {
        fill();

        open(new Place.Job("default/report"));

        until("its runs", () -> lookup("#job-runs").queryTableView().getItems().size() == 13);
        assertThat(lookup("#job-why .label").queryLabeled().getText())
                .startsWith("Schedule nightly is due at");
        draw("job");
        interact(() -> lookup("#job-runs").queryTableView().requestFocus());
        push(KeyCode.B);
        until("the sheet", () -> lookup("#backfill-sheet").tryQuery().isPresent());
        clickOn("#backfill-preview");
        until(
                "the preview",
                () -> lookup("#backfill-shown").queryLabeled().getText().startsWith("2 due times"));
        draw("job-backfill");
        clickOn("#backfill-make");

        until("runs are made", () -> jobs().calls().contains("backfill default/report p1"));
    }

    @Test
    void aJobThatIsGoneLeadsBackToTheList() throws Exception {
        open(new Place.Job("default/none"));

        until("it is told", () -> lookup(".empty-state").tryQuery().isPresent());
        draw("job-gone");
    }

    @Test
    void inTheDarkTheyLookWellToo() throws Exception {
        fill();
        open(new Place.Jobs(""));
        choose("dark");
        until("4 jobs", () -> table().getItems().size() == 4);
        draw("jobs-dark");
        open(new Place.Job("billing/nightly-export"));
        until("its title", () -> lookup("#job-title").queryLabeled().getText().contains("nightly"));
        draw("job-dark");
        choose("look: light");
    }

    // By the palette, as a person does.
    private void choose(String command) {
        shortcut(KeyCode.K);
        write(command);
        push(KeyCode.ENTER);
        until("closed", () -> !lookup("#palette").query().isVisible());
    }

    @Test
    void whatIsSelectedStaysSoWhenRowsChange() throws Exception {
        fill();
        var run = jobs().add("report", RunState.RUNNING);
        open(new Place.Jobs(""));
        until("4 jobs", () -> table().getItems().size() == 4);
        until(
                "health",
                () ->
                        lookup(".painted").queryAll().stream()
                                .anyMatch(
                                        node ->
                                                node.getAccessibleText() != null
                                                        && node.getAccessibleText()
                                                                .contains("Running")));
        interact(
                () -> {
                    table().getSelectionModel().clearAndSelect(1);
                    table().getSelectionModel().select(3);
                });
        var before = table().getItems().get(3);

        jobs().put(FakeCarillon.as(run, RunState.FAILED));

        until("another row", () -> table().getItems().get(3) != before);
        assertThat(table().getSelectionModel().getSelectedIndices()).containsExactly(1, 3);
    }
}
