package dev.carillon.console.runs;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Nearest;
import dev.carillon.api.RunState;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What a person wrote into the query line, understood or not.
sealed interface Query {
    /// @param id of the one run that is wanted, null for all that match
    record Understood(RunQuery query, @Nullable String id) implements Query {}

    /// @param from where in the text the mistake begins, `until` where it ends
    record Wrong(String message, int from, int until) implements Query {}

    /// Words for several states at once.
    Map<String, Set<RunState>> GROUPS =
            Map.of(
                    "open", EnumSet.range(RunState.WAITING, RunState.STOPPING),
                    "active", EnumSet.range(RunState.CLAIMED, RunState.STOPPING),
                    "ended", EnumSet.range(RunState.SUCCEEDED, RunState.SKIPPED),
                    "problem", RunState.PROBLEMS);

    /// What caused a run.
    List<String> TRIGGERS =
            List.of("schedule", "manual", "retry", "catch_up", "backfill", "dependency", "step");

    /// @param now to which times such as `2h` are relative
    /// @param zone of times without one
    static Query of(String text, Instant now, ZoneId zone) {
        return new Reading(now, zone).read(text);
    }

    /// All words for states.
    static List<String> stateWords() {
        var words = new ArrayList<>(new TreeSet<>(GROUPS.keySet()));
        Arrays.stream(RunState.values())
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .forEach(words::add);
        return words;
    }

    /// Reads one text.
    final class Reading {
        private static final Texts TEXTS = Texts.of(Query.class);
        private static final Pattern ID =
                Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        private static final Pattern AGO = Pattern.compile("-?(\\d{1,6}[wdhms])+");
        private static final Pattern PART = Pattern.compile("(\\d{1,6})([wdhms])");
        private static final String NAME = "\\S+";

        private final Instant now;
        private final ZoneId zone;
        private final Set<RunState> states = EnumSet.noneOf(RunState.class);
        private final Set<String> causes = new TreeSet<>();
        private @Nullable String job;
        private @Nullable Instant since;
        private @Nullable Instant until;
        private @Nullable String queue;
        private @Nullable String node;
        private @Nullable String error;
        private @Nullable String failure;
        private @Nullable String id;

        private Reading(Instant now, ZoneId zone) {
            this.now = now;
            this.zone = zone;
        }

        private Query read(String text) {
            var seen = EnumSet.noneOf(QueryKey.class);
            for (var term : QueryTerm.of(text)) {
                var wrong = term(term, seen);
                if (wrong.isPresent()) {
                    return wrong.get();
                }
            }
            if (since != null && until != null && !since.isBefore(until)) {
                return new Wrong(TEXTS.get("wrong.order"), 0, text.length());
            }
            return new Understood(
                    new RunQuery(
                            states, job, since, until, queue, node, causes, error, null, failure),
                    id);
        }

        private Optional<Query> term(QueryTerm term, Set<QueryKey> seen) {
            if (term.key().isEmpty()) {
                return bare(term, seen);
            }
            var key = QueryKey.of(term.key());
            if (key.isEmpty()) {
                return wrong(
                        TEXTS.get("wrong.key", term.key())
                                + Nearest.hint(term.key(), QueryKey.words()),
                        term.from(),
                        term.valueFrom() - 1);
            }
            if (!seen.add(key.get())) {
                return wrong(TEXTS.get("wrong.twice", key.get().word()), term.from(), term.until());
            }
            if (term.value().isEmpty()) {
                return wrong(TEXTS.get("wrong.empty", key.get().word()), term.from(), term.until());
            }
            return value(key.get(), term);
        }

        // A word alone is a part of the name of a job, or the id of a run.
        private Optional<Query> bare(QueryTerm term, Set<QueryKey> seen) {
            if (ID.matcher(term.value()).matches()) {
                id = term.value();
                return Optional.empty();
            }
            if (!seen.add(QueryKey.JOB)) {
                return wrong(TEXTS.get("wrong.bare", term.value()), term.from(), term.until());
            }
            job = "*" + term.value() + "*";
            if (!term.value().contains("/")) {
                job = "*/" + job;
            }
            return Optional.empty();
        }

        private Optional<Query> value(QueryKey key, QueryTerm term) {
            String value = term.value();
            switch (key) {
                case STATE -> {
                    return states(term);
                }
                case TRIGGER -> {
                    return triggers(term);
                }
                case SINCE -> {
                    since = time(value);
                    return since == null ? wrongTime(term) : Optional.empty();
                }
                case UNTIL -> {
                    until = time(value);
                    return until == null ? wrongTime(term) : Optional.empty();
                }
                case ID -> {
                    id = value;
                    return ID.matcher(value).matches()
                            ? Optional.empty()
                            : wrong(TEXTS.get("wrong.id"), term.valueFrom(), term.until());
                }
                case JOB -> job = value;
                case QUEUE -> queue = value;
                case NODE -> node = value;
                case ERROR -> error = value;
                case FAILURE -> failure = value;
            }
            return value.matches(NAME) || key == QueryKey.ERROR
                    ? Optional.empty()
                    : wrong(TEXTS.get("wrong.space", key.word()), term.valueFrom(), term.until());
        }

        private Optional<Query> states(QueryTerm term) {
            for (String word : term.value().split(",")) {
                String lower = word.toLowerCase(Locale.ROOT);
                var found =
                        Arrays.stream(RunState.values())
                                .filter(
                                        state ->
                                                state.name().toLowerCase(Locale.ROOT).equals(lower))
                                .findFirst();
                if (found.isPresent()) {
                    states.add(found.get());
                } else if (GROUPS.containsKey(lower)) {
                    states.addAll(GROUPS.get(lower));
                } else {
                    return wrongWord("wrong.state", word, stateWords(), term);
                }
            }
            return Optional.empty();
        }

        private Optional<Query> triggers(QueryTerm term) {
            for (String word : term.value().split(",")) {
                if (!TRIGGERS.contains(word.toLowerCase(Locale.ROOT))) {
                    return wrongWord("wrong.trigger", word, TRIGGERS, term);
                }
                causes.add(word.toUpperCase(Locale.ROOT));
            }
            return Optional.empty();
        }

        private static Optional<Query> wrongWord(
                String key, String word, Collection<String> known, QueryTerm term) {
            return wrong(
                    TEXTS.get(key, word) + Nearest.hint(word, known),
                    term.valueFrom(),
                    term.until());
        }

        private static Optional<Query> wrongTime(QueryTerm term) {
            return wrong(TEXTS.get("wrong.time", term.value()), term.valueFrom(), term.until());
        }

        private static Optional<Query> wrong(String message, int from, int until) {
            return Optional.of(new Wrong(message, from, until));
        }

        private @Nullable Instant time(String value) {
            String lower = value.toLowerCase(Locale.ROOT);
            var today = now.atZone(zone).toLocalDate();
            if (AGO.matcher(lower).matches()) {
                return now.minus(length(lower));
            }
            return switch (lower) {
                case "now" -> now;
                case "today" -> today.atStartOfDay(zone).toInstant();
                case "yesterday" -> today.minusDays(1).atStartOfDay(zone).toInstant();
                case "tomorrow" -> today.plusDays(1).atStartOfDay(zone).toInstant();
                default -> written(value.toUpperCase(Locale.ROOT), today);
            };
        }

        private static Duration length(String text) {
            var whole = Duration.ZERO;
            var parts = PART.matcher(text);
            while (parts.find()) {
                long count = Long.parseLong(parts.group(1));
                whole =
                        whole.plus(
                                switch (parts.group(2)) {
                                    case "w" -> Duration.ofDays(7 * count);
                                    case "d" -> Duration.ofDays(count);
                                    case "h" -> Duration.ofHours(count);
                                    case "m" -> Duration.ofMinutes(count);
                                    default -> Duration.ofSeconds(count);
                                });
            }
            return whole;
        }

        private @Nullable Instant written(String value, LocalDate today) {
            try {
                if (value.endsWith("Z")) {
                    return Instant.parse(value);
                }
                if (value.contains("T")) {
                    return LocalDateTime.parse(value).atZone(zone).toInstant();
                }
                if (value.contains(":")) {
                    return today.atTime(LocalTime.parse(value)).atZone(zone).toInstant();
                }
                return LocalDate.parse(value).atStartOfDay(zone).toInstant();
            } catch (DateTimeException e) {
                // What it looks like otherwise is said by the one who asked.
                return null;
            }
        }
    }
}
