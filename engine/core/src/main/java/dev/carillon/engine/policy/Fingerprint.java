package dev.carillon.engine.policy;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// Which failures are alike: those of one job whose errors differ only in what is of one run, such as numbers, ids,
/// times, paths and quoted texts. Exit codes, states of SQL and HTTP, and the place in the code stay.
public final class Fingerprint {
    private static final int LENGTH = 16;
    private static final int LOOKED_AT = 2_000;

    /// What is replaced by a word, in this order.
    private record Varying(Pattern pattern, String word) {
        private Varying(String pattern, String word) {
            this(Pattern.compile(pattern), word);
        }
    }

    private static final List<Varying> VARYING =
            List.of(
                    new Varying("\\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://\\S+", "<url>"),
                    new Varying(
                            "\\b\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?",
                            "<time>"),
                    new Varying("\\b\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d+)?", "<time>"),
                    new Varying(
                            "\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b", "<id>"),
                    new Varying("\"[^\"\\n]*\"|`[^`\\n]*`|(?<!\\w)'[^'\\n]*'(?!\\w)", "<text>"),
                    new Varying(
                            "\\b[A-Za-z]:\\\\\\S+|(?<![\\w<])/[\\w.@+~-]+(?:/[\\w.@+~-]*)*",
                            "<path>"),
                    new Varying("\\b0x[0-9a-fA-F]+\\b|@[0-9a-f]{5,}\\b", "<hex>"),
                    new Varying("\\b(?=[a-fA-F]*\\d)(?=\\d*[a-fA-F])[0-9a-fA-F]{8,}\\b", "<hex>"),
                    new Varying(
                            "(?<!\\b(?:status|state|code|signal|errno|error) )(?<![\\d.])\\d+(?:[.,]\\d+)*",
                            "<n>"),
                    new Varying("\\s+", " "));

    private Fingerprint() {}

    /// The sum of a failure, 16 hexadecimal digits.
    ///
    /// @param job as `namespace/name`
    /// @param state how it ended
    /// @param exitCode null when there was none
    public static String of(
            String job, String state, @Nullable Integer exitCode, @Nullable String message) {
        String text = job + "\n" + state + "\n" + exitCode + "\n" + common(message);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /// What an error has in common with those that are alike.
    static String common(@Nullable String message) {
        if (message == null) {
            return "";
        }
        String text = message.length() <= LOOKED_AT ? message : message.substring(0, LOOKED_AT);
        for (var each : VARYING) {
            text = each.pattern.matcher(text).replaceAll(each.word);
        }
        return text.strip();
    }
}
