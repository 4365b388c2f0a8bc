package dev.carillon.engine.executor.shell;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A small process beside the node that outlives it. When its standard input ends, the node is gone:
/// it kills all processes of the node's attempts and ends. When the time is over until which the node said
/// that they may run, the node hangs or lost its lease: it kills them too, again and again until the node
/// says another time, since a node that wakes from a pause may start one before it notices. Processes whose
/// job said `onContactLost: continue` are left alone. Its class path is the engine alone, without any library.
///
/// Input and output are numbers of 8 bytes. In come times by [System#nanoTime]; out goes the tag of each process
/// before it is killed, and [#HEARD] for each time that came in: with it, all kills before are told.
public final class WatcherMain {
    static final int PATIENCE_SECONDS = 6;
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int MOST_TOLD = 4_000;

    /// No tag is 1.
    static final long HEARD = 1;

    private static final OptionalLong END = OptionalLong.empty();

    private WatcherMain() {}

    /// @param arguments the session id of the node
    public static void main(String[] arguments) throws InterruptedException {
        var session = UUID.fromString(arguments[0]);
        var times = new LinkedBlockingQueue<OptionalLong>();
        Thread.ofPlatform().name("carillon-watcher-input").daemon(true).start(() -> read(times));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        var node = Set.of(nodeSession());
        var told = new HashSet<Long>();
        while (true) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                left = killOnce(session, node, times, told) ? AGAIN_NANOS : LOOK_NANOS;
            }
            var time = times.poll(left, TimeUnit.NANOSECONDS);
            if (time == null) {
                continue;
            }
            if (time.isEmpty()) {
                Processes.kill(seen -> seen.endsWithNode(session), node);
                return;
            }
            until = time.getAsLong();
            told.clear();
            tell(HEARD);
        }
    }

    // In which a process is for a moment before it has one of its own.
    private static long nodeSession() {
        return ProcessHandle.current()
                .parent()
                .map(parent -> Processes.sessionOf(parent.pid()))
                .orElse(0L);
    }

    // Until the node says another time: what it starts after that is not to be killed.
    //
    // Each tag is told once, and no more than a pipe holds: a node that hangs reads none of it.
    private static boolean killOnce(
            UUID session, Set<Long> node, LinkedBlockingQueue<OptionalLong> times, Set<Long> told) {
        var found = Processes.find(each -> each.endsWithNode(session), node);
        for (var seen : found) {
            if (!times.isEmpty()) {
                break;
            }
            long tag = seen.attemptTag().value();
            if (told.size() < MOST_TOLD && told.add(tag)) {
                tell(tag);
            }
            Processes.kill(seen);
        }
        return !found.isEmpty();
    }

    private static void tell(long number) {
        System.out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        System.out.flush();
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
