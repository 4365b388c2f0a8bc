package dev.carillon.benchmark.rival;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Measures one rival in this process and prints a line for each value: what it is, a tab, the value
/// or values. Arguments: its name, URL, user and password of an empty database, the number of
/// clients, of runs, and of seconds lag is measured.
public final class RivalMain {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_NANOS = 2_000_000;
    private static final int POOL = 32;
    private static final int DUE_A_SECOND = 50;
    private static final Duration LEAD = Duration.ofSeconds(2);

    private final Rival rival;
    private final int clients;

    private RivalMain(Rival rival, int clients) {
        this.rival = rival;
        this.clients = clients;
    }

    public static void main(String[] arguments) throws Exception {
        var hikari = new HikariConfig();
        hikari.setJdbcUrl(arguments[1]);
        hikari.setUsername(arguments[2]);
        hikari.setPassword(arguments[3]);
        hikari.setMaximumPoolSize(POOL);
        int runs = Integer.parseInt(arguments[5]);
        try (var pool = new HikariDataSource(hikari);
                var rival = open(arguments[0], pool)) {
            print("settings", rival.settings());
            var main = new RivalMain(rival, Integer.parseInt(arguments[4]));
            main.drain("warm-up", Math.ceilDiv(runs, 2));
            print("drain", main.drain("backlog", runs));
            main.submissions(runs);
            if (rival.punctual()) {
                main.lag(Integer.parseInt(arguments[6]));
            }
        }
        // Some of them leave threads behind.
        System.exit(0);
    }

    private static Rival open(String name, HikariDataSource pool) throws Exception {
        boolean postgres = pool.getJdbcUrl().startsWith("jdbc:postgresql:");
        return switch (name) {
            case "quartz" -> new QuartzRival(pool, postgres);
            case "db-scheduler" -> new DbSchedulerRival(pool, postgres);
            case "jobrunr" -> new JobRunrRival(pool);
            default -> throw new IllegalArgumentException("no rival " + name);
        };
    }

    private static void print(String what, Object value) {
        System.out.println(what + "\t" + value);
    }

    /// Runs a second, from the first start until its tables show nothing that is left.
    private double drain(String prefix, int runs) throws Exception {
        rival.pause();
        rival.submitAll(ids(prefix, runs));
        rival.resume();
        awaitAll(runs);
        double seconds =
                Duration.between(Executions.firstStart(), Executions.now()).toNanos() / 1e9;
        Executions.forget();
        return runs / seconds;
    }

    private static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(number -> prefix + "-" + number).toList();
    }

    private void awaitAll(int runs) throws Exception {
        long began = System.nanoTime();
        while (Executions.count() < runs || rival.left() > 0) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "only %d of %d runs after %s"
                                .formatted(Executions.count(), runs, PATIENCE));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        Executions.requireEachOnce();
    }

    private void submissions(int runs) throws Exception {
        int each = runs / clients;
        var work = new ArrayList<Callable<long[]>>();
        for (int number = 0; number < clients; number++) {
            String client = "client-" + number;
            work.add(() -> client(client, each));
        }
        long began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            var all = new ArrayList<String>();
            for (var done : threads.invokeAll(work)) {
                for (long nanos : done.get()) {
                    all.add(Long.toString(nanos));
                }
            }
            print("submissions", each * clients / ((System.nanoTime() - began) / 1e9));
            print("submission-nanos", String.join(" ", all));
        }
        awaitAll(each * clients);
        Executions.forget();
    }

    private long[] client(String name, int requests) throws Exception {
        long[] nanos = new long[requests];
        for (int number = 0; number < requests; number++) {
            long began = System.nanoTime();
            rival.submit(name + "-" + number);
            nanos[number] = System.nanoTime() - began;
        }
        return nanos;
    }

    private void lag(int seconds) throws Exception {
        int runs = seconds * DUE_A_SECOND;
        // As many are stored as fit in the time; so the first is due when the last is stored.
        Instant first = Executions.now().plus(LEAD).plus(Duration.ofMillis(4L * runs));
        var due = new ArrayList<Instant>();
        for (int number = 0; number < runs; number++) {
            due.add(Instant.ofEpochMilli(first.toEpochMilli() + number * 1_000L / DUE_A_SECOND));
            rival.submitAt("due-" + number, due.get(number));
        }
        if (Executions.now().isAfter(first)) {
            throw new IllegalStateException("storing " + runs + " due times took too long");
        }
        awaitAll(runs);
        var lags = new ArrayList<String>();
        for (int number = 0; number < runs; number++) {
            var lag = Duration.between(due.get(number), Executions.start("due-" + number));
            lags.add(String.format(Locale.ROOT, "%d", lag.toNanos() / 1_000));
        }
        print("lag-micros", String.join(" ", lags));
    }
}
