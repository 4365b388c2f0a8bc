package dev.carillon.engine.http;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Maps of texts that a caller sent; JSON can put null where Java must not.
final class Texts {
    private Texts() {}

    static Map<String, String> orEmpty(@Nullable Map<String, String> given) {
        if (given == null) {
            return Map.of();
        }
        given.forEach(Texts::refuseNull);
        return given;
    }

    static List<String> orEmpty(@Nullable List<String> given) {
        if (given == null) {
            return List.of();
        }
        if (given.stream().anyMatch(Objects::isNull)) {
            throw Call.malformed("A list has null in it");
        }
        return given;
    }

    private static void refuseNull(String name, @Nullable String value) {
        if (value == null) {
            throw Call.malformed(
                    "The parameter `"
                            + Call.cut(name)
                            + "` is null; leave it out to get its default");
        }
    }
}
