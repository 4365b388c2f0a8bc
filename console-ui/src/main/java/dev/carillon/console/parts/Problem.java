package dev.carillon.console.parts;

import dev.carillon.api.CarillonException;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

/// What is wrong on a screen: a sentence, and the error behind it when there is one.
public final class Problem {
    private final ReadOnlyObjectWrapper<@Nullable String> text = new ReadOnlyObjectWrapper<>();
    private @Nullable CarillonException why;

    /// Null while nothing is wrong.
    public ReadOnlyObjectProperty<@Nullable String> textProperty() {
        return text.getReadOnlyProperty();
    }

    /// The error behind the sentence; null when there is none.
    public @Nullable CarillonException why() {
        return why;
    }

    /// @param sentence null when nothing is wrong any more
    public void set(@Nullable String sentence) {
        why = null;
        text.set(sentence);
    }

    /// Something could not be asked.
    public void refuse(CarillonException refusal) {
        why = refusal;
        text.set(refusal.getMessage());
    }
}
