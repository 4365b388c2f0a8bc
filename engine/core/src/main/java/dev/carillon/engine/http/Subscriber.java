package dev.carillon.engine.http;

import dev.carillon.api.EventView;
import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One reader of the feed: the engine puts events in on its thread, the thread of the request writes
/// them out. The queue is bounded. When it is full the reader is too slow: all that waits is dropped,
/// the reader gets `reset`, and the stream ends.
final class Subscriber implements Consumer<EventView> {
    static final int QUEUE_LENGTH = 4_096;
    private static final Duration PING = Duration.ofSeconds(15);
    private static final Duration LAST_CHANCE = Duration.ofSeconds(10);
    private static final Duration CHECK = Duration.ofMillis(500);

    /// What the writer does next.
    private sealed interface Step {}

    private record Send(EventView event) implements Step {}

    private record Stop() implements Step {}

    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final Object lock = new Object();
    // both guarded by lock
    private boolean ended;
    private @Nullable Thread writer;
    private final BooleanSupplier mayRead;

    /// @param mayRead asked every half second at least; the stream ends when the reader no longer may
    Subscriber(BooleanSupplier mayRead) {
        this.mayRead = mayRead;
    }

    @Override
    public void accept(EventView event) {
        synchronized (lock) {
            if (ended) {
                return;
            }
            if (steps.size() < QUEUE_LENGTH) {
                steps.add(new Send(event));
                return;
            }
            steps.clear();
            steps.add(new Send(new EventView(event.cursor(), "reset", event.at(), null, null)));
        }
        end();
    }

    /// Lets the writer finish what is queued and then stop. A writer that hangs in a connection nobody
    /// reads is cut off; the thread is only in socket writes, never in the database.
    void end() {
        synchronized (lock) {
            if (ended) {
                return;
            }
            ended = true;
            steps.add(new Stop());
        }
        CompletableFuture.delayedExecutor(LAST_CHANCE.toSeconds(), TimeUnit.SECONDS)
                .execute(this::cutOff);
    }

    void writeTo(OutputStream out) throws IOException {
        synchronized (lock) {
            writer = Thread.currentThread();
        }
        try {
            comment("feed", out);
            int silent = 0;
            while (mayRead.getAsBoolean()) {
                Step step = steps.poll(CHECK.toMillis(), TimeUnit.MILLISECONDS);
                switch (step) {
                    case null -> silent++;
                    case Send(EventView event) -> {
                        send(event, out);
                        silent = 0;
                    }
                    case Stop() -> {
                        return;
                    }
                }
                if (silent * CHECK.toMillis() >= PING.toMillis()) {
                    comment("ping", out);
                    silent = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                writer = null;
                ended = true;
            }
        }
    }

    private void cutOff() {
        synchronized (lock) {
            if (writer != null) {
                writer.interrupt();
            }
        }
    }

    private static void send(EventView event, OutputStream out) throws IOException {
        // JSON has no line breaks of its own here, so one data line is enough
        write(
                "id: "
                        + event.cursor()
                        + "\nevent: "
                        + event.type()
                        + "\ndata: "
                        + Json.mapper().writeValueAsString(event)
                        + "\n\n",
                out);
    }

    private static void comment(String text, OutputStream out) throws IOException {
        write(": " + text + "\n\n", out);
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
