package dev.carillon.console.jobs;

import dev.carillon.api.Json;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.ShellWords;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/// What a person does here, as text for a terminal. The token is never in it.
final class Copies {
    private Copies() {}

    /// Such as `carillon run default/report -p day=2027-01-01 --url https://node:7180`.
    static String commandLine(Profile cluster, String key, Map<String, String> parameters) {
        var text = new StringBuilder("carillon run ").append(key);
        new TreeMap<>(parameters)
                .forEach(
                        (name, value) ->
                                text.append(" -p ").append(ShellWords.quoted(name + "=" + value)));
        return text.append(' ').append(ShellWords.node(cluster)).toString();
    }

    static String curl(URI address, String key, Map<String, String> parameters) {
        String body =
                Json.mapper().writeValueAsString(Map.of("parameters", new TreeMap<>(parameters)));
        return "curl -X POST -H \"Authorization: Bearer $CARILLON_TOKEN\""
                + " -H 'Content-Type: application/json' -d "
                + ShellWords.quoted(parameters.isEmpty() ? "{}" : body)
                + " "
                + ShellWords.quoted(
                        address.toString().replaceAll("/+$", "") + "/api/v1/jobs/" + key + ":run");
    }
}
