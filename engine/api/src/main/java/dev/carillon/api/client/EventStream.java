package dev.carillon.api.client;

import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Reads server-sent events on a thread of its own. After a break it connects again with the cursor of
/// the last event, so none is missed while the node still has it. When there was no event yet, nobody
/// knows what the break hid, so the consumer gets a `reset`.
final class EventStream implements Feed {
    private static final System.Logger LOG = System.getLogger(EventStream.class.getName());
    private static final Duration BEFORE_RECONNECT = Duration.ofSeconds(1);
    // A node says something every 15 seconds.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(40);
    private static final Duration CHECK = Duration.ofSeconds(5);

    /// Opens the feed after a cursor. Throws CarillonException when the node refuses or is away.
    interface Connector {
        InputStream connect(@Nullable String cursor);
    }

    private final Connector connector;
    private final Consumer<EventView> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile InputStream open;
    private volatile long heardNanos = System.nanoTime();
    private @Nullable String cursor;

    private EventStream(
            Connector connector, @Nullable String cursor, Consumer<EventView> consumer) {
        this.connector = connector;
        this.cursor = cursor;
        this.consumer = consumer;
        open = connector.connect(cursor);
    }

    /// Returns when the node has subscribed us: what changes after that is not missed.
    ///
    /// @throws CarillonException when the first connection fails
    static EventStream start(
            Connector connector, @Nullable String cursor, Consumer<EventView> consumer) {
        var stream = new EventStream(connector, cursor, consumer);
        Thread.ofVirtual().name("carillon-events").start(stream::repeat);
        Thread.ofVirtual().name("carillon-events-silence").start(stream::breakSilence);
        return stream;
    }

    private void repeat() {
        try {
            read();
            while (!closed.await(BEFORE_RECONNECT.toMillis(), TimeUnit.MILLISECONDS)) {
                reconnect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // A node that hangs keeps its connections open and says nothing.
    private void breakSilence() {
        try {
            while (!closed.await(CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - heardNanos > LONGEST_SILENCE.toNanos()) {
                    heardNanos = System.nanoTime();
                    breakOff("a silent feed was broken off");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void breakOff(String why) {
        try {
            open.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, why, e);
        }
    }

    private void reconnect() {
        try {
            open = connector.connect(cursor);
            heardNanos = System.nanoTime();
        } catch (CarillonException e) {
            LOG.log(System.Logger.Level.DEBUG, "the feed cannot be opened again yet", e);
            return;
        }
        if (cursor == null) {
            consumer.accept(new EventView("", "reset", Clock.systemUTC().instant(), null, null));
        }
        read();
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(open, StandardCharsets.UTF_8))) {
            for (var line = lines.readLine();
                    line != null && closed.getCount() > 0;
                    line = lines.readLine()) {
                heardNanos = System.nanoTime();
                if (line.startsWith("data: ")) {
                    deliver(line.substring("data: ".length()));
                }
            }
        } catch (IOException e) {
            // The node is away or the feed was closed; the loop connects again or ends.
            LOG.log(System.Logger.Level.DEBUG, "the feed broke off", e);
        }
    }

    private void deliver(String json) {
        EventView event;
        try {
            event = Json.answers().readValue(json, EventView.class);
        } catch (JacksonException e) {
            throw new CarillonException(ErrorCode.BUG, "an event of the node cannot be read", e);
        }
        cursor = event.cursor();
        consumer.accept(event);
    }

    @Override
    public void close() {
        closed.countDown();
        breakOff("the feed was closed");
    }
}
