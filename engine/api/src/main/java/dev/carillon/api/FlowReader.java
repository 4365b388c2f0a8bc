package dev.carillon.api;

import dev.carillon.api.JobDefinition.Dependency;
import dev.carillon.api.Task.After;
import dev.carillon.api.Task.Step;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the steps of a flow.
final class FlowReader {
    private static final int MOST_STEPS = 500;
    private static final List<String> KINDS = List.of("shell", "http", "java", "sql", "job");

    private final String job;
    private final String namespace;

    private FlowReader(String job) {
        this.job = job;
        this.namespace = job.substring(0, job.indexOf('/'));
    }

    /// @param job key of the job
    /// @param parameters names of those of the job
    static Task.@Nullable Flow read(Section task, String job, Set<String> parameters) {
        var flow = task.section("flow", Part.FLOW);
        return flow == null ? null : new FlowReader(job).flow(flow, parameters);
    }

    private Task.Flow flow(Section flow, Set<String> parameters) {
        if (flow.lacks("steps")) {
            flow.refuse("a flow needs \"steps\", one at least");
        }
        flow.atMost("steps", MOST_STEPS);
        var sections = flow.sections("steps", Part.STEP);
        var steps = sections.stream().map(this::step).toList();
        boolean named = areNamed(sections, steps);
        if (named && steps.size() <= MOST_STEPS) {
            FlowGraph.problems(steps, parameters)
                    .forEach(wrong -> sections.get(wrong.step()).refuse(wrong.key(), wrong.what()));
        }
        return new Task.Flow(steps);
    }

    private static boolean areNamed(List<Section> sections, List<Step> steps) {
        var names = new HashSet<String>();
        boolean named = true;
        for (int i = 0; i < steps.size(); i++) {
            String name = steps.get(i).name();
            if (!name.isEmpty() && !names.add(name)) {
                sections.get(i).refuse("name", "\"" + name + "\" is given twice");
                named = false;
            }
            named &= !name.isEmpty();
        }
        return named;
    }

    private Step step(Section section) {
        String name = Names.ofStep(section);
        var kinds = KINDS.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            section.refuse("a step needs exactly one of " + String.join(", ", KINDS));
        }
        String kind = kinds.size() == 1 ? kinds.getFirst() : "";
        var with = section.map("with");
        with.keySet().forEach(variable -> Variables.checkParameter(section, "with", variable));
        return new Step(
                name,
                kind.isEmpty() || kind.equals("job") ? null : TaskReader.read(section, kind),
                kind.equals("job") ? job(section) : null,
                with,
                after(section),
                RetryReader.read(section),
                section.limit("timeout"),
                section.flag("allowFailure"));
    }

    private String job(Section step) {
        for (String key : List.of("retry", "timeout")) {
            if (step.has(key)) {
                step.refuse(key, "is that of the job which the step runs; remove it here");
            }
        }
        String key = Names.job(step, "job", namespace);
        if (key.equals(job)) {
            step.refuse("job", "is the job of this flow, which would begin itself for ever");
        }
        return key;
    }

    private static List<After> after(Section step) {
        step.atMost("after", MOST_STEPS);
        return step.items(
                "after", Part.AFTER, word -> after(step, word), FlowReader::afterWithKeys);
    }

    private static After after(Section step, String name) {
        if (Section.blank(name)) {
            step.refuse("after", "has an empty name; write that of a step");
        }
        return new After(name, Dependency.On.SUCCESS);
    }

    private static After afterWithKeys(Section keys) {
        return new After(
                keys.required("step"),
                keys.choice("on", Dependency.On.class, Dependency.On.SUCCESS));
    }
}
