package dev.carillon.console.editor;

import dev.carillon.api.Json;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.words.Texts;

import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Fields of the form, each bound to a place of the document: what is there is shown, what is written goes there. One
/// set of them is for one part of the form and goes with it.
final class FormFields {
    private static final Texts TEXTS = Texts.of(FormFields.class);

    private interface Bound {
        YamlPath path();

        void show(YamlText yaml);

        void tell(List<Problem> problems);
    }

    private final EditorModel model;
    private final List<Bound> all = new ArrayList<>();
    private boolean filling;

    FormFields(EditorModel model) {
        this.model = model;
    }

    /// Shows what the document says now.
    void show(YamlText yaml) {
        filling = true;
        all.forEach(each -> each.show(yaml));
        filling = false;
    }

    /// Tells what is wrong beside the fields it is about.
    void tell(List<Problem> problems) {
        all.forEach(each -> each.tell(problems));
    }

    /// One line of text.
    ///
    /// @param key of its label in the texts
    Node text(String key, YamlPath path, String prompt) {
        var field = new TextField();
        field.setPromptText(prompt);
        return written(key, path, field, YamlText::word, FormFields::word);
    }

    /// The name of a job, with those that are known offered below.
    Node job(String key, YamlPath path, String prompt) {
        var field = new TextField();
        field.setPromptText(prompt);
        JobNames.offer(model.jobNames(), model::key, field);
        // Without the key the step would be none that is a job, and have no such field.
        return written(
                key,
                path,
                field,
                YamlText::word,
                text -> Json.mapper().getNodeFactory().stringNode(text));
    }

    /// A whole number.
    Node number(String key, YamlPath path, String prompt) {
        var field = new TextField();
        field.setPromptText(prompt);
        return written(key, path, field, YamlText::word, FormFields::number);
    }

    /// Several lines of text.
    Node area(String key, YamlPath path, int rows) {
        var area = new TextArea();
        area.setPrefRowCount(rows);
        area.getStyleClass().add("mono");
        return written(key, path, area, YamlText::word, FormFields::word);
    }

    /// A list of texts, one a line.
    Node lines(String key, YamlPath path, int rows) {
        var area = new TextArea();
        area.setPrefRowCount(rows);
        area.getStyleClass().add("mono");
        return written(key, path, area, FormFields::lines, FormFields::list);
    }

    /// A short list of names in one line.
    Node names(String key, YamlPath path, String prompt) {
        var field = new TextField();
        field.setPromptText(prompt);
        return written(
                key,
                path,
                field,
                (yaml, steps) -> lines(yaml, steps).replace("\n", ", "),
                text -> list(text.replace(",", "\n")));
    }

    /// Names with values, one `name=value` a line.
    Node pairs(String key, YamlPath path, int rows) {
        var area = new TextArea();
        area.setPrefRowCount(rows);
        area.setPromptText("name=value");
        area.getStyleClass().add("mono");
        return written(key, path, area, FormFields::pairs, FormFields::map);
    }

    /// The name of something that other places speak of.
    ///
    /// @param rename gets each text that is written
    TextField name(String key, YamlPath path, Consumer<String> rename, VBox into) {
        var field = new TextField();
        into.getChildren().add(written(key, path, field, YamlText::word, FormFields::word, rename));
        return field;
    }

    /// Yes or no; no takes it out.
    ///
    /// @param excluded what goes when it is yes
    Node flag(String key, YamlPath path, YamlPath... excluded) {
        var box = new CheckBox(TEXTS.get("field." + key + ".yes"));
        box.selectedProperty()
                .addListener(
                        (_, _, yes) -> {
                            if (!filling) {
                                model.change(before -> flagged(before, path, yes, excluded));
                            }
                        });
        return bind(
                key,
                path,
                box,
                yaml -> box.setSelected(yaml.word(path.steps().toArray()).equals("true")));
    }

    private static YamlText flagged(
            YamlText before, YamlPath path, boolean yes, YamlPath... excluded) {
        if (!yes) {
            return before.without(path);
        }
        var after = before;
        for (var each : excluded) {
            after = after.without(each);
        }
        return after.with(path, Json.mapper().getNodeFactory().booleanNode(true));
    }

    /// Something that shows a place in its own way.
    ///
    /// @param show gets the document whenever it changed
    Node shown(String key, YamlPath path, Node node, Consumer<YamlText> show) {
        return bind(key, path, node, show);
    }

    /// Whether one of the fields tells it.
    boolean tells(Problem problem) {
        return all.stream().anyMatch(each -> problem.path().startsWith(each.path()));
    }

    private interface Reader {
        String read(YamlText yaml, Object... path);
    }

    // What cannot be taken over as it is written waits in the field until it can.
    private Node written(
            String key,
            YamlPath path,
            TextInputControl field,
            Reader reader,
            Function<String, @Nullable JsonNode> writer) {
        return written(
                key, path, field, reader, writer, text -> model.set(path, writer.apply(text)));
    }

    private Node written(
            String key,
            YamlPath path,
            TextInputControl field,
            Reader reader,
            Function<String, @Nullable JsonNode> writer,
            Consumer<String> change) {
        field.textProperty()
                .addListener(
                        (_, _, text) -> {
                            if (!filling) {
                                change.accept(text);
                            }
                        });
        return bind(
                key,
                path,
                field,
                yaml -> {
                    String now = reader.read(yaml, path.steps().toArray());
                    var mine = writer.apply(field.getText());
                    boolean same =
                            mine == null
                                    ? yaml.at(path).isMissingNode()
                                    : mine.toString().equals(yaml.at(path).toString());
                    if (!same && !now.equals(field.getText())) {
                        field.setText(now);
                    }
                });
    }

    /// One of some words.
    ///
    /// @param otherwise the word that counts when none is written
    Node choice(String key, YamlPath path, List<String> words, String otherwise) {
        var box = new ComboBox<String>();
        box.getItems().setAll(words);
        box.setMaxWidth(Double.MAX_VALUE);
        box.valueProperty()
                .addListener(
                        (_, _, word) -> {
                            if (!filling && word != null) {
                                model.setWord(
                                        policy(model.yaml(), path),
                                        word.equals(otherwise) ? "" : word);
                            }
                        });
        return bind(
                key,
                path,
                box,
                yaml -> {
                    String now = yaml.word(policy(yaml, path).steps().toArray());
                    box.setValue(now.isEmpty() ? otherwise : now);
                });
    }

    // A policy can be written as a word, or with keys of which it is one.
    private static YamlPath policy(YamlText yaml, YamlPath path) {
        return yaml.at(path).isObject() ? path.then("policy") : path;
    }

    private Node bind(String key, YamlPath path, Node control, Consumer<YamlText> show) {
        control.setId("field-" + path.toString().replace('.', '-'));
        String about = SchemaKeys.about(path);
        var box = new VBox(3);
        box.getStyleClass().add("field");
        box.setFillWidth(true);
        var label = new Label(TEXTS.get("field." + key));
        label.getStyleClass().add("field-label");
        label.setLabelFor(control);
        control.setAccessibleText(label.getText());
        box.getChildren().add(label);
        if (!about.isEmpty()) {
            var tooltip = new Tooltip(about);
            tooltip.setWrapText(true);
            tooltip.setMaxWidth(380);
            Tooltip.install(control, tooltip);
        }
        var wrong = new Prose();
        wrong.getStyleClass().add("field-problem");
        wrong.managedProperty().bind(wrong.textProperty().isNotEmpty());
        box.getChildren().addAll(control, wrong);
        all.add(
                new Bound() {
                    @Override
                    public YamlPath path() {
                        return path;
                    }

                    @Override
                    public void show(YamlText yaml) {
                        show.accept(yaml);
                    }

                    @Override
                    public void tell(List<Problem> problems) {
                        wrong.setText(
                                problems.stream()
                                        .filter(each -> each.path().startsWith(path))
                                        .map(Problem::text)
                                        .collect(Collectors.joining("\n")));
                    }
                });
        return box;
    }

    private static @Nullable JsonNode word(String text) {
        return text.isEmpty() ? null : Json.mapper().getNodeFactory().stringNode(text);
    }

    private static @Nullable JsonNode number(String text) {
        return text.matches("-?[0-9]{1,9}")
                ? Json.mapper().getNodeFactory().numberNode(Integer.parseInt(text))
                : word(text);
    }

    private static String lines(YamlText yaml, Object... path) {
        return yaml.at(YamlPath.of(path))
                .valueStream()
                .map(each -> each.asString(""))
                .collect(Collectors.joining("\n"));
    }

    private static @Nullable JsonNode list(String text) {
        var list = Json.mapper().createArrayNode();
        text.lines().map(String::strip).filter(each -> !each.isEmpty()).forEach(list::add);
        return list.isEmpty() ? null : list;
    }

    private static String pairs(YamlText yaml, Object... path) {
        var map = yaml.at(YamlPath.of(path));
        return map.propertyNames().stream()
                .map(name -> name + "=" + map.path(name).asString(""))
                .collect(Collectors.joining("\n"));
    }

    private static @Nullable JsonNode map(String text) {
        var map = Json.mapper().createObjectNode();
        text.lines()
                .filter(line -> !line.isBlank())
                .forEach(
                        line -> {
                            int at = line.indexOf('=');
                            String name = (at < 0 ? line : line.substring(0, at)).strip();
                            map.put(name, at < 0 ? "" : line.substring(at + 1).strip());
                        });
        return map.isEmpty() ? null : map;
    }
}
