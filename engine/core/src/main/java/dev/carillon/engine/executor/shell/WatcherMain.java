package dev.carillon.engine.executor.shell;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A small process beside the node that outlives it. When its standard input ends, the node is gone:
/// it kills all processes of the node's attempts and ends. When nothing came for
/// [#PATIENCE_SECONDS], the node hangs: it kills them too, and waits on. Processes whose job said
/// `onContactLost: continue` are left alone. Its class path is the engine alone, without any library.
public final class WatcherMain {
    static final int PATIENCE_SECONDS = 6;
    private static final int END = -1;

    private WatcherMain() {}

    /// @param arguments the session id of the node
    public static void main(String[] arguments) throws InterruptedException {
        var session = UUID.fromString(arguments[0]);
        var signs = new LinkedBlockingQueue<Integer>();
        Thread.ofPlatform().name("carillon-watcher-input").daemon(true).start(() -> read(signs));
        while (true) {
            var sign = signs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (sign == null || sign == END) {
                Processes.kill(seen -> seen.endsWithNode(session));
            }
            if (sign != null && sign == END) {
                return;
            }
        }
    }

    private static void read(LinkedBlockingQueue<Integer> signs) {
        try {
            int sign = System.in.read();
            while (sign >= 0) {
                signs.add(sign);
                sign = System.in.read();
            }
        } catch (IOException e) {
            System.err.println("the watcher lost its node: " + e.getMessage());
        }
        signs.add(END);
    }
}
