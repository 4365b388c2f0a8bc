package dev.carillon.console.jobs;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.parts.ParameterField;
import dev.carillon.console.words.Texts;

import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// What a run is given: a field for each declared parameter, and when it is due.
final class RunFormModel {
    private static final Texts TEXTS = Texts.of(RunFormModel.class);

    private final ClusterLink link;
    private final String namespace;
    private final String name;
    private final List<ParameterField> fields = new ArrayList<>();
    private final StringProperty at = new SimpleStringProperty("");
    // Of this form: pressing the button again after a lost answer makes no second run.
    private final String idempotencyKey = UUID.randomUUID().toString();

    RunFormModel(ClusterLink link, String namespace, String name, List<Parameter> parameters) {
        this.link = link;
        this.namespace = namespace;
        this.name = name;
        for (var parameter : parameters) {
            fields.add(new ParameterField(parameter));
        }
    }

    String key() {
        return namespace + "/" + name;
    }

    List<ParameterField> fields() {
        return List.copyOf(fields);
    }

    /// When it is due, in this machine's zone, such as `2027-01-01 06:00`; empty for now.
    StringProperty at() {
        return at;
    }

    /// Why `at` is refused; null when it is right.
    @Nullable String atProblem() {
        return at.get().isBlank() || instant(at.get()) != null ? null : TEXTS.get("run.at.wrong");
    }

    private static @Nullable Instant instant(String text) {
        try {
            return LocalDateTime.parse(text.strip().replace(' ', 'T'))
                    .atZone(ZoneId.systemDefault())
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    boolean right() {
        return atProblem() == null && fields.stream().allMatch(field -> field.problem() == null);
    }

    /// Values that are not the defaults.
    Map<String, String> parameters() {
        var values = new TreeMap<String, String>();
        for (var field : fields) {
            String value = field.value().get();
            boolean same =
                    value.equals(field.parameter().defaultValue())
                            || value.isEmpty()
                                    && (field.parameter().type() != Parameter.Type.STRING
                                            || field.parameter().defaultValue() != null
                                                    && field.parameter().defaultValue().isEmpty());
            if (!same) {
                values.put(field.parameter().name(), value);
            }
        }
        return values;
    }

    /// Makes the run. What fails is told; the form stays as it is then.
    ///
    /// @param made gets the run
    void submit(Notices notices, Navigator navigator, Consumer<RunView> made) {
        var request =
                new RunRequest(parameters(), at.get().isBlank() ? null : instant(at.get()), null);
        link.ask(
                carillon -> carillon.run(namespace, name, request, idempotencyKey),
                run -> {
                    notices.done(
                            TEXTS.get("run.done", key()),
                            TEXTS.get("run.open"),
                            () -> navigator.go(new Place.Run(run.id())));
                    made.accept(run);
                },
                refusal -> notices.failed(TEXTS.get("run.failed", key()), refusal));
    }
}
