package dev.carillon.api.client;

import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.EventView;
import dev.carillon.api.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events on a thread of its own. After a break it connects again with the cursor of
/// the last event, so none is missed while the node still has it.
final class EventStream implements Feed {
    private static final Duration BEFORE_RECONNECT = Duration.ofSeconds(1);

    private final HttpClient http;
    private final HttpRequest.Builder request;
    private final Consumer<EventView> consumer;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable InputStream open;
    private @Nullable String cursor;

    private EventStream(
            HttpClient http, HttpRequest.Builder request, @Nullable String cursor, Consumer<EventView> consumer) {
        this.http = http;
        this.request = request;
        this.cursor = cursor;
        this.consumer = consumer;
    }

    static EventStream start(
            HttpClient http, HttpRequest.Builder request, @Nullable String cursor, Consumer<EventView> consumer) {
        var stream = new EventStream(http, request, cursor, consumer);
        Thread.ofVirtual().name("carillon-events").start(stream::repeat);
        return stream;
    }

    private void repeat() {
        try {
            do {
                readOnce();
            } while (!closed.await(BEFORE_RECONNECT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readOnce() throws InterruptedException {
        var copy = request.copy();
        if (cursor != null) {
            copy.setHeader("Last-Event-ID", cursor);
        }
        try {
            var response = http.send(copy.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (var in = response.body();
                    var lines = new java.io.BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
                open = in;
                if (response.statusCode() != 200) {
                    return;
                }
                for (var line = lines.readLine(); line != null && closed.getCount() > 0; line = lines.readLine()) {
                    if (line.startsWith("data: ")) {
                        var event = Json.mapper().readValue(line.substring("data: ".length()), EventView.class);
                        cursor = event.cursor();
                        consumer.accept(event);
                    }
                }
            }
        } catch (IOException e) {
            // The node is away or the feed was closed; the loop connects again or ends.
            System.getLogger(EventStream.class.getName()).log(System.Logger.Level.DEBUG, "the feed broke off", e);
        } finally {
            open = null;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        var in = open;
        if (in != null) {
            try {
                in.close();
            } catch (IOException e) {
                System.getLogger(EventStream.class.getName()).log(System.Logger.Level.DEBUG, "the feed was closed", e);
            }
        }
    }
}
