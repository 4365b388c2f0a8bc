package dev.carillon.console.run;

import dev.carillon.api.Json;
import dev.carillon.api.RunView;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.ShellWords;
import dev.carillon.console.parts.ShellCopy;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Runs as texts to paste elsewhere. Tokens are in none of them.
public final class RunCopies {
    private RunCopies() {}

    /// Comma-separated values by RFC 4180, with a line of names.
    public static String csv(List<RunView> runs) {
        var text =
                new StringBuilder(
                        "id,job,state,cause,due,started,finished,attempt,node,queue,exit code,message,parameters\r\n");
        for (var run : runs) {
            text.append(
                            String.join(
                                    ",",
                                    run.id(),
                                    cell(run.job()),
                                    run.state().name(),
                                    cell(run.cause()),
                                    run.due().toString(),
                                    time(run.startedAt()),
                                    time(run.finishedAt()),
                                    Integer.toString(run.attempt()),
                                    cell(run.node()),
                                    cell(run.queue()),
                                    run.exitCode() == null ? "" : run.exitCode().toString(),
                                    cell(run.message()),
                                    cell(parameters(run.parameters()))))
                    .append("\r\n");
        }
        return text.toString();
    }

    private static String parameters(Map<String, String> parameters) {
        return parameters.isEmpty() ? "" : Json.mapper().writeValueAsString(parameters);
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "" : at.toString();
    }

    // A spreadsheet must not take a message for a formula.
    private static String cell(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return "";
        }
        String safe = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0)
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }

    /// What shows it on a command line.
    public static String command(ClusterLink link, RunView run) {
        return "carillon show " + run.id() + " " + ShellWords.node(link.profile());
    }

    /// What asks for it over HTTP.
    public static String curl(ClusterLink link, RunView run) {
        return curl(link, "/api/v1/runs/" + run.id());
    }

    /// @param path with its query, as a node takes it
    public static String curl(ClusterLink link, String path) {
        return ShellCopy.get("", path).curl(link.profile());
    }
}
