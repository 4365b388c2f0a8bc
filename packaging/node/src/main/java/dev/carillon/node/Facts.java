package dev.carillon.node;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What is known of one thing, a line each, for people.
final class Facts {
    private static final int LEAST_WIDTH = 11;

    private record Fact(String what, String value) {}

    private final List<Fact> facts = new ArrayList<>();

    /// @param value null leaves the fact out
    Facts add(String what, @Nullable Object value) {
        if (value != null) {
            facts.add(new Fact(what, value.toString()));
        }
        return this;
    }

    List<String> lines() {
        int width =
                facts.stream().mapToInt(fact -> fact.what.length()).reduce(LEAST_WIDTH, Math::max);
        return facts.stream()
                .map(
                        fact ->
                                PlainText.line(
                                        fact.what
                                                + " ".repeat(width - fact.what.length() + 1)
                                                + fact.value))
                .toList();
    }
}
