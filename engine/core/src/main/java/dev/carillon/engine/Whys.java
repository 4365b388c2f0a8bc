package dev.carillon.engine;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.WhyReason;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.policy.Placements;
import dev.carillon.engine.policy.TokenBucket;
import dev.carillon.engine.queue.ClaimRules;
import dev.carillon.engine.queue.Dependencies;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.QueueTable.LineRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.TriggerTable.TriggerRow;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Answers "why is it not running?" from a closed list, with the numbers behind each answer and the
/// earliest time it can change. It asks in the order in which a run has to pass.
final class Whys {
    private static final Set<RunState> OPEN =
            Set.of(
                    RunState.WAITING,
                    RunState.HELD,
                    RunState.DELAYED,
                    RunState.QUEUED,
                    RunState.CLAIMED,
                    RunState.RUNNING,
                    RunState.STOPPING);

    private final Stores stores;
    private final JobCatalog catalog;
    private final ClaimRules rules;
    private final IntSupplier busySlots;
    private final LongSupplier nowUs;

    /// @param busySlots slots of this node that are taken
    /// @param nowUs lower bound of the database's clock
    Whys(
            Stores stores,
            JobCatalog catalog,
            ClaimRules rules,
            IntSupplier busySlots,
            LongSupplier nowUs) {
        this.stores = stores;
        this.catalog = catalog;
        this.rules = rules;
        this.busySlots = busySlots;
        this.nowUs = nowUs;
    }

    Why run(UUID id) {
        try {
            return stores.transaction(tx -> run(tx, id, nowUs.getAsLong()));
        } catch (CarillonException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return unreachable(e);
        }
    }

    private static Why unreachable(CarillonException e) {
        return new Why(
                WhyReason.DATABASE_UNREACHABLE,
                "nothing starts while the database cannot be reached: " + e.getMessage());
    }

    private Why run(Tx tx, UUID id, long now) {
        var view =
                tx.reads().views(List.of(id)).stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new CarillonException(
                                                ErrorCode.NOT_FOUND, "there is no run " + id));
        var run = tx.runs().open(id).orElseThrow();
        return switch (view.state()) {
            case DELAYED, CLAIMED -> notDue(view, now);
            case QUEUED ->
                    view.due().isAfter(Micros.instant(now))
                            ? notDue(view, now)
                            : queued(tx, run, now);
            case WAITING -> waiting(tx, run);
            case HELD ->
                    new Why(
                            WhyReason.HELD,
                            "an operator holds it"
                                    + (view.message() == null ? "" : ": " + view.message())
                                    + "; release it to let it go on");
            case RUNNING ->
                    new Why(
                            WhyReason.RUNNING,
                            run.traits().ofSeveral()
                                    ? "its parts are running"
                                    : "it is running as attempt "
                                            + view.attempt()
                                            + " on node "
                                            + view.node());
            case STOPPING ->
                    new Why(WhyReason.STOPPING, "it was asked to end and has not ended yet");
            case FAILED ->
                    view.message() != null && view.message().contains("its start deadline of")
                            ? new Why(WhyReason.START_DEADLINE_PASSED, "" + view.message())
                            : finished(view);
            case SUCCEEDED, TIMED_OUT, CANCELLED, LOST -> finished(view);
            case MISSED, SKIPPED -> new Why(WhyReason.NOT_RUN, "it was never run" + text(view));
        };
    }

    private static Why finished(RunView run) {
        return new Why(WhyReason.FINISHED, "it is finished: " + run.state() + text(run));
    }

    private static String text(RunView run) {
        return run.message() == null ? "" : "; " + run.message();
    }

    private static String in(Duration left) {
        return left.isNegative()
                ? "now"
                : "in " + left.toSeconds() + "." + left.toMillisPart() / 100 + " s";
    }

    private static Why notDue(RunView run, long now) {
        String when = in(Duration.between(Micros.instant(now), run.due()));
        return run.attempt() > 0 && run.state() == RunState.DELAYED
                ? new Why(
                        WhyReason.RETRY_BACKOFF,
                        "attempt " + run.attempt() + " failed; the next is due " + when,
                        Map.of("attempt", Integer.toString(run.attempt())),
                        run.due())
                : new Why(
                        WhyReason.NOT_DUE,
                        "it is due " + when + ", at " + run.due(),
                        Map.of(),
                        run.due());
    }

    private Why queued(Tx tx, OpenRun run, long now) {
        String queue = run.traits().queue();
        var row = tx.queues().all().stream().filter(each -> each.name().equals(queue)).findFirst();
        var line =
                tx.queues().lines().stream()
                        .filter(each -> each.id() == run.traits().line())
                        .findFirst();
        if (row.isPresent()) {
            var limited = limited(tx, row.get(), now);
            if (limited != null) {
                return with(tx, run, limited);
            }
        }
        var nodes = nodes(tx, line.map(LineRow::placement).orElse(""), now);
        return nodes != null ? nodes : with(tx, run, noSlot(run));
    }

    private @Nullable Why limited(Tx tx, QueueRow row, long now) {
        long closedUntil = rules.closedUntil(row, now);
        if (row.pausedAt(now)) {
            long until = row.pausedUntilUs() == null ? 0 : row.pausedUntilUs();
            boolean forEver = until == QueueRow.FOR_EVER;
            return new Why(
                    WhyReason.QUEUE_PAUSED,
                    "queue "
                            + row.name()
                            + " is paused "
                            + (forEver
                                    ? "until somebody resumes it"
                                    : "until " + Micros.instant(until)),
                    Map.of("queue", row.name()),
                    forEver ? null : Micros.instant(until));
        }
        if (closedUntil > now) {
            return new Why(
                    WhyReason.QUEUE_CLOSED,
                    "queue " + row.name() + " is closed by " + row.at(now).closed() + " now",
                    Map.of("queue", row.name()),
                    null);
        }
        var limits = row.at(now);
        var concurrency = limits.concurrency();
        int running = tx.runs().underWay(row.name());
        if (concurrency != null && running >= concurrency) {
            return new Why(
                    WhyReason.QUEUE_LIMIT,
                    counted(running, "run of queue ", "runs of queue ")
                            + row.name()
                            + (running == 1 ? " is" : " are")
                            + " under way, and its limit is "
                            + concurrency,
                    Map.of(
                            "queue",
                            row.name(),
                            "limit",
                            Integer.toString(concurrency),
                            "running",
                            Integer.toString(running)),
                    null);
        }
        var rate = limits.rate();
        if (rate != null && new TokenBucket(rate).available(row.tatUs(), now) == 0) {
            var next = Micros.instant(new TokenBucket(rate).nextUs(row.tatUs()));
            return new Why(
                    WhyReason.RATE_LIMIT,
                    "queue "
                            + row.name()
                            + " starts "
                            + counted(rate.count(), "run each ", "runs each ")
                            + rate.per()
                            + "; the next may start at "
                            + next,
                    Map.of("queue", row.name(), "count", Integer.toString(rate.count())),
                    next);
        }
        return null;
    }

    private static @Nullable Why nodes(Tx tx, String placement, long now) {
        var fitting =
                tx.nodes().up().stream()
                        .filter(
                                node ->
                                        Placements.fits(
                                                placement,
                                                Placements.ofNode(node.name(), node.labels())))
                        .toList();
        if (fitting.isEmpty()) {
            return new Why(
                    WhyReason.NO_NODE_WITH_LABELS,
                    "no node that is up has the labels " + placement,
                    Map.of("labels", placement),
                    null);
        }
        boolean cordoned = true;
        Long first = null;
        for (var node : fitting) {
            var until = node.cordonedUntilUs();
            cordoned &= until != null && now < until;
            first = until == null || first != null && first < until ? first : until;
        }
        return cordoned
                ? new Why(
                        WhyReason.NODE_CORDONED,
                        "the nodes that fit take no runs: "
                                + String.join(", ", fitting.stream().map(NodeRow::name).toList()),
                        Map.of(),
                        first == null || first == QueueRow.FOR_EVER ? null : Micros.instant(first))
                : null;
    }

    private Why noSlot(OpenRun run) {
        int busy = busySlots.getAsInt();
        return new Why(
                WhyReason.NO_SLOT,
                "it is due and waits for "
                        + (run.traits().weight() > 1
                                ? run.traits().weight() + " free slots"
                                : "a free slot")
                        + "; "
                        + busy
                        + " of "
                        + rules.slots()
                        + " of this node are taken",
                Map.of("busy", Integer.toString(busy), "slots", Integer.toString(rules.slots())),
                null);
    }

    private static Why with(Tx tx, OpenRun run, Why why) {
        int priority = run.traits().priority();
        long before = tx.runs().queuedBefore(run.traits().line(), Rank.of(run.dueUs(), priority));
        var details = new TreeMap<>(why.details());
        details.put("position", Long.toString(before + 1));
        details.put(
                "overtakenByDueBefore",
                Micros.instant(run.dueUs())
                        .plus(Rank.AGE_STEP.multipliedBy(9L - priority))
                        .toString());
        return new Why(
                why.reason(),
                why.text()
                        + "; "
                        + (before == 0
                                ? "it is the next of its queue"
                                : counted(before, "run is", "runs are")
                                        + " before it in its queue"),
                details,
                why.earliest());
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private Why waiting(Tx tx, OpenRun run) {
        var waitsFor = run.waitsFor();
        if (waitsFor == null) {
            return overlap(tx, run);
        }
        return switch (waitsFor) {
            case GATE -> overlap(tx, run);
            case KEY -> key(tx, run);
            case STEP ->
                    new Why(
                            WhyReason.WAITING_FOR_PREDECESSOR,
                            "it waits for the steps before it in its flow",
                            Map.of("flow", String.valueOf(run.traits().flow())),
                            null);
            case JOB ->
                    new Why(
                            WhyReason.WAITING_FOR_PREDECESSOR,
                            new Dependencies(tx, catalog)
                                    .of(definition(tx, run), run.traits().nominalUs())
                                    .why());
        };
    }

    private JobDefinition definition(Tx tx, OpenRun run) {
        return catalog.read(tx, run.jobId(), run.traits().jobVersion()).definition();
    }

    private Why key(Tx tx, OpenRun run) {
        String key = String.valueOf(run.traits().limitKey());
        var limit = definition(tx, run).keyLimit();
        var row = tx.limits().find(key);
        return new Why(
                WhyReason.KEY_LIMIT,
                row.map(each -> each.active()).orElse(0)
                        + " runs with the key "
                        + key
                        + " are queued or running, and its limit is "
                        + (limit == null ? "gone" : limit.concurrency()),
                Map.of("key", key, "running", row.map(each -> "" + each.active()).orElse("0")),
                null);
    }

    private static Why overlap(Tx tx, OpenRun run) {
        var before =
                tx
                        .search()
                        .find(new RunQuery(OPEN, run.traits().jobKey(), null, null), run.id(), 1)
                        .views()
                        .stream()
                        .findFirst();
        return new Why(
                WhyReason.OVERLAP,
                before.map(
                                each ->
                                        "it waits for run "
                                                + each.id()
                                                + " of the same job, which is "
                                                + each.state())
                        .orElse("it waits for an earlier run of the job"),
                before.map(each -> Map.of("holder", each.id())).orElse(Map.of()),
                null);
    }

    /// Why a job is not running: its open runs first, then each schedule.
    List<Why> job(String namespace, String name) {
        try {
            return stores.transaction(tx -> job(tx, namespace, name));
        } catch (CarillonException e) {
            if (e.code() != ErrorCode.UNAVAILABLE) {
                throw e;
            }
            return List.of(unreachable(e));
        }
    }

    private List<Why> job(Tx tx, String namespace, String name) {
        long now = nowUs.getAsLong();
        var id = JobCatalog.idOf(namespace, name);
        var definition = catalog.current(tx, namespace, name).definition();
        var whys = new ArrayList<Why>();
        for (var run :
                tx.search()
                        .find(new RunQuery(OPEN, namespace + "/" + name, null, null), null, 20)
                        .views()) {
            var why = run(tx, UUID.fromString(run.id()), now);
            var details = new TreeMap<>(why.details());
            details.put("run", run.id());
            whys.add(
                    new Why(
                            why.reason(),
                            "run " + run.id() + ": " + why.text(),
                            details,
                            why.earliest()));
        }
        var job = tx.jobs().find(id).orElseThrow();
        if (job.paused()) {
            whys.add(
                    new Why(
                            WhyReason.PAUSED,
                            "its schedules are paused by "
                                    + job.updatedBy()
                                    + (job.pausedWhy() == null ? "" : ": " + job.pausedWhy())));
        } else {
            boolean owned =
                    tx.segments()
                            .owner(job.segment())
                            .flatMap(tx.nodes()::find)
                            .filter(node -> node.state() != NodeTable.State.GONE)
                            .isPresent();
            tx.triggers().ofJob(id).forEach(row -> whys.add(schedule(row, owned, now)));
        }
        if (definition.schedules().isEmpty()) {
            whys.add(
                    definition.dependsOn().isEmpty()
                            ? new Why(
                                    WhyReason.ON_DEMAND,
                                    "it has no schedule and runs when somebody asks for it")
                            : new Why(
                                    WhyReason.WAITING_FOR_PREDECESSOR,
                                    new Dependencies(tx, catalog).of(definition, null).why()));
        }
        return whys;
    }

    private static Why schedule(TriggerRow row, boolean owned, long now) {
        var details = Map.of("schedule", row.name());
        if (row.state() == State.WAITING && !owned) {
            return new Why(
                    WhyReason.SEGMENT_WITHOUT_OWNER,
                    "schedule "
                            + row.name()
                            + " is fired by no node: nobody owns the segment of the job",
                    details,
                    null);
        }
        return switch (row.state()) {
            case ERROR ->
                    new Why(
                            WhyReason.SCHEDULE_ERROR,
                            "schedule " + row.name() + " is set aside: " + row.error(),
                            details,
                            null);
            case BLOCKED ->
                    new Why(
                            WhyReason.NOT_DUE,
                            "schedule " + row.name() + " counts from the end of the run",
                            details,
                            null);
            case COMPLETE, PAUSED ->
                    new Why(
                            WhyReason.CALENDAR,
                            "schedule " + row.name() + " has no due time any more",
                            details,
                            null);
            case WAITING -> {
                var next = row.nextMillis();
                var at = next == null ? Micros.instant(now) : Instant.ofEpochMilli(next);
                yield new Why(
                        WhyReason.NOT_DUE,
                        "schedule "
                                + row.name()
                                + " is due "
                                + in(Duration.between(Micros.instant(now), at))
                                + ", at "
                                + at,
                        details,
                        at);
            }
        };
    }
}
