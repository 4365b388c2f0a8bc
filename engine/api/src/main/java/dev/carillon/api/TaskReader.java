package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/// Reads what one attempt does.
final class TaskReader {
    private static final Pattern URL = Pattern.compile("https?://[^\\s/?#][^\\s]{0,1999}");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{3,10}");
    private static final Pattern STATUSES =
            Pattern.compile("[1-5]([0-9]{2}|xx)(, ?[1-5]([0-9]{2}|xx))*");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");
    private static final Pattern JAR = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    private TaskReader() {}

    /// Null when it is wrong, which is told.
    ///
    /// @param kind one of shell, http, java, sql; the section has it
    static @Nullable Task read(Section task, String kind) {
        return switch (kind) {
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
        } else if (shell.has("command")
                && (command.isEmpty() || Section.blank(command.getFirst()))) {
            shell.refuse("command", "begins with the program to run, such as [gzip, -t, a.gz]");
        } else if (script != null && Section.blank(script)) {
            shell.refuse("script", "is empty");
        }
        var env = shell.map("env");
        env.keySet().forEach(name -> Variables.check(shell, "env", name));
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
        String url = http.required("url");
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
            http.refuse(
                    "headers",
                    "has \"" + Characters.shown(name) + "\", which cannot be the name of a header");
        } else if (!HEADER_VALUE.matcher(value).matches()) {
            http.refuse("headers", "has a line break or a control character in \"" + name + "\"");
        }
    }

    private static @Nullable Task java(Section task) {
        var java = task.section("java", Part.JAVA);
        if (java == null) {
            return null;
        }
        String jar = java.required("jar");
        if (!jar.isEmpty() && !JAR.matcher(jar).matches()) {
            java.refuse(
                    "jar",
                    "is the name of a file in the plugin folder, without folder and without .jar");
        }
        return new Task.Java(java.required("class"), jar);
    }

    private static @Nullable Task sql(Section task) {
        var sql = task.section("sql", Part.SQL);
        return sql == null
                ? null
                : new Task.Sql(sql.required("connection"), sql.required("statement"));
    }
}
