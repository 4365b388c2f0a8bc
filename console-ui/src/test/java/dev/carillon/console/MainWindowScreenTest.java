package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.Standing.State;

import javafx.scene.Node;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;

import org.fxmisc.richtext.CodeArea;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;

public class MainWindowScreenTest extends ScreenTest {
    private static final Profile CHANGED =
            new Profile(PROFILE.name(), PROFILE.address(), "other", Tint.GREEN, false);

    /// Takes a token, or does not.
    public static final class Guarded extends FakeJobs {
        private volatile boolean refusing;

        @Override
        public synchronized Stats stats() {
            if (refusing) {
                throw new CarillonException(
                        ErrorCode.UNAUTHENTICATED,
                        "The token is not known; give another one with --token");
            }
            return super.stats();
        }
    }

    @Override
    protected FakeCarillon cluster() {
        return new Guarded();
    }

    private Guarded guarded() {
        return (Guarded) fake();
    }

    @Test
    void aRefusedTokenIsChangedWhereThatIsSaid() throws IOException {
        open(new Place.Jobs("report"));
        guarded().refusing = true;
        interact(() -> window().show(PROFILE).link().beatOnce());
        until("the banner", () -> lookup("#banner-change").query().isVisible());
        draw("window-refused");

        clickOn("#banner-change");
        until("the token", () -> lookup("#connection-token").query().isFocused());
        assertThat(lookup("#connection-name").queryAs(TextField.class).getText())
                .isEqualTo(PROFILE.name());
        assertThat(lookup("#connection-token").queryAs(PasswordField.class).getSelectedText())
                .isEqualTo(PROFILE.token());
        draw("window-change");
        guarded().refusing = false;
        write("other");
        clickOn("#connect");

        until(
                "the cluster with the other token",
                () -> {
                    var link = window().show(CHANGED).link();
                    return link.profile().equals(CHANGED)
                            && link.standing().state() == State.LIVE
                            && Objects.equals(
                                    window().show(CHANGED).here(), new Place.Jobs("report"));
                });
    }

    @Test
    void aLookThatCannotBeWrittenHoldsAllTheSameAndThatIsSaid() throws IOException {
        open(new Place.Now());
        // Where the file is written before it takes its place.
        Files.createDirectories(folder.resolve("console.json.new").resolve("in-the-way"));
        String before = root().getStyle();

        push(KeyCode.CONTROL, KeyCode.PLUS);

        until("a notice", () -> lookup(".notification").tryQuery().isPresent());
        assertThat(root().getStyle()).isNotEqualTo(before);
    }

    @Test
    void anErrorTellsAllThatIsKnownOfItByTheKeyboardAndCanBeCopied() throws IOException {
        open(new Place.Now());
        var why =
                new CarillonException(
                        ErrorCode.BUG,
                        "something is null",
                        new IllegalStateException("the token is " + PROFILE.token()),
                        "POST http://127.0.0.1:7180/api/v1/runs/42:cancel");
        interact(() -> window().show(PROFILE).notices().failed("The run was not cancelled", why));
        until("the notice", () -> lookup("#notice-details").tryQuery().isPresent());

        push(KeyCode.ALT, KeyCode.ENTER);
        until("the details", () -> lookup("#notice-report").tryQuery().isPresent());
        draw("window-error-details");
        push(KeyCode.ALT, KeyCode.ENTER);

        String copied =
                WaitForAsyncUtils.waitForAsyncFx(
                        5_000, () -> Clipboard.getSystemClipboard().getString());
        assertThat(copied)
                .isEqualTo(lookup("#notice-report").queryAs(TextArea.class).getText())
                .contains("BUG", "runs/42:cancel", "IllegalStateException")
                .doesNotContain(PROFILE.token());
    }

    private Node root() {
        return window().show(PROFILE).getScene().getRoot();
    }

    @Test
    void aConnectionThatWasChangedIsOpenedAnewAtTheSamePlaceAndDraftsAreKept() {
        guarded().define("name: report\ntask: {shell: {command: [date]}}\n");
        open(new Place.Editor("default/report"));
        until("the text", () -> lookup("#editor-text").tryQuery().isPresent() && ready());
        clickOn("#editor-text").write("# mine");

        var production =
                new Profile(PROFILE.name(), PROFILE.address(), PROFILE.token(), Tint.GREEN, true);
        interact(() -> window().show(production));

        until(
                "the new connection",
                () -> window().show(production).link().profile().equals(production));
        until("the draft", () -> lookup("#banner-draft").tryQuery().isPresent());
    }

    @Test
    void aFileThatWasOpenedStaysAsItWasWrittenWhenTheConnectionIsOpenedAnew() {
        open(new Place.Editor(null, "name: of-a-file\ntask: {shell: {command: [date]}}\n"));
        until("the file", () -> text().startsWith("name: of-a-file"));
        clickOn("#editor-text").write("x");
        String written = text();
        assertThat(written).contains("x");

        interact(() -> window().show(CHANGED));

        until("the text", () -> window().show(CHANGED).link().profile().equals(CHANGED));
        until("what was written", () -> text().equals(written));
        assertThat(lookup("#banner-aside").tryQuery()).isEmpty();
    }

    private String text() {
        return lookup("#editor-text").queryAs(CodeArea.class).getText();
    }

    private boolean ready() {
        return lookup("#editor-state").queryLabeled().getText().startsWith("Version");
    }
}
