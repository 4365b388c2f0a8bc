package dev.carillon.console.editor;

import atlantafx.base.theme.Styles;

import dev.carillon.api.Json;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import tools.jackson.databind.JsonNode;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The job as a form. Parts whose fields depend on what is written are made anew when that changes, and only then, so
/// that the caret stays where one writes.
final class FormPane extends VBox {
    private static final Texts TEXTS = Texts.of(FormPane.class);
    private static final List<String> TASKS = List.of("shell", "http", "java", "sql", "flow");

    private final EditorModel model;
    private final InstantSource clock;
    private final FormFields fixed;
    private final Node shards;
    private final Node every;
    private final VBox task = new VBox(10);
    private final StepsPane steps;
    private final VBox schedules = new VBox(10);
    private final VBox parameters = new VBox(10);
    private final List<ScheduleCard> cards = new ArrayList<>();
    private FormFields taskFields;
    private FormFields scheduleFields;
    private FormFields parameterFields;
    private String taskShape = "?";
    private String scheduleShape = "?";
    private String parameterShape = "?";

    FormPane(EditorModel model, InstantSource clock) {
        super(18);
        this.model = model;
        this.clock = clock;
        fixed = new FormFields(model);
        steps = new StepsPane(model);
        taskFields = new FormFields(model);
        scheduleFields = new FormFields(model);
        parameterFields = new FormFields(model);
        shards = fixed.number("shards", YamlPath.of("shards"), TEXTS.get("one.part"));
        every = fixed.flag("everyNode", YamlPath.of("everyNode"), YamlPath.of("shards"));
        setId("editor-form");
        getStyleClass().add("editor-form");
        getChildren().addAll(about(), part("task", null, task));
        getChildren()
                .addAll(
                        part(
                                "schedules",
                                add("add-schedule", "add.schedule", this::addSchedule),
                                schedules),
                        part(
                                "parameters",
                                add("add-parameter", "add.parameter", this::addParameter),
                                parameters),
                        rules(),
                        limits());
        disableProperty().bind(model.brokenProperty());
        model.yamlProperty().subscribe(this::show);
        model.problemsProperty().subscribe(this::tell);
        model.explanationsProperty().subscribe(this::explain);
    }

    private Node about() {
        var grid = grid();
        place(
                grid,
                List.of(
                        fixed.text("name", YamlPath.of("name"), "report"),
                        fixed.text("namespace", YamlPath.of("namespace"), "default")));
        return part(
                "about",
                null,
                new VBox(
                        10,
                        grid,
                        fixed.text("description", YamlPath.of("description"), ""),
                        fixed.pairs("labels", YamlPath.of("labels"), 2)));
    }

    private Node rules() {
        var grid = grid();
        place(
                grid,
                List.of(
                        fixed.choice(
                                "overlap",
                                YamlPath.of("overlap"),
                                List.of("skip", "queue", "allow", "replace"),
                                "skip"),
                        fixed.choice(
                                "catchUp",
                                YamlPath.of("catchUp", "policy"),
                                List.of("latest", "all", "none"),
                                "latest"),
                        fixed.number("attempts", YamlPath.of("retry", "attempts"), "1"),
                        fixed.choice(
                                "backoff",
                                YamlPath.of("retry", "backoff"),
                                List.of("exponential", "fixed", "list"),
                                "exponential"),
                        fixed.text("initial", YamlPath.of("retry", "initial"), "10s"),
                        fixed.text("timeout", YamlPath.of("timeout"), TEXTS.get("no.limit")),
                        fixed.text(
                                "startDeadline",
                                YamlPath.of("startDeadline"),
                                TEXTS.get("no.limit")),
                        fixed.text("deadline", YamlPath.of("deadline"), TEXTS.get("no.limit")),
                        fixed.text("killGrace", YamlPath.of("killGrace"), "5s"),
                        fixed.number("pauseAfter", YamlPath.of("pauseAfter"), "0"),
                        fixed.choice(
                                "delivery",
                                YamlPath.of("delivery"),
                                List.of("at-least-once", "at-most-once"),
                                "at-least-once"),
                        fixed.choice(
                                "onContactLost",
                                YamlPath.of("onContactLost"),
                                List.of("kill", "continue"),
                                "kill")));
        return part("rules", null, grid);
    }

    private Node limits() {
        var grid = grid();
        place(
                grid,
                List.of(
                        fixed.text("queue", YamlPath.of("queue"), "default"),
                        fixed.number("priority", YamlPath.of("priority"), "5"),
                        fixed.text("limitKey", YamlPath.of("limit", "key"), TEXTS.get("no.limit")),
                        fixed.number("limitConcurrency", YamlPath.of("limit", "concurrency"), ""),
                        fixed.number("weight", YamlPath.of("weight"), "1"),
                        shards,
                        every,
                        fixed.number("keepRuns", YamlPath.of("retention", "runs"), "200"),
                        fixed.text("keepAge", YamlPath.of("retention", "age"), "30d")));
        return part(
                "limits",
                null,
                new VBox(
                        10, grid, fixed.pairs("placement", YamlPath.of("placement", "labels"), 2)));
    }

    private static Node part(
            String key, @org.jspecify.annotations.Nullable Node beside, Node content) {
        var heading = new Label(TEXTS.get("part." + key));
        heading.getStyleClass().add("heading");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var head = new HBox(8, heading, space);
        head.setAlignment(Pos.CENTER_LEFT);
        if (beside != null) {
            head.getChildren().add(beside);
        }
        return new VBox(8, head, content);
    }

    private static Button add(String id, String text, Runnable action) {
        var button = new Button(TEXTS.get(text), new FontIcon(Feather.PLUS));
        button.setId(id);
        button.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
        button.setOnAction(_ -> action.run());
        return button;
    }

    static GridPane grid() {
        var grid = new GridPane(10, 8);
        grid.getStyleClass().add("form-grid");
        return grid;
    }

    /// Two fields a row.
    static void place(GridPane grid, List<Node> fields) {
        for (int i = 0; i < 2; i++) {
            var column = new ColumnConstraints();
            column.setPercentWidth(50);
            column.setHgrow(Priority.ALWAYS);
            grid.getColumnConstraints().add(column);
        }
        for (int i = 0; i < fields.size(); i++) {
            grid.add(fields.get(i), i % 2, i / 2);
        }
    }

    private void show(YamlText yaml) {
        String kind = kind(yaml.at(YamlPath.of("task")));
        String shape = kind + TaskFields.shape(yaml, YamlPath.of("task", kind));
        if (!shape.equals(taskShape)) {
            taskShape = shape;
            taskFields = new FormFields(model);
            fillTask(kind);
        }
        int count = yaml.at(YamlPath.of("schedules")).size();
        shape =
                IntStream.range(0, count)
                        .mapToObj(i -> ScheduleCard.kind(yaml, i))
                        .collect(Collectors.joining(","));
        if (!(count + shape).equals(scheduleShape)) {
            scheduleShape = count + shape;
            fillSchedules(count);
        }
        var declared = yaml.at(YamlPath.of("parameters"));
        shape =
                declared.size()
                        + declared.valueStream()
                                .map(each -> each.path("type").asString(""))
                                .collect(Collectors.joining(","));
        if (!shape.equals(parameterShape)) {
            parameterShape = shape;
            fillParameters(declared);
        }
        for (var fields : List.of(fixed, taskFields, scheduleFields, parameterFields)) {
            fields.show(yaml);
        }
        spread(yaml, kind);
    }

    // Parts and every node exclude each other and flows; what is written all the same can be taken
    // out.
    private void spread(YamlText yaml, String kind) {
        boolean flow = kind.equals("flow");
        boolean everyNode = yaml.word("everyNode").equals("true");
        shards.setDisable((flow || everyNode) && yaml.at(YamlPath.of("shards")).isMissingNode());
        every.setDisable(flow && yaml.at(YamlPath.of("everyNode")).isMissingNode());
    }

    private void tell(List<Problem> problems) {
        for (var fields : List.of(fixed, taskFields, scheduleFields, parameterFields)) {
            fields.tell(problems);
        }
    }

    private void explain(List<Explanation> explanations) {
        for (int i = 0; i < Math.min(cards.size(), explanations.size()); i++) {
            cards.get(i).explain(explanations.get(i));
        }
    }

    private static String kind(JsonNode task) {
        return TASKS.stream().filter(task::has).findFirst().orElse("");
    }

    private void fillTask(String kind) {
        var kinds = new ComboBox<String>();
        kinds.setId("task-kind");
        kinds.getItems().setAll(TASKS);
        kinds.setValue(kind.isEmpty() ? null : kind);
        kinds.setAccessibleText(TEXTS.get("part.task"));
        kinds.valueProperty()
                .subscribe(
                        (was, is) -> {
                            if (is != null && !is.equals(was)) {
                                model.set(
                                        YamlPath.of("task"),
                                        other(model.yaml().at(YamlPath.of("task")), is));
                            }
                        });
        task.getChildren().setAll(kinds);
        if (kind.equals("flow")) {
            task.getChildren().add(steps);
        } else if (kind.isEmpty()) {
            var note = new Label(TEXTS.get("task.none"));
            note.getStyleClass().add("muted");
            task.getChildren().add(note);
        } else {
            task.getChildren()
                    .addAll(TaskFields.of(kind, YamlPath.of("task", kind), model, taskFields));
        }
    }

    // A task becomes the first step of a flow.
    private static JsonNode other(JsonNode before, String kind) {
        String was = kind(before);
        return Json.mapper()
                .createObjectNode()
                .set(
                        kind,
                        !kind.equals("flow")
                                ? TaskFields.sample(kind)
                                : was.isEmpty()
                                        ? FlowText.around("shell", TaskFields.sample("shell"))
                                        : FlowText.around(was, before.path(was)));
    }

    private void fillSchedules(int count) {
        scheduleFields = new FormFields(model);
        cards.clear();
        for (int i = 0; i < count; i++) {
            cards.add(new ScheduleCard(model, scheduleFields, i, clock));
        }
        schedules.getChildren().setAll(cards);
        if (count == 0) {
            var none = new Prose(TEXTS.get("schedules.none"));
            none.getStyleClass().add("muted");
            schedules.getChildren().add(none);
        }
    }

    private void fillParameters(JsonNode declared) {
        parameterFields = new FormFields(model);
        parameters.getChildren().clear();
        for (int i = 0; i < declared.size(); i++) {
            parameters.getChildren().add(parameter(i, declared.get(i)));
        }
        if (declared.isEmpty()) {
            var none = new Prose(TEXTS.get("parameters.none"));
            none.getStyleClass().add("muted");
            parameters.getChildren().add(none);
        }
    }

    private Node parameter(int index, JsonNode declared) {
        var path = YamlPath.of("parameters", index);
        var shown = new ArrayList<Node>();
        shown.add(parameterFields.text("parameter.name", path.then("name"), ""));
        shown.add(
                parameterFields.choice(
                        "parameter.type",
                        path.then("type"),
                        List.of("string", "number", "boolean", "date", "choice", "secret"),
                        "string"));
        String type = declared.path("type").asString("string");
        if (!type.equals("secret")) {
            shown.add(
                    parameterFields.text(
                            "parameter.default", path.then("default"), TEXTS.get("needed")));
        }
        if (type.equals("choice")) {
            shown.add(
                    parameterFields.names(
                            "parameter.choices", path.then("choices"), "small, large"));
        }
        shown.add(parameterFields.text("parameter.description", path.then("description"), ""));
        var grid = grid();
        place(grid, shown);
        var remove = new Button(TEXTS.get("parameter.remove"), new FontIcon(Feather.TRASH_2));
        remove.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
        remove.setOnAction(_ -> model.set(path, null));
        var box = new VBox(6, grid, remove);
        box.getStyleClass().add("card");
        return box;
    }

    private void addSchedule() {
        int count = model.yaml().at(YamlPath.of("schedules")).size();
        model.set(YamlPath.of("schedules", count), EditorModel.item("cron", "0 6 * * *"));
    }

    private void addParameter() {
        int count = model.yaml().at(YamlPath.of("parameters")).size();
        model.set(
                YamlPath.of("parameters", count),
                EditorModel.item("name", "parameter" + (count + 1)));
    }
}
