package dev.carillon.console.run;

import dev.carillon.console.frame.Look;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.parts.log.LogModel;
import dev.carillon.console.parts.log.LogPane;
import dev.carillon.console.words.Texts;

import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;

/// A log in a window of its own, so that two can be side by side.
final class LogWindow {
    private static final Texts TEXTS = Texts.of(LogWindow.class);

    private LogWindow() {}

    /// @param beside whose looks it takes
    static Stage open(ClusterLink link, String run, String job, Scene beside) {
        var model = new LogModel(link);
        var pane = new LogPane(model);
        var title = new Label(TEXTS.get("log.of", job, run));
        title.getStyleClass().add("heading");
        VBox.setVgrow(pane, Priority.ALWAYS);
        var root = new VBox(title, pane);
        root.getStyleClass().setAll("root", "window", "screen");
        root.getStylesheets().setAll(RunScreen.STYLES);
        root.setStyle(beside.getRoot().getStyle());
        var scene = new Scene(root, 900, 640);
        scene.getStylesheets().setAll(beside.getStylesheets());
        Look.showWhoHasTheKeyboard(scene);
        scene.getAccelerators()
                .put(new KeyCodeCombination(KeyCode.F, KeyCombination.SHORTCUT_DOWN), pane::find);
        var stage = new Stage();
        stage.setTitle(job + " – Carillon");
        stage.setScene(scene);
        stage.setOnShown(_ -> model.open(run));
        stage.setOnHidden(_ -> model.close());
        stage.show();
        return stage;
    }
}
