package dev.carillon.console.link;

import dev.carillon.api.CarillonException;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Supplier;

/// Asks such that only the last question is answered: a new one gives the one before up.
public final class Latest {
    private final Background background;
    private Background.@Nullable Question asked;

    public Latest(Background background) {
        this.background = background;
    }

    public <T> void ask(
            Supplier<T> question, Consumer<T> answer, Consumer<CarillonException> refusal) {
        cancel();
        asked = background.ask(question, answer, refusal);
    }

    public void cancel() {
        if (asked != null) {
            asked.cancel();
            asked = null;
        }
    }
}
