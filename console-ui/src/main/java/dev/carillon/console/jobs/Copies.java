package dev.carillon.console.jobs;

import dev.carillon.api.Json;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/// What a person does here, as text for a terminal. The token is never in it.
final class Copies {
    private Copies() {}

    /// Such as `carillon run default/report -p day=2027-01-01`.
    static String commandLine(String key, Map<String, String> parameters) {
        var text = new StringBuilder("carillon run ").append(key);
        new TreeMap<>(parameters)
                .forEach((name, value) -> text.append(" -p ").append(quoted(name + "=" + value)));
        return text.toString();
    }

    static String curl(URI address, String key, Map<String, String> parameters) {
        String body =
                Json.mapper().writeValueAsString(Map.of("parameters", new TreeMap<>(parameters)));
        return "curl -X POST -H \"Authorization: Bearer $CARILLON_TOKEN\""
                + " -H 'Content-Type: application/json' -d "
                + quoted(parameters.isEmpty() ? "{}" : body)
                + " "
                + quoted(address.toString().replaceAll("/+$", "") + "/api/v1/jobs/" + key + ":run");
    }

    // For a POSIX shell.
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:=@%+,-]+")
                ? text
                : "'" + text.replace("'", "'\\''") + "'";
    }
}
