package dev.carillon.console.editor;

import dev.carillon.api.Json;
import dev.carillon.console.link.Memory;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.util.List;
import java.util.Optional;

/// What was written and not stored, kept from one start to the next.
final class Drafts {
    /// @param version of the stored job it began from, 0 for a new one
    record Draft(String text, int version) {}

    // No job has this key.
    private static final String ASIDE = "+";

    private final Memory memory;
    private final String prefix;

    /// @param cluster whose jobs they are of
    Drafts(Memory memory, String cluster) {
        this.memory = memory;
        prefix = "draft." + cluster + ".";
    }

    /// @param key of the job, null for a new one
    Optional<Draft> recall(@Nullable String key) {
        return memory.recall(name(key)).map(text -> Json.mapper().readValue(text, Draft.class));
    }

    void keep(@Nullable String key, Draft draft) {
        memory.remember(name(key), Json.mapper().writeValueAsString(draft));
    }

    void forget(@Nullable String key) {
        memory.forget(name(key));
    }

    /// Texts of new jobs that another new job took the place of, the latest last.
    List<String> aside() {
        return memory.recall(prefix + ASIDE)
                .map(text -> Json.mapper().readValue(text, new TypeReference<List<String>>() {}))
                .orElse(List.of());
    }

    void keepAside(List<String> texts) {
        if (texts.isEmpty()) {
            memory.forget(prefix + ASIDE);
        } else {
            memory.remember(prefix + ASIDE, Json.mapper().writeValueAsString(texts));
        }
    }

    private String name(@Nullable String key) {
        return prefix + (key == null ? "" : key);
    }
}
