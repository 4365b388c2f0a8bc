package dev.carillon.cluster;

import dev.carillon.engine.store.NodeTable.NodeRow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Whether the database is away for everybody, in which case nobody can take anything over and processes may go
/// on. Each other node that the table or the membership knows has to say so. Who says so promises to count the
/// beats of the one who asked anew, and that takes longer than its word is good for: as long as a lease, counted
/// from before it was asked. A node that may just be giving the other one up says nothing. Safe for several
/// threads.
final class Contact {
    private final UUID id;
    private final Membership membership;
    private final Timing timing;
    private final LongSupplier nanos;
    private final AtomicLong questions = new AtomicLong();
    private volatile long succeededNanos;
    private volatile boolean failing;

    private final Object lock = new Object();
    private final Map<Long, Long> asked = new HashMap<>();
    private final Map<UUID, Long> cutOff = new HashMap<>();
    private final Set<UUID> promised = new HashSet<>();
    private final Map<UUID, Long> givingUp = new HashMap<>();
    private final Set<UUID> met = new HashSet<>();

    Contact(UUID id, Membership membership, Timing timing, LongSupplier nanos) {
        this.id = id;
        this.membership = membership;
        this.timing = timing;
        this.nanos = nanos;
        succeededNanos = nanos.getAsLong();
    }

    /// The database answered.
    void succeeded(long nowNanos) {
        succeededNanos = nowNanos;
        failing = false;
    }

    void failed() {
        failing = true;
    }

    // One that hangs has not failed yet.
    private boolean isCutOff() {
        return failing
                || nanos.getAsLong() - succeededNanos > timing.beat().plus(timing.look()).toNanos();
    }

    void answer(UUID from, long question) {
        synchronized (lock) {
            if (!isCutOff() || givingUp.containsKey(from)) {
                return;
            }
            promised.add(from);
        }
        membership.tell(from, new Hint.DatabaseGone(question));
    }

    /// Those whose beats are to be counted anew, since the last call.
    Set<UUID> takePromised() {
        synchronized (lock) {
            var taken = Set.copyOf(promised);
            promised.clear();
            return taken;
        }
    }

    /// From here on this node says nothing to the other one.
    ///
    /// @param beat that it must still have to be given up
    /// @return false when the node was promised to be counted anew
    boolean beginGivingUp(NodeRow node) {
        synchronized (lock) {
            if (promised.contains(node.id())) {
                return false;
            }
            givingUp.put(node.id(), node.beat());
            return true;
        }
    }

    /// Ends that for nodes that renewed their lease since. When the answer to giving a node up was lost, the
    /// database may still do it later, until then.
    void seen(List<NodeRow> nodes) {
        var view = membership.view();
        synchronized (lock) {
            met.clear();
            met.addAll(view);
            for (var node : nodes) {
                givingUp.computeIfPresent(
                        node.id(), (id, beat) -> beat == node.beat() ? beat : null);
            }
        }
    }

    /// The view changed. Who was in it since the database was read last may have joined since, and must be asked also
    /// when it is not heard any more.
    void meet() {
        var view = membership.view();
        synchronized (lock) {
            met.addAll(view);
        }
    }

    void answered(UUID from, long question) {
        synchronized (lock) {
            Long sent = asked.get(question);
            if (sent != null) {
                cutOff.merge(from, sent, Math::max);
            }
        }
    }

    /// Asks the others, if the database is away for this node; their answers come later.
    ///
    /// @return whether it is
    boolean ask() {
        meet();
        if (!isCutOff()) {
            return false;
        }
        long question = questions.incrementAndGet();
        long sent = nanos.getAsLong();
        synchronized (lock) {
            asked.values().removeIf(each -> sent - each > timing.trust().toNanos());
            asked.put(question, sent);
        }
        membership.tell(new Hint.DatabaseAsked(question));
        return true;
    }

    /// Until when it is certain that nobody takes anything over from this node.
    ///
    /// @return by the monotonic clock; a time that has passed when there is no such certainty
    long allCutOffUntilNanos(Picture known) {
        var others = known.nodes().stream().map(NodeRow::id).collect(Collectors.toSet());
        synchronized (lock) {
            others.addAll(met);
        }
        others.remove(id);
        long now = nanos.getAsLong();
        if (others.isEmpty()) {
            // One that joined since could not be asked.
            return now;
        }
        long left = timing.trust().toNanos();
        synchronized (lock) {
            for (var other : others) {
                Long sent = cutOff.get(other);
                left = Math.min(left, sent == null ? 0 : sent + timing.trust().toNanos() - now);
            }
        }
        return now + Math.max(0, left);
    }
}
