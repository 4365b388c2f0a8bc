package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.trust.Fingerprint;
import dev.carillon.api.trust.UntrustedNode;
import dev.carillon.api.trust.UntrustedNode.Reason;
import dev.carillon.console.frame.Look.Theme;
import dev.carillon.console.link.Profile;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

public class ConnectionsScreenTest extends ScreenTest {
    private static final Fingerprint AUTHORITY = Fingerprint.parse("1A2B3C4D".repeat(8));

    /// Its authority is unknown when it is asked first.
    public static final class Unknown extends FakeCarillon {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public List<NodeView> nodes() {
            if (asked.getAndIncrement() == 0) {
                throw new CarillonException(
                        ErrorCode.UNAUTHENTICATED,
                        "not trusted",
                        new UntrustedNode(
                                Reason.UNKNOWN_AUTHORITY, AUTHORITY, "is not trusted", null));
            }
            return super.nodes();
        }
    }

    @Override
    protected FakeCarillon cluster() {
        return new Unknown();
    }

    @Test
    void anUnknownAuthorityIsComparedByItsFingerprintBeforeTheClusterOpens() throws IOException {
        clickOn("#connection-name").write("production");
        clickOn("#connection-address").write("https://node1.example.org:7180");
        clickOn("#connection-token").write("secret");
        assertThat(lookup("#authority-question").query().isVisible()).isFalse();
        clickOn("#connect");

        until("the question", () -> lookup("#authority-question").query().isVisible());
        assertThat(lookup("#authority-fingerprint").<Labeled>query().getText().replace("\n", ""))
                .isEqualTo(AUTHORITY.toString());
        draw("connections-authority");
        interact(
                () ->
                        lookup("#look")
                                .<MenuButton>query()
                                .getItems()
                                .get(Theme.DARK.ordinal())
                                .fire());
        draw("connections-authority-dark");
        assertThat(lookup("#authority-refuse").query().isFocused()).isTrue();

        clickOn("#authority-trust");

        until("the cluster", () -> lookup("#now").tryQuery().isPresent());
    }

    @Test
    void theKeyboardGoesToWhatIsThereAfterEachAnswer() {
        clickOn("#connection-name").write("production");
        clickOn("#connection-address").write("https://node1.example.org:7180");
        clickOn("#connection-token").write("secret");
        push(KeyCode.ENTER);
        until("the question", () -> lookup("#authority-refuse").query().isFocused());

        push(KeyCode.SPACE);

        until("it is refused", () -> lookup("#connect").query().isFocused());
        clickOn("#connection-revert");
        until("the first field", () -> lookup("#connection-name").query().isFocused());
    }

    private void store(String name) {
        interact(() -> lookup("#connection-new").<Button>query().fire());
        interact(
                () -> {
                    lookup("#connection-name").<TextField>query().setText(name);
                    lookup("#connection-address").<TextField>query().setText("127.0.0.1:7180");
                    lookup("#connection-token").<TextField>query().setText("secret");
                });
        clickOn("#connect");
        until("the question", () -> lookup("#now").tryQuery().isPresent() || asked());
        if (asked()) {
            clickOn("#authority-trust");
        }
        until("the cluster", () -> lookup("#now").tryQuery().isPresent());
        interact(() -> window().showConnections());
    }

    private boolean asked() {
        return lookup("#authority-question").tryQuery().filter(Node::isVisible).isPresent();
    }

    @Test
    void oneIsRemovedByAButtonAndComesBack() throws IOException {
        store("billing");
        store("orders");
        until("the list", () -> lookup("#connection-list").query().isFocused());
        type(KeyCode.HOME);
        draw("connections");

        clickOn("#connection-remove");

        until("the way back", () -> lookup("#connection-undo").query().isVisible());
        assertThat(names()).containsExactly("orders");
        draw("connections-removed");
        clickOn("#connection-undo");
        assertThat(names()).containsExactly("billing", "orders");
    }

    @Test
    void aNodeOfThisComputerThatIsAnotherUsersIsSaidAboveTheList() throws IOException {
        var data = Files.createDirectories(folder.resolve("local"));
        Files.writeString(data.resolve("api.address"), "http://127.0.0.1:9");
        Files.createDirectories(data.resolve("admin.token"));
        store("billing");

        until("it is said", () -> lookup("#here-unreadable").tryQuery().isPresent());
        draw("connections-unreadable");
    }

    private List<String> names() {
        return lookup("#connection-list").<ListView<Profile>>query().getItems().stream()
                .map(Profile::name)
                .toList();
    }
}
