package dev.carillon.benchmark.contender;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.carillon.engine.store.jdbc.DatabaseConfig.Durability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Measures one scheduler in this process and prints a line for each value: what it is, a tab, the value or values.
///
/// Arguments: its name; URL, user and password of a database, empty but for other members; a folder; number of this member
/// and of all; threads; what is measured; and numbers for that.
public final class ContenderMain {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PATIENCE_WITH_SCHEDULES = Duration.ofMinutes(2);
    private static final long POLL_NANOS = 2_000_000;
    private static final int MORE_CONNECTIONS = 12;
    private static final int DUE_A_SECOND = 50;
    private static final int LAG_WARM_UP = 2 * DUE_A_SECOND;
    private static final long MILLIS_TO_STORE_ONE = 6;
    private static final Duration PACE = Duration.ofMillis(20);
    private static final int LATENCY_WARM_UP = 50;
    private static final Duration LEAD = Duration.ofSeconds(2);
    private static final int STORED_A_SECOND_AT_LEAST = 150;
    private static final int WARM_UP_SHARE = 5;
    private static final int WARM_UP_RUNS = 1_000;

    /// Something that may fail.
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private final Contender contender;
    private final Step analyze;

    private ContenderMain(Contender contender, String[] arguments) {
        this.contender = contender;
        analyze = () -> Tables.analyze(arguments[1], arguments[2], arguments[3]);
    }

    public static void main(String[] arguments) throws Exception {
        var member = new Member(number(arguments, 5), number(arguments, 6), number(arguments, 7));
        int[] numbers =
                IntStream.range(9, arguments.length).map(i -> number(arguments, i)).toArray();
        if (arguments[0].startsWith("carillon")) {
            var durability =
                    arguments[0].equals("carillon-power") ? Durability.POWER : Durability.PROCESS;
            try (var carillon =
                    new EmbeddedCarillon(
                            arguments[1],
                            arguments[2],
                            arguments[3],
                            Path.of(arguments[4]),
                            durability,
                            member)) {
                new ContenderMain(carillon, arguments).measure(arguments[8], numbers);
            }
        } else {
            try (var pool = pool(arguments, member);
                    var other = open(arguments[0], pool, member)) {
                new ContenderMain(other, arguments).measure(arguments[8], numbers);
            }
        }
        // Some of them leave threads behind.
        System.exit(0);
    }

    private static int number(String[] arguments, int at) {
        return Integer.parseInt(arguments[at]);
    }

    private static HikariDataSource pool(String[] arguments, Member member) {
        var hikari = new HikariConfig();
        hikari.setJdbcUrl(arguments[1]);
        hikari.setUsername(arguments[2]);
        hikari.setPassword(arguments[3]);
        hikari.setMaximumPoolSize(member.threads() + MORE_CONNECTIONS);
        return new HikariDataSource(hikari);
    }

    private static Contender open(String name, HikariDataSource pool, Member member)
            throws Exception {
        return switch (name) {
            case "quartz" -> new QuartzScheduler(pool, false, member);
            case "quartz-clustered" -> new QuartzScheduler(pool, true, member);
            case "db-scheduler-fetch" -> new DbScheduler(pool, DbScheduler.Polling.FETCH, member);
            case "db-scheduler-lock" -> new DbScheduler(pool, DbScheduler.Polling.LOCK, member);
            case "jobrunr" -> new JobRunrServer(pool, member);
            default -> throw new IllegalArgumentException("no contender " + name);
        };
    }

    private static void print(String what, Object value) {
        System.out.println(what + "\t" + value);
        System.out.flush();
    }

    private void measure(String what, int[] numbers) throws Exception {
        print("settings", contender.settings());
        switch (what) {
            case "drain" -> drain(numbers[0]);
            case "submit" -> submissions(numbers[0], numbers[1]);
            case "lag" -> lag(numbers[0]);
            case "latency" -> latency(numbers[0]);
            case "crowd" -> crowd(numbers[0]);
            case "member" -> obey();
            default -> throw new IllegalArgumentException("nothing to measure: " + what);
        }
    }

    private void drain(int runs) throws Exception {
        backlog("warm-up", Math.ceilDiv(runs, 2));
        contender.pause();
        backlog("backlog", runs).print();
    }

    private record Rates(double stored, double drained) {
        private void print() {
            ContenderMain.print("enqueued", stored);
            ContenderMain.print("drained", drained);
        }
    }

    /// Stores runs while it is paused, and lets it run them: the time is from the first start until its tables show
    /// nothing left.
    private Rates backlog(String prefix, int runs) throws Exception {
        contender.awaitPaused();
        long began = System.nanoTime();
        var stored = contender.submitAll(ids(prefix, runs));
        double storing = (System.nanoTime() - began) / 1e9;
        analyze.run();
        contender.resume();
        awaitAll(stored);
        var drained = Duration.between(Executions.firstStart(), Executions.now());
        Executions.forget();
        return new Rates(runs / storing, runs / (drained.toNanos() / 1e9));
    }

    private static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(number -> prefix + "-" + number).toList();
    }

    private void awaitAll(Collection<String> ids) throws Exception {
        awaitStarts(ids.size(), PATIENCE);
        long began = System.nanoTime();
        while (contender.left() > 0) {
            pause(began, PATIENCE, "the end of all runs");
        }
        Executions.requireEachOnce(ids);
    }

    private static void awaitStarts(int runs, Duration patience) {
        long began = System.nanoTime();
        while (Executions.count() < runs) {
            pause(began, patience, Executions.count() + " of " + runs + " runs started");
        }
    }

    private static void pause(long began, Duration patience, String what) {
        if (System.nanoTime() - began > patience.toNanos()) {
            throw new IllegalStateException("after " + patience + ": " + what);
        }
        LockSupport.parkNanos(POLL_NANOS);
    }

    private void submissions(int runs, int clients) throws Exception {
        backlog("warm-up", WARM_UP_RUNS);
        int each = runs / clients;
        var work = new ArrayList<Callable<Map<String, Long>>>();
        for (int number = 0; number < clients; number++) {
            String client = "client-" + number;
            work.add(() -> client(client, each));
        }
        var all = new HashMap<String, Long>();
        long began = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(clients)) {
            for (var done : threads.invokeAll(work)) {
                all.putAll(done.get());
            }
        }
        print("submissions", each * clients / ((System.nanoTime() - began) / 1e9));
        print(
                "submission-micros",
                list(all.values().stream().map(nanos -> nanos / 1_000).toList()));
        awaitAll(all.keySet());
    }

    private Map<String, Long> client(String name, int requests) throws Exception {
        var nanos = new HashMap<String, Long>();
        for (int number = 0; number < requests; number++) {
            long began = System.nanoTime();
            String id = contender.submit(name + "-" + number);
            nanos.put(id, System.nanoTime() - began);
        }
        return nanos;
    }

    private static String list(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static long micros(Instant from, Instant until) {
        return Duration.between(from, until).toNanos() / 1_000;
    }

    /// One-time runs that are due 20 ms apart; those of the first two seconds do not count.
    private void lag(int seconds) throws Exception {
        backlog("warm-up", WARM_UP_RUNS);
        int runs = seconds * DUE_A_SECOND + LAG_WARM_UP;
        // All are stored before the first is due.
        Instant first =
                Executions.now()
                        .plus(LEAD)
                        .plus(Duration.ofMillis(MILLIS_TO_STORE_ONE * runs))
                        .truncatedTo(ChronoUnit.MILLIS);
        var due = new HashMap<String, Instant>();
        var stored = new ArrayList<String>();
        for (int number = 0; number < runs; number++) {
            Instant at = first.plusMillis(number * 1_000L / DUE_A_SECOND);
            stored.add(contender.submitAt("due-" + number, at));
            due.put(stored.getLast(), at);
        }
        if (Executions.now().isAfter(first)) {
            throw new IllegalStateException("storing " + runs + " due times took too long");
        }
        awaitAll(stored);
        var lags = new ArrayList<Long>();
        for (String id : stored.subList(LAG_WARM_UP, runs)) {
            lags.add(micros(due.getOrDefault(id, Instant.MIN), Executions.start(id)));
        }
        print("lag-micros", list(lags));
    }

    /// From the call that submits a run to its first instruction, fifty a second; the first do not count.
    private void latency(int runs) throws Exception {
        backlog("warm-up", WARM_UP_RUNS);
        var called = new HashMap<String, Instant>();
        var stored = new ArrayList<String>();
        long next = System.nanoTime();
        for (int number = 0; number < runs + LATENCY_WARM_UP; number++) {
            Instant call = Executions.now();
            stored.add(contender.submit("single-" + number));
            called.put(stored.getLast(), call);
            next += PACE.toNanos();
            LockSupport.parkNanos(next - System.nanoTime());
        }
        awaitAll(stored);
        var latencies = new ArrayList<Long>();
        for (String id : stored.subList(LATENCY_WARM_UP, stored.size())) {
            latencies.add(micros(called.getOrDefault(id, Instant.MIN), Executions.start(id)));
        }
        print("latency-micros", list(latencies));
    }

    /// Recurring schedules that are all due in the same second, after a fifth as many that were so before.
    private void crowd(int schedules) throws Exception {
        backlog("warm-up", WARM_UP_RUNS);
        int few = Math.ceilDiv(schedules, WARM_UP_SHARE);
        var most = Duration.ofSeconds(Math.ceilDiv(few, STORED_A_SECOND_AT_LEAST));
        Duration storing = together("before", few, LEAD.plus(most)).storing;
        Executions.forget();
        // Three times what the first took, for as many times more: some become slower.
        var times =
                together("crowd", schedules, LEAD.plus(storing.multipliedBy(3L * WARM_UP_SHARE)));
        var lags = new ArrayList<Long>();
        for (var start : Executions.starts().values()) {
            lags.add(micros(times.due, start));
        }
        print("crowd-micros", list(lags));
    }

    private record Together(Instant due, Duration storing) {}

    private Together together(String prefix, int schedules, Duration lead) throws Exception {
        Instant began = Executions.now();
        // The next full second after the time to store them.
        Instant due = began.plus(lead).plus(Duration.ofSeconds(1)).truncatedTo(ChronoUnit.SECONDS);
        var clock = due.atZone(ZoneOffset.UTC);
        var ids = ids(prefix, schedules);
        contender.schedule(ids, clock.getMinute(), clock.getSecond());
        analyze.run();
        var storing = Duration.between(began, Executions.now());
        if (Executions.now().plus(LEAD.dividedBy(2)).isAfter(due)) {
            throw new IllegalStateException(
                    "storing "
                            + schedules
                            + " schedules took "
                            + storing
                            + ", longer than thought");
        }
        LockSupport.parkNanos(Duration.between(Executions.now(), due).toNanos());
        awaitStarts(schedules, PATIENCE_WITH_SCHEDULES);
        // What is started twice by mistake is started soon after.
        LockSupport.parkNanos(LEAD.toNanos());
        Executions.requireEachOnce(ids);
        return new Together(due, storing);
    }

    /// Does what each line of the input says, and answers with a line: for several processes on one database.
    private void obey() throws Exception {
        print("answer", "ready");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", 2);
            print("answer", answer(words[0], words.length > 1 ? words[1] : ""));
        }
    }

    private Object answer(String command, String argument) throws Exception {
        return switch (command) {
            case "pause" -> {
                contender.pause();
                yield "paused";
            }
            case "store" -> {
                contender.awaitPaused();
                var stored = contender.submitAll(ids("run", Integer.parseInt(argument)));
                analyze.run();
                yield String.join(" ", stored);
            }
            case "resume" -> {
                contender.resume();
                yield "resumed";
            }
            case "count" -> Executions.count();
            case "left" -> contender.left();
            case "starts" -> {
                Executions.requireNoneTwice();
                var starts = new ArrayList<String>();
                Executions.starts()
                        .forEach(
                                (id, start) -> starts.add(id + "=" + micros(Instant.EPOCH, start)));
                Executions.forget();
                yield String.join(" ", starts);
            }
            default -> throw new IOException("no command " + command);
        };
    }
}
