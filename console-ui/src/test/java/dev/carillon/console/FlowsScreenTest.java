package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.console.frame.Place;

import javafx.geometry.Bounds;
import javafx.scene.control.TableCell;
import javafx.scene.input.KeyCode;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

class FlowsScreenTest extends ScreenTest {
    @Override
    protected FakeCarillon cluster() {
        return new FakeFlows();
    }

    private FakeFlows flows() {
        return (FakeFlows) fake();
    }

    @Test
    void theGraphShowsEachStepAndAFlowIsResumedByKeysAlone() throws Exception {
        var flow = flows().addFailed();

        open(new Place.Flows(flow.id()));

        until("the steps", () -> lookup("#step-check").tryQuery().isPresent());
        interact(() -> lookup("#step-check").query().requestFocus());
        until(
                "what is told of it",
                () -> lookup("#flow-step").queryLabeled().getText().contains("no such table"));
        draw("flows");
        push(KeyCode.SHIFT, KeyCode.R);

        until("resumed", () -> flows().calls().contains("retry " + flow.id() + " [check]"));
    }

    @Test
    void aNoticeHidesNeitherTheStepNorTheLink() throws Exception {
        var flow = flows().addFailed();
        open(new Place.Flows(flow.id()));
        until("the steps", () -> lookup("#step-check").tryQuery().isPresent());
        interact(() -> lookup("#step-check").query().requestFocus());

        push(KeyCode.SHIFT, KeyCode.R);

        until("a notice", () -> lookup(".notification").tryQuery().isPresent());
        interact(() -> window().show(PROFILE).go(new Place.Flows(flow.id())));
        until("its foot", () -> lookup("#flow-step").query().isVisible());
        draw("flows-notice");
        var notice = seen(".notification");
        assertThat(notice.intersects(seen("#flow-step"))).isFalse();
        assertThat(notice.intersects(seen("#status-link"))).isFalse();
    }

    private Bounds seen(String query) {
        return WaitForAsyncUtils.waitForAsyncFx(
                5_000,
                () -> {
                    var node = lookup(query).query();
                    return node.localToScene(node.getLayoutBounds());
                });
    }

    @Test
    void aLongDurationIsNotCut() {
        flows().define(FakeFlows.FLOW);
        var length = Duration.ofHours(23).plusMinutes(58);
        flows().put(
                        FakeCarillon.changed(
                                flows().add("orders", RunState.RUNNING),
                                json ->
                                        json.put(
                                                "startedAt",
                                                Instant.now().minus(length).toString())));
        open(new Place.Flows(null));

        until("how long it takes", () -> cell("23 h 5") != null);

        assertThat(Objects.requireNonNull(cell("23 h 5")).isTextTruncated()).isFalse();
    }

    private @Nullable TableCell<?, ?> cell(String text) {
        return lookup("#flows-table .table-cell").queryAll().stream()
                .map(each -> (TableCell<?, ?>) each)
                .filter(each -> each.getText() != null && each.getText().startsWith(text))
                .findFirst()
                .orElse(null);
    }

    @Test
    void inTheDarkItLooksWellToo() throws Exception {
        var flow = flows().addFailed();
        open(new Place.Flows(flow.id()));
        until("the steps", () -> lookup("#step-check").tryQuery().isPresent());

        shortcut(KeyCode.K);
        write("dark");
        push(KeyCode.ENTER);
        until("closed", () -> !lookup("#palette").query().isVisible());
        draw("flows-dark");
        shortcut(KeyCode.K);
        write("look: light");
        push(KeyCode.ENTER);
    }

    @Test
    void withoutFlowsItIsToldWhatTheyAre() throws Exception {
        open(new Place.Flows(null));

        until("the empty state", () -> lookup(".empty-state").tryQuery().isPresent());
        draw("flows-empty");
    }
}
