package dev.carillon.console.jobs;

import dev.carillon.api.JobView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.parts.ParameterRows;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Texts;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

import java.util.List;

/// Asks for what a run is given: a field for each declared parameter, filled with its default.
public final class RunForm {
    private static final Texts TEXTS = Texts.of(RunForm.class);
    private static final double WIDTH = 520;

    private final Desk desk;
    private final RunFormModel model;
    private final ParameterRows rows = new ParameterRows("run-");

    private RunForm(Desk desk, RunFormModel model) {
        this.desk = desk;
        this.model = model;
    }

    /// Opens it over the screen.
    public static void open(Desk desk, JobView job) {
        var parameters =
                JobWords.definition(job)
                        .map(definition -> definition.parameters())
                        .orElse(List.of());
        new RunForm(desk, new RunFormModel(desk.link(), job.namespace(), job.name(), parameters))
                .open();
    }

    private void open() {
        var fields = new VBox(12);
        if (model.fields().isEmpty()) {
            var none = new Label(TEXTS.get("run.no.parameters"));
            none.getStyleClass().add("muted");
            fields.getChildren().add(none);
        }
        for (var field : model.fields()) {
            fields.getChildren().add(rows.parameter(field));
        }
        var at = new TextField();
        at.setPromptText(TEXTS.get("run.at.prompt"));
        fields.getChildren()
                .add(
                        rows.row(
                                "run-at",
                                TEXTS.get("run.at"),
                                "",
                                "",
                                at,
                                at.textProperty(),
                                model.at(),
                                model::atProblem));
        var scroll = new ScrollPane(fields);
        scroll.setFitToWidth(true);
        scroll.getStyleClass().add("plain-scroll");
        scroll.setMaxHeight(460);
        var sheet =
                new Sheet(
                        desk.modal(),
                        "run-form",
                        TEXTS.get("run.title", model.key()),
                        WIDTH,
                        scroll);
        sheet.button("run-cancel", TEXTS.get("cancel"), sheet::close);
        sheet.action("run-submit", TEXTS.get("run.submit"), () -> submit(sheet));
        sheet.openForm();
        // What a scroll pane shows is in the scene only when its looks are known.
        scroll.applyCss();
        fields.lookupAll(".parameter-value").stream().findFirst().ifPresent(Node::requestFocus);
    }

    private void submit(Sheet sheet) {
        rows.check();
        if (model.right()) {
            model.submit(desk.notices(), desk.navigator(), _ -> sheet.close());
        }
    }
}
