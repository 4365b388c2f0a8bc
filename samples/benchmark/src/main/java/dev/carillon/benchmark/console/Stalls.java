package dev.carillon.benchmark.console;

import javafx.application.Platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// How long the screen's thread lets others wait: something is asked of it every few milliseconds, and how late it came
/// to it is kept.
final class Stalls implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(5);
    private final List<Long> lateNanos = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;

    Stalls() {
        thread = Thread.ofPlatform().name("stalls").daemon(true).start(this::ask);
    }

    private void ask() {
        while (!closed.get()) {
            long asked = System.nanoTime();
            Platform.runLater(() -> lateNanos.add(System.nanoTime() - asked));
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    double longestMillis() {
        return at(1);
    }

    /// @param part of all that were not later, such as 0.99
    double at(double part) {
        var sorted = new ArrayList<>(lateNanos);
        Collections.sort(sorted);
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) Math.min(sorted.size() - 1L, (long) (part * sorted.size())))
                        / 1e6;
    }

    @Override
    public void close() throws InterruptedException {
        closed.set(true);
        thread.join();
    }
}
