package dev.carillon.console.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;

import javafx.scene.control.ComboBox;
import javafx.scene.control.ListView;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/// Each screen beside those of runs on the samples: its main action is done, and the cluster asked whether it is so.
class SamplesJourney extends Journey {
    private static final Path SAMPLES = Path.of("..", "..", "samples").toAbsolutePath().normalize();

    @Test
    void theMainActionOfEachScreenDoesWhatItSays() throws Exception {
        try (var carillon = node().connect()) {
            applySamples(carillon);
            var file = folder.resolve("there");
            carillon.apply(
                    Definitions.parse(
                            "{name: mend, task: {flow: {steps: [{name: look, shell: {script: 'test -e "
                                    + file
                                    + " || { echo no such file; exit 4; }'}},"
                                    + " {name: go-on, after: [look], shell: {command: ['true']}}]}}}",
                            "test"),
                    false);
            String broken = run(carillon, "mend");
            run(carillon, "nightly-load");
            connect();
            jobs(carillon);
            flows(carillon, broken, file);
            queues(carillon);
            calendars(carillon);
            failures(carillon);
            tonight(carillon);
            changes(carillon);
        }
    }

    private void jobs(HttpCarillon carillon) throws IOException {
        push(KeyCode.CONTROL, KeyCode.DIGIT5);
        until("the jobs", () -> text("#jobs-count").matches("(?s).*[1-9].*"));
        fill("#jobs-search", "prune");
        until("one job", () -> lookup("#jobs-table").<TableView<?>>query().getItems().size() == 1);
        draw("samples-1-jobs");
        clickOn("#jobs-search");
        push(KeyCode.ENTER);
        push(KeyCode.P);
        so("paused", () -> carillon.job("default", "prune-old-files").paused());
        until("the way back", () -> lookup("#undo").tryQuery().isPresent());
        push(KeyCode.ALT, KeyCode.ENTER);
        so("resumed", () -> !carillon.job("default", "prune-old-files").paused());
        fill("#jobs-search", "");

        find("daily-digest", "default/daily-digest");
        until("the job", () -> text("#job-title").equals("daily-digest"));
        var next = carillon.next("default", "daily-digest", 2);
        command("skip");
        so(
                "the next time is skipped",
                () ->
                        carillon.next("default", "daily-digest", 1)
                                .getFirst()
                                .nominal()
                                .equals(next.getLast().nominal()));
        draw("samples-2-job");
    }

    private void flows(HttpCarillon carillon, String broken, Path file) throws IOException {
        push(KeyCode.CONTROL, KeyCode.DIGIT6);
        until(
                "the flows",
                () -> lookup("#flows-table").<TableView<?>>query().getItems().size() > 1);
        so("it failed", () -> carillon.run(broken).state() == RunState.FAILED);
        interact(
                () -> {
                    var table = lookup("#flows-table").<TableView<RunView>>query();
                    table.getItems().stream()
                            .filter(run -> run.id().equals(broken))
                            .forEach(run -> table.getSelectionModel().select(run));
                });
        until(
                "its graph",
                () ->
                        text("#flow-title").equals("default/mend")
                                && !lookup("#flow-resume").query().isDisabled());
        draw("samples-3-flow-failed");
        Files.createFile(file);
        push(KeyCode.R);
        so(
                "it was resumed and succeeded",
                () ->
                        !carillon.runs(
                                        new RunQuery(
                                                Set.of(RunState.SUCCEEDED),
                                                "default/mend",
                                                null,
                                                null),
                                        null,
                                        5)
                                .items()
                                .isEmpty());
        until("one sees it", () -> lookup("#flow-resume").query().isDisabled());
        draw("samples-4-flow-resumed");
    }

    private void queues(HttpCarillon carillon) throws IOException {
        push(KeyCode.CONTROL, KeyCode.DIGIT7);
        until(
                "the queues",
                () -> lookup("#queue-table").<TableView<?>>query().getItems().size() > 2);
        interact(
                () -> {
                    var table = lookup("#queue-table").<TableView<Object>>query();
                    table.getItems().stream()
                            .filter(row -> row.toString().contains("name=mail"))
                            .toList()
                            .forEach(row -> table.getSelectionModel().select(row));
                });
        until("its limits", () -> text("#queue-limits").contains("30"));
        push(KeyCode.E);
        until("the form", () -> shown("#limits-sheet"));
        fill("#limits-concurrency", "1");
        interact(() -> lookup("#limits-for").<ComboBox<String>>query().setValue("2h"));
        draw("samples-5-limits");
        clickOn("#limits-sheet-act");
        so(
                "it is changed for two hours",
                () -> {
                    var queue = carillon.queue("mail");
                    var until = queue.changedUntil();
                    return until != null
                            && until.isAfter(Instant.now().plus(Duration.ofMinutes(110)))
                            && until.isBefore(Instant.now().plus(Duration.ofMinutes(121)));
                });
        until("one sees until when", () -> shown("#queue-end-change"));
        draw("samples-6-queue");
        clickOn("#queue-end-change");
        so("it is as before", () -> carillon.queue("mail").changedUntil() == null);
    }

    private void calendars(HttpCarillon carillon) throws IOException {
        push(KeyCode.CONTROL, KeyCode.DIGIT9);
        until(
                "the calendars",
                () ->
                        lookup("#calendar-list")
                                .tryQueryAs(ListView.class)
                                .filter(list -> list.getItems().size() == 4)
                                .isPresent());
        interact(() -> lookup("#calendar-list").<ListView<?>>query().getSelectionModel().select(1));
        until("its text", () -> text("#calendar-text").contains("holidays"));
        interact(
                () -> {
                    var text = lookup("#calendar-text").<TextInputControl>query();
                    text.setText(text.getText().replace("2027-03-26", "2027-03-25"));
                });
        draw("samples-7-calendar");
        clickOn("#calendar-save");
        so(
                "it is saved",
                () -> carillon.calendar("holidays").definition().toString().contains("2027-03-25"));
        until("the way back", () -> lookup("#undo").tryQuery().isPresent());
        push(KeyCode.ALT, KeyCode.ENTER);
        so(
                "it is as before",
                () -> carillon.calendar("holidays").definition().toString().contains("2027-03-26"));
    }

    private void failures(HttpCarillon carillon) throws IOException {
        push(KeyCode.CONTROL, KeyCode.DIGIT4);
        until("the failure", () -> text("#failure-job").equals("default/mend"));
        push(KeyCode.A);
        so("somebody cares", () -> "admin".equals(group(carillon).assignee()));
        push(KeyCode.N);
        until("one can write", () -> lookup("#failure-note").query().isFocused());
        write("looked at");
        until("it can be saved", () -> !lookup("#failure-note-save").query().isDisabled());
        clickOn("#failure-note-save");
        so("the note is kept", () -> "looked at".equals(group(carillon).note()));
        draw("samples-8-failure");
    }

    private static dev.carillon.api.FailureView group(HttpCarillon carillon) {
        return carillon.failures(new FailureQuery(Set.of(), "default/mend", null), null, 5)
                .items()
                .getFirst();
    }

    private void tonight(HttpCarillon carillon) throws IOException {
        push(KeyCode.CONTROL, KeyCode.DIGIT2);
        until("the bars", () -> text("#tonight-counted").matches("(?s).*[1-9].*"));
        push(KeyCode.Q);
        push(KeyCode.F);
        push(KeyCode.ENTER);
        until(
                "free time is found",
                () -> !lookup("#tonight-slots").<ListView<?>>query().getItems().isEmpty());
        draw("samples-9-tonight");
        var forecast =
                carillon.forecast(
                        new ForecastQuery(
                                Instant.now(),
                                Instant.now().plus(Duration.ofHours(1)),
                                null,
                                null));
        assertThat(forecast.warnings().size())
                .isLessThanOrEqualTo(
                        lookup("#tonight-warnings").<ListView<?>>query().getItems().size());
    }

    private void changes(HttpCarillon carillon) throws IOException {
        carillon.pause("default", "node-health");
        push(KeyCode.CONTROL, KeyCode.DIGIT0);
        until(
                "the newest change",
                () -> !lookup("#change-list").<ListView<?>>query().getItems().isEmpty());
        interact(
                () -> {
                    var list = lookup("#change-list").<ListView<?>>query();
                    list.requestFocus();
                    list.getSelectionModel().selectFirst();
                });
        until("what it did", () -> text("#change-sentence").contains("node-health"));
        draw("samples-10-changes");
        push(KeyCode.U);
        until("it is asked", () -> shown("#undo-sheet"));
        push(KeyCode.ENTER);
        so("it is undone", () -> !carillon.job("default", "node-health").paused());
        until("one sees it", () -> lookup("#change-undo").query().isDisabled());
        draw("samples-11-undone");
    }

    private static void so(String what, Callable<Boolean> condition) {
        await(what).atMost(Duration.ofSeconds(60)).until(condition);
    }

    private static String run(HttpCarillon carillon, String job) {
        return carillon.run("default", job, new RunRequest(Map.of(), null), null).id();
    }

    // All but those that need a jar or a database of their own.
    private void applySamples(HttpCarillon carillon) throws IOException {
        for (String name : List.of("weekend", "holidays", "free", "night")) {
            var text = Files.readString(SAMPLES.resolve("scheduling/calendars/" + name + ".yaml"));
            carillon.putCalendar(Definitions.parseCalendar(text, name));
        }
        for (String name : List.of("mail", "reports")) {
            var text = Files.readString(SAMPLES.resolve("scheduling/queues/" + name + ".yaml"));
            carillon.putQueue(Definitions.parseQueue(text, name), null);
        }
        for (String part : List.of("scheduling/jobs", "jobs")) {
            try (var files = Files.list(SAMPLES.resolve(part))) {
                for (var file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
                    apply(carillon, file);
                }
            }
        }
    }

    private void apply(HttpCarillon carillon, Path file) throws IOException {
        String text =
                Files.readString(file)
                        .replace("@SAMPLES@", SAMPLES.resolve("jobs").toString())
                        .replace("@DATA@", folder.toString())
                        .replace("@URL@", node().url().toString());
        if (!text.contains("  java:")
                && !text.contains("  sql:")
                && !text.contains("@HOME@")
                && !text.contains("@PROGRAM@")) {
            carillon.apply(Definitions.parse(text, file.toString()), false);
        }
    }
}
