package dev.carillon.api;

import java.util.regex.Pattern;

/// Names of jobs, namespaces, queues, calendars and steps.
final class Names {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern JOB =
            Pattern.compile("([a-z0-9][a-z0-9._-]{0,99}/)?[a-z0-9][a-z0-9._-]{0,99}");
    private static final Pattern STEP = Pattern.compile("[a-z0-9][a-z0-9_-]{0,99}");
    private static final String RULE = " and begin with a letter or digit";
    private static final String FORM = " is 1 to 100 of a-z 0-9 . _ -";

    private Names() {}

    /// The name of what a section defines, empty when it has none or a wrong one, which is told.
    ///
    /// @param what such as `a job`
    static String of(Section section, String what) {
        return needed(section, what, NAME, "a-z 0-9 . _ -");
    }

    /// A point would make `${steps.NAME.result}` hard to read.
    static String ofStep(Section section) {
        return needed(section, "a step", STEP, "a-z 0-9 _ -");
    }

    private static String needed(Section section, String what, Pattern form, String characters) {
        if (!section.has("name")) {
            section.refuse(what + " needs a \"name\"");
        }
        String name = section.text("name");
        if (name == null || form.matcher(name).matches()) {
            return name == null ? "" : name;
        }
        section.refuse("name", "must be 1 to 100 of " + characters + RULE);
        return "";
    }

    static String or(Section section, String key, String otherwise) {
        String name = section.text(key, otherwise);
        if (!NAME.matcher(name).matches()) {
            section.refuse(key, "must be 1 to 100 of a-z 0-9 . _ -" + RULE);
        }
        return name;
    }

    /// The key of a job; a name alone is one of the same namespace. Empty when there is none or a wrong
    /// one, which is told.
    static String job(Section section, String key, String namespace) {
        String text = section.required(key);
        if (text.isEmpty() || JOB.matcher(text).matches()) {
            return text.isEmpty() || text.contains("/") ? text : namespace + "/" + text;
        }
        section.refuse(key, "must be the name of a job, or namespace/name; each" + FORM);
        return "";
    }

    /// @throws IllegalArgumentException with a sentence that says what is wrong
    static String calendar(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\""
                            + Characters.shown(text)
                            + "\" cannot be the name of a calendar, which"
                            + FORM);
        }
        return text;
    }
}
