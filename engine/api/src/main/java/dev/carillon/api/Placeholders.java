package dev.carillon.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The `${name}` in texts of a definition.
final class Placeholders {
    private static final Pattern ONE = Pattern.compile("\\$\\{([^{}]*)}");

    private Placeholders() {}

    /// What is between the braces of each.
    static List<String> in(String text) {
        var names = new ArrayList<String>();
        var found = ONE.matcher(text);
        while (found.find()) {
            names.add(found.group(1));
        }
        return names;
    }

    /// What to say about a name that no parameter has.
    static String unknown(String name, Set<String> parameters) {
        return "has ${"
                + Characters.shown(name)
                + "}, which is no parameter of the job"
                + (parameters.isEmpty()
                        ? "; declare it in \"parameters\""
                        : Nearest.hint(name, parameters));
    }
}
