package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.Definitions;
import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Look.Theme;
import dev.carillon.console.frame.Place;
import dev.carillon.console.parts.OverScreen;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Each screen is used by the keyboard alone: forth in the light look, back in the dark one (the profile `thorough`).
class KeyboardTest extends ClusterScreenTest {
    private void walk() {
        walk(false);
    }

    /// @param frame whether what is around each screen is looked at too
    private void walk(boolean frame) {
        KeyboardWalk.both(
                lookup(".window").query().getScene(), frame, () -> look(Theme.DARK), Set.of());
    }

    private int rows(String table) {
        return lookup(table).<TableView<?>>query().getItems().size();
    }

    private int lines(String list) {
        return lookup(list).<ListView<?>>query().getItems().size();
    }

    private String text(String label) {
        return lookup(label).<Label>query().getText();
    }

    @Test
    void now() {
        world().addNode("node-a", 4);
        world().addNode("node-b", 0);
        for (int i = 0; i < 6; i++) {
            world().add("export-" + i, i % 3 == 0 ? RunState.FAILED : RunState.RUNNING);
            world().add("report", RunState.QUEUED);
        }

        open(new Place.Now());
        until("4 running", () -> rows("#now-running-table") == 4);

        walk(true);
    }

    @Test
    void tonight() {
        var now = Instant.now();
        for (int i = 0; i < 5; i++) {
            world().addDue(
                            "job-" + i,
                            now.plusSeconds(i * 900L),
                            Duration.ofMinutes(20),
                            Duration.ofMinutes(30),
                            "default");
        }
        world().addWarning(Kind.NO_NODE, "job-1", now, "No node has the label gpu=yes.");

        open(new Place.Tonight("-4h", "+8h"));
        until("the lanes", () -> text("#tonight-counted").contains(" bars in "));

        walk();
    }

    @Test
    void runs() {
        for (int i = 0; i < 30; i++) {
            world().add("import", i % 7 == 0 ? RunState.FAILED : RunState.SUCCEEDED);
        }

        open(new Place.Runs(""));
        until("all", () -> text("#runs-count").equals("30 runs"));

        walk();
    }

    private RunView failed() {
        world().add("import", RunState.SUCCEEDED);
        var run = world().add("import", RunState.FAILED);
        world().add("import", RunState.SUCCEEDED);
        world().setLog(run.id(), "INFO one\nERROR two\n".repeat(40));
        return run;
    }

    @Test
    void run() {
        var run = failed();

        open(new Place.Run(run.id()));
        until("the log", () -> text("#log-size").equals("80 lines"));

        walk();
    }

    @Test
    void compare() {
        var bad = failed();
        var good = world().add("import", RunState.SUCCEEDED);
        world().setLog(good.id(), "INFO one\nINFO two\n".repeat(40));

        open(new Place.Compare(good.id(), bad.id()));
        until("the difference", () -> text("#compare-difference").contains("part"));

        walk();
    }

    private void fail() {
        for (int i = 0; i < 3; i++) {
            world().addFailure("aa11", "nightly-export", "Connection refused");
        }
        world().addFailure("bb22", "mail-invoices", "the mailbox is full");
        world().setLog(world().failure("aa11").lastRun(), "one\ntwo\nConnection refused\n");
    }

    @Test
    void failures() {
        fail();

        open(new Place.Failures("aa11"));
        until("its runs", () -> lookup("#failure-runs").tryQuery().isPresent());

        walk();
    }

    private void queue() {
        world().addQueue("{\"name\":\"billing\",\"concurrency\":8,\"rate\":\"30/1m\"}", 5, 0);
        world().addQueue("{\"name\":\"default\"}", 12, 0);
        for (int i = 0; i < 4; i++) {
            world().add("export", RunState.QUEUED, Instant.now(), null, null, "billing");
        }
    }

    @Test
    void queues() {
        queue();

        open(new Place.Queues("billing"));
        until("its limits", () -> text("#queue-limits").contains("8 at once"));

        walk();
    }

    private void nodesAndSegments() {
        for (String name : new String[] {"node-a", "node-b"}) {
            world().addNode(name, 3);
        }
        for (int i = 0; i < 32; i++) {
            world().setSegment(new SegmentView(i, i % 2 == 0 ? "node-a" : "node-b", 3, null));
        }
        world().add("export", RunState.RUNNING, Instant.now(), null, "node-a", "default");
    }

    @Test
    void nodes() {
        nodesAndSegments();

        open(new Place.Nodes("node-a"));
        until("the nodes", () -> text("#nodes-summary").startsWith("2"));

        walk();
    }

    private void store() {
        world().putCalendar(
                        Definitions.parseCalendar("{name: weekend, weekdays: [sat, sun]}", "test"));
        world().putCalendar(
                        Definitions.parseCalendar(
                                "{name: holidays, dates: [2026-04-03, 2026-05-14]}", "test"));
        world().useCalendar("holidays", "billing/orders", "calendar weekend");
    }

    @Test
    void calendars() {
        store();

        open(new Place.Calendars("holidays"));
        until("the year", () -> text("#year-count").startsWith("2"));

        walk();
    }

    @Test
    void changes() {
        world().addChange("anna", "job.pause", "billing/orders", null, null, null);
        world().addChange(
                        "anna",
                        "job.put",
                        "billing/invoices",
                        "{\"name\":\"invoices\",\"timeout\":\"1h\"}",
                        "{\"name\":\"invoices\",\"timeout\":\"2h\"}",
                        null);

        open(new Place.Changes(null));
        until("the list", () -> lines("#change-list") == 2);

        walk();
    }

    @Test
    void connections() {
        open(new Place.Now());
        interact(() -> window().showConnections());

        walk();
    }

    private Scene scene() {
        return lookup(".window").query().getScene();
    }

    private @Nullable Node owner() {
        return Keys.fx(() -> scene().getFocusOwner());
    }

    @Test
    void escapeClosesWhatIsOverAScreenAndGivesTheKeyboardBack() {
        nodesAndSegments();
        open(new Place.Nodes("node-a"));
        until("the nodes", () -> text("#nodes-summary").startsWith("2"));
        var list = lookup("#node-list").query();
        assertThat(owner()).isSameAs(list);

        Keys.type(KeyCode.F1);
        until("the keys", () -> lookup("#key-sheet").query().isFocusWithin());
        // What a scroll pane shows is in the scene when the next frame is drawn.
        until("them all", () -> !lookup("#key-sheet .key").queryAll().isEmpty());
        assertThat(lookup("#key-sheet .key").<Label>queryAll())
                .extracting(Label::getText)
                .contains("F1", "Arrows", "D");
        Keys.type(KeyCode.ESCAPE);
        until(
                "the list",
                () -> owner() == list && !lookup("#modal").<ModalPane>query().isDisplay());

        Keys.type(KeyCode.C);
        until("the question", () -> lookup("#modal").query().isFocusWithin());
        Keys.type(KeyCode.ESCAPE);
        until(
                "the list",
                () -> owner() == list && !lookup("#modal").<ModalPane>query().isDisplay());

        Keys.type(KeyCode.CONTROL, KeyCode.K);
        until("the palette", () -> lookup("#palette").query().isFocusWithin());
        Keys.type(KeyCode.ESCAPE);
        until("the list", () -> owner() == list && !lookup("#palette").query().isVisible());

        Keys.tabTo(scene(), "look");
        var menu = lookup("#look").<MenuButton>query();
        Keys.type(KeyCode.SPACE);
        until("the menu", menu::isShowing);
        Keys.type(KeyCode.ESCAPE);
        until("no menu", () -> !menu.isShowing() && owner() == menu);
    }

    @Test
    void theKeysAreScrolledByArrowsAndNotWhatIsUnderThem() {
        nodesAndSegments();
        open(new Place.Nodes("node-a"));
        until("the nodes", () -> text("#nodes-summary").startsWith("2"));
        Keys.type(KeyCode.F1);
        until("the keys", () -> lookup("#key-sheet").query().isFocusWithin());

        Keys.type(KeyCode.DOWN);

        assertThat(lookup("#node-list").<ListView<?>>query().getSelectionModel().getSelectedIndex())
                .isZero();
    }

    @Test
    void arrowsGoFromOneChoiceToTheNext() {
        fail();
        open(new Place.Failures(null));
        until("the list", () -> lines("#failure-list") == 2);
        Keys.tabTo(scene(), "failures-open");

        Keys.type(KeyCode.RIGHT);

        assertThat(owner()).isSameAs(lookup("#failures-mine").query());
    }

    @Test
    void theDividerIsMovedByKeys() {
        open(new Place.Run(failed().id()));
        until("the log", () -> text("#log-size").equals("80 lines"));
        var split = lookup(".run-split").<SplitPane>query();
        double before = Keys.fx(() -> split.getDividerPositions()[0]);

        Keys.type(KeyCode.ALT, KeyCode.PERIOD);

        assertThat(Keys.fx(() -> split.getDividerPositions()[0])).isGreaterThan(before + 0.02);
    }

    @Test
    void aNodeIsDrainedByKeysAlone() {
        nodesAndSegments();
        open(new Place.Now());
        Keys.type(KeyCode.CONTROL, KeyCode.DIGIT8);
        until(
                "the nodes",
                () ->
                        lookup("#nodes-summary").tryQuery().isPresent()
                                && text("#nodes-summary").startsWith("2"));
        Keys.type(KeyCode.END);

        Keys.type(KeyCode.D);

        until("drained", () -> world().nodes().get(1).cordonedUntil() != null);
        assertThat(world().nodes().get(0).cordonedUntil()).isNull();
    }

    @Test
    void limitsAreChangedForTwoHoursByKeysAlone() {
        queue();
        open(new Place.Now());
        Keys.type(KeyCode.CONTROL, KeyCode.DIGIT7);
        until(
                "the limits",
                () ->
                        lookup("#queue-limits").tryQuery().isPresent()
                                && text("#queue-limits").contains("8 at once"));

        Keys.type(KeyCode.E);
        until("the form", () -> owner() != null && "limits-concurrency".equals(owner().getId()));
        Keys.type(KeyCode.CONTROL, KeyCode.A);
        Keys.type(KeyCode.DIGIT2);
        Keys.tabTo(scene(), "limits-for");
        Keys.type(KeyCode.CONTROL, KeyCode.A);
        Keys.type(KeyCode.DIGIT2);
        Keys.type(KeyCode.H);
        Keys.type(KeyCode.ENTER);

        until("the change", () -> text("#queue-limits").startsWith("Until"));
        assertThat(text("#queue-limits")).contains("2 at once", "Then: 8 at once");
    }

    /// What is empty says so and what to do next; a button for that is come to by Tab.
    @ParameterizedTest
    @MethodSource("lists")
    void anEmptyListSaysWhatToDoNext(Place place) {
        open(place);
        until("what to do", () -> !shown().isEmpty());

        for (var each : shown()) {
            assertThat(each.lookupAll(".label").stream().map(Label.class::cast).map(Label::getText))
                    .as("a title and a text")
                    .hasSizeGreaterThanOrEqualTo(2)
                    .noneMatch(String::isBlank);
            for (var button : each.lookupAll(".button")) {
                button.setId("next");
                Keys.tabTo(scene(), "next");
                button.setId(null);
            }
        }
        assertThat(owner()).isNotNull();
    }

    static List<Place> lists() {
        return List.of(
                new Place.Now(),
                new Place.Tonight("-4h", "+8h"),
                new Place.Runs(""),
                new Place.Failures(null),
                new Place.Queues(null),
                new Place.Calendars(null),
                new Place.Changes(null));
    }

    private List<Node> shown() {
        return lookup(".empty-state").queryAll().stream().filter(OverScreen::canHave).toList();
    }
}
