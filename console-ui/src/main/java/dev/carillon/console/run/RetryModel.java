package dev.carillon.console.run;

import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Parameter.Type;
import dev.carillon.api.RunView;
import dev.carillon.console.parts.ParameterField;
import dev.carillon.console.words.Texts;

import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// With which parameters a run is made again: those that its job declares by now, with the values of the run, and those
/// that the run has besides. A secret is not told; left empty, it is the one that the run had.
final class RetryModel {
    private static final Texts TEXTS = Texts.of(RetryModel.class);

    private final RunView run;
    private final List<ParameterField> fields = new ArrayList<>();
    private final StringProperty newName = new SimpleStringProperty("");
    private final StringProperty newValue = new SimpleStringProperty("");

    /// @param declared by its job; empty when that is not known
    RetryModel(RunView run, List<Parameter> declared) {
        this.run = run;
        var known = new HashSet<String>();
        for (var parameter : declared) {
            known.add(parameter.name());
            String was = run.parameters().get(parameter.name());
            fields.add(
                    was == null
                            ? new ParameterField(parameter)
                            : ParameterField.kept(
                                    parameter, parameter.type() == Type.SECRET ? "" : was));
        }
        new TreeMap<>(run.parameters())
                .forEach(
                        (name, value) -> {
                            if (!known.contains(name)) {
                                fields.add(
                                        new ParameterField(
                                                new Parameter(
                                                        name, Type.STRING, null, List.of(), ""),
                                                value));
                            }
                        });
    }

    List<ParameterField> fields() {
        return List.copyOf(fields);
    }

    /// The name of one more parameter; empty for none.
    StringProperty newName() {
        return newName;
    }

    StringProperty newValue() {
        return newValue;
    }

    boolean right() {
        return newProblem() == null && fields.stream().allMatch(field -> field.problem() == null);
    }

    /// Why one more parameter is refused; null when it is right.
    @Nullable String newProblem() {
        return newName.get().isBlank() && !newValue.get().isEmpty()
                ? TEXTS.get("retry.name.needed")
                : null;
    }

    /// Values that are not those of the run.
    Map<String, String> changed() {
        var changed = new TreeMap<String, String>();
        for (var field : fields) {
            String name = field.parameter().name();
            String value = field.value().get();
            String was = run.parameters().get(name);
            String otherwise = field.parameter().defaultValue();
            boolean same =
                    was == null
                            ? value.isEmpty() || value.equals(otherwise)
                            : value.equals(field.keptSecret() ? "" : was);
            if (!same) {
                changed.put(name, value);
            }
        }
        if (!newName.get().isBlank()) {
            changed.put(newName.get().strip(), newValue.get());
        }
        return changed;
    }
}
