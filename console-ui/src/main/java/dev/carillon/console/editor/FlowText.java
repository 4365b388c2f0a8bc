package dev.carillon.console.editor;

import dev.carillon.api.Json;

import tools.jackson.databind.JsonNode;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The steps of a flow in the text of a job, and changes of them: each also changes what elsewhere in the text speaks of
/// the step. Immutable, as the text is.
record FlowText(YamlText yaml) {
    static final YamlPath STEPS = YamlPath.of("task", "flow", "steps");
    static final List<String> KINDS = List.of("shell", "http", "java", "sql", "job");
    static final String SUCCESS = "success";
    static final String FAILURE = "failure";
    static final String END = "end";
    private static final List<String> OF_A_TASK = List.of("retry", "timeout");

    /// That a step comes after another.
    ///
    /// @param on outcome of the other that lets it begin
    record Edge(String step, String on) {}

    /// @param name empty when it has none
    /// @param kind what it does; empty when it does not say
    record Step(String name, String kind, List<Edge> after) {
        Step {
            after = List.copyOf(after);
        }
    }

    static YamlPath at(int step) {
        return STEPS.then(step);
    }

    List<Step> steps() {
        return yaml.at(STEPS).valueStream().map(FlowText::step).toList();
    }

    private static Step step(JsonNode step) {
        return new Step(
                step.path("name").asString(""),
                KINDS.stream().filter(step::has).findFirst().orElse(""),
                step.path("after").valueStream().map(FlowText::edge).toList());
    }

    private static Edge edge(JsonNode edge) {
        return edge.isObject()
                ? new Edge(edge.path("step").asString(""), edge.path("on").asString(SUCCESS))
                : new Edge(edge.asString(""), SUCCESS);
    }

    private static JsonNode written(Edge edge) {
        return edge.on.equals(SUCCESS)
                ? word(edge.step)
                : Json.mapper().createObjectNode().put("step", edge.step).put("on", edge.on);
    }

    private static JsonNode word(String text) {
        return Json.mapper().getNodeFactory().stringNode(text);
    }

    private List<String> names() {
        return steps().stream().map(Step::name).toList();
    }

    private static boolean isOf(String name, List<String> names) {
        return !name.isEmpty() && names.indexOf(name) == names.lastIndexOf(name);
    }

    /// With a new step behind another one, which it comes after; behind the last when there is no such.
    FlowText added(int behind) {
        var names = names();
        int number = names.size() + 1;
        while (names.contains("step-" + number)) {
            number++;
        }
        int before = behind < 0 || behind >= names.size() ? names.size() - 1 : behind;
        var step = Json.mapper().createObjectNode().put("name", "step-" + number);
        if (before >= 0 && !names.get(before).isEmpty()) {
            step.putArray("after").add(names.get(before));
        }
        step.set("shell", TaskFields.sample("shell"));
        return new FlowText(
                yaml.with(at(names.size()), step).moved(STEPS, names.size(), before + 1));
    }

    FlowText moved(int from, int to) {
        return new FlowText(yaml.moved(STEPS, from, to));
    }

    /// Without a step. What came after its success or its end comes after what the step came after; what came after its
    /// failure would begin though nothing failed, so it is left, and is wrong until a person says what it comes after.
    FlowText removed(int index) {
        var gone = steps().get(index);
        var text = this;
        if (isOf(gone.name, names())) {
            for (int i = 0; i < steps().size(); i++) {
                text = i == index ? text : text.bridged(i, gone);
            }
        }
        return new FlowText(text.yaml.without(at(index)));
    }

    private FlowText bridged(int follower, Step gone) {
        var after = steps().get(follower).after;
        var names = new HashSet<>(after.stream().map(Edge::step).toList());
        var text = this;
        for (int i = after.size() - 1; i >= 0; i--) {
            String on = after.get(i).on;
            if (!after.get(i).step.equals(gone.name) || on.equals(FAILURE)) {
                continue;
            }
            for (var before : gone.after) {
                if (names.add(before.step)) {
                    text =
                            text.connected(
                                    follower,
                                    new Edge(before.step, on.equals(END) ? END : before.on));
                }
            }
            text = text.disconnected(follower, i);
        }
        return text;
    }

    /// With another name of a step. What comes after it and what takes its values follows, unless the old or the new name
    /// is that of another step too: then nobody could say which of them is meant.
    FlowText renamed(int index, String name) {
        var names = names();
        String old = names.get(index);
        var text = new FlowText(yaml.with(at(index).then("name"), word(name)));
        return !isOf(old, names) || name.isEmpty() || names.contains(name)
                ? text
                : text.referring(old, name);
    }

    private FlowText referring(String old, String name) {
        var text = yaml;
        for (int i = 0; i < steps().size(); i++) {
            var after = yaml.at(at(i).then("after"));
            for (int k = 0; k < after.size(); k++) {
                if (edge(after.get(k)).step.equals(old)) {
                    var path = at(i).then("after").then(k);
                    text =
                            text.with(
                                    after.get(k).isObject() ? path.then("step") : path, word(name));
                }
            }
            var with = yaml.at(at(i).then("with"));
            for (var value : with.properties()) {
                String before = value.getValue().asString("");
                String now = before.replace("${steps." + old + ".", "${steps." + name + ".");
                if (!now.equals(before)) {
                    text = text.with(at(i).then("with").then(value.getKey()), word(now));
                }
            }
        }
        return new FlowText(text);
    }

    /// With another kind of what a step does. The retries and timeout of a task of its own go when it is another job.
    FlowText ofKind(int index, String kind) {
        var text = yaml.replaced(at(index).then(steps().get(index).kind), kind, sample(kind));
        if (kind.equals("job")) {
            for (String key : OF_A_TASK) {
                text = text.without(at(index).then(key));
            }
        }
        return new FlowText(text);
    }

    private static JsonNode sample(String kind) {
        return kind.equals("job") ? word("other-job") : TaskFields.sample(kind);
    }

    FlowText connected(int index, Edge edge) {
        int count = yaml.at(at(index).then("after")).size();
        return new FlowText(yaml.with(at(index).then("after").then(count), written(edge)));
    }

    FlowText disconnected(int index, int edge) {
        return new FlowText(yaml.without(at(index).then("after").then(edge)));
    }

    /// With another outcome that an edge waits for.
    FlowText on(int index, int edge, String outcome) {
        var path = at(index).then("after").then(edge);
        if (!yaml.at(path).isObject()) {
            return new FlowText(
                    yaml.with(path, written(new Edge(edge(yaml.at(path)).step, outcome))));
        }
        return new FlowText(
                outcome.equals(SUCCESS)
                        ? yaml.without(path.then("on"))
                        : yaml.with(path.then("on"), word(outcome)));
    }

    /// The steps that a step could come after besides, without a circle.
    List<String> candidates(int index) {
        var steps = steps();
        var found = new LinkedHashSet<>(names());
        found.remove("");
        found.removeAll(followers(steps, steps.get(index).name));
        steps.get(index).after.forEach(edge -> found.remove(edge.step));
        return List.copyOf(found);
    }

    // It and all that come after it.
    private static Set<String> followers(List<Step> steps, String first) {
        var found = new HashSet<>(Set.of(first));
        var open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            String before = open.remove();
            for (var step : steps) {
                if (step.after.stream().anyMatch(edge -> edge.step.equals(before))
                        && found.add(step.name)) {
                    open.add(step.name);
                }
            }
        }
        return found;
    }

    /// A flow with a task as its first step.
    static JsonNode around(String kind, JsonNode task) {
        var flow = Json.mapper().createObjectNode();
        var step = flow.putArray("steps").addObject().put("name", "first");
        step.set(kind, task);
        return flow;
    }
}
