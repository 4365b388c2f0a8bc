package dev.carillon.console.parts;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Texts;

import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

/// A question over the screen: what will be done, what has to be known for it, and a button that does it. It stays,
/// with all that was typed, until that succeeded.
public final class AskSheet {
    private static final Texts TEXTS = Texts.of(AskSheet.class);
    private static final double WIDTH = 480;

    private final VBox fields = new VBox(10);
    private final String id;
    private final Sheet sheet;
    private final Label problem = new Prose();
    private final Button act;
    private final Button leave;
    private @Nullable String typed;
    private @Nullable Node first;

    /// @param id of the sheet, for tests
    public AskSheet(ModalPane pane, String id, String title) {
        this.id = id;
        problem.getStyleClass().add("problem");
        problem.setId(id + "-problem");
        problem.managedProperty().bind(problem.visibleProperty());
        problem.setVisible(false);
        sheet = new Sheet(pane, id, title, WIDTH, fields, problem);
        leave = sheet.button(id + "-cancel", TEXTS.get("sheet.cancel"), this::close);
        leave.setCancelButton(true);
        act = sheet.button(id + "-act", "", () -> {});
        act.setDefaultButton(true);
    }

    /// Says something.
    public AskSheet say(String text) {
        var label = new Prose(text);
        label.setMinHeight(Region.USE_PREF_SIZE);
        fields.getChildren().add(label);
        return this;
    }

    /// Asks for something.
    public AskSheet field(String text, Node field) {
        var label = new Label(text);
        label.getStyleClass().add("field-label");
        label.setLabelFor(field);
        if (field instanceof Region region) {
            region.setMaxWidth(Double.MAX_VALUE);
        }
        if (first == null) {
            first = field;
        }
        var pair = new VBox(4, label, field);
        fields.getChildren().add(pair);
        return this;
    }

    /// Adds what has no name.
    public AskSheet add(Node node) {
        fields.getChildren().add(node);
        return this;
    }

    /// What the button that changes nothing says, where "Cancel" is what the other one does.
    public AskSheet leave(String text) {
        leave.setText(text);
        return this;
    }

    /// The button does nothing until this word was typed.
    public AskSheet mustType(String word) {
        typed = word;
        return this;
    }

    /// @param action what the button does, such as "Retry 12 runs"; it calls [#close], or [#refuse] with what is wrong
    public void show(String action, boolean destructive, Runnable doIt) {
        act.setText(action);
        act.getStyleClass().add(destructive ? Styles.DANGER : Styles.ACCENT);
        act.setOnAction(
                _ -> {
                    problem.setVisible(false);
                    doIt.run();
                });
        if (typed != null) {
            String word = typed;
            var name = new TextField();
            name.setId(id + "-typed");
            act.setDisable(true);
            name.textProperty().subscribe(text -> act.setDisable(!text.strip().equals(word)));
            field(TEXTS.get("sheet.type", word), name);
        }
        if (first == null) {
            sheet.open();
        } else {
            sheet.openForm();
        }
        var focus = first == null ? act : first;
        Platform.runLater(focus::requestFocus);
    }

    /// While it is done.
    public void busy(boolean busy) {
        act.setDisable(busy);
    }

    /// Says what is wrong, and lets it be mended.
    public void refuse(String text) {
        busy(false);
        problem.setText(Sentence.begin(text));
        problem.setVisible(true);
    }

    public void close() {
        sheet.close();
    }
}
