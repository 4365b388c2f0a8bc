package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.SimulatedExecutor;
import dev.carillon.engine.SimulatedExecutor.Trace;
import dev.carillon.engine.SimulatedNode;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.LocalNode;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.service.Loop;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.NodeTable.Role;
import dev.carillon.engine.store.NodeTable.State;
import dev.carillon.engine.store.SegmentTable.SegmentRow;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.engine.work.Workers;
import dev.carillon.testkit.ManualTime;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// Three machines with a node each, their database and their network, all moved in one thread by one seeded
/// random. Each loop of a node is called when it asked to be; a frozen process is not called, while its watcher,
/// which is another process, goes on.
final class SimulatedCluster {
    static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final int MACHINES = 3;
    private static final Duration TICK = Duration.ofMillis(200);
    private static final int SLOTS = 6;
    private static final String JOBS =
            """
            name: plain
            task: {shell: {command: [x]}}
            overlap: allow
            schedules: [{id: s, every: 2s}]
            ---
            name: once
            task: {shell: {command: [x]}}
            overlap: allow
            delivery: at-most-once
            schedules: [{id: s, every: 3s}]
            ---
            name: gated
            task: {shell: {command: [x]}}
            overlap: queue
            retry: {attempts: 2, backoff: fixed, initial: 1s, jitter: 0}
            schedules: [{id: s, every: 5s}]
            ---
            name: keyed
            task: {shell: {command: [x]}}
            overlap: allow
            limit: {key: k, concurrency: 1}
            schedules: [{id: s, every: 6s}]
            ---
            name: wanted
            task: {shell: {command: [x]}}
            overlap: allow
            """;
    private static final Map<String, Long> PERIODS =
            Map.of("plain", 2L, "once", 3L, "gated", 5L, "keyed", 6L);

    /// What is done to the cluster.
    enum Fault {
        KILL,
        KILL_COORDINATOR,
        KILL_ALL,
        FREEZE_BRIEFLY,
        FREEZE_LONG,
        DATABASE_AWAY,
        DATABASE_AWAY_FOR_ONE,
        FAULTY_COMMITS,
        SPLIT,
        ONE_WAY_LOSS,
        CHAOTIC_MESSAGES,
        WRONG_VIEWS,
        SPLIT_AND_DATABASE_AWAY_FOR_ONE,
        FREEZE_BETWEEN_STATEMENTS,
        REJECTING_FIREWALL,
        DATABASE_BACK_FOR_SOME_FIRST,
        LEAVE,
        CLOCK_STEP
    }

    private final class Node implements LocalNode, ClusterMember.Session {
        private final UUID id = new UUID(random.nextLong(), random.nextLong());
        private final int machine;
        private final SimulatedDatabase database;
        private final SimulatedNode parts;
        private final JobCatalog catalog;
        private final RunChanges changes;
        private final SimulatedExecutor executor =
                new SimulatedExecutor(time, random, traces, this::length, this::survivesStart);
        private final Submissions submissions;
        private final Workers workers;
        private final Lane lane;
        private final ClusterMember member;
        private final Map<Loop.Pass, Long> due = new HashMap<>();
        private final List<Loop.Pass> passes;
        private List<OwnedSegment> owned = List.of();
        private long processesUntil;
        private long frozenUntil;
        private boolean dead;
        private boolean isInside;
        private long killedAt = Long.MAX_VALUE;
        private boolean givenUp;
        private boolean hasSession = true;

        private Node(int machine, Optional<UUID> previous) {
            this.machine = machine;
            database =
                    new SimulatedDatabase(
                            databaseState,
                            () -> cutFromDatabase.contains(machine),
                            () -> between(this));
            var membership = network.join(id, machine, () -> lookSoon());
            member =
                    new ClusterMember(
                            id,
                            new ClusterMember.Parts(
                                    database,
                                    membership,
                                    this::refused,
                                    this,
                                    previous,
                                    Timing.DEFAULT,
                                    time.monotonic()));
            parts =
                    new SimulatedNode(
                            database,
                            segments,
                            id,
                            SLOTS,
                            time,
                            ids,
                            executor,
                            folder.resolve("results-" + machine),
                            member.lease());
            catalog = parts.catalog;
            changes = parts.changes;
            submissions = parts.submissions;
            workers = parts.workers;
            lane = parts.lane;
            passes =
                    List.of(
                            member::beatOnce,
                            member::lookOnce,
                            member::guardOnce,
                            workers::promoteOnce,
                            workers::claimOnce,
                            workers::storeOnce,
                            workers::beginOnce,
                            workers::launchOnce,
                            workers::watchOnce,
                            this::endDue,
                            this::fire);
        }

        private String name() {
            return "node-" + machine + " " + id.toString().substring(0, 4);
        }

        private void lookSoon() {
            due.put(passes.get(1), 0L);
        }

        private boolean refused(NodeRow other) {
            var node = processes.get(other.id());
            // An answer in the name of a machine that lives, while its session with the database
            // tells so.
            if (rejecting && node != null && node.hasSession) {
                return true;
            }
            return node != null
                    && node.dead
                    && !network.isCut(machine, node.machine)
                    && !network.isCut(node.machine, machine);
        }

        // Some outlast every lease.
        private long length(Attempt attempt) {
            if (!endsByItself && attempt.jobKey().equals("default/plain")) {
                return 25_000_000;
            }
            boolean limited = attempt.jobKey().matches("default/(gated|keyed)");
            return random.nextLong(!limited && random.nextInt(6) == 0 ? 25_000_000 : 2_000_000);
        }

        private boolean survivesStart() {
            try {
                between(this);
                return true;
            } catch (Died _) {
                return false;
            }
        }

        private Duration endDue() {
            executor.endDue();
            return TICK;
        }

        private Duration fire() {
            return lane.runOnce() > 0 ? Duration.ZERO : Duration.ofMillis(400);
        }

        /// @return false when the database was not there for it
        private boolean start() {
            tell(name() + " starts");
            try {
                parts.writeKept();
                member.register(
                        new NodeRow(
                                id,
                                "node-" + machine,
                                time.micros(),
                                SLOTS,
                                Map.of(),
                                null,
                                new Presence(
                                        "1",
                                        "machine-" + machine,
                                        "10.0.0." + machine + ":7800",
                                        null,
                                        1,
                                        Set.of(Role.values()))));
                changes.settleGone(time.micros());
                member.startWithoutLoops(this);
                return true;
            } catch (CarillonException e) {
                return false;
            }
        }

        private boolean runs() {
            return !dead && !isInside && time.nanos() >= frozenUntil;
        }

        private void step() {
            var shuffled = new ArrayList<>(passes);
            Collections.shuffle(shuffled, random);
            for (var pass : shuffled) {
                if (!runs() || due.getOrDefault(pass, 0L) > time.nanos()) {
                    continue;
                }
                long pause;
                try {
                    pause = pass.runOnce().toNanos();
                } catch (Died e) {
                    return;
                } catch (CarillonException e) {
                    pause = random.nextLong(400_000_000);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                due.put(pass, time.nanos() + pause);
            }
        }

        /// The watcher of the machine, another process.
        private void watch() {
            boolean over = dead ? time.nanos() >= killedAt : time.nanos() >= processesUntil;
            if (over) {
                if (executor.isBusy()) {
                    tell("the watcher of " + name() + " kills");
                }
                executor.kill();
            }
        }

        private void kill() {
            tell(name() + " dies");
            dead = true;
            hasSession = false;
            killedAt = time.nanos() + random.nextLong(300_000_000);
            network.leave(id);
        }

        @Override
        public void renew() {
            between(this);
            if (!cutFromDatabase.contains(machine)) {
                hasSession = true;
            }
        }

        @Override
        public void close() {
            hasSession = false;
        }

        @Override
        public void joinAlone(Runnable joining) {
            joining.run();
        }

        @Override
        public void own(List<OwnedSegment> segments) {
            owned = List.copyOf(segments);
            lane.own(segments);
        }

        @Override
        public void settleGone() {
            if (failSettling) {
                failSettling = false;
                throw new CarillonException(ErrorCode.UNAVAILABLE, "the settling was cut off");
            }
            var settled = changes.settleGone(time.micros());
            tell(name() + " settles " + settled);
            takeovers += settled.all();
        }

        @Override
        public void runsQueued() {
            due.put(passes.get(4), 0L);
        }

        @Override
        public void rulesChanged() {
            // There are none.
        }

        @Override
        public void changed() {
            // It looks each second anyway.
        }

        @Override
        public void stop(UUID run) {
            workers.stop(run);
        }

        @Override
        public void loseContact() {
            tell(name() + " loses contact");
            workers.loseContact();
        }

        @Override
        public void processesMayRunUntil(long nanos) {
            processesUntil = nanos;
        }

        @Override
        public void drain() {
            workers.drain();
        }

        @Override
        public void givenUp() {
            tell(name() + " hears that it was given up");
            givenUp = true;
        }
    }

    private final Random random;
    private final Path folder;
    private final ManualTime time = new ManualTime(START);
    private final MemoryStores stores = new MemoryStores(time::micros);
    private final Segments segments = Segments.of(stores, Segments.DEFAULT);
    private final SimulatedDatabase.State databaseState;
    private final Set<Integer> cutFromDatabase = new HashSet<>();
    private final SimulatedNetwork network;
    private final Ids ids = new Ids(time::micros);
    private final List<Trace> traces = new ArrayList<>();
    private final Map<UUID, Node> processes = new HashMap<>();
    private final List<@Nullable Node> nodes = new ArrayList<>();
    private final List<Optional<UUID>> previous = new ArrayList<>();
    private final Map<Integer, Long> restartAt = new HashMap<>();
    private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
    private final Map<String, String> accepted = new TreeMap<>();
    private int beganWithSubmission;
    private final Map<String, RunView> finished = new HashMap<>();
    private final List<Runnable> ends = new ArrayList<>();
    private Map<Integer, Long> epochs = Map.of();
    private int checkedTraces;
    private boolean freezing;
    private boolean nested;
    private boolean rejecting;
    private boolean restarts = true;
    private boolean failSettling;
    private boolean endsByItself = true;
    private final ArrayDeque<String> story = new ArrayDeque<>();
    private int takeovers;

    /// One in which faults begin and end when a test says so, well balanced.
    static SimulatedCluster calm(Path folder) {
        var cluster = new SimulatedCluster(1, folder);
        cluster.endsByItself = false;
        cluster.goOn(Duration.ofSeconds(30));
        return cluster;
    }

    SimulatedCluster(long seed, Path folder) {
        this.folder = folder;
        random = new Random(seed);
        databaseState = new SimulatedDatabase.State(stores, random, time);
        network = new SimulatedNetwork(random, time);
        stores.setSessions(
                id -> {
                    var node = processes.get(id);
                    return node != null && !node.dead && node.hasSession;
                });
        for (int machine = 0; machine < MACHINES; machine++) {
            nodes.add(null);
            previous.add(Optional.empty());
        }
        for (int machine = 0; machine < MACHINES; machine++) {
            start(machine);
        }
        Objects.requireNonNull(nodes.getFirst())
                .catalog
                .put(Definitions.parse(JOBS, "simulation"), "test", null, false);
    }

    /// What happened last, for whoever looks for the cause of a failure.
    List<String> story() {
        return List.copyOf(story);
    }

    private void tell(String what) {
        story.addLast(time.instant() + " " + what);
        if (story.size() > 120) {
            story.removeFirst();
        }
    }

    Map<Fault, Integer> happened() {
        return happened;
    }

    int begins() {
        return traces.size();
    }

    int takeovers() {
        return takeovers;
    }

    private void start(int machine) {
        var node = new Node(machine, previous.get(machine));
        processes.put(node.id, node);
        if (node.start()) {
            nodes.set(machine, node);
            restartAt.remove(machine);
        } else {
            network.leave(node.id);
            // It may have registered all the same, as a process that dies right then.
            node.dead = true;
            node.hasSession = false;
            previous.set(machine, Optional.of(node.id));
            restartAt.put(machine, time.nanos() + Duration.ofSeconds(1).toNanos());
        }
    }

    /// Goes on for a while in which nothing else happens.
    void goOn(Duration length) {
        long end = time.nanos() + length.toNanos();
        while (time.nanos() < end) {
            tick();
        }
    }

    /// How long it takes until a condition holds.
    ///
    /// @return more than the most when it never did
    Duration until(BooleanSupplier condition, Duration most) {
        long began = time.nanos();
        while (!condition.getAsBoolean() && time.nanos() - began <= most.toNanos()) {
            tick();
        }
        return Duration.ofNanos(time.nanos() - began);
    }

    /// Does one thing to one machine, until [#endAll].
    void inflict(Fault fault, int machine) {
        begin(fault, machine);
    }

    void endAll() {
        ends.forEach(Runnable::run);
        ends.clear();
    }

    void stepClock(Duration by) {
        time.step(by);
    }

    /// The next settling of a dead node's runs fails before it does anything.
    void cutOffSettling() {
        failSettling = true;
    }

    /// Nodes stay dead that are killed from here on.
    void keepDead() {
        restarts = false;
    }

    /// Epochs of all segments together: it rises with each change of an owner.
    long changes() {
        return stores.transaction(tx -> tx.segments().all()).stream()
                .mapToLong(SegmentRow::epoch)
                .sum();
    }

    /// How many segments the node of a machine has, by the table.
    long segmentsOf(int machine) {
        var ids =
                processes.values().stream()
                        .filter(node -> node.machine == machine)
                        .map(node -> node.id)
                        .collect(Collectors.toSet());
        return stores.transaction(tx -> tx.segments().all()).stream()
                .filter(segment -> segment.owner() != null && ids.contains(segment.owner()))
                .count();
    }

    /// Runs that began with the transaction that made them.
    int beganWithSubmission() {
        return beganWithSubmission;
    }

    /// Attempts that a watcher killed.
    long killed() {
        return traces.stream().filter(trace -> trace.killed).count();
    }

    /// Runs that are under way on a machine, by the table.
    long underWayOn(int machine) {
        return runs().stream()
                .filter(
                        run ->
                                !run.state().finished()
                                        && ("node-" + machine).equals(run.node())
                                        && run.state() != RunState.QUEUED)
                .count();
    }

    /// Wants runs of one machine for a while.
    ///
    /// @return the longest time for which a slot of some machine was free although a run was due and waited in the
    ///     queue
    Duration longestNeedlessWait(int machine, Duration length) {
        var since = new HashMap<Node, Long>();
        long longest = 0;
        for (long end = time.nanos() + length.toNanos(); time.nanos() < end; tick()) {
            wantOf(machine);
            boolean waiting =
                    runs().stream()
                            .filter(run -> run.state() == RunState.QUEUED)
                            .anyMatch(run -> !run.due().isAfter(time.instant()));
            for (var node : nodes) {
                if (waiting && node.workers.taken() < SLOTS) {
                    long began = since.computeIfAbsent(node, _ -> time.nanos());
                    longest = Math.max(longest, time.nanos() - began);
                } else {
                    since.remove(node);
                }
            }
        }
        return Duration.ofNanos(longest);
    }

    private void wantOf(int machine) {
        if (random.nextInt(4) == 0) {
            Objects.requireNonNull(nodes.get(machine)).submissions.submit("client", wanted(null));
        }
    }

    private static Submissions.Wanted wanted(@Nullable String key) {
        return new Submissions.Wanted("default", "wanted", Map.of(), null, key, Cause.MANUAL);
    }

    /// Whether the process of a machine has been the same since it started first.
    boolean isFirstStart(int machine) {
        return processes.values().stream().filter(node -> node.machine == machine).count() == 1;
    }

    /// Lives under faults.
    void live(Duration length) {
        long end = time.nanos() + length.toNanos();
        long faultAt = time.nanos() + Duration.ofSeconds(4).toNanos();
        while (time.nanos() < end) {
            if (time.nanos() >= faultAt) {
                begin(
                        Fault.values()[random.nextInt(Fault.values().length)],
                        random.nextInt(MACHINES));
                faultAt = time.nanos() + random.nextLong(8_000_000_000L);
            }
            tick();
            if (random.nextInt(5) == 0) {
                submit();
            }
        }
        ends.forEach(Runnable::run);
        ends.clear();
        network.heal();
        network.setChaotic(false);
        network.setWrongViews(false);
        databaseState.setAway(false);
        databaseState.setFaulty(false);
        freezing = false;
        rejecting = false;
        cutFromDatabase.clear();
    }

    private void tick() {
        time.advance(TICK);
        network.deliver(
                processes.values().stream()
                        .filter(Node::runs)
                        .map(node -> node.id)
                        .collect(Collectors.toSet()));
        processes.values().forEach(Node::watch);
        var order = new ArrayList<Integer>(List.of(0, 1, 2));
        Collections.shuffle(order, random);
        for (int machine : order) {
            var node = nodes.get(machine);
            if (node == null) {
                boolean due = time.nanos() >= restartAt.getOrDefault(machine, 0L);
                if (restarts && due && nobodyIsCutOffFrom(machine)) {
                    start(machine);
                }
                continue;
            }
            node.step();
            // Between two steps of a process its watcher may act, and others may run.
            node.watch();
            if (node.givenUp && node.runs()) {
                end(node, Duration.ofMillis(200));
            }
        }
        for (var end : List.copyOf(ends)) {
            if (endsByItself && random.nextInt(60) == 0) {
                ends.remove(end);
                tell("a fault ends, " + ends.size() + " go on");
                end.run();
            }
        }
        check();
    }

    // It ends as a process that closes itself: its watcher kills what is left.
    // Nodes that reach neither the database nor a node that joins then are not covered, see
    // ARCHITECTURE.md.
    private boolean nobodyIsCutOffFrom(int machine) {
        return nodes.stream()
                .filter(Objects::nonNull)
                .filter(other -> cutFromDatabase.contains(other.machine))
                .noneMatch(
                        other ->
                                network.isCut(other.machine, machine)
                                        || network.isCut(machine, other.machine));
    }

    private void end(Node node, Duration restart) {
        node.kill();
        node.executor.kill();
        nodes.set(node.machine, null);
        previous.set(node.machine, Optional.of(node.id));
        restartAt.put(node.machine, time.nanos() + restart.toNanos());
    }

    private void kill(int machine) {
        var node = nodes.get(machine);
        if (node == null) {
            return;
        }
        node.kill();
        nodes.set(machine, null);
        // The next start kills what is left before it does anything.
        previous.set(machine, Optional.of(node.id));
        restartAt.put(machine, time.nanos() + 400_000_000 + random.nextLong(15_000_000_000L));
    }

    private void begin(Fault fault, int one) {
        if (fault != Fault.FREEZE_BETWEEN_STATEMENTS) {
            happened.merge(fault, 1, Integer::sum);
        }
        tell(fault + " of node-" + one);
        switch (fault) {
            case KILL -> kill(one);
            case KILL_COORDINATOR ->
                    stores.transaction(Picture::read)
                            .coordinator(List.of())
                            .map(processes::get)
                            .ifPresent(node -> kill(node.machine));
            case KILL_ALL -> {
                for (int machine = 0; machine < MACHINES; machine++) {
                    kill(machine);
                }
            }
            case FREEZE_BRIEFLY -> freeze(one, random.nextLong(5_000_000_000L));
            case FREEZE_LONG -> freeze(one, 7_000_000_000L + random.nextLong(20_000_000_000L));
            case DATABASE_AWAY -> {
                databaseState.setAway(true);
                ends.add(() -> databaseState.setAway(false));
            }
            case DATABASE_AWAY_FOR_ONE -> cutFromDatabase(one);
            case FAULTY_COMMITS -> {
                databaseState.setFaulty(true);
                ends.add(() -> databaseState.setFaulty(false));
            }
            case SPLIT -> split(one);
            case FREEZE_BETWEEN_STATEMENTS -> {
                freezing = true;
                ends.add(() -> freezing = false);
            }
            case REJECTING_FIREWALL -> {
                rejecting = true;
                ends.add(() -> rejecting = false);
            }
            case DATABASE_BACK_FOR_SOME_FIRST -> {
                for (int machine = 0; machine < MACHINES; machine++) {
                    cutFromDatabase(machine);
                }
            }
            case ONE_WAY_LOSS -> {
                network.cut(one, (one + 1) % MACHINES);
                ends.add(network::heal);
            }
            case CHAOTIC_MESSAGES -> {
                network.setChaotic(true);
                ends.add(() -> network.setChaotic(false));
            }
            case WRONG_VIEWS -> {
                network.setWrongViews(true);
                ends.add(() -> network.setWrongViews(false));
            }
            case SPLIT_AND_DATABASE_AWAY_FOR_ONE -> {
                split(one);
                cutFromDatabase(one);
            }
            case LEAVE -> leave(one);
            case CLOCK_STEP ->
                    // The catch-up of what is jumped over is not what is asked here.
                    time.step(Duration.ofMillis(random.nextInt(3_000)));
        }
    }

    // Of the process that is in a transaction. The others go on meanwhile, and it goes on from
    // where it was.
    private void between(Node node) {
        if (node.dead) {
            throw new Died();
        }
        boolean works = nodes.get(node.machine) == node;
        if (!freezing || nested || !works || random.nextInt(60) > 0) {
            return;
        }
        nested = true;
        happened.merge(Fault.FREEZE_BETWEEN_STATEMENTS, 1, Integer::sum);
        freeze(node.machine, random.nextLong(16_000_000_000L));
        tell(node.name() + " freezes between two statements");
        node.isInside = true;
        while (time.nanos() < node.frozenUntil && !node.dead) {
            tick();
        }
        node.isInside = false;
        nested = false;
        if (node.dead) {
            throw new Died();
        }
    }

    /// The process was killed while it was frozen: nothing of it runs on.
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Died() {
            super("killed", null, false, false);
        }
    }

    private void freeze(int machine, long nanos) {
        var node = nodes.get(machine);
        if (node != null) {
            node.frozenUntil = time.nanos() + nanos;
        }
    }

    private void cutFromDatabase(int machine) {
        var node = nodes.get(machine);
        cutFromDatabase.add(machine);
        if (node != null && random.nextBoolean()) {
            node.hasSession = false;
        }
        ends.add(() -> cutFromDatabase.remove(machine));
    }

    private void split(int machine) {
        for (int other = 0; other < MACHINES; other++) {
            network.cut(machine, other);
            network.cut(other, machine);
        }
        ends.add(network::heal);
    }

    private void leave(int machine) {
        var node = nodes.get(machine);
        if (node == null || !node.runs()) {
            return;
        }
        boolean froze = freezing;
        freezing = false;
        node.workers.drain();
        node.member.handOver();
        node.executor.kill();
        node.executor.endDue();
        node.member.close();
        freezing = froze;
        end(node, Duration.ofSeconds(2));
    }

    private void submit() {
        var node = nodes.get(random.nextInt(MACHINES));
        if (node == null || !node.runs()) {
            return;
        }
        String key = "key-" + random.nextInt(60);
        boolean froze = freezing;
        freezing = false;
        try {
            var run = node.submissions.submit("client", wanted(key));
            var before = accepted.put(key, run.id());
            if (before == null && run.state() == RunState.RUNNING) {
                beganWithSubmission++;
            }
            assertThat(before == null || before.equals(run.id()))
                    .as("key %s made %s and then %s", key, before, run.id())
                    .isTrue();
        } catch (CarillonException e) {
            // Not answered: asked again under the same key, or never.
            return;
        } finally {
            freezing = froze;
        }
    }

    /// Without faults: all is well again, and stays so.
    void settle() {
        for (int tick = 0; tick < 150; tick++) {
            tick();
        }
        everySegmentHasALivingOwner();
        PERIODS.keySet()
                .forEach(
                        job ->
                                Objects.requireNonNull(nodes.getFirst())
                                        .catalog
                                        .pause("default", job, "test", null));
        for (int tick = 0; tick < 600; tick++) {
            tick();
            if (tick % 20 == 19 && runs().stream().allMatch(run -> run.state().finished())) {
                break;
            }
        }
        checkAll();
    }

    private List<RunView> runs() {
        return new RunViews(stores).find(RunQuery.ALL, null, 100_000).items();
    }

    private void everySegmentHasALivingOwner() {
        var counts = new HashMap<UUID, Integer>();
        var up =
                stores.transaction(tx -> tx.nodes().up()).stream()
                        .filter(node -> node.state() == State.UP)
                        .map(NodeRow::id)
                        .collect(Collectors.toSet());
        for (var segment : stores.transaction(tx -> tx.segments().all())) {
            assertThat(up).as("owner of %s", segment).contains(segment.owner());
            counts.merge(Objects.requireNonNull(segment.owner()), 1, Integer::sum);
        }
        assertThat(up).as("nodes after all faults ended").hasSize(MACHINES);
        assertThat(Collections.max(counts.values()) - Collections.min(counts.values()))
                .as("segments %s", counts)
                .isLessThanOrEqualTo(1);
        assertThat(counts).hasSize(MACHINES);
    }

    // After each step.
    private void check() {
        epochsOnlyRise();
        for (; checkedTraces < traces.size(); checkedTraces++) {
            var begun = traces.get(checkedTraces);
            tell(
                    "began "
                            + begun.attempt.jobKey()
                            + " "
                            + begun.attempt.runId().substring(9)
                            + " fence "
                            + begun.attempt.fence());
            for (int i = 0; i < checkedTraces; i++) {
                var other = traces.get(i);
                if (other.attempt.runId().equals(begun.attempt.runId())) {
                    assertThat(other.attempt.fence())
                            .as("fences of run %s", begun.attempt.runId())
                            .isLessThan(begun.attempt.fence());
                    assertThat(other.endedUs)
                            .as(
                                    "run %s of %s began while its attempt %s ran",
                                    begun.attempt.runId(),
                                    begun.attempt.jobKey(),
                                    other.attempt.fence())
                            .isLessThanOrEqualTo(begun.beganUs);
                }
            }
        }
        noSegmentHasTwoOwners();
    }

    private void epochsOnlyRise() {
        var now = new HashMap<Integer, Long>();
        for (SegmentRow segment : stores.transaction(tx -> tx.segments().all())) {
            now.put(segment.id(), segment.epoch());
            assertThat(segment.epoch())
                    .as("epoch of %s", segment)
                    .isGreaterThanOrEqualTo(epochs.getOrDefault(segment.id(), 0L));
        }
        epochs = now;
    }

    private void noSegmentHasTwoOwners() {
        var owners = new HashMap<Integer, OwnedSegment>();
        for (var node : nodes) {
            if (node == null || node.dead || !node.member.lease().holds()) {
                continue;
            }
            for (var segment : node.owned) {
                var other = owners.put(segment.segment().id(), segment);
                assertThat(other == null || other.epoch() != segment.epoch())
                        .as("%s and %s", other, segment)
                        .isTrue();
            }
        }
    }

    private void finishedRunsNeverChange(List<RunView> runs) {
        for (var run : runs) {
            if (run.state().finished()) {
                var before = finished.putIfAbsent(run.id(), run);
                assertThat(before == null || before.equals(run))
                        .as("%s became %s", before, run)
                        .isTrue();
            }
        }
    }

    /// Now and then, as it reads all runs.
    void checkFinished() {
        finishedRunsNeverChange(runs());
    }

    private void checkAll() {
        var runs = runs();
        finishedRunsNeverChange(runs);
        assertThat(runs.stream().filter(run -> !run.state().finished()).toList())
                .as("runs that never finished")
                .isEmpty();
        PERIODS.forEach((job, period) -> everyDueTimeHasItsRun(runs, job, period));
        for (var run : runs) {
            agrees(run);
        }
        assertThat(runs.stream().map(RunView::id).toList()).containsAll(accepted.values());
        noMoreThanOneAtOnce("gated");
        noMoreThanOneAtOnce("keyed");
    }

    private static void everyDueTimeHasItsRun(List<RunView> runs, String job, long period) {
        var nominal =
                runs.stream()
                        .filter(run -> run.job().equals("default/" + job))
                        .map(run -> Objects.requireNonNull(run.nominal()))
                        .toList();
        assertThat(nominal).as("due times of %s", job).doesNotHaveDuplicates();
        var last = nominal.stream().max(Instant::compareTo).orElse(START);
        var expected = new ArrayList<Instant>();
        for (var due = START.plusSeconds(period);
                !due.isAfter(last);
                due = due.plusSeconds(period)) {
            expected.add(due);
        }
        assertThat(nominal).as("due times of %s", job).containsAll(expected);
        assertThat(expected).as("due times of %s", job).hasSizeGreaterThan(5);
    }

    private void agrees(RunView run) {
        var attempts =
                traces.stream().filter(each -> each.attempt.runId().equals(run.id())).toList();
        switch (run.state()) {
            case SKIPPED, MISSED -> assertThat(attempts).as("%s", run).isEmpty();
            case SUCCEEDED -> assertThat(attempts).as("%s", run).anyMatch(trace -> trace.succeeded);
            default -> {}
        }
        if (run.job().equals("default/once")) {
            assertThat(attempts).as("at-most-once %s", run).hasSizeLessThanOrEqualTo(1);
        }
        if (run.state() == RunState.LOST && !run.job().equals("default/once")) {
            assertThat(attempts).as("losses of %s", run).hasSizeGreaterThan(5);
        }
    }

    private void noMoreThanOneAtOnce(String job) {
        long freeUs = 0;
        for (var trace : traces) {
            if (trace.attempt.jobKey().equals("default/" + job)) {
                assertThat(trace.beganUs)
                        .as("%s began before the run before it ended", trace.attempt.runId())
                        .isGreaterThanOrEqualTo(freeUs);
                freeUs = trace.endedUs;
            }
        }
    }
}
