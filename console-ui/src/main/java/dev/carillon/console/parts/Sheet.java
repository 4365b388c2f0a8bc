package dev.carillon.console.parts;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Asks for something over the screen: a title, what is asked, and buttons, of which the first does it. Esc leaves.
public final class Sheet {
    private final ModalPane pane;
    private final VBox box;
    private final HBox buttons = new HBox(8);

    public Sheet(ModalPane pane, String id, String title, double width, Node... content) {
        this.pane = pane;
        var heading = new Prose(title);
        heading.getStyleClass().add("title-3");
        buttons.setAlignment(Pos.CENTER_RIGHT);
        box = new VBox(14, heading);
        box.getChildren().addAll(content);
        box.getChildren().add(buttons);
        box.setId(id);
        box.getStyleClass().add("sheet");
        box.setMaxSize(width, Region.USE_PREF_SIZE);
        box.setPrefWidth(width);
        for (var each : content) {
            VBox.setVgrow(each, Priority.SOMETIMES);
        }
    }

    /// Adds what it is for; Enter does it where no text of several lines is written.
    public Button action(String id, String text, Runnable action) {
        var button = button(id, text, action);
        button.getStyleClass().add(Styles.ACCENT);
        button.setDefaultButton(true);
        return button;
    }

    /// Adds what removes or ends something.
    public Button danger(String id, String text, Runnable action) {
        var button = button(id, text, action);
        button.getStyleClass().add(Styles.DANGER);
        return button;
    }

    /// Adds another button.
    public Button button(String id, String text, Runnable action) {
        var button = new Button(text);
        button.setId(id);
        button.setOnAction(_ -> action.run());
        buttons.getChildren().add(button);
        return button;
    }

    public void open() {
        // It may take the place of a form.
        pane.setPersistent(false);
        pane.setAlignment(Pos.CENTER);
        pane.show(box);
    }

    /// Opens what is written in: a click beside it does not close it.
    public void openForm() {
        showForm(pane, box);
    }

    /// Opens what neither Esc nor a click beside it may close.
    ///
    /// @param leave what Esc does
    public void openForm(Runnable leave) {
        showForm(pane, box, leave);
    }

    /// Shows what is written in over the screen. A click beside it does not close it, Esc does.
    public static void showForm(ModalPane pane, Node form) {
        showForm(pane, form, () -> pane.hide(true));
    }

    /// The same for what is more to be left than hidden.
    ///
    /// @param leave what Esc does
    public static void showForm(ModalPane pane, Node form, Runnable leave) {
        form.addEventHandler(
                KeyEvent.KEY_PRESSED,
                pressed -> {
                    if (pressed.getCode() == KeyCode.ESCAPE) {
                        pressed.consume();
                        leave.run();
                    }
                });
        pane.setAlignment(Pos.CENTER);
        pane.setPersistent(true);
        pane.show(form);
    }

    /// Closes it, unless something else is shown in its place meanwhile.
    public void close() {
        if (pane.getContent() == box) {
            pane.hide(true);
        }
    }

    /// Keeps a click beside it from closing whatever is shown over the screen, once something is written in it.
    public static void keepWritten(ModalPane pane) {
        pane.addEventFilter(
                MouseEvent.MOUSE_PRESSED,
                pressed -> {
                    var shown = pane.getContent();
                    if (shown != null && !isUnder(shown, pressed) && isWrittenIn(shown)) {
                        pressed.consume();
                    }
                });
    }

    private static boolean isUnder(Node shown, MouseEvent pressed) {
        return shown.contains(shown.sceneToLocal(pressed.getSceneX(), pressed.getSceneY()));
    }

    private static boolean isWrittenIn(Node shown) {
        return shown.lookupAll(".text-input").stream()
                .anyMatch(
                        each ->
                                each instanceof TextInputControl input
                                        && input.isEditable()
                                        && !input.getText().isBlank());
    }
}
