package dev.carillon.console.parts;

import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.console.words.Texts;

import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.LocalDate;

/// A declared parameter of a job with what was written for it.
///
/// @param kept whether there is a value that stays when nothing is sent
public record ParameterField(Parameter parameter, StringProperty value, boolean kept) {
    private static final Texts TEXTS = Texts.of(ParameterField.class);

    /// @param value what is written at first
    public ParameterField(Parameter parameter, String value) {
        this(parameter, new SimpleStringProperty(value), false);
    }

    /// Of a parameter that has a value already.
    ///
    /// @param value that it has; empty for a secret, which is not told
    public static ParameterField kept(Parameter parameter, String value) {
        return new ParameterField(parameter, new SimpleStringProperty(value), true);
    }

    /// Filled with its default.
    public ParameterField(Parameter parameter) {
        this(parameter, parameter.defaultValue() == null ? "" : parameter.defaultValue());
    }

    /// Why the value is refused; null when it is right.
    public @Nullable String problem() {
        String text = value.get();
        if (text.isEmpty() && parameter.type() != Parameter.Type.STRING) {
            if (mayBeEmpty()) {
                return null;
            }
            String otherwise = parameter.defaultValue();
            return otherwise == null
                    ? TEXTS.get("parameter.needed")
                    : TEXTS.get("parameter.needed.default", otherwise);
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

    /// Whether it is a secret that is as before when it is left empty.
    public boolean keptSecret() {
        return kept && parameter.type() == Parameter.Type.SECRET;
    }

    // Whether a cleared value is to be the one before or the default is not clear, a secret was
    // never shown.
    private boolean mayBeEmpty() {
        return kept ? keptSecret() : parameter.defaultValue() != null;
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
