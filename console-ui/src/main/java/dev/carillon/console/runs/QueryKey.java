package dev.carillon.console.runs;

import dev.carillon.console.words.Texts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a query can ask for.
enum QueryKey {
    STATE,
    JOB,
    SINCE,
    UNTIL,
    QUEUE,
    NODE,
    TRIGGER,
    ERROR,
    ID,
    FAILURE;

    private static final Texts TEXTS = Texts.of(QueryKey.class);

    /// As it is written.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String hint() {
        return TEXTS.get("key." + word());
    }

    static Optional<QueryKey> of(String word) {
        return Arrays.stream(values())
                .filter(key -> key.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(QueryKey::word).toList();
    }
}
