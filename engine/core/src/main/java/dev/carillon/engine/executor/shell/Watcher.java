package dev.carillon.engine.executor.shell;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// The node's side of [WatcherMain]: starts it, renews it, and starts it again when it died.
final class Watcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int MOST_KILLED = 100_000;

    private final UUID session;
    private @Nullable Process process;
    private long untilNanos;
    private long saidTimes;
    private long heardTimes;
    // Until the end of their attempts asks for them.
    private final LinkedHashSet<AttemptTag> killed = new LinkedHashSet<>();
    private boolean closed;

    Watcher(UUID session) {
        this.session = session;
        mayRunUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(WatcherMain.PATIENCE_SECONDS));
    }

    /// How long the processes of attempts may go on without another word; a watcher that is gone is replaced.
    ///
    /// @param untilNanos by [System#nanoTime], which counts for all processes of a machine alike
    synchronized void mayRunUntil(long untilNanos) {
        if (closed) {
            return;
        }
        try {
            var running = process;
            if (running == null || !running.isAlive()) {
                if (running != null) {
                    LOG.warn(
                            "the watcher process ended with {} and is started again",
                            running.exitValue());
                }
                running = start();
                process = running;
                // What the one before it had not said does not come any more.
                saidTimes = 0;
                heardTimes = 0;
            }
            this.untilNanos = untilNanos;
            saidTimes++;
            running.getOutputStream()
                    .write(ByteBuffer.allocate(Long.BYTES).putLong(untilNanos).array());
            running.getOutputStream().flush();
        } catch (IOException e) {
            LOG.error(
                    "cannot reach the watcher process; processes of jobs might outlive this node",
                    e);
        }
    }

    private Process start() throws IOException {
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-Xms4m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        classPath(),
                        WatcherMain.class.getName(),
                        session.toString());
        var own = new ArrayList<>(AttemptTag.ownSession());
        own.addAll(command);
        var builder = new ProcessBuilder(own);
        builder.environment().clear();
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        var started = builder.start();
        Thread.ofPlatform()
                .name("carillon-watcher-output")
                .daemon(true)
                .start(() -> listen(started));
        return started;
    }

    private void listen(Process from) {
        try (var numbers = new DataInputStream(from.getInputStream())) {
            while (true) {
                heard(from, numbers.readLong());
            }
        } catch (EOFException e) {
            LOG.debug("the watcher process ended", e);
        } catch (IOException e) {
            LOG.warn("the watcher process cannot be heard any more", e);
        }
    }

    private synchronized void heard(Process from, long number) {
        if (number != WatcherMain.HEARD) {
            killed.add(new AttemptTag(number));
            if (killed.size() > MOST_KILLED) {
                killed.removeFirst();
            }
        } else if (from.equals(process)) {
            heardTimes++;
            notifyAll();
        }
    }

    /// Whether the watcher killed a process with this tag. Asks only about processes that have ended: it tells of a
    /// kill before it kills. Of one that does not answer within two seconds nothing is known, and it is no.
    synchronized boolean killed(AttemptTag tag) {
        long end = System.nanoTime() + ANSWER.toNanos();
        mayRunUntil(untilNanos);
        long wanted = saidTimes;
        try {
            for (long left = ANSWER.toNanos();
                    heardTimes < wanted && !closed && left > 0;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return killed.remove(tag);
    }

    // Not by the code source of the class: a class out of the ahead-of-time cache may have none.
    private static String classPath() {
        String file = WatcherMain.class.getName().replace('.', '/') + ".class";
        String found =
                Objects.requireNonNull(WatcherMain.class.getClassLoader().getResource(file))
                        .toString();
        // Either jar:file:/a.jar!/dev/... or file:/classes/dev/...
        String place = found.substring(0, found.length() - file.length());
        return Path.of(URI.create(place.replaceFirst("^jar:", "").replaceFirst("!/$", "")))
                .toString();
    }

    /// Ends the watcher, which kills what is left.
    @Override
    public synchronized void close() {
        closed = true;
        var running = process;
        if (running == null) {
            return;
        }
        try {
            running.getOutputStream().close();
            running.onExit().orTimeout(5, TimeUnit.SECONDS).join();
        } catch (IOException | java.util.concurrent.CompletionException e) {
            LOG.warn("the watcher did not end in time and is killed", e);
            running.destroyForcibly();
        }
    }
}
