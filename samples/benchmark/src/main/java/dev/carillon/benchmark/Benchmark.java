package dev.carillon.benchmark;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// One node on embedded H2 in a new folder, in this process: accepted submissions a second with 32
/// clients, runs drained a second, and the lag of due starts at 50 a second.
public final class Benchmark {
    private static final int CLIENTS = 32;
    private static final int SUBMISSIONS = 6_400;
    private static final int DRAINED = 20_000;
    private static final int SCHEDULES = 50;
    private static final Duration LAG_TIME = Duration.ofSeconds(12);

    private Benchmark() {}

    public static void main(String[] arguments) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "Java %s, %d processors, %s %s%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        for (int round = 1; round <= rounds; round++) {
            round(round);
        }
    }

    private static void round(int number) throws Exception {
        var folder = Files.createTempDirectory("carillon-benchmark-");
        plugin(Files.createDirectories(folder.resolve("plugins")).resolve("nothing.jar"));
        long began = System.nanoTime();
        try (var engine = Engine.start(EngineConfig.embedded("benchmark", folder, 256))) {
            double startSeconds = seconds(began);
            engine.apply(Definitions.parse(job("nothing", ""), "benchmark"), false);
            double[] submit = submit(engine);
            double drained = drain(engine);
            long[] lag = lag(engine);
            System.out.printf(
                    Locale.ROOT,
                    "round %d: engine start %.2f s; accepted %.0f/s, p99 %.1f ms; submitted and drained %.0f runs/s; lag p50 %.1f ms, p99 %.1f ms over %d starts%n",
                    number,
                    startSeconds,
                    submit[0],
                    submit[1],
                    drained,
                    lag[0] / 1e3,
                    lag[1] / 1e3,
                    lag[2]);
        }
    }

    private static String job(String name, String more) {
        return "name: "
                + name
                + "\noverlap: allow\ntask: {java: {class: "
                + Nothing.class.getName()
                + ", jar: nothing}}\n"
                + more;
    }

    private static double[] submit(Carillon engine) throws Exception {
        var times = Collections.synchronizedList(new ArrayList<Long>());
        Callable<Void> client =
                () -> {
                    for (int i = 0; i < SUBMISSIONS / CLIENTS; i++) {
                        long begin = System.nanoTime();
                        engine.run("default", "nothing", new RunRequest(Map.of(), null), null);
                        times.add(System.nanoTime() - begin);
                    }
                    return null;
                };
        long began = System.nanoTime();
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (var done : clients.invokeAll(Collections.nCopies(CLIENTS, client))) {
                done.get();
            }
        }
        double perSecond = SUBMISSIONS / seconds(began);
        awaitFinished(engine, SUBMISSIONS);
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return new double[] {perSecond, sorted[sorted.length * 99 / 100] / 1e6};
    }

    private static double drain(Carillon engine) {
        var batch =
                Collections.nCopies(1_000, new Submission("default", "nothing", Map.of(), null));
        long began = System.nanoTime();
        for (int i = 0; i < DRAINED / 1_000; i++) {
            engine.runAll(batch);
        }
        awaitFinished(engine, SUBMISSIONS + DRAINED);
        return DRAINED / seconds(began);
    }

    private static void awaitFinished(Carillon engine, long count) {
        while (engine.stats().runs().getOrDefault(RunState.SUCCEEDED, 0L) < count) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    // 50 schedules of one a second, apart by 20 ms.
    private static long[] lag(Carillon engine) {
        var jobs = new ArrayList<String>();
        for (int i = 0; i < SCHEDULES; i++) {
            jobs.add(
                    job(
                            "due-" + i,
                            String.format(
                                    Locale.ROOT,
                                    "schedules: [{id: s, every: 1s, anchor: \"2026-01-01T00:00:00.%03dZ\"}]\n",
                                    i * 20)));
        }
        engine.apply(Definitions.parse(String.join("---\n", jobs), "benchmark"), false);
        LockSupport.parkNanos(LAG_TIME.toNanos());
        for (int i = 0; i < SCHEDULES; i++) {
            engine.pause("default", "due-" + i);
        }
        var lags = new ArrayList<Long>();
        for (int i = 0; i < SCHEDULES; i++) {
            for (var run :
                    engine.runs(
                                    new RunQuery(
                                            java.util.Set.of(RunState.SUCCEEDED),
                                            "default/due-" + i,
                                            null,
                                            null),
                                    null,
                                    100)
                            .items()) {
                var started = run.startedAt();
                if (started != null) {
                    lags.add(Duration.between(run.due(), started).toNanos() / 1_000);
                }
            }
        }
        long[] sorted = lags.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0 || sorted[0] < 0) {
            throw new IllegalStateException(
                    "no start, or one before its due time: " + Arrays.toString(sorted));
        }
        return new long[] {
            sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], sorted.length
        };
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void plugin(Path jar) throws IOException {
        String entry = Nothing.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var in = List.of(Nothing.class.getResourceAsStream("/" + entry)).getFirst()) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
    }
}
