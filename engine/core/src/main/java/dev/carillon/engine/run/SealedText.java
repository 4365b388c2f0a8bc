package dev.carillon.engine.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// How a secret stands in what is stored and what is shown.
public final class SealedText {
    /// What people see of a secret.
    public static final String MASK = "••••";

    /// What a sealed secret begins with: a name and a version.
    public static final String START = "secret:v1:";

    /// A sealed secret within a text: its start, the bytes, an end.
    public static final Pattern PATTERN = Pattern.compile(START + "([A-Za-z0-9_-]{38,});");

    private SealedText() {}

    /// The values as people may see them.
    public static Map<String, String> masked(Map<String, String> values) {
        if (values.values().stream().noneMatch(value -> value.contains(START))) {
            return values;
        }
        var masked = new TreeMap<String, String>();
        values.forEach((name, value) -> masked.put(name, masked(value)));
        return masked;
    }

    /// The text as people may see it.
    public static String masked(String text) {
        return PATTERN.matcher(text).replaceAll(MASK);
    }
}
