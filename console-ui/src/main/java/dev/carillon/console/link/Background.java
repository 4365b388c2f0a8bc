package dev.carillon.console.link;

import dev.carillon.api.CarillonException;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The one door between the screen and what takes time. Everything is called on the screen's thread, and answers come
/// on it; only the question itself runs on another thread.
public interface Background {
    /// What was asked and may be given up.
    interface Question {
        /// Neither answer nor refusal comes after it.
        void cancel();
    }

    /// What happens again and again until it is closed.
    interface Ticking extends AutoCloseable {
        @Override
        void close();
    }

    /// Asks on another thread.
    ///
    /// @param refusal gets the error; one without a code becomes a BUG
    <T> Question ask(Supplier<T> question, Consumer<T> answer, Consumer<CarillonException> refusal);

    /// Does something on the screen's thread, once, after a while.
    Question after(Duration delay, Runnable action);

    /// Does something on the screen's thread at regular times.
    Ticking every(Duration period, Runnable action);

    /// Does something on the screen's thread as soon as it has time. Called from any thread.
    void onScreen(Runnable action);
}
