package dev.carillon.benchmark.console;

import dev.carillon.console.frame.ClusterPane;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.ThreadedBackground;
import dev.carillon.console.start.MemoryCluster;
import dev.carillon.console.start.Wheel;

import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.TableView;
import javafx.stage.Stage;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// Measures the console as it is, on a cluster in memory: `--seconds N` for each part, `--minutes N` of all of it
/// together at the end for the heap.
public final class ConsoleBenchmark {
    private static final int EVENTS_A_SECOND = 10_000;
    private static final Duration TICK = Duration.ofMillis(10);
    private static final double FRAME_MILLIS = 50;

    private final Duration each;
    private final ClusterPane pane;

    private ConsoleBenchmark(Duration each, ClusterPane pane) {
        this.each = each;
        this.pane = pane;
    }

    public static void main(String[] arguments) throws Exception {
        var options = List.of(arguments);
        var each = Duration.ofSeconds(number(options, "--seconds", 15));
        var soak = Duration.ofMinutes(number(options, "--minutes", 0));
        var broken = new AtomicReference<Throwable>();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> broken.compareAndSet(null, e));
        Platform.startup(() -> {});
        var cluster = new MemoryCluster(InstantSource.system().instant());
        var background = new ThreadedBackground(Platform::runLater);
        var folder = Files.createTempDirectory("carillon-console-benchmark-");
        var pane =
                onScreen(
                        () -> {
                            var stage = new Stage();
                            var console = cluster.console(stage, folder, background);
                            stage.show();
                            return console.window().show(MemoryCluster.PROFILE);
                        });
        new ConsoleBenchmark(each, pane).measure(cluster, soak);
        background.close();
        Platform.exit();
        if (broken.get() != null) {
            throw new IllegalStateException("the console failed meanwhile", broken.get());
        }
    }

    private static long number(List<String> options, String name, long otherwise) {
        int at = options.indexOf(name);
        return at < 0 ? otherwise : Long.parseLong(options.get(at + 1));
    }

    private void measure(MemoryCluster memory, Duration soak) throws Exception {
        System.out.println("| figure | measured |\n|---|---|");
        for (var place : List.of(new Place.Now(), new Place.Runs(""))) {
            go(place);
            storm(memory, place.getClass().getSimpleName(), each);
        }
        go(new Place.Runs(""));
        scroll("scrolling a table of 1,000,000 runs", ".table-view", each);
        go(new Place.Run(MemoryCluster.id(MemoryCluster.RUNS - 1)));
        LockSupport.parkNanos(each.toNanos());
        scroll("scrolling a log of 1,000,000 lines", ".log-view", each);
        heap("heap after that");
        long end = System.nanoTime() + soak.toNanos();
        while (System.nanoTime() - end < 0) {
            go(new Place.Now());
            storm(memory, "soak", each);
            go(new Place.Runs(""));
            scroll("soak: table", ".table-view", each);
            go(new Place.Run(MemoryCluster.id(MemoryCluster.RUNS - 1)));
            scroll("soak: log", ".log-view", each);
            heap("heap");
        }
    }

    private void go(Place place) throws Exception {
        onScreen(
                () -> {
                    pane.go(place);
                    return true;
                });
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    }

    private void storm(MemoryCluster memory, String screen, Duration length) throws Exception {
        long told = 0;
        long begin = System.nanoTime();
        try (var stalls = new Stalls()) {
            for (long now = begin; now - begin < length.toNanos(); now = System.nanoTime()) {
                long wanted = (now - begin) * EVENTS_A_SECOND / TimeUnit.SECONDS.toNanos(1);
                for (; told < wanted; told++) {
                    memory.tellNext();
                }
                LockSupport.parkNanos(TICK.toNanos());
            }
            print(
                    "%s with %d events/s: screen's thread late by p99 / at most"
                            .formatted(screen, told / length.toSeconds()),
                    "%.1f / %.1f ms".formatted(stalls.at(0.99), stalls.longestMillis()));
        }
    }

    // Frame by frame by the wheel, and now and then by a jump.
    private void scroll(String what, String selector, Duration length) throws Exception {
        Node node =
                onScreen(
                        () -> {
                            var found = pane.lookup(selector);
                            if (found == null) {
                                throw new IllegalStateException("no " + selector + " is shown");
                            }
                            return found;
                        });
        var done = new CompletableFuture<Frames>();
        onScreen(
                () -> {
                    new Scrolling(node, length, done).start();
                    return true;
                });
        var measured = done.get(length.toSeconds() + 60, TimeUnit.SECONDS);
        var frames = sorted(measured.millis);
        var worked = sorted(measured.workMillis);
        long slow = frames.stream().filter(millis -> millis > FRAME_MILLIS).count();
        print(
                what,
                "%d frames, p50 %.1f, p99 %.1f, at most %.1f ms, %d over %.0f ms"
                        .formatted(
                                frames.size(),
                                frames.get(frames.size() / 2),
                                frames.get(frames.size() * 99 / 100),
                                frames.getLast(),
                                slow,
                                FRAME_MILLIS));
        print(
                what + ": processor time for a frame",
                "p50 %.1f, p99 %.1f, at most %.1f ms"
                        .formatted(
                                worked.get(worked.size() / 2),
                                worked.get(worked.size() * 99 / 100),
                                worked.getLast()));
    }

    private static List<Double> sorted(List<Double> values) {
        return values.stream().sorted().toList();
    }

    /// How long after the last each frame came, and what the screen's thread and the one that draws worked in between;
    /// the latter hardly depends on what else the machine does.
    private record Frames(List<Double> millis, List<Double> workMillis) {
        private Frames() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private static final class Scrolling extends AnimationTimer {
        private final Node node;
        private final long lengthNanos;
        private final CompletableFuture<Frames> done;
        private final Frames frames = new Frames();
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final long drawing = drawingThread();
        private long first;
        private long last;
        private long worked;

        private Scrolling(Node node, Duration length, CompletableFuture<Frames> done) {
            this.node = node;
            lengthNanos = length.toNanos();
            this.done = done;
        }

        private static long drawingThread() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("QuantumRenderer"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no thread of JavaFX draws"))
                    .threadId();
        }

        @Override
        public void handle(long ignored) {
            // Not the time of the pulse, which knows nothing of a late one.
            long now = System.nanoTime();
            long work = threads.getCurrentThreadCpuTime() + threads.getThreadCpuTime(drawing);
            if (last == 0) {
                first = now;
            } else {
                frames.millis.add((now - last) / 1e6);
                frames.workMillis.add((work - worked) / 1e6);
            }
            last = now;
            worked = work;
            if (now - first > lengthNanos) {
                stop();
                done.complete(frames);
                return;
            }
            if (frames.millis.size() % 120 == 119 && node instanceof TableView<?> table) {
                table.scrollTo((int) (table.getItems().size() * Math.random()));
            } else {
                Wheel.turn(node);
            }
        }
    }

    private static void heap(String what) {
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        print(what, used / 1_000_000 + " MB");
    }

    private static void print(String figure, String value) {
        System.out.printf(Locale.ROOT, "| %s | %s |%n", figure, value);
    }

    private static <T> T onScreen(Callable<T> action) throws Exception {
        var task = new FutureTask<>(action);
        Platform.runLater(task);
        return task.get(60, TimeUnit.SECONDS);
    }
}
