package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.controls.ModalPane;

import dev.carillon.console.frame.Place;

import javafx.scene.control.Hyperlink;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

class ProblemScreenTest extends ScreenTest {
    @Override
    protected FakeCarillon cluster() {
        return new FakeJobs();
    }

    @Test
    void whatAScreenCouldNotReadIsToldWithDetailsThatAreCopied() throws Exception {
        open(new Place.Jobs(""));
        until(
                "what a node says",
                () -> !lookup("#status-failed").<Hyperlink>query().getText().isEmpty());
        fake().setAway(true);
        interact(() -> lookup("#jobs-search").<TextField>query().setText("x"));
        until(
                "the problem",
                () ->
                        lookup("#problem-details").tryQuery().isPresent()
                                && lookup("#problem-details").query().isVisible());
        draw("jobs-problem");

        interact(() -> lookup("#problem-details").<Hyperlink>query().fire());
        until("the details", () -> lookup("#problem-copy").query().isFocused());
        draw("jobs-problem-details");
        push(KeyCode.ENTER);

        String copied =
                WaitForAsyncUtils.waitForAsyncFx(
                        5_000, () -> Clipboard.getSystemClipboard().getString());
        assertThat(copied)
                .isEqualTo(lookup("#problem-report").<TextArea>query().getText())
                .contains("Code: UNAVAILABLE", "no node answers");
        push(KeyCode.ESCAPE);
        until("closed", () -> !lookup("#modal").<ModalPane>query().isDisplay());
    }
}
