package dev.carillon.engine.store;

import java.util.regex.Pattern;

/// Names of jobs, `*` for any text and `?` for any character. Names have neither.
///
/// @param text as `namespace/name`
public record JobPattern(String text) {
    /// Whether it is the name of one job.
    public boolean isName() {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0;
    }

    /// What LIKE takes, with `!` as its escape.
    public String like() {
        return text.replaceAll("([!%_])", "!$1").replace('*', '%').replace('?', '_');
    }

    public boolean matches(String job) {
        var regex = Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.matches(regex, job);
    }
}
