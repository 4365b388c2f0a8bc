package dev.carillon.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which failures a rule of retries means. It is written as `exit 75`, `exit 64-78`, `status 503`,
/// `status 5xx`, `exception java.io.IOException` (that class or one below it by name) or `timeout`.
public sealed interface FailureRule {
    /// Exit codes of a process.
    record Exit(int lowest, int highest) implements FailureRule {}

    /// Statuses of an HTTP answer.
    record Status(int lowest, int highest) implements FailureRule {}

    /// The exception a Java or SQL job ended with, or one of its superclasses.
    record Thrown(String className) implements FailureRule {}

    /// The attempt was over its timeout.
    record Timeout() implements FailureRule {}

    /// @throws IllegalArgumentException with a sentence that says what is wrong
    static FailureRule parse(String text) {
        Matcher exit = Patterns.EXIT.matcher(text);
        if (exit.matches()) {
            int lowest = Integer.parseInt(exit.group(1));
            int highest = exit.group(2) == null ? lowest : Integer.parseInt(exit.group(2));
            if (Math.max(lowest, highest) > 255) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no rule; the highest exit code is 255");
            }
            if (lowest > highest) {
                throw new IllegalArgumentException("\"" + text + "\" ends before it begins");
            }
            return new Exit(lowest, highest);
        }
        Matcher status = Patterns.STATUS.matcher(text);
        if (status.matches()) {
            String digits = status.group(1);
            return digits.endsWith("xx")
                    ? new Status(
                            (digits.charAt(0) - '0') * 100, (digits.charAt(0) - '0') * 100 + 99)
                    : new Status(Integer.parseInt(digits), Integer.parseInt(digits));
        }
        Matcher exception = Patterns.EXCEPTION.matcher(text);
        if (exception.matches()) {
            return new Thrown(exception.group(1));
        }
        if (text.equals("timeout")) {
            return new Timeout();
        }
        throw wrong(text);
    }

    /// The text itself, when it is a rule.
    static String checked(String text) {
        parse(text);
        return text;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\""
                        + Characters.shown(text)
                        + "\" is no rule; write it like \"exit 75\", \"exit 64-78\", \"status 503\","
                        + " \"status 5xx\", \"exception java.io.IOException\" or \"timeout\"");
    }

    /// How the rules are written.
    final class Patterns {
        private static final Pattern EXIT = Pattern.compile("exit ([0-9]{1,3})(?:-([0-9]{1,3}))?");
        private static final Pattern STATUS = Pattern.compile("status ([1-5](?:[0-9]{2}|xx))");
        private static final Pattern EXCEPTION =
                Pattern.compile("exception ([A-Za-z_$][A-Za-z0-9_$.]{0,199})");

        private Patterns() {}
    }
}
