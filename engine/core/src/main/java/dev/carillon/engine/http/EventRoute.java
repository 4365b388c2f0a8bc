package dev.carillon.engine.http;

import dev.carillon.api.Carillon;
import dev.carillon.api.EventView;
import dev.carillon.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The feed as server-sent events. Each connection has a bounded queue; one that falls behind gets
/// `reset` and begins anew.
final class EventRoute {
    private static final int MOST_BEHIND = 5_000;
    private static final int PING_SECONDS = 15;

    private final Carillon carillon;

    EventRoute(Carillon carillon) {
        this.carillon = carillon;
    }

    void handle(Exchange exchange) throws IOException, InterruptedException {
        exchange.allowQuery();
        var queue = new LinkedBlockingQueue<EventView>(MOST_BEHIND);
        var response = exchange.response();
        response.header("Content-Type", "text/event-stream");
        response.header("Cache-Control", "no-store");
        try (var feed = carillon.events(exchange.header("Last-Event-ID").orElse(null), event -> offer(queue, event));
                var out = response.outputStream()) {
            out.write(": carillon\n\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            while (true) {
                var event = queue.poll(PING_SECONDS, TimeUnit.SECONDS);
                out.write((event == null ? ": ping\n\n" : text(event)).getBytes(StandardCharsets.UTF_8));
                if (queue.isEmpty()) {
                    out.flush();
                }
            }
        }
    }

    private static void offer(LinkedBlockingQueue<EventView> queue, EventView event) {
        if (!queue.offer(event)) {
            queue.clear();
            queue.add(new EventView(event.cursor(), "reset", event.at(), null, null));
        }
    }

    private static String text(EventView event) {
        return "id: " + event.cursor() + "\nevent: " + event.type() + "\ndata: "
                + Json.mapper().writeValueAsString(event) + "\n\n";
    }
}
