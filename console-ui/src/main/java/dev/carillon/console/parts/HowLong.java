package dev.carillon.console.parts;

import dev.carillon.api.Durations;
import dev.carillon.console.words.Texts;

import javafx.collections.FXCollections;
import javafx.scene.control.ComboBox;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Asks for how long something holds: one of the usual lengths, one that is typed, or no end.
public final class HowLong extends ComboBox<String> {
    private static final Texts TEXTS = Texts.of(HowLong.class);
    private final @Nullable String endless;

    /// @param endless what no end is called; null when there has to be one
    /// @param first what is chosen at first, null for no end
    public HowLong(String id, @Nullable String endless, @Nullable String first) {
        super(FXCollections.observableArrayList("30m", "1h", "2h", "8h", "1d", "7d"));
        this.endless = endless;
        if (endless != null) {
            getItems().addFirst(endless);
        }
        setId(id);
        setEditable(true);
        setValue(first == null ? endless : first);
        setAccessibleText(TEXTS.get("how.long"));
    }

    /// Null for no end.
    ///
    /// @throws IllegalArgumentException with a sentence when it is no length
    public @Nullable Duration length() {
        String text = getEditor().getText().strip();
        if (endless != null && (text.isEmpty() || text.equals(endless))) {
            return null;
        }
        var length = Durations.parse(text);
        if (length.isZero()) {
            throw new IllegalArgumentException(TEXTS.get("how.long.zero"));
        }
        return length;
    }
}
