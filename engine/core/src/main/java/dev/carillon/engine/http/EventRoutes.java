package dev.carillon.engine.http;

import dev.carillon.api.Carillon;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The feed of changes as server-sent events.
final class EventRoutes {
    private final Carillon carillon;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();

    EventRoutes(Carillon carillon) {
        this.carillon = carillon;
    }

    List<Route> routes() {
        return List.of(Route.get("/api/v1/events", this::events));
    }

    /// Ends all streams; clients come back with the id of their last event.
    void close() {
        subscribers.forEach(Subscriber::end);
    }

    private Answer events(Call call) {
        Subscriber subscriber = new Subscriber(call.permit()::holds);
        // Subscribed before the answer begins: a client that sees the answer misses nothing after
        // it.
        String last = call.header("Last-Event-ID");
        Carillon.Feed feed =
                carillon.events(last == null || last.isEmpty() ? null : last, subscriber);
        return new Answer.Stream("text/event-stream", out -> write(subscriber, feed, out));
    }

    private void write(Subscriber subscriber, Carillon.Feed feed, OutputStream out)
            throws IOException {
        subscribers.add(subscriber);
        try (feed) {
            subscriber.writeTo(out);
        } finally {
            subscribers.remove(subscriber);
        }
    }
}
