package dev.carillon.console.editor;

import dev.carillon.api.JobVersion;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.LineDiff;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.List;

/// The versions of a job, each with what differs between it and what is written now; one can be put back into the
/// editor, where it is saved as a new version.
final class HistorySheet {
    private static final Texts TEXTS = Texts.of(HistorySheet.class);

    private final Desk desk;
    private final EditorModel model;
    private final StackPane shown = new StackPane();
    private final ListView<JobVersion> list = new ListView<>();

    HistorySheet(Desk desk, EditorModel model) {
        this.desk = desk;
        this.model = model;
    }

    void open(List<JobVersion> versions) {
        list.setId("history-list");
        list.setAccessibleText(TEXTS.get("history.name"));
        list.getItems().setAll(versions);
        list.setPrefSize(250, 460);
        list.setMinWidth(250);
        list.setFixedCellSize(46);
        list.setCellFactory(_ -> new VersionCell());
        HBox.setHgrow(shown, Priority.ALWAYS);
        var sheet =
                new Sheet(
                        desk.modal(),
                        "history-sheet",
                        TEXTS.get("history.title", String.valueOf(model.key())),
                        1000,
                        new HBox(12, list, shown));
        sheet.button("history-close", TEXTS.get("close"), sheet::close);
        var restore =
                sheet.action(
                        "history-restore",
                        TEXTS.get("history.restore"),
                        () -> {
                            var chosen = list.getSelectionModel().getSelectedItem();
                            if (chosen != null) {
                                sheet.close();
                                restore(chosen);
                            }
                        });
        list.setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER) {
                        pressed.consume();
                        restore.fire();
                    }
                });
        list.getSelectionModel().selectedItemProperty().subscribe(each -> show(each, restore));
        list.getSelectionModel().select(Math.min(1, versions.size() - 1));
        sheet.open();
        list.requestFocus();
    }

    private void show(@Nullable JobVersion version, Button restore) {
        restore.setDisable(version == null);
        if (version == null) {
            return;
        }
        var lines = model.changesSince(version.definition());
        Node content =
                LineDiff.differs(lines)
                        ? EditorView.diff(lines)
                        : new Label(TEXTS.get("history.same"));
        shown.getChildren().setAll(content);
    }

    private void restore(JobVersion version) {
        String written = model.textProperty().get();
        model.replaceBy(version.definition());
        desk.notices()
                .done(
                        TEXTS.get("history.restored", version.version()),
                        TEXTS.get("undo"),
                        () -> model.setText(written));
    }

    private final class VersionCell extends ListCell<JobVersion> {
        @Override
        protected void updateItem(@Nullable JobVersion version, boolean empty) {
            super.updateItem(version, empty);
            if (empty || version == null) {
                setText(null);
                return;
            }
            String actor = version.actor() == null ? TEXTS.get("history.nobody") : version.actor();
            String when =
                    version.at() == null
                            ? TEXTS.get("history.no.time")
                            : Spans.time(
                                    version.at(),
                                    desk.link().clock().instant(),
                                    ZoneId.systemDefault());
            setText(TEXTS.get("history.version", version.version(), actor, when));
        }
    }
}
