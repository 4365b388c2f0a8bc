package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.EventView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Three nodes as processes on a PostgreSQL under load, which is what dies. The ordinary run has a few faults;
/// `-Dchaos.faults=N` takes so many at random, of all or of `-Dchaos.only=KILL,HOLD_30_S`, with `-Dchaos.seed=N`
/// others, `-Dchaos.silent=true` lets the nodes not talk to each other. What was measured is printed and left in
/// `target/chaos-report.txt`.
// It measures times: nothing else runs beside it.
@Isolated
class ClusterIT {
    private static final int FAULTS = Integer.getInteger("chaos.faults", 0);
    private static final String ONLY = System.getProperty("chaos.only", "");
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final boolean MESSAGES = !Boolean.getBoolean("chaos.silent");
    private static final Duration DEATH = Duration.ofSeconds(MESSAGES ? 3 : 10);
    private static final Duration HANG = Duration.ofSeconds(10);

    enum Fault {
        KILL,
        KILL_COORDINATOR,
        KILL_ALL,
        HOLD_2_S,
        HOLD_8_S,
        HOLD_30_S,
        STOP,
        DATABASE_RESTART,
        DATABASE_STALL
    }

    @TempDir Path folder;
    private final InstantSource clock = InstantSource.system();
    private final Random random = new Random(SEED);
    private final Map<String, ClusterProcess> nodes = new LinkedHashMap<>();
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    private final Map<Fault, List<Duration>> firing = new EnumMap<>(Fault.class);
    private final Map<Fault, List<Duration>> running = new EnumMap<>(Fault.class);
    private final Map<String, @Nullable String> answers = new LinkedHashMap<>();
    private PausablePostgres database;

    private record Moment(Fault fault, Instant at) {}

    @BeforeEach
    void startNodes() throws IOException {
        database = new PausablePostgres(folder);
        for (String name : List.of("a", "b", "c")) {
            nodes.put(
                    name,
                    new ClusterProcess(
                            folder, name, database.url(), ClusterProcess.member(MESSAGES)));
        }
        try (var carillon = node("a").connect()) {
            awaitNodes(carillon, 3);
        }
    }

    @AfterEach
    void stopNodes() throws IOException {
        nodes.values().forEach(ClusterProcess::close);
        database.close();
    }

    private ClusterProcess node(String name) {
        return java.util.Objects.requireNonNull(nodes.get(name));
    }

    private static void awaitNodes(HttpCarillon carillon, int count) {
        await().atMost(60, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(CarillonException.class)
                .until(
                        () -> {
                            var all = carillon.nodes();
                            return all.size() == count
                                    && all.stream().allMatch(node -> node.url() != null)
                                    && all.stream().mapToInt(NodeView::segments).sum() == 32
                                    && all.stream()
                                            .allMatch(
                                                    node ->
                                                            node.segments() >= 32 / count
                                                                    && node.segments()
                                                                            <= 32 / count + 1);
                        });
    }

    @Test
    void nothingIsLostOrDoubledWhateverDies() throws Exception {
        var evidence = folder.resolve("evidence");
        var moments = new ArrayList<Moment>();
        List<RunView> runs;
        try (var carillon = node("a").connect()) {
            carillon.apply(Definitions.parse(jobs(evidence), "test"), false);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> carillon.stats().runs().getOrDefault(RunState.SUCCEEDED, 0L) > 20);
            for (var fault : faults()) {
                carillon.learn();
                moments.add(new Moment(fault, inflict(fault, carillon)));
                happened.merge(fault, 1, Integer::sum);
                awaitNodes(carillon, 3);
                repeatUnanswered(carillon);
            }
            runs = settle(carillon);
        }

        var found = ClusterEvidence.read(evidence);
        for (int i = 0; i < moments.size(); i++) {
            var next = i + 1 < moments.size() ? moments.get(i + 1).at : Instant.MAX;
            measure(moments.get(i), next, runs, found);
        }
        report(runs, found);
        found.agreesWith(runs);
        for (String job : List.of("tick-0", "tick-1", "tick-2", "once", "gated")) {
            ClusterEvidence.isComplete(runs, job, 1);
        }
        found.neverOverlaps("gated");
        found.isOnTime(runs, Duration.ofSeconds(75));
        everySubmissionIsThereOnce(runs);
        within(firing, Fault.KILL, DEATH);
        within(firing, Fault.KILL_COORDINATOR, DEATH);
        within(running, Fault.KILL, DEATH);
        within(running, Fault.KILL_COORDINATOR, DEATH);
        within(firing, Fault.HOLD_30_S, HANG);
        within(running, Fault.HOLD_30_S, HANG);
    }

    private static void within(Map<Fault, List<Duration>> measured, Fault fault, Duration most) {
        assertThat(measured.getOrDefault(fault, List.of()))
                .as("take-over after %s", fault)
                .allMatch(each -> each.compareTo(most) <= 0);
    }

    private List<Fault> faults() {
        if (FAULTS == 0) {
            return List.of(Fault.KILL_COORDINATOR, Fault.HOLD_30_S, Fault.DATABASE_RESTART);
        }
        var among =
                ONLY.isEmpty()
                        ? List.of(Fault.values())
                        : Stream.of(ONLY.split(",")).map(Fault::valueOf).toList();
        return random.ints(FAULTS, 0, among.size()).mapToObj(among::get).toList();
    }

    /// @return when it happened
    private Instant inflict(Fault fault, HttpCarillon carillon) throws Exception {
        var one = new ArrayList<>(nodes.values()).get(random.nextInt(nodes.size()));
        var coordinator =
                carillon.nodes().stream()
                        .min(Comparator.comparing(NodeView::startedAt))
                        .map(node -> node(node.name()))
                        .orElseThrow();
        var at = clock.instant();
        switch (fault) {
            case KILL -> killAndRestart(one, carillon);
            case KILL_COORDINATOR -> killAndRestart(coordinator, carillon);
            case KILL_ALL -> {
                nodes.values().forEach(ClusterProcess::kill);
                for (var node : nodes.values()) {
                    node.start();
                }
            }
            case HOLD_2_S -> hold(one, Duration.ofSeconds(2), carillon);
            case HOLD_8_S -> hold(one, Duration.ofSeconds(8), carillon);
            case HOLD_30_S ->
                    hold(
                            one,
                            Duration.ofSeconds(FAULTS == 0 || !ONLY.isEmpty() ? 14 : 30),
                            carillon);
            case STOP -> {
                assertThat(one.stop()).isZero();
                one.start();
            }
            case DATABASE_RESTART -> {
                database.restart();
                pause(Duration.ofSeconds(5), carillon);
            }
            case DATABASE_STALL -> {
                database.hold();
                pause(Duration.ofSeconds(60), carillon);
                database.goOn();
            }
        }
        return at;
    }

    private void killAndRestart(ClusterProcess node, HttpCarillon carillon) throws IOException {
        node.kill();
        pause(Duration.ofSeconds(5), carillon);
        node.start();
    }

    private void hold(ClusterProcess node, Duration length, HttpCarillon carillon)
            throws IOException, InterruptedException {
        node.signal("STOP");
        pause(length, carillon);
        node.signal("CONT");
    }

    // A client goes on all the while, with a key for each request.
    private void pause(Duration length, HttpCarillon carillon) {
        var end = clock.instant().plus(length);
        while (clock.instant().isBefore(end)) {
            String key = "key-" + answers.size();
            answers.put(key, null);
            try {
                answers.put(key, submit(carillon, key));
            } catch (CarillonException e) {
                // Nobody knows whether it was carried out; it is repeated later.
                assertThat(e.code()).isEqualTo(dev.carillon.api.ErrorCode.UNAVAILABLE);
            }
            await().pollDelay(100, TimeUnit.MILLISECONDS).until(() -> true);
        }
    }

    private static String submit(HttpCarillon carillon, String key) {
        return carillon.run("default", "wanted", new RunRequest(Map.of(), null), key).id();
    }

    private void repeatUnanswered(HttpCarillon carillon) {
        answers.replaceAll(
                (key, answer) -> {
                    String again = answer == null ? submit(carillon, key) : answer;
                    assertThat(answer == null || answer.equals(again)).isTrue();
                    return again;
                });
    }

    private static String jobs(Path evidence) {
        var text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            text.append(job("tick-" + i, evidence, 2, "overlap: allow\n" + everySecond()));
        }
        text.append(
                job(
                        "once",
                        evidence,
                        2,
                        "overlap: allow\ndelivery: at-most-once\n" + everySecond()));
        text.append(job("gated", evidence, 3, "overlap: skip\n" + everySecond()));
        text.append(job("long", evidence, 50, "overlap: allow\nschedules: [{id: s, every: 2s}]\n"));
        text.append(job("wanted", evidence, 1, "overlap: allow\n"));
        return text.toString();
    }

    private static String everySecond() {
        return "schedules: [{id: s, every: 1s}]\n";
    }

    private static String job(String name, Path evidence, int tenths, String more) {
        String script =
                ClusterEvidence.script(evidence, tenths)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"");
        return "name: "
                + name
                + "\nretention: {runs: 100000, age: 1d}\ntask: {shell: {script: \""
                + script
                + "\"}}\n"
                + more
                + "---\n";
    }

    private List<RunView> settle(HttpCarillon carillon) {
        for (String job : List.of("tick-0", "tick-1", "tick-2", "once", "gated", "long")) {
            carillon.pause("default", job);
        }
        repeatUnanswered(carillon);
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> all(carillon).stream().allMatch(run -> run.state().finished()));
        return all(carillon);
    }

    private static List<RunView> all(HttpCarillon carillon) {
        return RunCommands.find(carillon, RunQuery.ALL, Integer.MAX_VALUE);
    }

    // How late what came due after the fault began at most, and when what was cut off began again.
    private void measure(
            Moment moment, Instant next, List<RunView> runs, ClusterEvidence evidence) {
        Predicate<RunView> after =
                run ->
                        !run.due().isBefore(moment.at)
                                && run.due().isBefore(next)
                                && run.due().isBefore(moment.at.plusSeconds(12));
        firing.computeIfAbsent(moment.fault, each -> new ArrayList<>())
                .add(evidence.lateness(runs.stream().filter(after).toList()));
        evidence.begunAgainAfter(moment.at).stream()
                .filter(at -> at.isBefore(next) && at.isBefore(moment.at.plusSeconds(20)))
                .max(Comparator.naturalOrder())
                .ifPresent(
                        at ->
                                running.computeIfAbsent(moment.fault, each -> new ArrayList<>())
                                        .add(Duration.between(moment.at, at)));
    }

    private void report(List<RunView> runs, ClusterEvidence evidence) throws IOException {
        var text =
                new StringBuilder(
                        "fault, how often, due runs late by at most p50/max ms, runs begun again p50/max ms\n");
        happened.forEach(
                (fault, count) ->
                        text.append(
                                "%s, %d, %s, %s%n"
                                        .formatted(
                                                fault,
                                                count,
                                                percentiles(firing.getOrDefault(fault, List.of())),
                                                percentiles(
                                                        running.getOrDefault(fault, List.of())))));
        text.append(
                "%d runs, %d of them with evidence, %d attempts begun by a fenced node, seed %d%n"
                        .formatted(
                                runs.size(),
                                evidence.byRun().size(),
                                evidence.staleStarts(),
                                SEED));
        Files.writeString(Path.of("target", "chaos-report.txt"), text);
        System.out.println(text);
    }

    private static String percentiles(List<Duration> measured) {
        var sorted = measured.stream().map(Duration::toMillis).sorted().toList();
        return sorted.isEmpty() ? "-" : sorted.get(sorted.size() / 2) + "/" + sorted.getLast();
    }

    private void everySubmissionIsThereOnce(List<RunView> runs) {
        var stored =
                runs.stream()
                        .filter(run -> run.job().equals("default/wanted"))
                        .map(RunView::id)
                        .toList();
        assertThat(answers).as("the client had time to submit").hasSizeGreaterThan(10);
        assertThat(stored).containsExactlyInAnyOrderElementsOf(new HashSet<>(answers.values()));
        assertThat(stored).hasSize(answers.size());
    }

    @Test
    void aFeedGoesOnOnAnotherNodeAndASecondNodeIsRefusedWhatItMayNot() throws Exception {
        var heard = new CopyOnWriteArrayList<EventView>();
        try (var carillon = node("a").connect()) {
            carillon.apply(
                    Definitions.parse(
                            "{name: work, overlap: allow, task: {shell: {command: [echo, hello]}}}",
                            "test"),
                    false);
            assertThat(carillon.learn()).hasSize(3);
            try (var _ = carillon.events(null, heard::add)) {
                var before = submitWork(carillon, "before");
                await().atMost(10, TimeUnit.SECONDS).until(() -> ended(heard, before));

                node("a").kill();
                var after = submitWork(carillon, "after");

                await().atMost(20, TimeUnit.SECONDS).until(() -> ended(heard, after));
                assertThat(heard).noneMatch(event -> event.type().equals("reset"));
                await().atMost(10, TimeUnit.SECONDS)
                        .until(() -> carillon.log(after, 0).text().contains("hello"));
            }
        }

        try (var twin =
                        new ClusterProcess(
                                folder.resolve("twin"),
                                "b",
                                database.url(),
                                ClusterProcess.member(MESSAGES));
                var stranger =
                        new ClusterProcess(
                                folder,
                                "stranger",
                                database.url(),
                                ClusterProcess.member(MESSAGES)
                                        .replace(
                                                ClusterProcess.SECRET,
                                                "another secret of its own"));
                var alone = new ClusterProcess(folder, "alone", database.url(), "")) {
            assertThat(twin.awaitEnd()).isEqualTo(Exit.CONFLICT);
            assertThat(twin.log()).contains("a node named b works in this cluster already");
            assertThat(stranger.awaitEnd()).isEqualTo(Exit.REFUSED);
            assertThat(stranger.log()).contains("cluster.secret is not the secret of the cluster");
            assertThat(alone.awaitEnd()).isEqualTo(Exit.UNREACHABLE);
            assertThat(alone.log()).contains("another node works on this database");
        }
        try (var carillon = node("b").connect()) {
            awaitNodes(carillon, 2);
        }
    }

    private static String submitWork(HttpCarillon carillon, String key) {
        return carillon.run("default", "work", new RunRequest(Map.of(), null), key).id();
    }

    private static boolean ended(List<EventView> heard, String id) {
        return heard.stream()
                .map(EventView::run)
                .anyMatch(run -> run != null && run.id().equals(id) && run.state().finished());
    }
}
