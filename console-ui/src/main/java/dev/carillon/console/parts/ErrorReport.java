package dev.carillon.console.parts;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.link.Profile;
import dev.carillon.console.words.Texts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// An error with all that is known of it, as whoever mends it wants to read it. No secret is in it.
public final class ErrorReport {
    private static final Texts TEXTS = Texts.of(ErrorReport.class);
    private static final int MOST_CAUSES = 10;
    private static final int MOST_FRAMES = 12;
    private static final String HIDDEN = "***";
    private static final Pattern BEARER = Pattern.compile("(?i)(bearer\\s+)\\S+");
    private static final Pattern NAMED =
            Pattern.compile("(?i)((?:token|secret|password|passwd|pwd)\\s*[=:]\\s*)[^\\s&,;]+");
    private static final Pattern IN_ADDRESS = Pattern.compile("(://)[^/\\s@]+@");

    private ErrorReport() {}

    /// @param what was not done, such as "The run was not cancelled"
    /// @param cluster whose token is kept out of it
    public static String of(String what, CarillonException why, Profile cluster, Instant when) {
        var lines = new ArrayList<String>();
        lines.add(what);
        lines.add(why.getMessage());
        lines.add("");
        lines.add(TEXTS.get("report.code", why.code().name()));
        String request = why.request();
        if (request != null) {
            lines.add(TEXTS.get("report.asked", request));
        }
        lines.add(TEXTS.get("report.cluster", cluster.name(), String.valueOf(cluster.address())));
        lines.add(TEXTS.get("report.when", when.truncatedTo(ChronoUnit.MILLIS).toString()));
        addCauses(lines, why);
        return secretless(String.join("\n", lines), cluster.token());
    }

    private static void addCauses(List<String> lines, CarillonException why) {
        Throwable last = why;
        int count = 0;
        for (var each = why.getCause();
                each != null && count < MOST_CAUSES;
                each = each.getCause()) {
            lines.add(TEXTS.get("report.because", each.toString()));
            last = each;
            count++;
        }
        if (why.code() == ErrorCode.BUG) {
            var frames = last.getStackTrace();
            for (int i = 0; i < Math.min(MOST_FRAMES, frames.length); i++) {
                lines.add("    " + frames[i]);
            }
        }
    }

    private static String secretless(String text, String token) {
        String known = token.isBlank() ? text : text.replace(token, HIDDEN);
        String bearer = BEARER.matcher(known).replaceAll("$1" + HIDDEN);
        String named = NAMED.matcher(bearer).replaceAll("$1" + HIDDEN);
        return IN_ADDRESS.matcher(named).replaceAll("$1" + HIDDEN + "@");
    }
}
