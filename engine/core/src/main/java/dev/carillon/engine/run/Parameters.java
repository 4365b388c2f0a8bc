package dev.carillon.engine.run;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The values a run gets for the parameters of its job: what the caller gave, else the defaults.
public final class Parameters {
    private static final int MOST_CHARACTERS = 10_000;

    private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

    private Parameters() {}

    /// The values as a run has them stored, in JSON; secrets stay sealed.
    public static Map<String, String> read(String json) {
        return json.equals("{}") ? Map.of() : Json.mapper().readValue(json, VALUES);
    }

    /// The defaults, for a due time.
    public static Map<String, String> ofSchedule(JobDefinition definition, Instant nominal) {
        return of(definition, Map.of(), nominal);
    }

    /// @throws CarillonException INVALID_PARAMETER for an unknown name, a missing or a wrong value
    public static Map<String, String> of(
            JobDefinition definition, Map<String, String> given, Instant dueTime) {
        var values = new TreeMap<String, String>();
        for (var name : given.keySet()) {
            if (definition.parameters().stream().noneMatch(each -> each.name().equals(name))) {
                throw invalid(
                        definition,
                        name,
                        "is not a parameter of the job; it has " + names(definition));
            }
        }
        for (var parameter : definition.parameters()) {
            var value = given.get(parameter.name());
            if (value == null) {
                value = filledIn(parameter.defaultValue(), dueTime);
            }
            if (value == null) {
                throw invalid(definition, parameter.name(), "has no default and needs a value");
            }
            check(definition, parameter, value);
            values.put(parameter.name(), value);
        }
        return values;
    }

    private static @Nullable String filledIn(@Nullable String text, Instant dueTime) {
        return text == null
                ? null
                : text.replace(
                                "${scheduledDate}",
                                LocalDate.ofInstant(dueTime, ZoneOffset.UTC).toString())
                        .replace("${scheduledTime}", dueTime.toString());
    }

    private static void check(JobDefinition definition, Parameter parameter, String value) {
        if (value.length() > MOST_CHARACTERS || value.indexOf('\0') >= 0) {
            throw invalid(
                    definition,
                    parameter.name(),
                    "is over " + MOST_CHARACTERS + " characters or has a NUL");
        }
        boolean right =
                switch (parameter.type()) {
                    case STRING, SECRET -> true;
                    case NUMBER -> value.matches("-?\\d{1,30}(\\.\\d{1,30})?");
                    case BOOLEAN -> value.equals("true") || value.equals("false");
                    case DATE -> isDate(value);
                    case CHOICE -> parameter.choices().contains(value);
                };
        if (!right) {
            String wanted =
                    parameter.type() == Parameter.Type.CHOICE
                            ? "one of " + parameter.choices()
                            : "a " + parameter.type().name().toLowerCase(Locale.ROOT);
            throw invalid(
                    definition,
                    parameter.name(),
                    "is \"" + SealedText.masked(value) + "\" and must be " + wanted);
        }
    }

    private static boolean isDate(String value) {
        try {
            LocalDate.parse(value);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String names(JobDefinition definition) {
        return definition.parameters().isEmpty()
                ? "none"
                : String.join(", ", definition.parameters().stream().map(Parameter::name).toList());
    }

    private static CarillonException invalid(JobDefinition definition, String name, String what) {
        return new CarillonException(
                ErrorCode.INVALID_PARAMETER,
                "job " + definition.key() + ": parameter \"" + name + "\" " + what);
    }
}
