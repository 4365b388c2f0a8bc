package dev.carillon.engine;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureView;
import dev.carillon.api.Forecast;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Me;
import dev.carillon.api.NewToken;
import dev.carillon.api.Page;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.TokenView;
import dev.carillon.engine.auth.Actor;
import dev.carillon.engine.auth.IssuedTokens;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.catalog.Calendars;
import dev.carillon.engine.catalog.Explanations;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.catalog.JobViews;
import dev.carillon.engine.change.ChangeViews;
import dev.carillon.engine.executor.Executors;
import dev.carillon.engine.feed.EventFeed;
import dev.carillon.engine.forecast.Forecasts;
import dev.carillon.engine.log.RunLogs;
import dev.carillon.engine.queue.Backfills;
import dev.carillon.engine.queue.Bulks;
import dev.carillon.engine.queue.DirectClaims;
import dev.carillon.engine.queue.Failures;
import dev.carillon.engine.queue.Ground;
import dev.carillon.engine.queue.Keys;
import dev.carillon.engine.queue.Lines;
import dev.carillon.engine.queue.Queues;
import dev.carillon.engine.queue.Reruns;
import dev.carillon.engine.queue.Retention;
import dev.carillon.engine.queue.RunChanges;
import dev.carillon.engine.queue.RunChanges.Changed;
import dev.carillon.engine.queue.RunQueue;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.queue.Submissions.Along;
import dev.carillon.engine.queue.Submissions.Wanted;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.schedule.LaneScheduler;
import dev.carillon.engine.segment.Cluster;
import dev.carillon.engine.segment.LocalNode;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.segment.SoleNode;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.service.CrashPoint;
import dev.carillon.engine.service.Loop;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.service.Recent;
import dev.carillon.engine.store.DatabaseClock;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.SegmentTable.SegmentRow;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.NodeSession;
import dev.carillon.engine.time.IcsCalendar;
import dev.carillon.engine.work.ResultSpool;
import dev.carillon.engine.work.Workers;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// One node: builds the parts, starts them in order, stops them in reverse. Reading [#start] from top
/// to bottom is the wiring diagram.
public final class Engine implements Carillon, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int MOST_SUBMITTED = 10_000;
    private static final long EXPIRY_SHARE = 50;
    // By which whoever waits for a time by the monotonic clock looks anew.
    private static final Duration CLOCK_MOVED = Duration.ofMillis(10);
    private static final Duration CLOCK_STEP = Duration.ofSeconds(2);
    // Changes are told at once; this is for a hint that was lost.
    private static final Duration REFRESH = Duration.ofSeconds(2);
    private static final Duration COUNTS_KEPT = Duration.ofSeconds(1);
    private static final long EVENTS_KEPT_US = 3_600_000_000L;
    private static final String ZONE_RULES = "zone-rules";
    private static final int IMPORTED_YEARS = 10;

    /// Makes the cluster of an engine on its database.
    @FunctionalInterface
    public interface Clusters {
        /// Nodes without others.
        Clusters ALONE =
                (database, node, nowUs) ->
                        new SoleNode(
                                database,
                                new RightOf(NodeSession.alone(database)),
                                Clocks.SYSTEM.nanos());

        /// @param node id of this start
        /// @param nowUs lower bound of the database's clock
        /// @throws CarillonException UNAVAILABLE or CONFLICT with what to do
        Cluster on(Database database, UUID node, LongSupplier nowUs);
    }

    private record RightOf(NodeSession session) implements SoleNode.Right {
        @Override
        public boolean renew() {
            return session.renew();
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private final Database database;
    private final Cluster cluster;
    private final String nodeName;
    private final int laneCount;
    private final Duration rest;
    private final Runnable givenUp;
    private final DatabaseClock clock;
    private final Ids ids;
    private final UUID id;
    private final JobCatalog catalog;
    private final JobViews jobViews;
    private final RunViews runViews;
    private final RunLogs logs;
    private final Failures failures;
    private final Bulks bulks;
    private final Forecasts forecasts;
    private final RunChanges changes;
    private final Submissions submissions;
    private final Calendars calendars;
    private final Explanations explanations;
    private final Queues queues;
    private final IssuedTokens tokens;
    private final Cordons cordons;
    private final ChangeViews changeViews;
    private final Undo undo;
    private final Backfills backfills;
    private final NodeRules rules;
    private final Whys whys;
    private final RunQueue queue;
    private final Retention retention;
    private final Workers workers;
    private final Executors executors;
    private final Ground ground;
    private final ResultSpool spool;
    private final EventFeed feed;
    private final Backups backups;
    // A console or a monitor asks often.
    private final Recent<Map<RunState, Long>> openRuns;
    private final Recent<Counted> counted;
    // Owned by the loop of keys.
    private UUID lookedAt = RunChanges.FIRST;
    // Owned by the loop of rules.
    private long nextExpiryNanos = Clocks.SYSTEM.nanos().getAsLong();
    private long nextRefreshNanos = Clocks.SYSTEM.nanos().getAsLong();
    private final List<LaneScheduler> lanes = new CopyOnWriteArrayList<>();
    private final LocalNode local = new Local();
    private volatile List<OwnedSegment> owned = List.of();
    private final List<Loop> upkeep = new ArrayList<>();
    private final Loop ruling = new Loop("carillon-rules", this::followOnce);

    private Engine(EngineConfig config, Foundation foundation, Runnable givenUp) {
        database = foundation.database();
        clock = foundation.clock();
        ids = foundation.ids();
        id = foundation.node();
        cluster = foundation.cluster();
        executors = foundation.executors();
        this.givenUp = givenUp;
        nodeName = config.nodeName();
        laneCount = config.lanes();
        rest = config.database().keepsOthersOut() ? cluster.rest() : Pause.SHORT;
        // From here on no other number can come about: the cluster holds the right to work on the
        // database.
        var segments = segments(config.segments());
        var secrets = Secrets.inFolder(config.folder());
        ground =
                ground(database, segments, clock::lowerBound, ids, config.mostSchedules(), secrets);
        catalog = ground.catalog();
        rules =
                new NodeRules(
                        config.nodeName(),
                        config.slots(),
                        config.labels(),
                        config.presence().roles().contains(NodeTable.Role.EXECUTE));
        tokens = new IssuedTokens(database, clock::lowerBound, Clocks.SYSTEM.nanos());
        cordons = new Cordons(database, clock::lowerBound);
        calendars = new Calendars(database, catalog, clock::lowerBound);
        explanations = new Explanations(calendars, clock::lowerBound);
        queues = new Queues(database, catalog, clock::lowerBound);
        backfills = new Backfills(database, ground, clock::lowerBound);
        jobViews = new JobViews(database);
        runViews = new RunViews(database);
        logs = new RunLogs(database);
        failures = new Failures(database, clock::lowerBound);
        bulks = new Bulks(database, ground, runViews, clock::lowerBound);
        forecasts = new Forecasts(database, catalog, clock::lowerBound, Clocks.SYSTEM.nanos());
        changes = new RunChanges(database, ground);
        changeViews = new ChangeViews(database);
        undo =
                new Undo(
                        database,
                        new Undo.Parts(
                                catalog,
                                calendars,
                                queues,
                                changes,
                                bulks,
                                cordons,
                                tokens,
                                this::delete),
                        clock::lowerBound);
        backups = new Backups(database, config.database().backups());
        feed = new EventFeed(database, runViews::get);
        queue = new RunQueue(database, ground, id, rules);
        spool = new ResultSpool(config.folder().resolve("results.spool"));
        openRuns = new Recent<>(COUNTS_KEPT, Clocks.SYSTEM.nanos(), runViews::openCounts);
        counted =
                new Recent<>(
                        COUNTS_KEPT,
                        Clocks.SYSTEM.nanos(),
                        () -> new Counted(runViews.counts(), jobViews.counts()));
        retention = new Retention(database, catalog, queue, clock::lowerBound);
        workers =
                new Workers(
                        new Workers.Parts(
                                queue,
                                changes,
                                catalog,
                                executors,
                                logs,
                                spool,
                                secrets,
                                Clocks.SYSTEM,
                                clock::lowerBound,
                                executors::run,
                                feed::wake,
                                cluster.lease(),
                                rest,
                                database.dialect().ordersCommits()),
                        id,
                        config.slots());
        submissions =
                new Submissions(
                        database,
                        ground,
                        clock::lowerBound,
                        Optional.of(
                                new DirectClaims(
                                        id, config.nodeName(), ground.lines(), rules, workers)));
        whys = new Whys(database, catalog, rules, workers::taken, clock::lowerBound);
    }

    // Settles what a crash left, and starts to fire and run.
    private void begin(EngineConfig config) {
        // Before recovery, which would give up the runs whose results these are.
        writeKept();
        cluster.join(row(config));
        rules.refresh(database, catalog, id);
        noticeZoneRules();
        local.settleGone();
        startLoops();
    }

    static Ground ground(
            Database database,
            Segments segments,
            LongSupplier nowUs,
            Ids ids,
            int mostSchedules,
            Secrets secrets) {
        var lines = new Lines();
        var catalog =
                new JobCatalog(
                        database,
                        segments,
                        nowUs,
                        mostSchedules,
                        (queue, placement) -> lines.make(database, queue, placement));
        return new Ground(catalog, lines, ids, secrets, Lane.AHEAD);
    }

    /// What the cluster asks of this engine.
    private final class Local implements LocalNode {
        @Override
        public void own(List<OwnedSegment> segments) {
            boolean changed = !owned.equals(segments);
            owned = List.copyOf(segments);
            if (changed) {
                ruling.wake();
            }
            for (int number = 0; number < lanes.size(); number++) {
                lanes.get(number).own(part(segments, number, lanes.size()));
            }
        }

        @Override
        public void settleGone() {
            var settled = changes.settleGone(clock.lowerBound());
            if (settled.all() > 0) {
                LOG.info(
                        "of nodes that are gone: {} runs queued again, {} lost, {} cancelled",
                        settled.requeued(),
                        settled.lost(),
                        settled.cancelled());
                cluster.runsQueued();
            }
            runsQueued();
        }

        @Override
        public void runsQueued() {
            workers.wakeDelayed();
            workers.wake();
        }

        @Override
        public void rulesChanged() {
            upkeep.forEach(Loop::wake);
            lanes.forEach(LaneScheduler::wake);
        }

        @Override
        public void changed() {
            noticeChange();
        }

        @Override
        public void stop(UUID run) {
            workers.stop(run);
        }

        @Override
        public void loseContact() {
            workers.loseContact();
        }

        @Override
        public void processesMayRunUntil(long nanos) {
            executors.mayRunUntil(nanos);
        }

        @Override
        public void drain() {
            workers.drain();
        }

        @Override
        public void givenUp() {
            executors.loseContact();
            givenUp.run();
        }
    }

    // Chores that one node does for all: the one that has the first segment.
    private boolean doesChores() {
        return ownsFirst() && cluster.lease().holds();
    }

    private boolean ownsFirst() {
        return owned.stream().anyMatch(each -> each.segment().id() == 0);
    }

    private static String zoneRules() {
        return ZoneRulesProvider.getVersions("Europe/London").lastKey();
    }

    // The rules of time zones come with the Java runtime; new ones may move what is planned
    // already.
    private void noticeZoneRules() {
        String now = zoneRules();
        var before = database.transaction(tx -> tx.calendars().setting(ZONE_RULES));
        if (before.isPresent() && before.get().equals(now)) {
            return;
        }
        if (before.isPresent()) {
            var changed = catalog.replanLocal();
            LOG.warn(
                    "the rules of time zones are {} now and were {}; the next due time of {} jobs changed: {}",
                    now,
                    before.get(),
                    changed.size(),
                    changed.stream().limit(20).toList());
        }
        database.transaction(
                tx -> {
                    tx.calendars().set(ZONE_RULES, now);
                    return true;
                });
    }

    private Segments segments(@Nullable Integer configured) {
        var segments = Segments.of(database, configured == null ? Segments.DEFAULT : configured);
        if (configured != null && configured != segments.count()) {
            LOG.warn(
                    "cluster.segments is {}, but the jobs of this database are divided into {} segments and stay so; to"
                            + " change that, stop all nodes and run: carillon segments resize {}",
                    configured,
                    segments.count(),
                    configured);
        }
        return segments;
    }

    private void writeKept() {
        var kept = spool.read();
        if (!kept.isEmpty()) {
            int written = write(kept);
            LOG.info(
                    "{} of {} results that were kept while the database was away are written",
                    written,
                    kept.size());
        }
        spool.clear();
    }

    // One that cannot be written keeps neither the others nor the node from going on: its run
    // counts as lost.
    private int write(List<Finish> kept) {
        try {
            return queue.finish(kept, clock.lowerBound()).size();
        } catch (RuntimeException e) {
            if (!StoreFailure.blamesTheData(e)) {
                throw e;
            }
            if (kept.size() == 1) {
                LOG.error(
                        "the kept result of run {} cannot be written; the run counts as lost with its node",
                        kept.getFirst().run().id(),
                        e);
                return 0;
            }
        }
        return kept.stream().mapToInt(each -> write(List.of(each))).sum();
    }

    private NodeRow row(EngineConfig config) {
        var labels = new TreeMap<>(config.labels());
        labels.put("tzdata", zoneRules());
        var before = database.transaction(tx -> tx.nodes().newest(config.nodeName()));
        return new NodeRow(
                id,
                config.nodeName(),
                clock.lowerBound(),
                config.slots(),
                labels,
                before.map(NodeRow::cordonedUntilUs).orElse(null),
                config.presence());
    }

    private void startLoops() {
        feed.start();
        upkeep.add(
                new Loop(
                        "carillon-clock",
                        () -> {
                            followClock(clock.synchronise());
                            return DatabaseClock.INTERVAL;
                        }));
        upkeep.add(new Loop("carillon-keys", this::expireKeysOnce));
        upkeep.add(
                new Loop(
                        "carillon-retention",
                        () -> {
                            retention.pruneOnce();
                            return Duration.ofSeconds(10);
                        }));
        upkeep.add(ruling);
        database.afterChange(this::noticeChange);
        upkeep.forEach(Loop::start);
        for (int number = 0; number < laneCount; number++) {
            var lane =
                    new Lane(
                            database,
                            ground,
                            clock::lowerBound,
                            () -> wakeFor(false),
                            cluster.lease());
            lanes.add(LaneScheduler.start("lane-" + number, lane, rest));
        }
        cluster.start(local);
        // Last: what a node runs may be taken for dead while nothing listens at its port.
        workers.start();
    }

    // Whoever rests looks within a second, whatever it was.
    private void noticeChange() {
        workers.changed();
        lanes.forEach(LaneScheduler::changed);
        ruling.changed();
    }

    private void followClock(Duration step) {
        if (step.abs().compareTo(CLOCK_MOVED) >= 0) {
            lanes.forEach(LaneScheduler::wake);
            workers.wakeDelayed();
            ruling.wake();
        }
        if (step.abs().compareTo(CLOCK_STEP) < 0) {
            return;
        }
        boolean moved = doesChores() && changes.shift(step, clock.lowerBound());
        LOG.warn(
                "the database's clock stepped by {}; {}, schedules go by the new time",
                step,
                moved
                        ? "waiting runs, next attempts, delays and deadlines moved along"
                        : "another node moves what waits along");
        lanes.forEach(LaneScheduler::wake);
        workers.wakeDelayed();
    }

    private static List<OwnedSegment> part(List<OwnedSegment> segments, int number, int of) {
        return segments.stream().filter(owned -> owned.segment().id() % of == number).toList();
    }

    /// Opens the database, settles what a crash left, and starts to fire and run.
    ///
    /// @throws CarillonException UNAVAILABLE with what to do when the node cannot start
    public static Engine start(EngineConfig config) {
        return start(config, Clusters.ALONE, () -> {});
    }

    /// The same as a member of a cluster.
    ///
    /// @param givenUp called when the others gave this node up: close the engine then, and start another
    public static Engine start(EngineConfig config, Clusters clusters, Runnable givenUp) {
        try {
            Files.createDirectories(config.folder());
            Files.createDirectories(config.pluginFolder());
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "cannot write to the folder " + config.folder() + ": " + e.getMessage(),
                    e);
        }
        var foundation = Foundation.open(config, clusters);
        Engine engine;
        try {
            engine = new Engine(config, foundation, givenUp);
        } catch (RuntimeException e) {
            foundation.close();
            throw e;
        }
        try {
            engine.begin(config);
            return engine;
        } catch (RuntimeException e) {
            // Else it would go on as a member that does nothing, and be given up after the next
            // start.
            engine.close();
            throw e;
        }
    }

    /// Tells the others where this node answers requests.
    public void answersAt(URI url) {
        database.transaction(
                tx -> {
                    tx.nodes().answersAt(id, url.toString());
                    return true;
                });
    }

    /// Takes no more runs and fires nothing; waits for those under way.
    ///
    /// @param most how long to wait for them
    public void drain(Duration most) {
        workers.drain();
        cluster.handOver();
        lanes.forEach(LaneScheduler::close);
        lanes.clear();
        long end = System.nanoTime() + most.toNanos();
        var drained = new java.util.concurrent.CountDownLatch(1);
        try (var poll =
                new Loop(
                        "carillon-drain",
                        () -> {
                            CrashPoint.DRAINING.hit();
                            if (workers.busy() == 0) {
                                drained.countDown();
                            }
                            return Duration.ofMillis(50);
                        })) {
            poll.start();
            if (!drained.await(
                    Math.max(0, end - System.nanoTime()),
                    java.util.concurrent.TimeUnit.NANOSECONDS)) {
                LOG.info(
                        "{} runs are still under way after {}; they are ended",
                        workers.busy(),
                        most);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Stops at once: processes of runs are killed, and their runs are settled at the next start.
    @Override
    public void close() {
        retention.stop();
        lanes.forEach(LaneScheduler::close);
        lanes.clear();
        workers.close();
        CrashPoint.CLOSING.hit();
        executors.close();
        upkeep.forEach(Loop::close);
        feed.close();
        try {
            cluster.close();
        } finally {
            database.close();
        }
    }

    // What time and failures bring about: deadlines, pauses of jobs that fail, changes of limits.
    private Duration followOnce() {
        long now = Clocks.SYSTEM.nanos().getAsLong();
        boolean refreshes = now - nextRefreshNanos >= 0;
        if (refreshes) {
            rules.refresh(database, catalog, id);
            nextRefreshNanos = now + REFRESH.toNanos();
        }
        boolean expires = doesChores() && now - nextExpiryNanos >= 0;
        boolean more = expires && expireOnce();
        for (var job : queue.takeTiredJobs()) {
            database.transaction(tx -> tx.jobs().find(job)).ifPresent(this::pauseTired);
        }
        // What was left out now is looked at before there is a rest.
        boolean all = refreshes && (expires || !ownsFirst());
        return all && !more ? rest : Pause.SHORT;
    }

    // On H2 it reads all runs that wait, so with very many it comes less often and takes a part of
    // the time.
    //
    // Answers whether there is more to be done soon.
    private boolean expireOnce() {
        long began = Clocks.SYSTEM.nanos().getAsLong();
        var expired = changes.expire(clock.lowerBound(), rest);
        expired.changed().forEach(this::publish);
        long ended = Clocks.SYSTEM.nanos().getAsLong();
        nextExpiryNanos = ended + EXPIRY_SHARE * (ended - began);
        return expired.more();
    }

    private void pauseTired(JobRow job) {
        catalog.pause(
                job.namespace(),
                job.name(),
                Actor.CARILLON.name(),
                job.failures() + " runs failed in a row (pauseAfter)");
        LOG.warn(
                "job {}/{} is paused: {} runs failed in a row",
                job.namespace(),
                job.name(),
                job.failures());
        jobsChanged();
    }

    private void publish(Changed change) {
        publish(change.stopping());
    }

    private void publish(Set<UUID> stopping) {
        stopping.forEach(workers::stop);
        feed.wake();
        cluster.stopping(stopping);
        local.runsQueued();
        cluster.runsQueued();
    }

    private Duration expireKeysOnce() {
        if (doesChores()) {
            long now = clock.lowerBound();
            lookedAt = changes.lookAgain(lookedAt, now);
            Keys.expire(database, now);
            feed.prune(now - EVENTS_KEPT_US, now + EVENTS_KEPT_US);
            changeViews.prune(now);
            failures.prune();
            bulks.prune();
        }
        return Duration.ofMinutes(1);
    }

    private void jobsChanged() {
        lanes.forEach(LaneScheduler::wake);
        cluster.rulesChanged();
        feed.wake();
    }

    private static String actor() {
        return Actor.current().name();
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.lowerBound() / 1_000);
    }

    @Override
    public List<Planned> apply(List<JobDefinition> definitions, boolean dryRun) {
        var byKey = new TreeMap<String, JobDefinition>();
        for (var definition : definitions) {
            if (byKey.put(definition.key(), definition) != null) {
                throw new CarillonException(
                        ErrorCode.INVALID_DEFINITION,
                        "job " + definition.key() + " is defined twice in one set");
            }
        }
        var plan = catalog.put(List.copyOf(byKey.values()), actor(), null, dryRun);
        if (!dryRun) {
            jobsChanged();
        }
        return plan;
    }

    @Override
    public JobView put(JobDefinition definition, @Nullable Integer expectedVersion) {
        catalog.put(List.of(definition), actor(), expectedVersion, false);
        jobsChanged();
        return jobViews.get(definition.namespace(), definition.name());
    }

    @Override
    public JobView job(String namespace, String name) {
        return jobViews.get(namespace, name);
    }

    @Override
    public Page<JobView> jobs(@Nullable String text, @Nullable String cursor, int limit) {
        return jobViews.find(text, cursor, limit);
    }

    @Override
    public void delete(String namespace, String name) {
        catalog.delete(namespace, name, actor());
        var open =
                new RunQuery(
                        Set.of(
                                RunState.QUEUED,
                                RunState.DELAYED,
                                RunState.WAITING,
                                RunState.HELD,
                                RunState.CLAIMED),
                        namespace + "/" + name,
                        null,
                        null);
        String cursor = null;
        do {
            var page = runViews.find(open, cursor, 500);
            for (var run : page.items()) {
                publish(changes.cancel(RunViews.runId(run.id()), clock.lowerBound()));
            }
            cursor = page.cursor();
        } while (cursor != null);
        jobsChanged();
    }

    @Override
    public JobView pause(String namespace, String name) {
        catalog.pause(namespace, name, actor(), null);
        jobsChanged();
        return jobViews.get(namespace, name);
    }

    @Override
    public JobView resume(String namespace, String name, CatchUp.Policy missed) {
        catalog.resume(namespace, name, missed, actor());
        jobsChanged();
        return jobViews.get(namespace, name);
    }

    @Override
    public List<Instant> skipNext(String namespace, String name, @Nullable String schedule) {
        var skipped = catalog.skipNext(namespace, name, schedule, actor());
        jobsChanged();
        return skipped;
    }

    @Override
    public List<Due> next(String namespace, String name, int count) {
        return backfills.next(namespace, name, count);
    }

    @Override
    public List<ExplainedSchedule> explain(JobDefinition definition, int count) {
        return explanations.explain(definition, count);
    }

    @Override
    public Backfilled backfill(String namespace, String name, BackfillRequest request) {
        var made = backfills.backfill(namespace, name, request, actor());
        feed.wake();
        local.runsQueued();
        cluster.runsQueued();
        return made;
    }

    @Override
    public List<Why> whyJob(String namespace, String name) {
        return whys.job(namespace, name);
    }

    @Override
    public RunView run(
            String namespace, String name, RunRequest request, @Nullable String idempotencyKey) {
        return submit(
                new Wanted(
                        namespace,
                        name,
                        request.parameters(),
                        request.at(),
                        idempotencyKey,
                        Cause.MANUAL,
                        request.uniqueKey(),
                        null),
                Along.NOTHING);
    }

    private RunView submit(Wanted wanted, Along along) {
        var run = submissions.submit(actor(), wanted, along);
        if (run.state() != RunState.RUNNING) {
            wakeFor(run.state() == RunState.DELAYED);
        }
        feed.wake();
        return run;
    }

    private void wakeFor(boolean delayed) {
        if (delayed) {
            workers.wakeDelayed();
        } else {
            workers.wake();
        }
        cluster.runsQueued();
    }

    @Override
    public List<String> runAll(List<Submission> submissions) {
        if (submissions.size() > MOST_SUBMITTED) {
            throw new CarillonException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "at most " + MOST_SUBMITTED + " runs a request, not " + submissions.size());
        }
        var wanted =
                submissions.stream()
                        .map(
                                each ->
                                        new Wanted(
                                                each.namespace(),
                                                each.name(),
                                                each.parameters(),
                                                null,
                                                each.idempotencyKey(),
                                                Cause.MANUAL))
                        .toList();
        var made = this.submissions.submitAll(actor(), wanted);
        wakeFor(false);
        feed.wake();
        return made.stream().map(UUID::toString).toList();
    }

    @Override
    public Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
        return runViews.find(query, cursor, limit);
    }

    @Override
    public RunCount countRuns(RunQuery query) {
        return runViews.count(query);
    }

    @Override
    public RunHistogram histogram(RunQuery query, int buckets) {
        return runViews.histogram(query, buckets);
    }

    @Override
    public RunView run(String id) {
        return runViews.get(RunViews.runId(id));
    }

    @Override
    public List<AttemptView> attempts(String id) {
        return runViews.attempts(RunViews.runId(id));
    }

    @Override
    public LogPart log(String id, long offset) {
        var run = run(id);
        return logs.read(RunViews.runId(id), Math.max(0, offset), run.state().finished());
    }

    @Override
    public RunView cancel(String id) {
        var run = RunViews.runId(id);
        publish(changes.cancel(run, actor(), clock.lowerBound()));
        return runViews.get(run);
    }

    @Override
    public RunView hold(String id) {
        var run = RunViews.runId(id);
        publish(changes.hold(run, actor(), clock.lowerBound()));
        return runViews.get(run);
    }

    @Override
    public RunView release(String id) {
        var run = RunViews.runId(id);
        publish(changes.release(run, actor(), clock.lowerBound()));
        return runViews.get(run);
    }

    @Override
    public RunView dismiss(String id) {
        var run = RunViews.runId(id);
        changes.dismiss(run, actor(), clock.lowerBound());
        feed.wake();
        return runViews.get(run);
    }

    @Override
    public RunView retry(String id, RetryRequest request) {
        var run = RunViews.runId(id);
        String by = actor();
        return submit(
                new Reruns(database, catalog).wanted(run, request),
                (tx, again) -> RunChanges.retried(tx, run, again, by, clock.lowerBound()));
    }

    @Override
    public List<RunView> parts(String id) {
        var run = RunViews.runId(id);
        runViews.get(run);
        return runViews.get(
                database.transaction(tx -> tx.flows().steps(run)).stream()
                        .map(part -> part.run().id())
                        .toList());
    }

    @Override
    public Why why(String id) {
        return whys.run(RunViews.runId(id));
    }

    @Override
    public Bulk planBulk(BulkAction action, RunQuery query) {
        return bulks.plan(action, query, actor());
    }

    @Override
    public Bulk planBulk(BulkAction action, List<String> runs) {
        return bulks.plan(action, runs, actor());
    }

    @Override
    public Bulk bulk(String plan) {
        return bulks.get(plan);
    }

    @Override
    public Bulk stepBulk(String plan) {
        return published(bulks.step(plan, actor()));
    }

    @Override
    public Bulk undoBulk(String plan) {
        return published(bulks.undo(plan, actor()));
    }

    private Bulk published(Bulks.Step step) {
        publish(step.stopping());
        return step.bulk();
    }

    @Override
    public Page<FailureView> failures(FailureQuery query, @Nullable String cursor, int limit) {
        return failures.list(query, cursor, limit);
    }

    @Override
    public FailureView failure(String fingerprint) {
        return failures.get(fingerprint);
    }

    @Override
    public FailureView changeFailure(String fingerprint, FailureChange change) {
        var changed = failures.change(fingerprint, change, actor());
        feed.wake();
        return changed;
    }

    @Override
    public Forecast forecast(ForecastQuery query) {
        return forecasts.of(query);
    }

    @Override
    public List<NodeView> nodes() {
        return database.transaction(
                tx -> {
                    var busy = tx.reads().busy();
                    var segments = tx.segments().all();
                    return tx.nodes().up().stream()
                            .map(node -> view(node, busy, segments))
                            .toList();
                });
    }

    private NodeView view(NodeRow node, Map<UUID, Integer> busy, List<SegmentRow> segments) {
        var cordoned = node.cordonedUntilUs();
        return new NodeView(
                node.id().toString(),
                node.name(),
                node.state().name(),
                Instant.ofEpochMilli(node.startedUs() / 1_000),
                node.slots(),
                busy.getOrDefault(node.id(), 0),
                (int) segments.stream().filter(each -> node.id().equals(each.owner())).count(),
                node.labels(),
                cordoned == null || cordoned <= clock.lowerBound()
                        ? null
                        : Instant.ofEpochMilli(cordoned / 1_000),
                node.presence().version(),
                node.presence().capacity(),
                node.presence().roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList(),
                node.presence().apiUrl() == null ? null : URI.create(node.presence().apiUrl()));
    }

    @Override
    public List<SegmentView> segments() {
        return database.transaction(
                tx -> {
                    var names = new HashMap<UUID, String>();
                    tx.nodes().up().forEach(node -> names.put(node.id(), node.name()));
                    return tx.segments().all().stream()
                            .map(
                                    row ->
                                            new SegmentView(
                                                    row.id(),
                                                    row.owner() == null
                                                            ? null
                                                            : names.get(row.owner()),
                                                    row.epoch(),
                                                    row.wanted() == null
                                                            ? null
                                                            : names.get(row.wanted())))
                            .toList();
                });
    }

    @Override
    public NodeView cordon(String node, @Nullable Duration duration) {
        return cordonUntil(
                node,
                duration == null
                        ? QueueRow.FOR_EVER
                        : clock.lowerBound() + duration.toNanos() / 1_000);
    }

    @Override
    public NodeView uncordon(String node) {
        return cordonUntil(node, null);
    }

    private NodeView cordonUntil(String name, @Nullable Long untilUs) {
        var node = cordons.set(name, untilUs, actor());
        rulesChanged();
        return database.transaction(tx -> view(node, tx.reads().busy(), tx.segments().all()));
    }

    private void rulesChanged() {
        rules.refresh(database, catalog, id);
        workers.wake();
        feed.wake();
        cluster.rulesChanged();
    }

    @Override
    public List<CalendarView> calendars() {
        return calendars.list().stream().map(Engine::view).toList();
    }

    @Override
    public CalendarView calendar(String name) {
        return view(calendars.get(name));
    }

    private static CalendarView view(Calendars.Stored stored) {
        return new CalendarView(
                stored.row().name(),
                stored.row().revision(),
                Instant.ofEpochMilli(stored.row().updatedUs() / 1_000),
                stored.row().updatedBy(),
                stored.usedBy(),
                Definitions.toJson(stored.calendar()));
    }

    @Override
    public CalendarView putCalendar(CalendarDefinition calendar) {
        calendars.put(calendar, actor());
        jobsChanged();
        rulesChanged();
        return calendar(calendar.name());
    }

    @Override
    public CalendarView importCalendar(String name, String ics) {
        var today = LocalDate.ofInstant(now(), ZoneOffset.UTC);
        return putCalendar(
                IcsCalendar.read(name, ics, today.minusYears(1), today.plusYears(IMPORTED_YEARS)));
    }

    @Override
    public void deleteCalendar(String name) {
        calendars.delete(name, actor());
        feed.wake();
    }

    @Override
    public List<QueueView> queues() {
        return queues.list().stream().map(this::view).toList();
    }

    @Override
    public QueueView queue(String name) {
        return view(queues.get(name));
    }

    private QueueView view(Queues.Standing standing) {
        var row = standing.row();
        long now = clock.lowerBound();
        var changed = row.changed();
        boolean holds = row.at(now) != row.own();
        return new QueueView(
                row.name(),
                Definitions.toJson(row.own()),
                row.pausedAt(now) ? instant(row.pausedUntilUs()) : null,
                holds && changed != null ? Definitions.toJson(changed) : null,
                holds ? instant(row.changedUntilUs()) : null,
                standing.running(),
                standing.queued());
    }

    private static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : Instant.ofEpochMilli(micros / 1_000);
    }

    @Override
    public QueueView putQueue(QueueDefinition queue, @Nullable Duration duration) {
        return changed(queues.put(queue, duration, actor()));
    }

    @Override
    public QueueView pauseQueue(String name, @Nullable Duration duration) {
        return changed(queues.pause(name, duration, actor()));
    }

    @Override
    public QueueView resumeQueue(String name) {
        return changed(queues.resume(name, actor()));
    }

    private QueueView changed(Queues.Standing standing) {
        rulesChanged();
        return view(standing);
    }

    @Override
    public void deleteQueue(String name) {
        queues.delete(name, actor());
        rulesChanged();
    }

    @Override
    public Me me() {
        var actor = Actor.current();
        return new Me(actor.name(), actor.role());
    }

    /// The tokens that admins made, which a server in front of this engine accepts.
    public IssuedTokens issuedTokens() {
        return tokens;
    }

    @Override
    public List<TokenView> tokens() {
        return tokens.list();
    }

    @Override
    public NewToken createToken(String name, Role role, @Nullable Duration validFor) {
        var made = tokens.create(name, role, validFor, actor());
        feed.wake();
        return made;
    }

    @Override
    public void revokeToken(String name) {
        tokens.revoke(name, actor());
        feed.wake();
    }

    // What takes the longer the more is stored, and is therefore known less exactly than what is
    // open.
    private record Counted(Map<RunState, Long> runs, int[] jobs) {}

    @Override
    public Stats stats() {
        var known = counted.get();
        int[] jobs = known.jobs;
        var counts = new EnumMap<RunState, Long>(RunState.class);
        counts.putAll(openRuns.get());
        known.runs.forEach(
                (state, runs) -> {
                    if (state.finished()) {
                        counts.put(state, runs);
                    }
                });
        var lags = workers.lags();
        long nowNanos = Clocks.SYSTEM.nanos().getAsLong();
        return new Stats(
                jobs[0],
                jobs[1],
                counts,
                lags.percentile(0.5, nowNanos),
                lags.percentile(0.99, nowNanos),
                lags.count(),
                workers.finished(),
                nodeName);
    }

    @Override
    public Page<ChangeView> changes(ChangeQuery query, @Nullable String cursor, int limit) {
        return changeViews.find(query, cursor, limit);
    }

    @Override
    public ChangeDetails change(long id) {
        return changeViews.get(id);
    }

    @Override
    public ChangeView undo(long id) {
        long by = undo.undo(id, Actor.current());
        jobsChanged();
        rulesChanged();
        local.runsQueued();
        cluster.runsQueued();
        return changeViews.get(by).change();
    }

    @Override
    public Page<JobVersion> versions(
            String namespace, String name, @Nullable String cursor, int limit) {
        return jobViews.versions(namespace, name, cursor, limit);
    }

    @Override
    public Backup backup() {
        return backups.make(now());
    }

    @Override
    public Feed events(@Nullable String cursor, Consumer<EventView> consumer) {
        return feed.subscribe(cursor, consumer);
    }
}
