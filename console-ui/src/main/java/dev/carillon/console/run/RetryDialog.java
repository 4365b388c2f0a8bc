package dev.carillon.console.run;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.api.CarillonException;
import dev.carillon.api.RunView;
import dev.carillon.console.parts.ParameterRows;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.function.Consumer;

/// Asks with which parameters a run is made again. What was typed stays when the cluster refuses it.
public final class RetryDialog {
    private static final Texts TEXTS = Texts.of(RetryDialog.class);

    private final ModalPane modal;
    private final RunActions actions;
    private final RunView run;
    private final RetryModel model;
    private final Consumer<RunView> made;
    private final ParameterRows rows = new ParameterRows("retry-");
    private final TextField newName = new TextField();
    private final TextField newValue = new TextField();
    private final Label newWrong = new Prose();
    private final Label refused = new Prose();
    private final Button retry = new Button(TEXTS.get("retry.do"));

    private RetryDialog(
            ModalPane modal,
            RunActions actions,
            RunView run,
            RetryModel model,
            Consumer<RunView> made) {
        this.modal = modal;
        this.actions = actions;
        this.run = run;
        this.model = model;
        this.made = made;
    }

    /// Opens when it is known what the job of the run declares.
    ///
    /// @param made gets the new run
    public static void show(
            ModalPane modal, RunActions actions, RunView run, Consumer<RunView> made) {
        actions.declared(
                run,
                declared ->
                        new RetryDialog(modal, actions, run, new RetryModel(run, declared), made)
                                .open());
    }

    private void open() {
        var title = new Label(TEXTS.get("retry.title", run.job()));
        title.getStyleClass().add("title-4");
        var text = new Prose(TEXTS.get(model.fields().isEmpty() ? "retry.none" : "retry.text"));
        text.getStyleClass().add("muted");
        var fields = new VBox(12);
        for (var field : model.fields()) {
            fields.getChildren().add(rows.parameter(field));
        }
        newName.textProperty().bindBidirectional(model.newName());
        newValue.textProperty().bindBidirectional(model.newValue());
        newName.setId("retry-new-name");
        newName.setPromptText(TEXTS.get("retry.name"));
        newName.setPrefWidth(150);
        newValue.setId("retry-new-value");
        newValue.setPromptText(TEXTS.get("retry.value"));
        newValue.getStyleClass().add("mono");
        newName.setAccessibleText(TEXTS.get("retry.name"));
        newValue.setAccessibleText(TEXTS.get("retry.value"));
        HBox.setHgrow(newValue, Priority.ALWAYS);
        newWrong.setId("retry-new-problem");
        newWrong.getStyleClass().add("field-problem");
        newWrong.setVisible(false);
        newWrong.managedProperty().bind(newWrong.visibleProperty());
        // A value may be written before its name: that is said only when it is sent.
        model.newName().subscribe((_, _) -> newWrong.setVisible(false));
        model.newValue().subscribe((_, _) -> newWrong.setVisible(false));
        fields.getChildren().add(new VBox(4, new HBox(12, newName, newValue), newWrong));
        var scroll = new ScrollPane(fields);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(360);
        refused.setId("retry-refused");
        refused.getStyleClass().add(Styles.DANGER);
        refused.setVisible(false);
        refused.managedProperty().bind(refused.visibleProperty());
        retry.setId("retry-do");
        retry.setDefaultButton(true);
        retry.getStyleClass().add(Styles.ACCENT);
        retry.setOnAction(_ -> send());
        var cancel = new Button(TEXTS.get("cancel"));
        cancel.setCancelButton(true);
        cancel.setOnAction(_ -> modal.hide(true));
        var buttons = new HBox(8, cancel, retry);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        var box = new VBox(14, title, text, scroll, refused, buttons);
        box.setId("retry-dialog");
        box.getStyleClass().add("sheet");
        box.setMaxSize(560, Region.USE_PREF_SIZE);
        Sheet.showForm(modal, box);
        // What a scroll pane shows is in the scene only when its looks are known.
        scroll.applyCss();
        Node first = fields.lookupAll(".parameter-value").stream().findFirst().orElse(newName);
        first.requestFocus();
        if (first instanceof TextField written) {
            written.selectAll();
        }
    }

    private void send() {
        rows.check();
        String why = model.newProblem();
        newWrong.setText(why == null ? "" : why);
        newWrong.setVisible(why != null);
        if (!model.right()) {
            return;
        }
        retry.setDisable(true);
        actions.retryEdited(
                run,
                model.changed(),
                again -> {
                    modal.hide(true);
                    made.accept(again);
                },
                this::refuse);
    }

    private void refuse(CarillonException refusal) {
        retry.setDisable(false);
        refused.setText(Sentence.begin(refusal.getMessage()));
        refused.setVisible(true);
    }
}
