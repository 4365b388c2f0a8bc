package dev.carillon.console.link;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Questions on virtual threads, a clock on one thread of its own.
public final class ThreadedBackground implements Background, AutoCloseable {
    private final Executor screen;
    // What was heard just before the end may still want something later, which is not to come.
    private final ScheduledExecutorService clock =
            new ScheduledThreadPoolExecutor(
                    1,
                    Thread.ofPlatform().daemon().name("console-clock").factory(),
                    new ThreadPoolExecutor.DiscardPolicy());

    /// @param screen runs on the thread of the screen, such as `Platform::runLater`
    public ThreadedBackground(Executor screen) {
        this.screen = screen;
    }

    @Override
    public <T> Question ask(
            Supplier<T> question, Consumer<T> answer, Consumer<CarillonException> refusal) {
        var cancelled = new AtomicBoolean();
        var thread =
                Thread.ofVirtual()
                        .name("console-question")
                        .start(() -> deliver(outcome(question, answer, refusal), cancelled));
        return () -> {
            cancelled.set(true);
            thread.interrupt();
        };
    }

    private void deliver(Runnable outcome, AtomicBoolean cancelled) {
        screen.execute(
                () -> {
                    if (!cancelled.get()) {
                        outcome.run();
                    }
                });
    }

    private static <T> Runnable outcome(
            Supplier<T> question, Consumer<T> answer, Consumer<CarillonException> refusal) {
        try {
            T found = question.get();
            return () -> answer.accept(found);
        } catch (CarillonException e) {
            return () -> refusal.accept(e);
        } catch (RuntimeException | Error e) {
            // Also when the memory was used up by an answer: a question that never ends would be
            // worse.
            var bug = new CarillonException(ErrorCode.BUG, "the console failed: " + e, e);
            return () -> refusal.accept(bug);
        }
    }

    @Override
    public Question after(Duration delay, Runnable action) {
        var cancelled = new AtomicBoolean();
        clock.schedule(() -> deliver(action, cancelled), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> cancelled.set(true);
    }

    @Override
    public Ticking every(Duration period, Runnable action) {
        var closed = new AtomicBoolean();
        var waiting = new AtomicBoolean();
        var ticks =
                clock.scheduleAtFixedRate(
                        () -> {
                            // One that is late is not made up for.
                            if (waiting.compareAndSet(false, true)) {
                                screen.execute(
                                        () -> {
                                            waiting.set(false);
                                            if (!closed.get()) {
                                                action.run();
                                            }
                                        });
                            }
                        },
                        period.toMillis(),
                        period.toMillis(),
                        TimeUnit.MILLISECONDS);
        return () -> {
            closed.set(true);
            ticks.cancel(false);
        };
    }

    @Override
    public void onScreen(Runnable action) {
        screen.execute(action);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
