package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Json;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.console.frame.Look.Theme;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.parts.log.LogView;

import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.Window;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class RunScreenTest extends ScreenTest {
    /// With a run of several attempts, and a log of a million lines that is made as it is read.
    public static final class Cluster extends FakeCarillon {
        private static final int LINES = 1_000_000;
        private static final int AT_ONCE = 20_000;

        @Override
        public List<AttemptView> attempts(String id) {
            var run = run(id);
            if (!run.job().endsWith("nightly-export")) {
                return super.attempts(id);
            }
            var due = run.due();
            return List.of(
                    attempt(1, "a", due.plusSeconds(4), due.plusSeconds(40), "connection refused"),
                    attempt(
                            2,
                            "b",
                            due.plusSeconds(70),
                            due.plusSeconds(100),
                            "connection refused"),
                    attempt(3, "a", due.plusSeconds(160), due.plusSeconds(190), "exit code 1"));
        }

        private static AttemptView attempt(
                int number,
                String node,
                java.time.Instant from,
                java.time.Instant until,
                String message) {
            return new AttemptView(
                    number,
                    6 + number,
                    node,
                    RunState.FAILED,
                    from,
                    until,
                    1,
                    message,
                    new Usage(Duration.ofSeconds(number), number << 24));
        }

        @Override
        public synchronized LogPart log(String id, long offset) {
            if (!run(id).job().endsWith("huge")) {
                return super.log(id, offset);
            }
            int from = (int) offset;
            int until = Math.min(LINES, from + AT_ONCE);
            var text = new StringBuilder();
            for (int i = from; i < until; i++) {
                text.append(i % 250_000 == 1 ? "ERROR " : "INFO ")
                        .append("row ")
                        .append(i)
                        .append('\n');
            }
            return new LogPart(text.toString(), until, until == LINES);
        }
    }

    @Override
    protected FakeCarillon cluster() {
        return new Cluster();
    }

    private static RunView with(RunView run, Map<String, String> parameters, String message) {
        return FakeCarillon.changed(
                run,
                json -> {
                    json.put("finishedAt", run.due().plusSeconds(190).toString());
                    json.put("attempt", 3);
                    json.put("message", message);
                    json.put("result", "{\"rows\": 120391}");
                    json.set("parameters", Json.mapper().valueToTree(parameters));
                });
    }

    private static String log() {
        var log = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            log.append(
                    "\u001b[90m2026-11-26 02:00:%02d\u001b[0m \u001b[34mINFO\u001b[0m  exported table \u001b[1morders_%02d\u001b[0m (%d rows)\n"
                            .formatted(i, i, i * 7919));
        }
        log.append(
                "\u001b[90m2026-11-26 02:00:41\u001b[0m \u001b[33mWARN\u001b[0m  slow answer of \u001b[4mdb-2\u001b[0m: 4.2 s\n");
        log.append(
                "\u001b[90m2026-11-26 02:00:42\u001b[0m \u001b[1;31mERROR\u001b[0m connection refused by \u001b[38;5;208mdb-2:5432\u001b[0m\n");
        log.append(
                "\tat export.Main.run(Main.java:42)\n\u001b[41;97m giving up \u001b[0m after 3 attempts\n");
        return log.toString();
    }

    private RunView failed() {
        fake().add("nightly-export", RunState.SUCCEEDED);
        var run =
                with(
                        fake().add("nightly-export", RunState.FAILED),
                        Map.of("date", "2026-11-25", "tables", "orders,customers"),
                        "exit code 1: connection refused by db-2:5432");
        fake().put(run);
        fake().setLog(run.id(), log());
        return run;
    }

    @Test
    void whyARunWaitsIsASentence() {
        var run = fake().add("nightly-export", RunState.QUEUED);

        open(new Place.Run(run.id()));

        until(
                "why it waits",
                () ->
                        lookup("#run-why").tryQuery().isPresent()
                                && lookup("#run-why")
                                        .<Label>query()
                                        .getText()
                                        .equals("All slots are busy"));
        assertThat(
                        lookup("#run-why-card .fact-name").<Label>queryAll().stream()
                                .map(Label::getText))
                .containsExactly("Phase of the moon", "Place in line");
    }

    @Test
    void aRunOfAFlowLeadsToItsGraph() {
        var flow = fake().add("orders", RunState.FAILED);
        var part = fake().add("orders", RunState.FAILED);
        fake().put(
                        FakeCarillon.changed(
                                part,
                                json -> {
                                    json.put("flow", flow.id());
                                    json.put("step", "extract");
                                }));
        open(new Place.Run(flow.id()));
        until(
                "the way to the graph",
                () ->
                        lookup("#run-graph").tryQuery().isPresent()
                                && lookup("#run-graph").query().isVisible());

        interact(() -> lookup("#run-graph").<Hyperlink>query().fire());

        assertThat(here()).isEqualTo(new Place.Flows(flow.id()));
    }

    @Test
    void howFarARunHasComeIsSeenWhileItRuns() throws Exception {
        var run = fake().add("nightly-export", RunState.RUNNING);
        open(new Place.Run(run.id()));
        until("it runs", () -> lookup("#run-job").<Hyperlink>query().getText().contains("nightly"));
        assertThat(lookup("#run-progress").query().isVisible()).isFalse();

        var half = FakeCarillon.changed(run, json -> json.put("progress", 43.4));
        fake().put(half);
        until("the bar", () -> lookup("#run-progress").query().isVisible());
        assertThat(lookup("#run-percent").<Label>query().getText()).isEqualTo("43 %");
        draw("run-progress");

        fake().put(FakeCarillon.as(half, RunState.SUCCEEDED));
        until("the end", () -> !lookup("#run-progress").query().isVisible());
    }

    @Test
    void whatARunUsesIsSeenWhileItRunsAndTakesNoPlaceBefore() throws Exception {
        var run = fake().add("import", RunState.RUNNING);
        open(new Place.Run(run.id()));
        until("it runs", () -> lookup("#run-job").<Hyperlink>query().getText().contains("import"));
        assertThat(lookup("#run-usage").query().isManaged()).isFalse();

        fake().setUsage(run.id(), new Usage(Duration.ofMillis(12_340), 104_857_600));

        until("what it uses", () -> lookup("#run-usage").query().isVisible());
        assertThat(label("#run-processor")).isEqualTo("12.3 s");
        assertThat(label("#run-memory")).isEqualTo("100 MiB");
        draw("run-usage");
    }

    @Test
    void whatTheChosenAttemptUsedIsShown() {
        open(new Place.Run(failed().id()));
        until("what the last one used", () -> label("#run-processor").equals("3.0 s"));

        interact(
                () ->
                        lookup("#run-attempts")
                                .<ListView<AttemptView>>query()
                                .getSelectionModel()
                                .select(0));

        until("what the first one used", () -> label("#run-processor").equals("1.0 s"));
    }

    private String label(String id) {
        return lookup(id).<Label>query().getText();
    }

    @Test
    void aFailedRunIsShownWithItsAttemptsAndLogInBothThemes() throws Exception {
        var run = failed();

        open(new Place.Run(run.id()));

        until("the verdict", () -> verdict().startsWith("It failed after"));
        until("the log", () -> lookup("#log-size").<Label>query().getText().equals("44 lines"));
        draw("run");
        push(KeyCode.E);
        until("the error", () -> view().currentLine() == 41);
        look("dark");
        draw("run-dark");
    }

    @Test
    void onProductionARunIsCancelledAfterAQuestionOnly() throws Exception {
        var run = fake().add("nightly-export", RunState.RUNNING);
        var production =
                new Profile("live", URI.create("http://127.0.0.1:7180"), "secret", Tint.RED, true);
        interact(() -> window().show(production).go(new Place.Run(run.id())));
        until("the verdict", () -> verdict().startsWith("It has been running"));

        push(KeyCode.X);
        until("the question", () -> lookup("#on-production").tryQuery().isPresent());
        draw("run-cancel-production");
        push(KeyCode.ESCAPE);
        until("no question", () -> !lookup("#modal").<ModalPane>query().isDisplay());
        assertThat(fake().run(run.id()).state()).isEqualTo(RunState.RUNNING);
        push(KeyCode.X);
        until("the button", () -> lookup("#on-production-act").query().isFocused());
        push(KeyCode.ENTER);

        until("it ends", () -> fake().run(run.id()).state() != RunState.RUNNING);
    }

    private void look(String theme) {
        shortcut(KeyCode.K);
        write(
                Theme.valueOf(theme.toUpperCase(java.util.Locale.ROOT))
                        .name()
                        .toLowerCase(java.util.Locale.ROOT));
        push(KeyCode.ENTER);
        until("closed", () -> !lookup("#palette").query().isVisible());
    }

    private String verdict() {
        return lookup("#run-verdict").<Label>query().getText();
    }

    private LogView view() {
        return lookup("#log").query();
    }

    @Test
    void itIsRetriedEditedByKeyboardAndTheNewRunIsOpened() throws Exception {
        var run = failed();
        fake().add(
                        FakeCarillon.jobOf(
                                "nightly-export",
                                """
                                {"name": "nightly-export", "task": {"shell": {"command": ["x"]}},
                                 "parameters": [
                                  {"name": "date", "type": "date"},
                                  {"name": "tables"},
                                  {"name": "size", "type": "choice", "choices": ["small", "large"],
                                   "default": "small"},
                                  {"name": "full", "type": "boolean", "default": "false"},
                                  {"name": "password", "type": "secret"}]}"""));
        open(new Place.Run(run.id()));
        until("the verdict", () -> verdict().startsWith("It failed after"));

        push(KeyCode.SHIFT, KeyCode.R);
        until("the dialog", () -> lookup("#retry-date").tryQuery().isPresent());
        assertThat(lookup("#retry-size").<Node>query()).isInstanceOf(ComboBox.class);
        assertThat(lookup("#retry-full").<Node>query()).isInstanceOf(CheckBox.class);
        push(KeyCode.ENTER);
        draw("run-retry-refused");
        assertThat(here()).isEqualTo(new Place.Run(run.id()));
        interact(() -> lookup("#retry-password").<PasswordField>query().setText("new"));
        interact(() -> lookup("#retry-date").<TextField>query().setText("2026-11-24"));
        draw("run-retry");
        push(KeyCode.ENTER);

        until("the new run", () -> !new Place.Run(run.id()).equals(here()));
        until("its verdict", () -> verdict().startsWith("It has been due"));
        draw("run-waiting");
    }

    @Test
    void aMillionLinesAreOpenedScrolledAndSearchedDrawingOnlyWhatIsSeen() throws Exception {
        var run = fake().add("huge", RunState.SUCCEEDED);
        open(new Place.Run(run.id()));
        until(
                "all lines",
                () -> lookup("#log-size").<Label>query().getText().equals("1,000,000 lines"));

        interact(() -> view().setFocusTraversable(true));
        long before = view().linesDrawn();
        for (int i = 1; i <= 20; i++) {
            int line = i * 50_000;
            interact(() -> view().scrollTo(line));
            org.testfx.util.WaitForAsyncUtils.waitForFxEvents();
        }
        long drawn = view().linesDrawn() - before;
        assertThat(view().topLine()).isGreaterThan(999_000);
        assertThat(drawn).isGreaterThan(20).isLessThan(20 * 200);

        shortcut(KeyCode.F);
        write("ERROR");
        until("the count", () -> lookup("#log-found").<Label>query().getText().contains("4"));
        push(KeyCode.ENTER);
        until("a hit", () -> view().currentLine() % 250_000 == 1);
        draw("run-million");
        assertThat(view().linesDrawn() - before).isLessThan(50_000);
    }

    @Test
    void theLogOpensInAWindowOfItsOwn() {
        var run = failed();
        open(new Place.Run(run.id()));
        until("the verdict", () -> verdict().startsWith("It failed after"));

        push(KeyCode.O);

        until("a second window", () -> Window.getWindows().size() > 1);
        interact(
                () ->
                        Window.getWindows().stream()
                                .filter(
                                        window ->
                                                window instanceof Stage stage
                                                        && stage.getTitle().startsWith("default/"))
                                .toList()
                                .forEach(Window::hide));
    }

    @Test
    void neighboursAreOneKeyAway() {
        var run = failed();
        open(new Place.Run(run.id()));
        until("a neighbour", () -> !lookup("#run-previous").query().isDisabled());

        push(KeyCode.OPEN_BRACKET);

        until("the run before", () -> !new Place.Run(run.id()).equals(here()));
    }
}
