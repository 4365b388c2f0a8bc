package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.console.frame.Look.Theme;
import dev.carillon.console.frame.Place;

import javafx.scene.Scene;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.robot.Robot;

import org.fxmisc.richtext.CodeArea;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Set;

/// The same as [KeyboardTest] for the screens of jobs and flows.
class KeyboardOfJobsTest extends ScreenTest {
    private static final String REPORT =
            """
            name: report
            description: Mails the figures of the day
            labels: {owner: billing}
            task: {shell: {script: figures}}
            parameters:
              - {name: day, type: date, default: "${scheduledDate}"}
            schedules:
              - {id: nightly, cron: 30 2 * * *, zone: Europe/Berlin}
            retry: {attempts: 3}
            """;

    @Override
    protected FakeCarillon cluster() {
        return new FakeFlows();
    }

    private FakeFlows flows() {
        return (FakeFlows) fake();
    }

    private void walk(String... keys) {
        KeyboardWalk.both(
                lookup(".window").query().getScene(),
                false,
                () ->
                        interact(
                                () ->
                                        lookup("#look")
                                                .<MenuButton>query()
                                                .getItems()
                                                .get(Theme.DARK.ordinal())
                                                .fire()),
                Set.of(keys));
    }

    private void define() {
        flows().define(REPORT);
        flows().define(
                        "{name: cleanup, task: {shell: {command: [rm]}}, schedules: [{every:"
                                + " 15m}]}");
        for (int i = 0; i < 6; i++) {
            flows().add("report", i % 4 == 1 ? RunState.FAILED : RunState.SUCCEEDED);
        }
    }

    @Test
    void jobs() {
        define();

        open(new Place.Jobs(""));
        until("2 jobs", () -> lookup("#jobs-table").<TableView<?>>query().getItems().size() == 2);

        // What a click on one of the last runs does is done by L, or by Enter in the job.
        walk("painted");
    }

    @Test
    void job() {
        define();

        open(new Place.Job("default/report"));
        until("its times", () -> lookup("#job").tryQuery().isPresent());

        walk();
    }

    @Test
    void editor() {
        define();

        open(new Place.Editor("default/report"));
        until(
                "the text",
                () -> lookup("#editor-text").queryAs(CodeArea.class).getText().startsWith("name"));

        walk();
    }

    @Test
    void flowsInTheirList() {
        flows().addFailed();

        open(new Place.Flows(null));
        until("a flow", () -> lookup("#flows").tryQuery().isPresent());

        walk();
    }

    @Test
    void aFlow() {
        String flow = flows().addFailed().id();

        open(new Place.Flows(flow));
        until("the steps", () -> lookup("#step-check").tryQuery().isPresent());
        // What is done with a step is come to once one is chosen.
        interact(() -> lookup("#step-check").query().requestFocus());

        walk();
    }

    @Test
    void arrowsGoFromStepToStepOfAGraph() {
        open(new Place.Flows(flows().addFailed().id()));
        until("the steps", () -> lookup("#step-check").tryQuery().isPresent());
        interact(() -> lookup("#step-extract").query().requestFocus());

        push(KeyCode.RIGHT);
        push(KeyCode.RIGHT);

        assertThat(lookup("#step-check").query().isFocused()).isTrue();
        push(KeyCode.ENTER);
        until("its run", () -> here() instanceof Place.Run);
    }

    private Scene scene() {
        return lookup(".window").query().getScene();
    }

    private void goToReport() {
        define();
        open(new Place.Now());
        Keys.type(KeyCode.CONTROL, KeyCode.DIGIT5);
        until(
                "2 jobs",
                () ->
                        lookup("#jobs-table").tryQuery().isPresent()
                                && lookup("#jobs-table").<TableView<?>>query().getItems().size()
                                        == 2);
        Keys.type(KeyCode.END);
    }

    @Test
    void aJobIsRunWithItsParametersByKeysAlone() {
        goToReport();

        Keys.type(KeyCode.SHIFT, KeyCode.ENTER);
        until("the form", () -> lookup("#run-day").tryQuery().isPresent());
        Keys.tabTo(scene(), "run-day");
        Keys.type(KeyCode.CONTROL, KeyCode.A);
        write("2026-11-24");
        Keys.type(KeyCode.ENTER);

        until("it runs", () -> flows().calls().contains("run default/report {day=2026-11-24}"));
    }

    @Test
    void theLastRunOfAJobIsOpenedByKeysAlone() {
        goToReport();

        until(
                "its run",
                () -> {
                    if (here() instanceof Place.Jobs) {
                        new Robot().keyType(KeyCode.L);
                    }
                    return here() instanceof Place.Run;
                });
    }

    @Test
    void aCronIsChangedAndSavedByKeysAlone() {
        goToReport();

        Keys.type(KeyCode.E);
        until("the field", () -> lookup("#field-schedules-0-cron").tryQuery().isPresent());
        Keys.type(KeyCode.ALT, KeyCode.F);
        Keys.tabTo(scene(), "field-schedules-0-cron");
        Keys.type(KeyCode.CONTROL, KeyCode.A);
        write("0 6 * * MON-FRI");
        until(
                "its words",
                () ->
                        lookup("#schedule-words-0")
                                .queryLabeled()
                                .getText()
                                .startsWith("Every weekday"));
        Keys.type(KeyCode.CONTROL, KeyCode.S);
        until("the difference", () -> lookup("#save-do").tryQuery().isPresent());
        Keys.type(KeyCode.ENTER);

        until("saved", () -> flows().calls().contains("put default/report 1"));
    }

    @Test
    void aRunIsGoneToByThePalette() {
        define();
        var run = flows().add("report", RunState.RUNNING);
        open(new Place.Jobs(""));

        Keys.type(KeyCode.CONTROL, KeyCode.K);
        write(run.id());
        until("it is offered", () -> !lookup("#palette-list").queryListView().getItems().isEmpty());
        Keys.type(KeyCode.ENTER);

        until("it is shown", () -> new Place.Run(run.id()).equals(here()));
    }

    @Test
    void aTextOfSeveralLinesIsLeftByCtrlTab() {
        define();
        open(new Place.Editor("default/report"));
        var area = lookup("#editor-text").queryAs(CodeArea.class);
        until("the text", () -> area.isFocused() && area.getText().startsWith("name"));
        String text = area.getText();

        Keys.type(KeyCode.CONTROL, KeyCode.TAB);

        assertThat(area.isFocused()).isFalse();
        assertThat(area.getText()).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void anEmptyListSaysWhatToDoNext(Place place) {
        open(place);
        until("what to do", () -> lookup(".empty-state .button").tryQuery().isPresent());

        interact(() -> lookup(".empty-state .button").query().setId("next"));
        Keys.tabTo(scene(), "next");
        Keys.type(KeyCode.SPACE);

        until("what is next", () -> here() instanceof Place.Editor);
    }

    static List<Place> lists() {
        return List.of(new Place.Jobs(""), new Place.Flows(null));
    }
}
