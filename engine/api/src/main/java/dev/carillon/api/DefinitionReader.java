package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Dependency;
import dev.carillon.api.JobDefinition.KeyLimit;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Retention;
import dev.carillon.api.JobDefinition.Spread;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads one definition from a parsed text.
final class DefinitionReader {
    private static final int MOST_DEPENDENCIES = 100;
    private static final int LONGEST_KEY = 200;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}");

    private final Complaints complaints;
    private final ScheduleCheck check;

    DefinitionReader(Complaints complaints, ScheduleCheck check) {
        this.complaints = complaints;
        this.check = check;
    }

    @Nullable JobDefinition read(Node node) {
        int before = complaints.count();
        var top = new Section(complaints, node, Part.JOB);
        if (!(node instanceof MappingNode)) {
            return null;
        }
        String name = Names.of(top, "a job");
        String namespace = Names.or(top, "namespace", "default");
        String key = namespace + "/" + name;
        var parameters = parameters(top);
        var waiting = overlap(top);
        Task task = task(top, key, parameters);
        var definition =
                new JobDefinition(
                        namespace,
                        name,
                        description(top),
                        labels(top),
                        task == null ? new Task.Java("", "") : task,
                        parameters,
                        ScheduleReader.read(top, key, check),
                        catchUp(top),
                        waiting.overlap(),
                        RetryReader.read(top),
                        top.limit("timeout"),
                        top.duration("startDeadline"),
                        top.duration("killGrace", Duration.ofSeconds(5)),
                        top.choice("delivery", Delivery.class, Delivery.AT_LEAST_ONCE),
                        top.choice("onContactLost", ContactLost.class, ContactLost.KILL),
                        top.whole("priority", 0, 9, 5),
                        Names.or(top, "queue", "default"),
                        retention(top),
                        waiting.max(),
                        top.limit("deadline"),
                        top.whole("pauseAfter", 0, 1_000, 0),
                        top.whole("weight", 1, 1_000, 1),
                        keyLimit(top, parameters),
                        placement(top),
                        dependsOn(top, namespace, key),
                        spread(top, task));
        return complaints.count() == before ? definition : null;
    }

    private record Waiting(Overlap overlap, int max) {}

    // One word, or keys with values when it has a bound.
    private static Waiting overlap(Section top) {
        var section = top.isSection("overlap") ? top.section("overlap", Part.OVERLAP) : null;
        if (section == null) {
            return new Waiting(
                    top.choice("overlap", Overlap.class, Overlap.SKIP),
                    JobDefinition.DEFAULT_WAITING);
        }
        var policy = section.choice("policy", Overlap.class, Overlap.SKIP);
        int max = section.whole("max", 1, 1_000, JobDefinition.DEFAULT_WAITING);
        if (section.has("max") && policy != Overlap.QUEUE) {
            section.refuse("max", "is how many runs may wait, and needs \"policy: queue\"");
        }
        return new Waiting(policy, max);
    }

    private static @Nullable KeyLimit keyLimit(Section top, List<Parameter> parameters) {
        var section = top.section("limit", Part.LIMIT);
        if (section == null) {
            return null;
        }
        String key = section.required("key");
        if (key.codePointCount(0, key.length()) > LONGEST_KEY) {
            section.refuse("key", "is over " + LONGEST_KEY + " characters");
        } else {
            checkKey(section, key, parameters);
        }
        return new KeyLimit(key, section.whole("concurrency", 1, 100_000, 1));
    }

    private static void checkKey(Section section, String key, List<Parameter> parameters) {
        for (String name : Placeholders.in(key)) {
            var of = parameters.stream().filter(each -> each.name().equals(name)).findFirst();
            if (of.isEmpty()) {
                section.refuse("key", Placeholders.unknown(name, names(parameters)));
            } else if (of.get().type() == Parameter.Type.SECRET) {
                section.refuse(
                        "key",
                        "has ${" + name + "}, a secret, and keys are shown; use another parameter");
            }
        }
    }

    private static Set<String> names(List<Parameter> parameters) {
        return parameters.stream()
                .map(Parameter::name)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static Map<String, String> placement(Section top) {
        var section = top.section("placement", Part.PLACEMENT);
        return section == null ? Map.of() : labels(section);
    }

    private static List<Dependency> dependsOn(Section top, String namespace, String self) {
        var all = new ArrayList<Dependency>();
        var jobs = new HashSet<String>();
        for (var each : top.sections("dependsOn", Part.DEPENDENCY)) {
            String job = Names.job(each, "job", namespace);
            if (job.equals(self)) {
                each.refuse("job", "is the job itself, which would wait for ever");
            } else if (!job.isEmpty() && !jobs.add(job)) {
                each.refuse("job", "\"" + job + "\" is given twice");
            }
            all.add(
                    new Dependency(
                            job,
                            each.choice("on", Dependency.On.class, Dependency.On.SUCCESS),
                            each.choice("time", Dependency.Time.class, Dependency.Time.SAME)));
        }
        top.atMost("dependsOn", MOST_DEPENDENCIES);
        return all;
    }

    private static @Nullable Spread spread(Section top, @Nullable Task task) {
        boolean everyNode = top.flag("everyNode");
        int shards = top.whole("shards", 1, 1_000, 1);
        if (everyNode && top.has("shards")) {
            top.refuse("shards", "and \"everyNode\" exclude each other; remove one of them");
        } else if (task instanceof Task.Flow && (everyNode || top.has("shards"))) {
            top.refuse(
                    everyNode ? "everyNode" : "shards",
                    "splits one task, and a flow has steps; remove it, or make it a job of its own"
                            + " that a step names");
        }
        if (everyNode) {
            return new Spread(0, true);
        }
        return top.has("shards") ? new Spread(shards, false) : null;
    }

    private static Map<String, String> labels(Section top) {
        var labels = top.map("labels");
        for (String name : labels.keySet()) {
            if (!LABEL.matcher(name).matches()) {
                top.refuse(
                        "labels",
                        "has \""
                                + Characters.shown(name)
                                + "\"; the name of a label is 1 to 100 letters, digits, . _ / -");
            }
        }
        return labels;
    }

    static String description(Section section) {
        String description = section.text("description", "");
        if (description.codePointCount(0, description.length()) > 2000) {
            section.refuse("description", "is over 2000 characters");
        }
        return description;
    }

    private static @Nullable Task task(Section top, String self, List<Parameter> parameters) {
        if (!top.has("task")) {
            top.refuse("a job needs a \"task\": one of shell, http, java, sql, flow");
            return null;
        }
        var task = top.section("task", Part.TASK);
        if (task == null) {
            return null;
        }
        if (task.keys().size() != 1) {
            top.refuse("task", "needs exactly one of shell, http, java, sql, flow");
            return null;
        }
        return task.has("flow")
                ? FlowReader.read(task, self, names(parameters))
                : TaskReader.read(task, task.keys().getFirst());
    }

    private static List<Parameter> parameters(Section top) {
        var parameters = new ArrayList<Parameter>();
        var names = new HashSet<String>();
        for (var each : top.sections("parameters", Part.PARAMETER)) {
            String name = each.required("name");
            if (!name.isEmpty()) {
                Variables.checkParameter(each, "name", name);
                if (!names.add(name)) {
                    each.refuse("name", "\"" + Characters.shown(name) + "\" is given twice");
                }
            }
            var type = each.choice("type", Parameter.Type.class, Parameter.Type.STRING);
            var choices = each.words("choices");
            if (type == Parameter.Type.SECRET && each.has("default")) {
                each.refuse("default", "of a secret would be stored for all to read; remove it");
            }
            if (type == Parameter.Type.CHOICE && choices.isEmpty()) {
                each.refuse("type choice needs \"choices\", such as [small, large]");
            } else if (type != Parameter.Type.CHOICE && !choices.isEmpty()) {
                each.refuse("choices", "needs \"type: choice\"");
            }
            parameters.add(
                    new Parameter(
                            name,
                            type,
                            each.word("default"),
                            choices,
                            each.text("description", "")));
        }
        return parameters;
    }

    private static CatchUp catchUp(Section top) {
        var section = top.section("catchUp", Part.CATCH_UP);
        return section == null
                ? CatchUp.DEFAULT
                : new CatchUp(
                        section.choice("policy", CatchUp.Policy.class, CatchUp.DEFAULT.policy()),
                        section.duration("after", CatchUp.DEFAULT.after()),
                        section.duration("window", CatchUp.DEFAULT.window()),
                        section.whole("max", 1, 10_000, CatchUp.DEFAULT.max()));
    }

    private static Retention retention(Section top) {
        var section = top.section("retention", Part.RETENTION);
        return section == null
                ? Retention.DEFAULT
                : new Retention(
                        section.whole("runs", 1, 1_000_000, Retention.DEFAULT.runs()),
                        section.duration("age", Retention.DEFAULT.age()));
    }
}
