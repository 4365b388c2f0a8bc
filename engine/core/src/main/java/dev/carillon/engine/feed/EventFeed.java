package dev.carillon.engine.feed;

import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.EventView;
import dev.carillon.api.RunView;
import dev.carillon.engine.service.Loop;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tells subscribers what changed. Changes of one run close together become one event with its newest
/// view. The last [#KEPT] events can be had again by cursor; an older cursor, or one of another
/// process, gives `reset`, and so does a subscriber that is too slow. Nothing waits for a subscriber.
public final class EventFeed implements AutoCloseable {
    private static final int KEPT = 20_000;
    private static final int MOST_BEHIND = 20_000;
    private static final int MOST_PENDING = 50_000;
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Function<Collection<UUID>, List<RunView>> read;
    private final String generation = UUID.randomUUID().toString().substring(0, 8);
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Loop loop = new Loop("carillon-feed", this::runOnce);

    private final Object lock = new Object();
    private final ArrayDeque<EventView> recent = new ArrayDeque<>();
    private Set<UUID> pendingRuns = new LinkedHashSet<>();
    private boolean overflowed;
    private long last;

    /// @param read the newest views of runs
    public EventFeed(Function<Collection<UUID>, List<RunView>> read) {
        this.read = read;
    }

    public void start() {
        loop.start();
    }

    /// Notes that a run changed. Cheap; called after each commit.
    public void runChanged(UUID run) {
        if (subscribers.isEmpty()) {
            return;
        }
        synchronized (lock) {
            if (pendingRuns.size() < MOST_PENDING) {
                pendingRuns.add(run);
            } else {
                overflowed = true;
            }
        }
        loop.wake();
    }

    /// Tells that a job was changed, paused or removed.
    public void jobChanged(String job, Instant at) {
        synchronized (lock) {
            publish("job", at, job, null);
        }
    }

    public Feed subscribe(@Nullable String cursor, Consumer<EventView> consumer) {
        var subscriber = new Subscriber(consumer);
        synchronized (lock) {
            if (cursor != null) {
                replay(cursor, subscriber);
            }
            subscribers.add(subscriber);
        }
        subscriber.start();
        return () -> {
            subscribers.remove(subscriber);
            subscriber.end();
        };
    }

    private void replay(String cursor, Subscriber subscriber) {
        long from = position(cursor);
        var oldest = recent.peekFirst();
        if (from < 0
                || from > last
                || (from < last && (oldest == null || position(oldest.cursor()) > from + 1))) {
            subscriber.offer(
                    new EventView(generation + "-" + last, "reset", Instant.EPOCH, null, null));
            return;
        }
        recent.stream().filter(event -> position(event.cursor()) > from).forEach(subscriber::offer);
    }

    private long position(String cursor) {
        if (!cursor.startsWith(generation + "-")) {
            return -1;
        }
        try {
            return Long.parseLong(cursor.substring(generation.length() + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    Duration runOnce() {
        Set<UUID> runs;
        boolean reset;
        synchronized (lock) {
            runs = pendingRuns;
            pendingRuns = new LinkedHashSet<>();
            reset = overflowed;
            overflowed = false;
        }
        if (runs.isEmpty()) {
            return IDLE;
        }
        var views = read.apply(runs);
        synchronized (lock) {
            if (reset) {
                publish("reset", Instant.EPOCH, null, null);
            }
            for (var view : views) {
                publish("run", at(view), view.id(), view);
            }
        }
        return PACE;
    }

    private static Instant at(RunView view) {
        var finished = view.finishedAt();
        var started = view.startedAt();
        return finished != null ? finished : started != null ? started : view.createdAt();
    }

    private void publish(String type, Instant at, @Nullable String subject, @Nullable RunView run) {
        last++;
        var event = new EventView(generation + "-" + last, type, at, subject, run);
        recent.addLast(event);
        if (recent.size() > KEPT) {
            recent.removeFirst();
        }
        for (var subscriber : subscribers) {
            subscriber.offer(event);
        }
    }

    @Override
    public void close() {
        loop.close();
        subscribers.forEach(Subscriber::end);
        subscribers.clear();
    }

    /// One receiver with a thread of its own, so that a slow one holds up nobody.
    private static final class Subscriber {
        private final Consumer<EventView> consumer;
        private final LinkedBlockingQueue<EventView> queue = new LinkedBlockingQueue<>(MOST_BEHIND);
        private volatile boolean ended;

        private Subscriber(Consumer<EventView> consumer) {
            this.consumer = consumer;
        }

        private void start() {
            Thread.ofVirtual().name("carillon-subscriber").start(this::deliver);
        }

        private void offer(EventView event) {
            if (!queue.offer(event)) {
                queue.clear();
                queue.add(new EventView(event.cursor(), "reset", event.at(), null, null));
            }
        }

        private void end() {
            ended = true;
        }

        private void deliver() {
            try {
                while (!ended) {
                    var event = queue.poll(500, TimeUnit.MILLISECONDS);
                    if (event != null && !ended) {
                        consumer.accept(event);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                ended = true;
                org.slf4j.LoggerFactory.getLogger(EventFeed.class)
                        .debug("a subscriber failed and is dropped", e);
            }
        }
    }
}
