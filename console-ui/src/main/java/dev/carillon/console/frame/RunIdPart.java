package dev.carillon.console.frame;

import dev.carillon.api.Carillon.RunQuery;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/// A part of the id of a run: its beginning, as somebody cut it off, or its end, as tables of the command line show it.
///
/// @param text small letters and digits, with the hyphens
record RunIdPart(String text) {
    private static final int WHOLE = 36;
    private static final Pattern FORM = Pattern.compile("[0-9a-f-]{8,35}");
    private static final String LOWEST = "00000000-0000-0000-0000-000000000000";
    private static final String HIGHEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    private static final int TIME_BITS = 16;

    /// A run is made a little before it is due.
    private static final Duration AHEAD = Duration.ofSeconds(2);

    /// Null when it is too short, or no part of an id.
    static @Nullable RunIdPart of(String text) {
        return FORM.matcher(text).matches() ? new RunIdPart(text) : null;
    }

    boolean fits(String id) {
        return id.startsWith(text) || id.endsWith(text);
    }

    /// Runs that can begin with it: an id begins with the milliseconds since 1970 when its run was made. Those that were
    /// made to be due much later are not among them. Null when no id begins so.
    @Nullable RunQuery begun() {
        String lowest = text + LOWEST.substring(text.length());
        if (lowest.length() != WHOLE || !isId(lowest)) {
            return null;
        }
        var highest = UUID.fromString(text + HIGHEST.substring(text.length()));
        var until =
                Instant.ofEpochMilli(highest.getMostSignificantBits() >>> TIME_BITS).plus(AHEAD);
        return new RunQuery(Set.of(), null, null, until, null, null, Set.of(), null, lowest, null);
    }

    private static boolean isId(String text) {
        for (int i = 0; i < WHOLE; i++) {
            if ((text.charAt(i) == '-') != (LOWEST.charAt(i) == '-')) {
                return false;
            }
        }
        return true;
    }
}
