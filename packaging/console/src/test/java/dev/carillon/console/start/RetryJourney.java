package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.client.HttpCarillon;

import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A run that fails is found, understood, and done again with another parameter; and many at once.
class RetryJourney extends Journey {
    private static final int MANY = 500;

    private static final String COPY =
            """
            {name: copy, overlap: allow, retention: {runs: 2000},
             parameters: [{name: from, type: string, default: nowhere}],
             task: {shell: {script: "echo copying from $from; test $from = here || { echo no such place >&2; exit 3; }"}}}
            """;

    @Test
    void aFailedRunIsUnderstoodAndDoneAgainWithAnotherParameter() throws Exception {
        try (var carillon = node().connect()) {
            carillon.apply(Definitions.parse(COPY, "test"), false);
            connect();
            String failed =
                    carillon.run("default", "copy", new RunRequest(Map.of(), null), null).id();

            goTo(failed);
            until("it failed", () -> text("#run-verdict").contains("ailed"));
            assertThat(text("#run-verdict")).contains("3");
            until("its log is there", () -> text("#log-size").contains("2"));

            push(KeyCode.SHIFT, KeyCode.R);
            until("the dialog", () -> lookup("#retry-dialog").tryQuery().isPresent());
            interact(() -> lookup("#retry-from").<TextInputControl>query().setText("here"));
            clickOn("#retry-do");

            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> count(carillon, RunState.SUCCEEDED) == 1);
            assertThat(carillon.run(failed).state()).isEqualTo(RunState.FAILED);
        }
    }

    @Test
    void fiveHundredFailedRunsAreDoneAgainByOneActionAndThatIsTakenBack() throws Exception {
        try (var carillon = node().connect()) {
            carillon.apply(Definitions.parse(COPY, "test"), false);
            carillon.runAll(
                    Collections.nCopies(MANY, new Submission("default", "copy", Map.of(), null)));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> count(carillon, RunState.FAILED) == MANY);
            carillon.pauseQueue("default", null);
            connect();

            push(KeyCode.CONTROL, KeyCode.DIGIT3);
            until("the runs", () -> lookup("#runs-query").tryQuery().isPresent());
            clickOn("#runs-query").write("state:failed").push(KeyCode.ENTER);
            until("they are counted", () -> text("#runs-count").contains("500"));
            clickOn("#runs-all");
            clickOn("#runs-retry");
            until("the preview", () -> lookup("#bulk-dialog").tryQuery().isPresent());
            assertThat(text("#bulk-title")).contains("500");
            clickOn("#bulk-do");
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> count(carillon, RunState.QUEUED) == MANY);

            until("the way back", () -> lookup("#undo").tryQuery().isPresent());
            clickOn("#undo");

            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> count(carillon, RunState.CANCELLED) == MANY);
            assertThat(count(carillon, RunState.FAILED)).isEqualTo(MANY);
        }
    }

    private void goTo(String run) {
        push(KeyCode.CONTROL, KeyCode.K);
        write(run);
        push(KeyCode.ENTER);
        until("the run", () -> lookup("#run-verdict").tryQuery().isPresent());
    }

    private static long count(HttpCarillon carillon, RunState state) {
        return carillon.runs(new RunQuery(EnumSet.of(state), null, null, null), null, MANY * 2)
                .items()
                .size();
    }
}
