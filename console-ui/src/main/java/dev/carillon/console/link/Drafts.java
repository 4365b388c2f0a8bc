package dev.carillon.console.link;

import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.util.List;
import java.util.Optional;

/// What was written and not stored, kept from one start to the next.
public final class Drafts {
    /// @param version of what is stored that it began from, 0 for a new one
    public record Draft(String text, long version) {}

    // Nothing has this key.
    private static final String ASIDE = "+";

    private final Memory memory;
    private final String prefix;

    private Drafts(Memory memory, String prefix) {
        this.memory = memory;
        this.prefix = prefix;
    }

    public static Drafts ofJobs(Memory memory, String cluster) {
        return new Drafts(memory, "draft." + cluster + ".");
    }

    public static Drafts ofCalendars(Memory memory, String cluster) {
        return new Drafts(memory, "draft-calendar." + cluster + ".");
    }

    /// @param key of what it is of, null for a new one
    public Optional<Draft> recall(@Nullable String key) {
        return memory.recall(name(key)).map(text -> Json.mapper().readValue(text, Draft.class));
    }

    /// Whether something is kept of it.
    public boolean has(String key) {
        return memory.recall(name(key)).isPresent();
    }

    /// @throws dev.carillon.api.CarillonException when the disk is full; it is there until the console ends all the same
    public void keep(@Nullable String key, Draft draft) {
        memory.remember(name(key), Json.mapper().writeValueAsString(draft));
    }

    public void forget(@Nullable String key) {
        memory.forget(name(key));
    }

    /// Forgets what was stored, unless another text of it is kept by now.
    public void forget(@Nullable String key, String stored) {
        if (recall(key).filter(draft -> draft.text().equals(stored)).isPresent()) {
            forget(key);
        }
    }

    /// Texts of new ones that another new one took the place of, the latest last.
    public List<String> aside() {
        return memory.recall(prefix + ASIDE)
                .map(text -> Json.mapper().readValue(text, new TypeReference<List<String>>() {}))
                .orElse(List.of());
    }

    public void keepAside(List<String> texts) {
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
