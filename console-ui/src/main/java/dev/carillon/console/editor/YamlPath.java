package dev.carillon.console.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where something is in a document.
///
/// @param steps names of keys, and indexes of items as `Integer`
record YamlPath(List<Object> steps) {
    static final YamlPath ROOT = new YamlPath(List.of());

    YamlPath {
        steps = List.copyOf(steps);
    }

    static YamlPath of(Object... steps) {
        return new YamlPath(List.of(steps));
    }

    YamlPath then(Object step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new YamlPath(longer);
    }

    YamlPath parent() {
        return new YamlPath(steps.subList(0, steps.size() - 1));
    }

    Object last() {
        return steps.getLast();
    }

    boolean isRoot() {
        return steps.isEmpty();
    }

    boolean startsWith(YamlPath other) {
        return steps.size() >= other.steps.size()
                && steps.subList(0, other.steps.size()).equals(other.steps);
    }

    @Override
    public String toString() {
        return steps.stream().map(Object::toString).collect(Collectors.joining("."));
    }
}
