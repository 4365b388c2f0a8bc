package dev.carillon.console.parts;

import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.console.words.Texts;

import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.LocalDate;

/// A declared parameter of a job with what was written for it.
public record ParameterField(Parameter parameter, StringProperty value) {
    private static final Texts TEXTS = Texts.of(ParameterField.class);

    /// @param value what is written at first
    public ParameterField(Parameter parameter, String value) {
        this(parameter, new SimpleStringProperty(value));
    }

    /// Filled with its default.
    public ParameterField(Parameter parameter) {
        this(parameter, parameter.defaultValue() == null ? "" : parameter.defaultValue());
    }

    /// Why the value is refused; null when it is right.
    public @Nullable String problem() {
        String text = value.get();
        if (text.isEmpty() && parameter.type() != Parameter.Type.STRING) {
            return parameter.defaultValue() == null ? TEXTS.get("parameter.needed") : null;
        }
        return switch (parameter.type()) {
            case STRING, SECRET -> null;
            case NUMBER ->
                    text.matches("-?\\d{1,30}(\\.\\d{1,30})?")
                            ? null
                            : TEXTS.get("parameter.number");
            case BOOLEAN ->
                    text.equals("true") || text.equals("false")
                            ? null
                            : TEXTS.get("parameter.boolean");
            case DATE -> isDate(text) ? null : TEXTS.get("parameter.date");
            case CHOICE ->
                    parameter.choices().contains(text)
                            ? null
                            : TEXTS.get("parameter.choice", String.join(", ", parameter.choices()));
        };
    }

    // A date that the node fills in is right as well.
    private boolean isDate(String text) {
        if (text.equals(parameter.defaultValue())) {
            return true;
        }
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
