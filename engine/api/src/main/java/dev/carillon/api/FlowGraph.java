package dev.carillon.api;

import dev.carillon.api.Task.After;
import dev.carillon.api.Task.Step;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The shape of a flow: what its edges may be, and what lies behind a step.
public final class FlowGraph {
    private static final Set<String> VALUES = Set.of("result", "state");
    private static final int MOST_SHOWN = 6;

    private final List<Step> steps;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /// Something wrong.
    ///
    /// @param step number of the step, from 0
    /// @param key of the step
    /// @param what the rest of a sentence that begins with the key
    record Problem(int step, String key, String what) {}

    private FlowGraph(List<Step> steps) {
        this.steps = steps;
        for (int i = 0; i < steps.size(); i++) {
            numbers.put(steps.get(i).name(), i);
        }
    }

    /// What is wrong with the edges and with the values that steps take; empty when nothing is.
    ///
    /// @param steps each with a name of its own
    /// @param parameters names of those of the job
    static List<Problem> problems(List<Step> steps, Set<String> parameters) {
        var graph = new FlowGraph(steps);
        graph.checkEdges();
        var before = new Before(graph);
        if (before.circle.isEmpty()) {
            graph.checkValues(before, parameters);
        } else {
            graph.add(before.circle.getFirst(), "after", graph.told(before.circle));
        }
        return List.copyOf(graph.problems);
    }

    private void add(int step, String key, String what) {
        problems.add(new Problem(step, key, what));
    }

    private void checkEdges() {
        for (int i = 0; i < steps.size(); i++) {
            var names = new HashSet<String>();
            for (String name : steps.get(i).after().stream().map(After::step).toList()) {
                // An empty one was told when it was read.
                if (Section.blank(name)) {
                    continue;
                }
                if (!numbers.containsKey(name)) {
                    add(i, "after", "has " + unknown(name));
                } else if (!names.add(name)) {
                    add(i, "after", "has \"" + name + "\" twice; keep one of them");
                }
            }
        }
    }

    private String unknown(String name) {
        return "\""
                + Characters.shown(name)
                + "\", which is no step of the flow"
                + Nearest.hint(name, numbers.keySet());
    }

    private String told(List<Integer> circle) {
        if (circle.size() == 1) {
            return "has the step itself; remove it";
        }
        var names =
                circle.stream()
                        .limit(MOST_SHOWN)
                        .map(each -> "\"" + steps.get(each).name() + "\" after ")
                        .collect(Collectors.joining());
        return "goes in a circle: "
                + names
                + (circle.size() > MOST_SHOWN ? "… after " : "")
                + "\""
                + steps.get(circle.getFirst()).name()
                + "\"; remove one of them";
    }

    private void checkValues(Before before, Set<String> parameters) {
        for (int i = 0; i < steps.size(); i++) {
            for (String value : steps.get(i).with().values()) {
                for (String name : new HashSet<>(Placeholders.in(value))) {
                    checkValue(i, name, before, parameters);
                }
            }
        }
    }

    private void checkValue(int step, String name, Before before, Set<String> parameters) {
        if (!name.startsWith("steps.")) {
            if (!parameters.contains(name)) {
                add(step, "with", Placeholders.unknown(name, parameters));
            }
            return;
        }
        String[] parts = name.split("\\.", -1);
        if (parts.length != 3 || !VALUES.contains(parts[2])) {
            add(
                    step,
                    "with",
                    "has ${"
                            + Characters.shown(name)
                            + "}; a value of a step is ${steps.NAME.result} or"
                            + " ${steps.NAME.state}");
            return;
        }
        Integer of = numbers.get(parts[1]);
        if (of == null) {
            add(step, "with", "takes a value of " + unknown(parts[1]));
        } else if (!before.of(step).get(of)) {
            add(
                    step,
                    "with",
                    "takes a value of \""
                            + parts[1]
                            + "\", which does not come before; add it to \"after\"");
        }
    }

    /// Which steps come before each, found depth first.
    private static final class Before {
        private final FlowGraph graph;
        private final BitSet[] known;
        private final List<Integer> open = new ArrayList<>();

        /// Steps of which each comes after the next and the last after the first; empty when none do.
        private List<Integer> circle = List.of();

        Before(FlowGraph graph) {
            this.graph = graph;
            this.known = new BitSet[graph.steps.size()];
            for (int i = 0; i < known.length && circle.isEmpty(); i++) {
                visit(i);
            }
        }

        BitSet of(int step) {
            return known[step];
        }

        // As deep as there are steps.
        private void visit(int step) {
            if (known[step] != null || !circle.isEmpty()) {
                return;
            }
            int again = open.indexOf(step);
            if (again >= 0) {
                circle = List.copyOf(open.subList(again, open.size()));
                return;
            }
            open.add(step);
            var before = new BitSet();
            for (After after : graph.steps.get(step).after()) {
                Integer number = graph.numbers.get(after.step());
                if (number != null) {
                    visit(number);
                    before.set(number);
                    if (known[number] != null) {
                        before.or(known[number]);
                    }
                }
            }
            open.removeLast();
            known[step] = before;
        }
    }

    /// The steps and all that come after one of them.
    public static Set<String> withFollowers(List<Step> steps, Set<String> first) {
        var followers = new HashMap<String, List<String>>();
        for (var step : steps) {
            for (var after : step.after()) {
                followers.computeIfAbsent(after.step(), name -> new ArrayList<>()).add(step.name());
            }
        }
        var found = new HashSet<>(first);
        var open = new ArrayDeque<>(first);
        while (!open.isEmpty()) {
            for (String name : followers.getOrDefault(open.remove(), List.of())) {
                if (found.add(name)) {
                    open.add(name);
                }
            }
        }
        return found;
    }
}
