package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Retention;
import dev.carillon.api.JobDefinition.Retry;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one definition from a parsed text.
final class DefinitionReader {
    static final List<String> KEYS =
            List.of(
                    "name",
                    "namespace",
                    "description",
                    "labels",
                    "task",
                    "parameters",
                    "schedules",
                    "catchUp",
                    "overlap",
                    "retry",
                    "timeout",
                    "startDeadline",
                    "killGrace",
                    "delivery",
                    "onContactLost",
                    "priority",
                    "queue",
                    "retention");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    // A parameter of these names would change how a program is found or started.
    private static final Set<String> DANGEROUS =
            Set.of(
                    "LD_PRELOAD",
                    "LD_LIBRARY_PATH",
                    "PATH",
                    "JAVA_TOOL_OPTIONS",
                    "BASH_ENV",
                    "ENV",
                    "IFS");
    // What the command line reads; a job may point it at its own node.
    private static final Set<String> ALLOWED = Set.of("CARILLON_URL", "CARILLON_TOKEN_FILE");
    private static final Set<String> OWN = Set.of("RUN_ID", "ATTEMPT", "EPOCH");

    private final String where;
    private final List<String> errors;

    DefinitionReader(String where, List<String> errors) {
        this.where = where;
        this.errors = errors;
    }

    @Nullable JobDefinition read(Node node) {
        int before = errors.size();
        var top = new Section(where, errors, node, KEYS);
        String name = name(top, "name", null);
        Task task = task(top);
        var definition =
                new JobDefinition(
                        name(top, "namespace", "default"),
                        name,
                        description(top),
                        top.map("labels"),
                        task == null ? new Task.Java("", "") : task,
                        parameters(top),
                        ScheduleReader.read(top),
                        catchUp(top),
                        top.choice("overlap", Overlap.class, Overlap.SKIP),
                        retry(top),
                        top.parsed("timeout", Durations::parse),
                        top.parsed("startDeadline", Durations::parse),
                        top.duration("killGrace", Duration.ofSeconds(5)),
                        top.choice("delivery", Delivery.class, Delivery.AT_LEAST_ONCE),
                        top.choice("onContactLost", ContactLost.class, ContactLost.KILL),
                        top.number("priority", 0, 9, 5),
                        name(top, "queue", "default"),
                        retention(top));
        return errors.size() == before ? definition : null;
    }

    private static String name(Section top, String key, @Nullable String otherwise) {
        String name = top.text(key);
        if (name == null) {
            if (otherwise == null && !top.has(key)) {
                top.refuse("a job needs a \"" + key + "\"");
            }
            return otherwise == null ? "" : otherwise;
        }
        if (!NAME.matcher(name).matches()) {
            top.refuse(key, "must be 1 to 100 of a-z 0-9 . _ - and begin with a letter or digit");
        }
        return name;
    }

    private static String description(Section top) {
        String description = top.text("description", "");
        if (description.length() > 2000) {
            top.refuse("description", "is over 2000 characters");
        }
        return description;
    }

    private static @Nullable Task task(Section top) {
        if (!top.has("task")) {
            top.refuse("a job needs a \"task\": one of shell, http, java, sql");
            return null;
        }
        var task = top.section("task", List.of("shell", "http", "java", "sql"));
        if (task == null || task.keys().size() != 1) {
            top.refuse("task", "needs exactly one of shell, http, java, sql");
            return null;
        }
        return switch (task.keys().getFirst()) {
            case "shell" -> shell(task);
            case "http" -> http(task);
            case "java" -> java(task);
            default -> sql(task);
        };
    }

    private static @Nullable Task shell(Section task) {
        var shell =
                task.section(
                        "shell", List.of("command", "script", "env", "workingDirectory", "expect"));
        if (shell == null) {
            return null;
        }
        var command = shell.texts("command");
        String script = shell.text("script");
        if (command.isEmpty() == (script == null)) {
            shell.refuse("shell needs a \"command\" (a list) or a \"script\", and not both");
        }
        var env = shell.map("env");
        env.keySet().forEach(name -> checkVariable(shell, "env", name, false));
        var codes = new ArrayList<Integer>();
        for (String code : shell.texts("expect")) {
            if (code.matches("[0-9]{1,3}") && Integer.parseInt(code) <= 255) {
                codes.add(Integer.valueOf(code));
            } else {
                shell.refuse(
                        "expect", "is a list of exit codes from 0 to 255, not \"" + code + "\"");
            }
        }
        return new Task.Shell(
                command,
                script,
                env,
                shell.text("workingDirectory"),
                codes.isEmpty() ? List.of(0) : codes);
    }

    private static @Nullable Task http(Section task) {
        var http =
                task.section(
                        "http", List.of("method", "url", "headers", "body", "expect", "allow"));
        if (http == null) {
            return null;
        }
        String url = required(http, "url");
        if (!url.isEmpty() && !url.startsWith("http://") && !url.startsWith("https://")) {
            http.refuse("url", "must begin with http:// or https://");
        }
        String expect = http.text("expect", "2xx");
        if (!expect.matches("[1-5]([0-9]{2}|xx)(,\\s*[1-5]([0-9]{2}|xx))*")) {
            http.refuse("expect", "must be statuses such as 200 or 2xx,404");
        }
        String method = http.text("method", "GET");
        if (!method.matches("[A-Z]{3,10}")) {
            http.refuse("method", "must be a method such as GET or POST");
        }
        return new Task.Http(
                method, url, http.map("headers"), http.text("body"), expect, http.texts("allow"));
    }

    private static @Nullable Task java(Section task) {
        var java = task.section("java", List.of("class", "jar"));
        if (java == null) {
            return null;
        }
        String jar = required(java, "jar");
        if (!jar.isEmpty() && !jar.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
            java.refuse(
                    "jar",
                    "is the name of a file in the plugin folder, without folder and without .jar");
        }
        return new Task.Java(required(java, "class"), jar);
    }

    private static @Nullable Task sql(Section task) {
        var sql = task.section("sql", List.of("connection", "statement"));
        return sql == null
                ? null
                : new Task.Sql(required(sql, "connection"), required(sql, "statement"));
    }

    private static String required(Section section, String key) {
        String text = section.text(key);
        if (text == null || text.isBlank()) {
            section.refuse("\"" + key + "\" is needed here");
            return "";
        }
        return text;
    }

    private static List<Parameter> parameters(Section top) {
        var parameters = new ArrayList<Parameter>();
        var names = new HashSet<String>();
        for (var each :
                top.sections(
                        "parameters",
                        List.of("name", "type", "default", "choices", "description"))) {
            String name = required(each, "name");
            checkVariable(each, "name", name, true);
            if (!names.add(name)) {
                each.refuse("name", "\"" + name + "\" is given twice");
            }
            var type = each.choice("type", Parameter.Type.class, Parameter.Type.STRING);
            var choices = each.texts("choices");
            if ((type == Parameter.Type.CHOICE) == choices.isEmpty()) {
                each.refuse("type choice needs \"choices\", and only it has them");
            }
            parameters.add(
                    new Parameter(
                            name,
                            type,
                            each.text("default"),
                            choices,
                            each.text("description", "")));
        }
        return parameters;
    }

    private static void checkVariable(Section section, String key, String name, boolean parameter) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!VARIABLE.matcher(name).matches()) {
            section.refuse(
                    key,
                    "\"" + name + "\" must be letters, digits and _, and not begin with a digit");
        } else if (OWN.contains(upper)
                || upper.startsWith("CARILLON_") && !ALLOWED.contains(upper)) {
            section.refuse(key, "\"" + name + "\" is set by Carillon itself; choose another name");
        } else if (parameter && (DANGEROUS.contains(upper) || upper.startsWith("LD_"))) {
            section.refuse(
                    key,
                    "\"" + name + "\" would change how programs are started; choose another name");
        }
    }

    private static CatchUp catchUp(Section top) {
        var section = top.section("catchUp", List.of("policy", "after", "window", "max"));
        return section == null
                ? CatchUp.DEFAULT
                : new CatchUp(
                        section.choice("policy", CatchUp.Policy.class, CatchUp.DEFAULT.policy()),
                        section.duration("after", CatchUp.DEFAULT.after()),
                        section.duration("window", CatchUp.DEFAULT.window()),
                        section.number("max", 1, 10_000, CatchUp.DEFAULT.max()));
    }

    private static Retry retry(Section top) {
        var section =
                top.section("retry", List.of("attempts", "backoff", "initial", "max", "jitter"));
        if (section == null) {
            return Retry.NONE;
        }
        Double jitter =
                section.parsed(
                        "jitter",
                        text -> {
                            double value = Double.parseDouble(text);
                            if (value >= 0 && value <= 1) {
                                return value;
                            }
                            throw new IllegalArgumentException("must be from 0 to 1");
                        });
        return new Retry(
                section.number("attempts", 1, 1_000, 3),
                section.choice("backoff", Retry.Backoff.class, Retry.NONE.backoff()),
                section.duration("initial", Retry.NONE.initial()),
                section.duration("max", Retry.NONE.max()),
                jitter == null ? Retry.NONE.jitter() : jitter);
    }

    private static Retention retention(Section top) {
        var section = top.section("retention", List.of("runs", "age"));
        return section == null
                ? Retention.DEFAULT
                : new Retention(
                        section.number("runs", 1, 1_000_000, Retention.DEFAULT.runs()),
                        section.duration("age", Retention.DEFAULT.age()));
    }
}
