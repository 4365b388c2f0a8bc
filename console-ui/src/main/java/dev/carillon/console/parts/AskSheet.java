package dev.carillon.console.parts;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.console.words.Texts;

import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

/// A question over the screen: what will be done, what has to be known for it, and a button that does it. It stays,
/// with all that was typed, until that succeeded.
public final class AskSheet {
    private static final Texts TEXTS = Texts.of(AskSheet.class);
    private static final double WIDTH = 480;

    private final ModalPane pane;
    private final VBox fields = new VBox(10);
    private final VBox box;
    private final Label problem = new Prose();
    private final Button act = new Button();
    private @Nullable String typed;
    private @Nullable Node first;

    /// @param id of the sheet, for tests
    public AskSheet(ModalPane pane, String id, String title) {
        this.pane = pane;
        var heading = new Prose(title);
        heading.getStyleClass().add("title-3");
        problem.getStyleClass().add("problem");
        problem.setId(id + "-problem");
        problem.managedProperty().bind(problem.visibleProperty());
        problem.setVisible(false);
        act.setId(id + "-act");
        act.setDefaultButton(true);
        var cancel = new Button(TEXTS.get("sheet.cancel"));
        cancel.setCancelButton(true);
        cancel.setOnAction(_ -> close());
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var buttons = new HBox(8, space, cancel, act);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        box = new VBox(14, heading, fields, problem, buttons);
        box.setId(id);
        box.getStyleClass().add("sheet");
        setWidth(WIDTH);
    }

    public AskSheet setWidth(double width) {
        box.setPrefWidth(width);
        box.setMaxSize(width, Region.USE_PREF_SIZE);
        return this;
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
            name.setId(box.getId() + "-typed");
            act.setDisable(true);
            name.textProperty().subscribe(text -> act.setDisable(!text.strip().equals(word)));
            field(TEXTS.get("sheet.type", word), name);
        }
        pane.setAlignment(Pos.CENTER);
        pane.show(box);
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
        problem.setText(text);
        problem.setVisible(true);
    }

    public void close() {
        pane.hide(false);
    }
}
