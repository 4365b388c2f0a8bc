package dev.carillon.console.runs;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.JobView;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How a query can go on at the place where somebody writes.
///
/// @param key whose value is written, null for a key or a word alone
/// @param begun what of it is there
/// @param from where in the text it begins, and what is chosen replaces it until `until`
record Completion(@Nullable QueryKey key, String begun, int from, int until) {
    private static final int MOST = 12;
    private static final List<String> TIMES =
            List.of("15m", "1h", "2h", "8h", "24h", "today", "yesterday", "7d", "30d");

    /// @param hint what it means
    record Suggestion(String text, String hint) {}

    static Completion at(String text, int caret) {
        for (var term : QueryTerm.of(text)) {
            if (term.from() <= caret && caret <= term.until()) {
                var key = QueryKey.of(term.key());
                if (key.isEmpty() || caret < term.valueFrom()) {
                    return new Completion(
                            null, text.substring(term.from(), caret), term.from(), term.until());
                }
                // Of several values with commas the one that is written.
                int comma = text.lastIndexOf(',', caret - 1);
                int from = Math.max(term.valueFrom(), comma + 1);
                int next = text.indexOf(',', caret);
                int until = next >= 0 && next < term.until() ? next : term.until();
                return new Completion(key.get(), text.substring(from, caret), from, until);
            }
        }
        return new Completion(null, "", caret, caret);
    }

    /// What is known without asking.
    List<Suggestion> known() {
        if (key == null) {
            return List.of(QueryKey.values()).stream()
                    .filter(each -> starts(each.word()))
                    .map(each -> new Suggestion(each.word() + ":", each.hint()))
                    .toList();
        }
        return switch (key) {
            case STATE -> all(Query.stateWords());
            case TRIGGER -> all(Query.TRIGGERS);
            case SINCE, UNTIL -> all(TIMES);
            case JOB, QUEUE, NODE, ERROR, ID, FAILURE -> List.of();
        };
    }

    /// What the cluster knows. Called in the background.
    List<Suggestion> asked(Carillon carillon) {
        if (key == null) {
            return List.of();
        }
        return switch (key) {
            case JOB ->
                    all(
                            carillon.jobs(begun.replace("*", ""), null, MOST).items().stream()
                                    .map(Completion::shortKey)
                                    .toList());
            case QUEUE -> all(carillon.queues().stream().map(QueueView::name).toList());
            case NODE -> all(carillon.nodes().stream().map(NodeView::name).toList());
            case STATE, TRIGGER, SINCE, UNTIL, ERROR, ID, FAILURE -> List.of();
        };
    }

    private static String shortKey(JobView job) {
        return job.key().startsWith("default/")
                ? job.key().substring("default/".length())
                : job.key();
    }

    private List<Suggestion> all(List<String> words) {
        var found = new ArrayList<Suggestion>();
        for (String word : words) {
            if (key == QueryKey.JOB ? contains(word) : starts(word)) {
                found.add(new Suggestion(word, ""));
            }
        }
        return found.stream().limit(MOST + 10L).toList();
    }

    private boolean starts(String word) {
        return word.toLowerCase(Locale.ROOT).startsWith(begun.toLowerCase(Locale.ROOT));
    }

    private boolean contains(String word) {
        return word.toLowerCase(Locale.ROOT)
                .contains(begun.toLowerCase(Locale.ROOT).replace("*", ""));
    }

    /// The text with what was chosen.
    String applied(String text, Suggestion chosen) {
        String word = chosen.text();
        String after = text.substring(until);
        boolean ends = key != null && after.isBlank();
        return text.substring(0, from) + QueryTerm.quoted(word) + (ends ? " " : after);
    }

    /// Where one goes on writing.
    int caretAfter(Suggestion chosen) {
        return from + QueryTerm.quoted(chosen.text()).length() + (key == null ? 0 : 1);
    }
}
