package dev.carillon.console.jobs;

import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobView;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.jobs.RunFormModel.Field;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Texts;

import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Asks for what a run is given: a field for each declared parameter, filled with its default.
public final class RunForm {
    private static final Texts TEXTS = Texts.of(RunForm.class);
    private static final double WIDTH = 520;

    private final Desk desk;
    private final RunFormModel model;
    private final List<Runnable> checks = new ArrayList<>();

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
            fields.getChildren().add(parameter(field));
        }
        var at = new TextField();
        at.setPromptText(TEXTS.get("run.at.prompt"));
        fields.getChildren()
                .add(
                        row(
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
        fields.lookupAll(".run-value").stream().findFirst().ifPresent(Node::requestFocus);
    }

    private void submit(Sheet sheet) {
        checks.forEach(Runnable::run);
        if (model.right()) {
            model.submit(desk.notices(), desk.navigator(), _ -> sheet.close());
        }
    }

    private Node parameter(Field field) {
        var parameter = field.parameter();
        String id = "run-" + parameter.name();
        String type = parameter.type().name().toLowerCase(Locale.ROOT);
        String kind =
                parameter.defaultValue() == null && parameter.type() != Parameter.Type.STRING
                        ? TEXTS.get("run.kind.needed", type)
                        : type;
        return switch (parameter.type()) {
            case BOOLEAN -> {
                var box = new CheckBox(parameter.name());
                box.setSelected("true".equals(field.value().get()));
                box.selectedProperty()
                        .subscribe(chosen -> field.value().set(Boolean.toString(chosen)));
                yield row(
                        id,
                        "",
                        "",
                        parameter.description(),
                        box,
                        null,
                        field.value(),
                        field::problem);
            }
            case CHOICE -> {
                var box = new ComboBox<String>();
                box.getItems().setAll(parameter.choices());
                box.setValue(field.value().get().isEmpty() ? null : field.value().get());
                box.valueProperty()
                        .subscribe(value -> field.value().set(value == null ? "" : value));
                box.setMaxWidth(Double.MAX_VALUE);
                yield row(
                        id,
                        parameter.name(),
                        kind,
                        parameter.description(),
                        box,
                        null,
                        field.value(),
                        field::problem);
            }
            case SECRET -> {
                var text = new PasswordField();
                yield row(
                        id,
                        parameter.name(),
                        kind,
                        parameter.description(),
                        text,
                        text.textProperty(),
                        field.value(),
                        field::problem);
            }
            case STRING, NUMBER, DATE -> {
                var text = new TextField();
                if (parameter.type() == Parameter.Type.DATE) {
                    text.setPromptText(TEXTS.get("run.date.prompt"));
                }
                yield row(
                        id,
                        parameter.name(),
                        kind,
                        parameter.description(),
                        text,
                        text.textProperty(),
                        field.value(),
                        field::problem);
            }
        };
    }

    private Node row(
            String id,
            String name,
            String kind,
            String description,
            Control control,
            @Nullable StringProperty shown,
            StringProperty value,
            Supplier<@Nullable String> problem) {
        control.setId(id);
        control.getStyleClass().add("run-value");
        control.setAccessibleText(name.isEmpty() ? kind : name + ", " + kind);
        if (shown != null) {
            shown.bindBidirectional(value);
        }
        var label = new Label(name);
        label.getStyleClass().add("field-label");
        var type = new Label(kind);
        type.getStyleClass().add("hint");
        var head = new javafx.scene.layout.HBox(8, label, type);
        head.setAlignment(Pos.BASELINE_LEFT);
        var wrong = new Prose();
        wrong.getStyleClass().add("field-problem");
        wrong.managedProperty().bind(wrong.visibleProperty());
        Runnable check =
                () -> {
                    String why = problem.get();
                    wrong.setText(why == null ? "" : why);
                    wrong.setVisible(why != null);
                };
        wrong.setVisible(false);
        checks.add(check);
        value.subscribe((_, _) -> check.run());
        var row = new VBox(4);
        if (!name.isEmpty() || !kind.isEmpty()) {
            row.getChildren().add(head);
        }
        row.getChildren().add(control);
        if (!description.isBlank()) {
            var text = new Prose(description);
            text.getStyleClass().add("hint");
            row.getChildren().add(text);
        }
        row.getChildren().add(wrong);
        return row;
    }
}
