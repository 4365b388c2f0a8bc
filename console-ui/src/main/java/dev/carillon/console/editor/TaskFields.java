package dev.carillon.console.editor;

import dev.carillon.api.Json;
import dev.carillon.console.words.Texts;

import javafx.scene.Node;
import javafx.scene.control.Hyperlink;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The fields of one task, that of a job or of a step.
final class TaskFields {
    private static final Texts TEXTS = Texts.of(TaskFields.class);
    private static final Map<String, String> SAMPLES =
            Map.of(
                    "shell", "{\"command\": [\"date\"]}",
                    "http", "{\"url\": \"https://example.org/\"}",
                    "java", "{\"class\": \"org.example.Work\", \"jar\": \"work\"}",
                    "sql", "{\"connection\": \"main\", \"statement\": \"SELECT 1\"}");

    private TaskFields() {}

    /// What a new task of a kind does.
    static JsonNode sample(String kind) {
        return Json.mapper().readTree(SAMPLES.get(kind));
    }

    /// Changes when other fields are needed.
    static String shape(YamlText yaml, YamlPath task) {
        return String.valueOf(yaml.at(task.then("script")).isString());
    }

    /// @param kind shell, http, java or sql
    /// @param at where the task is written
    static List<Node> of(String kind, YamlPath at, EditorModel model, FormFields fields) {
        return switch (kind) {
            case "shell" -> shell(at, model, fields);
            case "http" -> http(at, fields);
            case "java" ->
                    List.of(
                            fields.text("class", at.then("class"), ""),
                            fields.text("jar", at.then("jar"), ""));
            case "sql" ->
                    List.of(
                            fields.text("connection", at.then("connection"), ""),
                            fields.area("statement", at.then("statement"), 4));
            default -> throw new IllegalArgumentException("no kind of task: " + kind);
        };
    }

    private static List<Node> shell(YamlPath at, EditorModel model, FormFields fields) {
        boolean script = model.yaml().at(at.then("script")).isString();
        return List.of(
                script
                        ? fields.area("script", at.then("script"), 5)
                        : fields.lines("command", at.then("command"), 3),
                swap(script, at, model),
                fields.pairs("env", at.then("env"), 2));
    }

    private static List<Node> http(YamlPath at, FormFields fields) {
        var grid = FormPane.grid();
        FormPane.place(
                grid,
                List.of(
                        fields.choice(
                                "method",
                                at.then("method"),
                                List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"),
                                "GET"),
                        fields.text("expect", at.then("expect"), "2xx")));
        return List.of(
                fields.text("url", at.then("url"), "https://"),
                grid,
                fields.pairs("headers", at.then("headers"), 2),
                fields.area("body", at.then("body"), 3));
    }

    // A program with arguments, or a script: what is written goes over to the other.
    private static Node swap(boolean script, YamlPath at, EditorModel model) {
        var link = new Hyperlink(TEXTS.get(script ? "task.command" : "task.script"));
        link.setId("task-swap");
        link.setOnAction(_ -> model.set(at, swapped(script, model.yaml().at(at))));
        return link;
    }

    private static JsonNode swapped(boolean script, JsonNode before) {
        var shell = Json.mapper().createObjectNode();
        before.forEachEntry(
                (key, value) -> {
                    if (script && key.equals("script")) {
                        shell.putArray("command").add("/bin/sh").add("-c").add(value.asString());
                    } else if (!script && key.equals("command")) {
                        shell.put(
                                "script",
                                value.valueStream()
                                        .map(each -> each.asString(""))
                                        .collect(Collectors.joining(" ")));
                    } else {
                        shell.set(key, value);
                    }
                });
        return shell;
    }
}
