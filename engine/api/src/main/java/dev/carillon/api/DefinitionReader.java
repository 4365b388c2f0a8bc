package dev.carillon.api;

import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobDefinition.ContactLost;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.JobDefinition.Retention;
import dev.carillon.api.JobDefinition.Retry;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one definition from a parsed text.
final class DefinitionReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}");
    private static final Pattern URL = Pattern.compile("https?://[^\\s/?#][^\\s]{0,1999}");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{3,10}");
    private static final Pattern STATUSES =
            Pattern.compile("[1-5]([0-9]{2}|xx)(, ?[1-5]([0-9]{2}|xx))*");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");
    private static final Pattern JAR = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");
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
        String name = name(top, "name", null);
        String namespace = name(top, "namespace", "default");
        Task task = task(top);
        var definition =
                new JobDefinition(
                        namespace,
                        name,
                        description(top),
                        labels(top),
                        task == null ? new Task.Java("", "") : task,
                        parameters(top),
                        ScheduleReader.read(top, namespace + "/" + name, check),
                        catchUp(top),
                        top.choice("overlap", Overlap.class, Overlap.SKIP),
                        retry(top),
                        timeout(top),
                        top.duration("startDeadline"),
                        top.duration("killGrace", Duration.ofSeconds(5)),
                        top.choice("delivery", Delivery.class, Delivery.AT_LEAST_ONCE),
                        top.choice("onContactLost", ContactLost.class, ContactLost.KILL),
                        top.whole("priority", 0, 9, 5),
                        name(top, "queue", "default"),
                        retention(top));
        return complaints.count() == before ? definition : null;
    }

    private static @Nullable Duration timeout(Section top) {
        Duration timeout = top.duration("timeout");
        if (timeout != null && timeout.isZero()) {
            top.refuse("timeout", "of 0 would end every attempt at once; remove it for no limit");
        }
        return timeout;
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

    private static Map<String, String> labels(Section top) {
        var labels = top.map("labels");
        for (String name : labels.keySet()) {
            if (!LABEL.matcher(name).matches()) {
                top.refuse(
                        "labels",
                        "has \""
                                + name
                                + "\"; the name of a label is 1 to 100 letters, digits, . _ / -");
            }
        }
        return labels;
    }

    private static String description(Section top) {
        String description = top.text("description", "");
        if (description.codePointCount(0, description.length()) > 2000) {
            top.refuse("description", "is over 2000 characters");
        }
        return description;
    }

    private static @Nullable Task task(Section top) {
        if (!top.has("task")) {
            top.refuse("a job needs a \"task\": one of shell, http, java, sql");
            return null;
        }
        var task = top.section("task", Part.TASK);
        if (task == null) {
            return null;
        }
        if (task.keys().size() != 1) {
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
        var shell = task.section("shell", Part.SHELL);
        if (shell == null) {
            return null;
        }
        var command = shell.words("command");
        String script = shell.text("script");
        if (shell.has("command") == shell.has("script")) {
            shell.refuse("shell needs a \"command\" (a list) or a \"script\", and not both");
        } else if (shell.has("command") && (command.isEmpty() || blank(command.getFirst()))) {
            shell.refuse("command", "begins with the program to run, such as [gzip, -t, a.gz]");
        } else if (script != null && blank(script)) {
            shell.refuse("script", "is empty");
        }
        var env = shell.map("env");
        env.keySet().forEach(name -> checkVariable(shell, "env", name, false));
        var codes = shell.wholes("expect", 0, 255);
        return new Task.Shell(
                command,
                script,
                env,
                shell.text("workingDirectory"),
                codes.isEmpty() ? List.of(0) : codes);
    }

    private static @Nullable Task http(Section task) {
        var http = task.section("http", Part.HTTP);
        if (http == null) {
            return null;
        }
        String url = required(http, "url");
        if (!url.isEmpty() && !URL.matcher(url).matches()) {
            http.refuse("url", "must be an address such as https://example.com/path");
        } else if (!url.isEmpty() && !isAddress(url)) {
            http.refuse("url", "is no address; write what is not allowed in one as %20 and so on");
        }
        String expect = http.word("expect");
        if (expect != null && !STATUSES.matcher(expect).matches()) {
            http.refuse("expect", "must be statuses such as 200 or 2xx,404");
        }
        String method = http.text("method", "GET");
        if (!METHOD.matcher(method).matches()) {
            http.refuse("method", "must be a method such as GET or POST");
        }
        var headers = http.map("headers");
        headers.forEach((name, value) -> checkHeader(http, name, value));
        return new Task.Http(
                method,
                url,
                headers,
                http.text("body"),
                expect == null ? "2xx" : expect,
                http.words("allow"));
    }

    private static boolean isAddress(String url) {
        try {
            return new URI(url).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static void checkHeader(Section http, String name, String value) {
        if (!HEADER.matcher(name).matches()) {
            http.refuse("headers", "has \"" + name + "\", which cannot be the name of a header");
        } else if (!HEADER_VALUE.matcher(value).matches()) {
            http.refuse("headers", "has a line break or a control character in \"" + name + "\"");
        }
    }

    private static @Nullable Task java(Section task) {
        var java = task.section("java", Part.JAVA);
        if (java == null) {
            return null;
        }
        String jar = required(java, "jar");
        if (!jar.isEmpty() && !JAR.matcher(jar).matches()) {
            java.refuse(
                    "jar",
                    "is the name of a file in the plugin folder, without folder and without .jar");
        }
        return new Task.Java(required(java, "class"), jar);
    }

    private static @Nullable Task sql(Section task) {
        var sql = task.section("sql", Part.SQL);
        return sql == null
                ? null
                : new Task.Sql(required(sql, "connection"), required(sql, "statement"));
    }

    private static String required(Section section, String key) {
        String text = section.text(key);
        if (!section.has(key)) {
            section.refuse("\"" + key + "\" is needed here");
        } else if (text != null && blank(text)) {
            section.refuse(key, "is empty");
        }
        return text == null || blank(text) ? "" : text;
    }

    private static boolean blank(String text) {
        return text.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n');
    }

    private static List<Parameter> parameters(Section top) {
        var parameters = new ArrayList<Parameter>();
        var names = new HashSet<String>();
        for (var each : top.sections("parameters", Part.PARAMETER)) {
            String name = required(each, "name");
            if (!name.isEmpty()) {
                checkVariable(each, "name", name, true);
                if (!names.add(name)) {
                    each.refuse("name", "\"" + name + "\" is given twice");
                }
            }
            var type = each.choice("type", Parameter.Type.class, Parameter.Type.STRING);
            var choices = each.words("choices");
            if ((type == Parameter.Type.CHOICE) == choices.isEmpty()) {
                each.refuse("type choice needs \"choices\", and only it has them");
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
        var section = top.section("catchUp", Part.CATCH_UP);
        return section == null
                ? CatchUp.DEFAULT
                : new CatchUp(
                        section.choice("policy", CatchUp.Policy.class, CatchUp.DEFAULT.policy()),
                        section.duration("after", CatchUp.DEFAULT.after()),
                        section.duration("window", CatchUp.DEFAULT.window()),
                        section.whole("max", 1, 10_000, CatchUp.DEFAULT.max()));
    }

    private static Retry retry(Section top) {
        var section = top.section("retry", Part.RETRY);
        return section == null
                ? Retry.NONE
                : new Retry(
                        section.whole("attempts", 1, 1_000, 3),
                        section.choice("backoff", Retry.Backoff.class, Retry.NONE.backoff()),
                        section.duration("initial", Retry.NONE.initial()),
                        section.duration("max", Retry.NONE.max()),
                        section.number("jitter", 0, 1, Retry.NONE.jitter()));
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
