package dev.carillon.console.editor;

import dev.carillon.api.JobDefinition.Dependency.On;
import dev.carillon.console.editor.FlowText.Edge;
import dev.carillon.console.editor.FlowText.Step;
import dev.carillon.console.flows.FlowShape;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// The steps of the flow that is written: which of them is looked at, what is wrong with each, and what can be done to
/// them. The one that is looked at stays so when it is moved or the text changes around it.
final class StepsModel {
    private static final Texts TEXTS = Texts.of(StepsModel.class);

    /// @param after what it comes after, in words
    /// @param problem empty when nothing is wrong
    record Row(String name, String kind, String after, String problem) {}

    // What a name is written over, so that a name on the way to another one binds nothing to it.
    private record Renaming(int step, FlowText from, String made) {}

    private final EditorModel editor;
    private final ReadOnlyObjectWrapper<List<Row>> rows = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyIntegerWrapper selected = new ReadOnlyIntegerWrapper(-1);
    private List<Step> steps = List.of();
    private @Nullable Renaming renaming;

    StepsModel(EditorModel editor) {
        this.editor = editor;
        editor.yamlProperty().subscribe(_ -> follow());
        editor.problemsProperty().subscribe(_ -> tell());
    }

    ReadOnlyObjectProperty<List<Row>> rowsProperty() {
        return rows.getReadOnlyProperty();
    }

    /// Number of the step that is looked at, from 0; -1 is none.
    ReadOnlyIntegerProperty selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    int selected() {
        return selected.get();
    }

    List<Step> steps() {
        return steps;
    }

    /// The step that is looked at; null when none is.
    @Nullable Step step() {
        return selected.get() < 0 ? null : steps.get(selected.get());
    }

    /// @param step its number, -1 for none
    void select(int step) {
        if (step < steps.size()) {
            selected.set(Math.max(-1, step));
        }
    }

    void select(String name) {
        steps.stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .ifPresent(step -> select(steps.indexOf(step)));
    }

    private void follow() {
        var before = steps;
        steps = new FlowText(editor.yaml()).steps();
        int at = selected.get();
        if (at >= 0) {
            var names = steps.stream().map(Step::name).toList();
            String name = before.get(at).name();
            boolean here = at < names.size() && names.get(at).equals(name);
            if (!here && names.contains(name)) {
                selected.set(names.indexOf(name));
            } else if (at >= names.size()) {
                selected.set(names.size() - 1);
            }
        }
        tell();
    }

    private void tell() {
        var found = new ArrayList<Row>();
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            found.add(
                    new Row(
                            step.name(),
                            step.kind(),
                            after(step.after()),
                            problems(i).stream()
                                    .map(Problem::text)
                                    .collect(Collectors.joining("\n"))));
        }
        rows.set(List.copyOf(found));
    }

    /// What is wrong with a step.
    List<Problem> problems(int step) {
        return editor.problemsProperty().get().stream()
                .filter(each -> each.path().startsWith(FlowText.at(step)))
                .toList();
    }

    private static String after(List<Edge> edges) {
        return edges.isEmpty()
                ? TEXTS.get("step.at.once")
                : TEXTS.get(
                        "step.after",
                        edges.stream().map(StepsModel::words).collect(Collectors.joining(", ")));
    }

    private static String words(Edge edge) {
        return edge.on().equals(FlowText.SUCCESS)
                ? edge.step()
                : TEXTS.get("step.edge", edge.step(), on(edge.on()));
    }

    /// An outcome in words.
    static String on(String outcome) {
        return switch (outcome) {
            case FlowText.SUCCESS, FlowText.FAILURE, FlowText.END -> TEXTS.get("on." + outcome);
            default -> outcome;
        };
    }

    /// The graph, as far as the steps have names.
    FlowShape shape() {
        var known = new LinkedHashMap<String, FlowShape.Step>();
        for (var step : steps) {
            var after = new LinkedHashMap<String, On>();
            step.after().forEach(edge -> after.put(edge.step(), outcome(edge.on())));
            if (!step.name().isEmpty()) {
                known.put(step.name(), new FlowShape.Step(step.name(), after, step.kind(), null));
            }
        }
        return new FlowShape(List.copyOf(known.values()), Set.of());
    }

    private static On outcome(String on) {
        return switch (on.toLowerCase(Locale.ROOT)) {
            case FlowText.FAILURE -> On.FAILURE;
            case FlowText.END -> On.END;
            default -> On.SUCCESS;
        };
    }

    private void change(UnaryOperator<FlowText> change) {
        editor.change(yaml -> change.apply(new FlowText(yaml)).yaml());
    }

    /// A new step comes behind and after the one that is looked at, or the last, and is looked at.
    void add() {
        int behind = selected.get();
        int count = steps.size();
        change(flow -> flow.added(behind));
        if (steps.size() > count) {
            select(behind < 0 ? count : behind + 1);
        }
    }

    /// Whether the step that is looked at can go: a flow has one at least.
    boolean canRemove() {
        return selected.get() >= 0 && steps.size() > 1;
    }

    void remove() {
        if (canRemove()) {
            change(flow -> flow.removed(selected.get()));
        }
    }

    /// Whether the step that is looked at can be written so many places further down.
    boolean canMove(int by) {
        int to = selected.get() + by;
        return selected.get() >= 0 && to >= 0 && to < steps.size();
    }

    void move(int by) {
        if (canMove(by)) {
            int from = selected.get();
            change(flow -> flow.moved(from, from + by));
            select(from + by);
        }
    }

    /// Each text that a person writes on the way to another name of the step that is looked at.
    void rename(String written) {
        int at = selected.get();
        var begun = renaming;
        if (begun == null || begun.step != at || !begun.made.equals(editor.yaml().text())) {
            begun = new Renaming(at, new FlowText(editor.yaml()), "");
        }
        var from = begun.from;
        change(_ -> from.renamed(at, written));
        renaming = new Renaming(at, from, editor.yaml().text());
    }

    /// The name is written; what is written into it later is another change.
    void renamed() {
        renaming = null;
    }

    void setKind(String kind) {
        var step = step();
        if (step != null && !kind.equals(step.kind())) {
            change(flow -> flow.ofKind(selected.get(), kind));
        }
    }

    /// The steps that the one that is looked at could come after besides.
    List<String> candidates() {
        return selected.get() < 0
                ? List.of()
                : new FlowText(editor.yaml()).candidates(selected.get());
    }

    void connect(String before) {
        change(flow -> flow.connected(selected.get(), new Edge(before, FlowText.SUCCESS)));
    }

    void disconnect(int edge) {
        change(flow -> flow.disconnected(selected.get(), edge));
    }

    void on(int edge, String outcome) {
        change(flow -> flow.on(selected.get(), edge, outcome));
    }
}
