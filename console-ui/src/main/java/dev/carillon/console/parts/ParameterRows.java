package dev.carillon.console.parts;

import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.console.words.Texts;

import javafx.beans.property.StringProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What parameters are written in: a control for each by its type, with what is wrong under it.
public final class ParameterRows {
    private static final Texts TEXTS = Texts.of(ParameterRows.class);

    private final String prefix;
    private final List<Runnable> checks = new ArrayList<>();

    /// @param prefix of the ids of the controls, for tests
    public ParameterRows(String prefix) {
        this.prefix = prefix;
    }

    /// Says of each what is wrong with it.
    public void check() {
        checks.forEach(Runnable::run);
    }

    /// A field of the kind that its type has, with what is wrong with it.
    public Node parameter(ParameterField field) {
        var parameter = field.parameter();
        String type = parameter.type().name().toLowerCase(Locale.ROOT);
        var control = control(field);
        // A box to tick says its name by itself.
        boolean named = control instanceof CheckBox;
        return row(
                prefix + parameter.name(),
                named ? "" : parameter.name(),
                named ? "" : kind(field, type),
                parameter.description(),
                control,
                control instanceof TextField text ? text.textProperty() : null,
                field.value(),
                field::problem);
    }

    private static Control control(ParameterField field) {
        var parameter = field.parameter();
        return switch (parameter.type()) {
            case BOOLEAN -> {
                var box = new CheckBox(parameter.name());
                box.setSelected("true".equals(field.value().get()));
                box.selectedProperty()
                        .subscribe(chosen -> field.value().set(Boolean.toString(chosen)));
                yield box;
            }
            case CHOICE -> {
                var box = new ComboBox<String>();
                box.getItems().setAll(parameter.choices());
                box.setValue(field.value().get().isEmpty() ? null : field.value().get());
                box.valueProperty()
                        .subscribe(value -> field.value().set(value == null ? "" : value));
                box.setMaxWidth(Double.MAX_VALUE);
                yield box;
            }
            case SECRET -> {
                var text = new PasswordField();
                if (field.keptSecret()) {
                    text.setPromptText(TEXTS.get("parameter.kept"));
                }
                yield text;
            }
            case STRING, NUMBER, DATE -> {
                var text = new TextField();
                if (parameter.type() == Parameter.Type.DATE) {
                    text.setPromptText(TEXTS.get("parameter.date.prompt"));
                }
                yield text;
            }
        };
    }

    private static String kind(ParameterField field, String type) {
        if (field.keptSecret()) {
            return TEXTS.get("parameter.kind.kept", type);
        }
        var parameter = field.parameter();
        return parameter.defaultValue() == null && parameter.type() != Parameter.Type.STRING
                ? TEXTS.get("parameter.kind.needed", type)
                : type;
    }

    /// @param shown what the control shows as text; null when it sets the value by itself
    /// @param problem why the value is refused; null when it is right
    public Node row(
            String id,
            String name,
            String kind,
            String description,
            Control control,
            @Nullable StringProperty shown,
            StringProperty value,
            Supplier<@Nullable String> problem) {
        control.setId(id);
        control.getStyleClass().add("parameter-value");
        control.setAccessibleText(name.isEmpty() ? kind : name + ", " + kind);
        if (shown != null) {
            shown.bindBidirectional(value);
        }
        var label = new Label(name);
        label.getStyleClass().add("field-label");
        var type = new Label(kind);
        type.getStyleClass().add("hint");
        var head = new HBox(8, label, type);
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
