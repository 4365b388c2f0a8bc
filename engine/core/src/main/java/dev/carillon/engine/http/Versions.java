package dev.carillon.engine.http;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Versions of jobs as entity tags: version 3 is `"3"`.
final class Versions {
    private static final Pattern TAG = Pattern.compile("\"([1-9][0-9]{0,8})\"");

    private Versions() {}

    static String tag(int version) {
        return "\"" + version + "\"";
    }

    /// Refuses conditions where none can be checked.
    static void refuse(Call call) {
        for (String condition : List.of("If-Match", "If-None-Match")) {
            if (call.header(condition) != null) {
                throw Call.malformed(condition + " is not known here; leave it out");
            }
        }
    }

    /// What the caller expects to be stored: 0 is nothing, null is no condition. A condition we cannot
    /// check is refused, as to ignore it would overwrite what the caller wanted to keep.
    static @Nullable Integer expected(Call call) {
        String match = call.header("If-Match");
        String noneMatch = call.header("If-None-Match");
        if (noneMatch != null && (match != null || !noneMatch.equals("*"))) {
            throw Call.malformed(
                    "If-None-Match can only be * (must not exist), and not together with If-Match");
        }
        if (noneMatch != null) {
            return 0;
        }
        if (match == null) {
            return null;
        }
        Matcher tag = TAG.matcher(match);
        if (!tag.matches()) {
            throw Call.malformed("If-Match is the ETag of one version such as \"3\", not " + match);
        }
        return Integer.valueOf(tag.group(1));
    }
}
