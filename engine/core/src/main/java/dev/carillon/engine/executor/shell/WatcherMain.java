package dev.carillon.engine.executor.shell;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A small process beside the node that outlives it. When its standard input ends, the node is gone:
/// it kills all processes of the node's attempts and ends. When the time is over until which the node said
/// that they may run, the node hangs or lost its lease: it kills them too, again and again until the node
/// says another time, since a node that wakes from a pause may start one before it notices. Processes whose
/// job said `onContactLost: continue` are left alone. Its class path is the engine alone, without any library.
public final class WatcherMain {
    static final int PATIENCE_SECONDS = 6;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final OptionalLong END = OptionalLong.empty();

    private WatcherMain() {}

    /// @param arguments the session id of the node
    public static void main(String[] arguments) throws InterruptedException {
        var session = UUID.fromString(arguments[0]);
        var times = new LinkedBlockingQueue<OptionalLong>();
        Thread.ofPlatform().name("carillon-watcher-input").daemon(true).start(() -> read(times));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                Processes.kill(seen -> seen.endsWithNode(session));
            }
            var time = times.poll(left <= 0 ? AGAIN_NANOS : left, TimeUnit.NANOSECONDS);
            if (time == null) {
                continue;
            }
            if (time.isEmpty()) {
                Processes.kill(seen -> seen.endsWithNode(session));
                return;
            }
            until = time.getAsLong();
        }
    }

    private static void read(LinkedBlockingQueue<OptionalLong> times) {
        var input = new DataInputStream(System.in);
        try {
            while (true) {
                times.add(OptionalLong.of(input.readLong()));
            }
        } catch (EOFException e) {
            times.add(END);
        } catch (IOException e) {
            System.err.println("the watcher lost its node: " + e.getMessage());
            times.add(END);
        }
    }
}
