package dev.carillon.console.link;

import dev.carillon.api.CarillonException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Answers at once, on the thread that asks, unless it holds the answers back; time goes on when a test says so.
public final class DirectBackground implements Background {
    private record Later(Duration delay, Runnable action, boolean again) {}

    private final List<Later> later = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;

    /// Nothing that is asked from now on is answered before [#answer].
    public void hold() {
        holding = true;
    }

    /// Answers what was held back, and at once from now on.
    public void answer() {
        holding = false;
        var all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    @Override
    public <T> Question ask(
            Supplier<T> question, Consumer<T> answer, Consumer<CarillonException> refusal) {
        if (holding) {
            Runnable asked = () -> ask(question, answer, refusal);
            held.add(asked);
            return () -> held.remove(asked);
        }
        try {
            answer.accept(question.get());
        } catch (CarillonException e) {
            refusal.accept(e);
        }
        return () -> {};
    }

    @Override
    public Question after(Duration delay, Runnable action) {
        var entry = new Later(delay, action, false);
        later.add(entry);
        return () -> later.remove(entry);
    }

    @Override
    public Ticking every(Duration period, Runnable action) {
        var entry = new Later(period, action, true);
        later.add(entry);
        return () -> later.remove(entry);
    }

    @Override
    public void onScreen(Runnable action) {
        action.run();
    }

    /// Lets everything happen once that waits for its time.
    public void tick() {
        tickWithin(Duration.ofDays(1));
    }

    /// The same of what waits for no longer than that.
    public void tickWithin(Duration longest) {
        for (var entry : List.copyOf(later)) {
            if (entry.delay.compareTo(longest) > 0) {
                continue;
            }
            if (!entry.again) {
                later.remove(entry);
            }
            entry.action.run();
        }
    }
}
