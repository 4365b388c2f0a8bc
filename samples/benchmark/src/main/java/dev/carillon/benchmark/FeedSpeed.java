package dev.carillon.benchmark;

import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How many events a second a node delivers to 200 readers of its feed, while it works off a backlog: the events
/// that all readers together got, from the first to the last one.
final class FeedSpeed implements Measurement {
    private static final int READERS = 200;
    private static final int PART = 40;
    private static final long PAUSE_NANOS = 50_000_000;
    private static final byte[] EVENT = "\nid: ".getBytes(StandardCharsets.US_ASCII);

    private final LongAdder events = new LongAdder();
    private volatile long lastNanos;

    @Override
    public void measure(Bench bench) throws Exception {
        events.reset();
        try (var node = bench.startNode("feed", bench.slots());
                var carillon = node.connect()) {
            var runs = new Runs(carillon);
            runs.define(PluginJar.definition("nothing", Nothing.class, ""));
            var sockets = new ArrayList<Socket>();
            try {
                for (int reader = 0; reader < READERS; reader++) {
                    sockets.add(subscribe(node));
                }
                long began = System.nanoTime();
                // In parts, as a reader that is too far behind is told to read anew.
                for (int left = bench.scale().warmUp(); left > 0; left -= PART) {
                    carillon.runAll(
                            Collections.nCopies(
                                    PART,
                                    new dev.carillon.api.Carillon.Submission(
                                            "default", "nothing", Map.of(), null)));
                    java.util.concurrent.locks.LockSupport.parkNanos(PAUSE_NANOS);
                }
                runs.awaitQuiet();
                awaitSilence();
                bench.figure(
                        "events delivered to " + READERS + " readers",
                        "events/s",
                        events.sum() * 1e9 / (lastNanos - began));
                Runs.require(
                        events.sum() >= (long) READERS * bench.scale().warmUp(),
                        events.sum() + " events are too few");
            } finally {
                for (var socket : sockets) {
                    socket.close();
                }
            }
        }
    }

    private void awaitSilence() {
        long before = -1;
        while (events.sum() != before) {
            before = events.sum();
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000_000L);
        }
    }

    private Socket subscribe(NodeProcess node) throws IOException {
        var socket = new Socket(node.url().getHost(), node.url().getPort());
        String request =
                "GET /api/v1/events HTTP/1.1\r\nHost: "
                        + node.url().getAuthority()
                        + "\r\nAuthorization: Bearer "
                        + node.token()
                        + "\r\nAccept: text/event-stream\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Thread.ofVirtual().name("benchmark-reader").start(() -> read(socket));
        return socket;
    }

    // Counts without parsing: the readers share the processors with what is measured.
    private void read(Socket socket) {
        try (var in = new BufferedInputStream(socket.getInputStream(), 1 << 16)) {
            var buffer = new byte[1 << 16];
            int matched = 0;
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                for (int i = 0; i < got; i++) {
                    matched =
                            buffer[i] == EVENT[matched]
                                    ? matched + 1
                                    : buffer[i] == EVENT[0] ? 1 : 0;
                    if (matched == EVENT.length) {
                        events.increment();
                        lastNanos = System.nanoTime();
                        matched = 0;
                    }
                }
            }
        } catch (IOException e) {
            // The measurement is over and the socket closed.
            return;
        }
    }
}
