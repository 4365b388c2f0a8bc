package dev.carillon.engine.queue;

import dev.carillon.api.QueueDefinition;
import dev.carillon.engine.policy.Placements;
import dev.carillon.engine.policy.Shares;
import dev.carillon.engine.policy.TokenBucket;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.store.QueueTable.LineRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.RunTable.Candidate;
import dev.carillon.engine.store.Tx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/// Which queued runs a node takes: of each open queue that it fits the lowest ranks, the queues by
/// their weights, as far as the limits allow. How many runs of a queue are under way is counted under
/// the lock of the queue's row and not kept, so that it cannot drift. Owned by the thread that claims.
final class Claims {
    // Among so many runs of a line is looked for the next that becomes due.
    private static final int MOST_AHEAD = 64;
    // What another node is claiming is passed over; when it does not, this node has it soon.
    private static final long CLAIMED_ELSEWHERE_US = 20_000;
    private static final Comparator<Candidate> IN_ORDER =
            Comparator.comparingLong(Candidate::rank).thenComparing(each -> each.run().id());

    private final UUID node;
    private final Lines lines;
    private final ClaimRules rules;
    private final long claimAheadUs;
    private final Shares shares = new Shares();
    // As a turn tells it.
    private final Map<String, Long> openSinceUs = new HashMap<>();

    Claims(UUID node, Lines lines, ClaimRules rules, long claimAheadUs) {
        this.node = node;
        this.lines = lines;
        this.rules = rules;
        this.claimAheadUs = claimAheadUs;
    }

    /// A queue that may give runs in this turn.
    private static final class Open {
        private final QueueDefinition limits;
        private final Optional<QueueRow> row;
        private final Deque<Candidate> due = new ArrayDeque<>();
        private int room = Integer.MAX_VALUE;
        private int taken;

        private Open(QueueDefinition limits, Optional<QueueRow> row) {
            this.limits = limits;
            this.row = row;
        }

        // Each line comes in order, so that most often nothing is to be sorted.
        private void add(List<Candidate> candidates) {
            boolean first = due.isEmpty();
            due.addAll(candidates);
            if (!first && !candidates.isEmpty()) {
                var all = new ArrayList<>(due);
                all.sort(IN_ORDER);
                due.clear();
                due.addAll(all);
            }
        }
    }

    /// Claims runs for so many slots, and for some ahead of them.
    Turn claim(Tx tx, int free, int ahead, long nowUs) {
        if (!rules.takesRuns(nowUs)) {
            return Turn.NOTHING;
        }
        var all = tx.runs().linesWithRuns();
        if (all.isEmpty()) {
            return Turn.EMPTY;
        }
        var lines = fitting(tx, all);
        if (lines.isEmpty()) {
            return Turn.NOTHING;
        }
        var queues = new HashMap<String, QueueRow>();
        tx.queues().all().forEach(row -> queues.put(row.name(), row));
        var open = new TreeMap<String, Open>();
        var next = OptionalLong.empty();
        for (var line : lines) {
            var row = Optional.ofNullable(queues.get(line.queue()));
            var closedUntil = row.map(each -> rules.closedUntil(each, nowUs)).orElse(0L);
            if (closedUntil > nowUs) {
                openSinceUs.put(line.queue(), Long.MAX_VALUE);
                next = earlier(next, closedUntil);
                continue;
            }
            var queue = open.get(line.queue());
            if (queue == null) {
                queue = open(tx, line.queue(), row, nowUs);
                open.put(line.queue(), queue);
            }
            if (queue.room > 0) {
                next = read(tx, line, queue, free + ahead, nowUs, next);
            } else {
                next = earlier(next, tokenUs(queue));
            }
        }
        return take(tx, open, free, ahead, nowUs, next);
    }

    private List<LineRow> fitting(Tx tx, List<Integer> all) {
        var labels = rules.labels();
        return all.stream()
                .map(id -> lines.row(tx, id))
                .filter(line -> Placements.fits(line.placement(), labels))
                .toList();
    }

    private static OptionalLong earlier(OptionalLong one, long other) {
        return OptionalLong.of(Math.min(one.orElse(Long.MAX_VALUE), other));
    }

    // A queue with limits is locked, so that what is counted holds until the claim is committed.
    private Open open(Tx tx, String name, Optional<QueueRow> read, long nowUs) {
        var limits = read.map(row -> row.at(nowUs)).orElse(QueueDefinition.unlimited(name));
        if (!counts(limits)) {
            openSinceUs.computeIfPresent(
                    name, (_, since) -> since == Long.MAX_VALUE ? nowUs : since);
            return new Open(limits, Optional.empty());
        }
        openSinceUs.put(name, Long.MAX_VALUE);
        var row = tx.queues().lock(name);
        var held = row.map(each -> each.at(nowUs)).orElse(limits);
        var queue = new Open(held, row);
        if (row.isPresent() && rules.closedUntil(row.get(), nowUs) > nowUs) {
            queue.room = 0;
            return queue;
        }
        var concurrency = held.concurrency();
        if (concurrency != null) {
            queue.room = Math.max(0, concurrency - tx.runs().underWay(name));
        }
        var rate = held.rate();
        if (rate != null && row.isPresent()) {
            queue.room =
                    Math.min(queue.room, new TokenBucket(rate).available(row.get().tatUs(), nowUs));
        }
        return queue;
    }

    /// Whether runs of the queue are claimed under its lock only.
    static boolean counts(QueueDefinition limits) {
        return limits.concurrency() != null || limits.rate() != null;
    }

    private static long tokenUs(Open queue) {
        var rate = queue.limits.rate();
        return rate == null || queue.row.isEmpty()
                ? Long.MAX_VALUE
                : new TokenBucket(rate).nextUs(queue.row.get().tatUs());
    }

    private OptionalLong read(
            Tx tx, LineRow line, Open queue, int free, long nowUs, OptionalLong before) {
        // No more than can be taken: the others are locked, and another node would find none.
        int most = Math.min(free, queue.room);
        var candidates = tx.runs().queued(line.id(), most, nowUs + claimAheadUs, nowUs);
        queue.add(candidates);
        return candidates.size() < most ? nextOf(tx, line, candidates, nowUs, before) : before;
    }

    private OptionalLong nextOf(
            Tx tx, LineRow line, List<Candidate> mine, long nowUs, OptionalLong before) {
        var others = tx.runs().firstOfLine(line.id(), mine.size() + MOST_AHEAD);
        mine.forEach(each -> others.remove(each.run().id()));
        var next = before;
        for (long dueUs : others.values()) {
            long fromUs = dueUs - claimAheadUs;
            next = earlier(next, fromUs > nowUs ? fromUs : nowUs + CLAIMED_ELSEWHERE_US);
        }
        return next;
    }

    private Turn take(
            Tx tx, Map<String, Open> open, int free, int ahead, long nowUs, OptionalLong before) {
        var next = before;
        var taken = new ArrayList<ClaimedRun>();
        var flows = new ArrayList<ClaimedRun>();
        int left = free + ahead;
        boolean more = false;
        open.values().removeIf(queue -> queue.due.isEmpty() || queue.room == 0);
        // Nobody settles the runs of a node that was given up before it claimed them.
        if (!open.isEmpty() && !tx.nodes().lockLive(node)) {
            return Turn.NOTHING;
        }
        while (left > 0 && !open.isEmpty()) {
            String name = shares.next(open.keySet()).orElseThrow();
            var queue = Objects.requireNonNull(open.get(name));
            var run = queue.due.element().run();
            int weight = Math.min(run.traits().weight(), rules.slots());
            if (run.traits().ofSeveral()) {
                flows.add(run);
            } else if (weight > left) {
                // The slots it needs are left free for it, or lighter runs would always be before
                // it.
                more = true;
                break;
            } else if (left - weight < ahead && run.traits().atMostOnce()) {
                // It would be lost with the node though it has not begun.
                more = true;
                open.remove(name);
                use(tx, name, queue, nowUs);
                continue;
            } else {
                taken.add(run);
                left -= weight;
                queue.taken++;
                queue.room--;
                shares.given(name, weight, queue.limits.weight());
            }
            queue.due.remove();
            if (queue.room == 0) {
                next = earlier(next, tokenAfter(queue, nowUs));
            }
            if (queue.room == 0 || queue.due.isEmpty()) {
                open.remove(name);
                use(tx, name, queue, nowUs);
            }
        }
        open.forEach((name, queue) -> use(tx, name, queue, nowUs));
        return new Turn(
                taken.isEmpty() ? List.of() : tx.runs().claim(taken, node, nowUs),
                flows,
                next,
                false,
                more || left <= 0,
                Map.copyOf(openSinceUs));
    }

    private static long tokenAfter(Open queue, long nowUs) {
        var rate = queue.limits.rate();
        if (rate == null || queue.row.isEmpty()) {
            return Long.MAX_VALUE;
        }
        var bucket = new TokenBucket(rate);
        return bucket.nextUs(bucket.after(queue.row.get().tatUs(), nowUs, queue.taken));
    }

    private static void use(Tx tx, String name, Open queue, long nowUs) {
        var rate = queue.limits.rate();
        if (rate != null && queue.row.isPresent() && queue.taken > 0) {
            long tatUs = queue.row.get().tatUs();
            tx.queues().use(name, new TokenBucket(rate).after(tatUs, nowUs, queue.taken));
        }
    }
}
