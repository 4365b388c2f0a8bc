package dev.carillon.api;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `${name}` in texts of a definition.
public final class Placeholders {
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

    /// The text with each filled in, in one pass, so that a value is never taken for another one.
    ///
    /// @param value of a name; null leaves it as it is written
    public static String fill(String text, Function<String, @Nullable String> value) {
        return ONE.matcher(text)
                .replaceAll(
                        match -> {
                            String filled = value.apply(match.group(1));
                            return Matcher.quoteReplacement(
                                    filled == null ? match.group() : filled);
                        });
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
