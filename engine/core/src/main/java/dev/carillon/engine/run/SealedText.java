package dev.carillon.engine.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// How a secret stands in what is stored and what is shown.
public final class SealedText {
    /// What people see of a secret.
    public static final String MASK = "••••";

    /// A sealed secret within a text: a name, a version, the bytes, an end.
    public static final Pattern PATTERN = Pattern.compile("secret:v1:([A-Za-z0-9_-]{38,});");

    private SealedText() {}

    /// The values as people may see them.
    public static Map<String, String> masked(Map<String, String> values) {
        if (values.values().stream().noneMatch(value -> value.contains("secret:v1:"))) {
            return values;
        }
        var masked = new TreeMap<String, String>();
        values.forEach((name, value) -> masked.put(name, PATTERN.matcher(value).replaceAll(MASK)));
        return masked;
    }
}
