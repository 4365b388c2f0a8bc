package dev.carillon.engine.http;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.engine.http.BulkRoutes.RunQueryBody;
import dev.carillon.engine.run.NewRun.Cause;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Which runs a request asks about.
final class RunFilter {
    private static final List<String> NAMES =
            List.of(
                    "state",
                    "job",
                    "since",
                    "until",
                    "queue",
                    "node",
                    "cause",
                    "error",
                    "newerThan",
                    "fingerprint");

    private RunFilter() {}

    /// The names of its query parameters, and of others.
    static String[] and(String... others) {
        return Stream.concat(NAMES.stream(), Stream.of(others)).toArray(String[]::new);
    }

    static RunQuery of(Call call) {
        return new RunQuery(
                words("state", call.query("state"), RunState.class),
                call.query("job"),
                call.instant("since"),
                call.instant("until"),
                call.query("queue"),
                call.query("node"),
                names(words("cause", call.query("cause"), Cause.class)),
                call.query("error"),
                call.id("newerThan"),
                call.query("fingerprint"));
    }

    static RunQuery of(RunQueryBody body) {
        return new RunQuery(
                words("state", body.states(), RunState.class),
                text("job", body.job()),
                Call.instant("since", body.since()),
                Call.instant("until", body.until()),
                text("queue", body.queue()),
                text("node", body.node()),
                names(words("cause", body.causes(), Cause.class)),
                text("error", body.error()),
                Call.id("newerThan", body.newerThan()),
                text("fingerprint", body.fingerprint()));
    }

    private static @Nullable String text(String name, @Nullable String value) {
        if (value != null) {
            Call.requireText("`" + name + "`", value);
        }
        return value;
    }

    private static <E extends Enum<E>> Set<E> words(
            String name, @Nullable List<String> given, Class<E> type) {
        var found = new TreeSet<E>();
        Texts.orEmpty(given).forEach(word -> found.add(word(name, word, type)));
        return found;
    }

    private static Set<String> names(Set<Cause> causes) {
        var names = new TreeSet<String>();
        causes.forEach(cause -> names.add(cause.name()));
        return names;
    }

    /// Some of the constants of an enum, in whichever case.
    static <E extends Enum<E>> Set<E> words(
            String name, @Nullable String commaSeparated, Class<E> type) {
        var found = new TreeSet<E>();
        if (commaSeparated == null) {
            return found;
        }
        for (String word : commaSeparated.split(",", -1)) {
            found.add(word(name, word.strip(), type));
        }
        return found;
    }

    /// One of the constants, in whichever case.
    static <E extends Enum<E>> E word(String name, String word, Class<E> type) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(word.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw Call.malformed(
                "`"
                        + Call.cut(word)
                        + "` is not a "
                        + name
                        + "; known are "
                        + List.of(type.getEnumConstants()));
    }
}
