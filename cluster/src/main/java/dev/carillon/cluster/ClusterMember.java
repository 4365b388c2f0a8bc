package dev.carillon.cluster;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.segment.Cluster;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.segment.LocalNode;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.service.Loop;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.State;
import dev.carillon.engine.store.SegmentTable.SegmentRow;
import dev.carillon.engine.store.Stores;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// One node of several. Three loops, each of which can be called by hand: [#beatOnce] renews the lease, [#lookOnce]
/// reads the tables and does what follows from them, [#guardOnce] ends what may not go on without a lease and
/// touches no database, so that it works when the others hang in one.
///
/// When is a node dead? Its lease is [expired][Sightings]: its processes were killed before, by its watcher.
/// Or its session with the database is gone and its machine refuses connections to its port: then its process is
/// gone, its segments may move at once, and after the time its watcher needs its runs too. What the membership
/// thinks of a node is a reason to look, and no evidence.
public final class ClusterMember implements Cluster {
    /// What the database frees at the end of the process, however it ends.
    public interface Session {
        /// Opens it again when its connection broke.
        void renew();

        /// Does something while no other node does, or after a while all the same.
        void joinAlone(Runnable joining);

        /// Ends it, with all other connections of the member.
        void close();
    }

    /// What it stands on.
    ///
    /// @param stores with connections of their own, so that a busy engine cannot hold up the lease
    /// @param session what ends with this process
    /// @param previous the earlier start of this node, whose processes are killed
    /// @param nanos monotonic clock
    public record Parts(
            Stores stores,
            Membership membership,
            Probe probe,
            Session session,
            Optional<UUID> previous,
            Timing timing,
            LongSupplier nanos) {}

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMember.class);
    private static final Duration GUARD = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final int LEAVE_TRIES = 20;
    private static final Duration QUICK_LOOK = Duration.ofMillis(50);
    private static final int MOST_QUICK_LOOKS = 100;

    private final Parts parts;
    private final UUID id;
    private final OwnLease lease;
    private final Contact contact;
    private final Sightings sightings;
    private final Coordinator coordinator;
    private final Loop beat = new Loop("carillon-lease", this::beatOnce);
    private final Loop look = new Loop("carillon-cluster", this::lookOnce);
    private final Loop guard = new Loop("carillon-guard", this::guardOnce);
    private volatile Picture picture = Picture.NOTHING;
    private volatile @Nullable LocalNode local;
    private volatile boolean left;
    private volatile boolean goneForGood;

    // Owned by the thread that looks.
    private final Map<UUID, Long> refusedSince = new HashMap<>();
    private List<String> known = List.of();
    private List<Integer> owned = List.of();
    private boolean draining;
    private boolean unsettled;
    private long settledNanos;
    private int looks;
    private int quickLooks;
    // Owned by the thread that guards.
    private boolean contactLost;

    public ClusterMember(UUID id, Parts parts) {
        this.id = id;
        this.parts = parts;
        lease = new OwnLease(parts.nanos, parts.timing.trust());
        contact = new Contact(id, parts.membership, parts.timing, parts.nanos);
        sightings = new Sightings(parts.timing);
        coordinator = new Coordinator(parts.stores, parts.timing, parts.nanos);
        settledNanos = parts.nanos.getAsLong();
    }

    @Override
    public void join(NodeRow self) {
        register(self);
        beat.start();
    }

    /// Registers without the thread that renews.
    void register(NodeRow self) {
        long sent = parts.nanos.getAsLong();
        parts.stores.transaction(
                tx -> {
                    tx.nodes().lockJoin();
                    parts.previous.ifPresent(tx.nodes()::end);
                    var sight = tx.nodes().sight();
                    for (var node : sight.nodes()) {
                        if (node.name().equals(self.name())
                                && sight.sessions().contains(node.id())) {
                            throw sameName(node);
                        }
                    }
                    tx.nodes().insert(self);
                    return true;
                });
        lease.renewed(sent);
    }

    private static CarillonException sameName(NodeRow node) {
        return new CarillonException(
                ErrorCode.CONFLICT,
                "a node named "
                        + node.name()
                        + " works in this cluster already"
                        + (node.presence().apiUrl() == null
                                ? ""
                                : ", at " + node.presence().apiUrl())
                        + "; give this one another node.name");
    }

    @Override
    public Lease lease() {
        return lease;
    }

    @Override
    public Duration rest() {
        return Pause.REST;
    }

    @Override
    public void start(LocalNode node) {
        startWithoutLoops(node);
        look.start();
        guard.start();
    }

    /// Begins without threads: a test calls each step itself.
    void startWithoutLoops(LocalNode node) {
        local = node;
        node.processesMayRunUntil(lease.untilNanos());
        know(parts.stores.transaction(Picture::read));
        var listener =
                new Membership.Listener() {
                    @Override
                    public void viewChanged() {
                        contact.meet();
                        look.wake();
                    }

                    @Override
                    public void heard(UUID from, Hint hint) {
                        ClusterMember.this.heard(from, hint);
                    }
                };
        parts.session.joinAlone(() -> parts.membership.start(listener));
    }

    // The engine rests only while each look shows that nothing has changed.
    private Picture look(Picture before) {
        boolean quiet = false;
        try {
            var now = parts.stores.transaction(before::next);
            quiet = now.isAsQuietAs(before);
            return now;
        } finally {
            if (!quiet) {
                local().changed();
            }
        }
    }

    private void know(Picture now) {
        var addresses =
                now.nodes().stream()
                        .map(node -> node.presence().clusterAddress())
                        .filter(Objects::nonNull)
                        .toList();
        if (!addresses.equals(known)) {
            known = addresses;
            parts.membership.know(addresses);
        }
    }

    private LocalNode local() {
        return Objects.requireNonNull(local, "not started");
    }

    private void heard(UUID from, Hint hint) {
        switch (hint) {
            case Hint.RunsQueued() -> local().runsQueued();
            case Hint.RulesChanged() -> local().rulesChanged();
            case Hint.SegmentsChanged() -> look.wake();
            case Hint.Stop(UUID run) -> local().stop(run);
            case Hint.DatabaseAsked(long question) -> contact.answer(from, question);
            case Hint.DatabaseGone(long question) -> contact.answered(from, question);
        }
    }

    /// Renews the lease and, with it, the time until which processes may run.
    Duration beatOnce() {
        if (goneForGood) {
            return parts.timing.beat();
        }
        long sent = parts.nanos.getAsLong();
        boolean renewed;
        try {
            parts.session.renew();
            renewed = parts.stores.transaction(tx -> tx.nodes().beat(id));
        } catch (CarillonException e) {
            contact.failed();
            LOG.warn("node {} cannot renew its lease: {}", id, e.getMessage());
            return RETRY;
        }
        contact.succeeded(parts.nanos.getAsLong());
        if (renewed) {
            lease.renewed(sent);
            if (local != null) {
                local().processesMayRunUntil(lease.untilNanos());
            }
        } else if (!left && local != null) {
            giveUpSelf();
        }
        return parts.timing.beat();
    }

    private void giveUpSelf() {
        lease.end();
        goneForGood = true;
        LOG.error(
                "the other nodes gave this one up, since it did not renew its lease in time; its runs are"
                        + " theirs now, and it starts anew as another node");
        local().own(List.of());
        local().loseContact();
        local().givenUp();
    }

    /// Ends what may not go on: without a lease, and without all others having lost the database too. Asks them
    /// before the lease is over.
    Duration guardOnce() {
        boolean cutOff = contact.ask();
        if (!cutOff && lease.holds()) {
            contactLost = false;
            return GUARD;
        }
        long until = contact.allCutOffUntilNanos(picture);
        long now = parts.nanos.getAsLong();
        if (until - Math.max(now, lease.untilNanos()) > 0) {
            local().processesMayRunUntil(until);
        } else if (!lease.holds() && until - now <= 0 && !contactLost && !goneForGood) {
            contactLost = true;
            LOG.error(
                    "the lease of this node is over and not renewed; its processes are killed, except of jobs with"
                            + " onContactLost: continue");
            local().loseContact();
        }
        return GUARD;
    }

    /// Reads the tables and does what follows.
    Duration lookOnce() {
        if (goneForGood) {
            return parts.timing.look();
        }
        if (!lease.holds()) {
            local().own(List.of());
        }
        long asked = parts.nanos.getAsLong();
        var now = look(picture);
        long answered = parts.nanos.getAsLong();
        contact.succeeded(answered);
        picture = now;
        know(now);
        sightings.seen(now.nodes(), asked, answered);
        contact.seen(now.nodes());
        contact.takePromised().forEach(sightings::forget);
        var self = now.node(id);
        if (self.isEmpty() || !lease.holds()) {
            return parts.timing.look();
        }
        if (self.get().state() == State.DRAINING && !draining) {
            draining = true;
            local().drain();
        }
        boolean changed = handOver(now);
        var pause = pause(now);
        var dead = dead(now);
        for (long since : refusedSince.values()) {
            long left = since + parts.timing.kill().toNanos() - parts.nanos.getAsLong();
            pause = Duration.ofNanos(Math.clamp(left, 0, pause.toNanos()));
        }
        var living = now.without(dead);
        boolean leads = living.coordinator(parts.membership.view()).filter(id::equals).isPresent();
        changed |= coordinator.plan(living, leads);
        if (changed) {
            parts.membership.tell(new Hint.SegmentsChanged());
        }
        settle(leads);
        return changed ? Duration.ZERO : pause;
    }

    // Nothing is fired of segments that are on the way to another owner, so each step is seen soon;
    // not for ever, as there may be nobody to have them.
    private Duration pause(Picture now) {
        quickLooks = now.handsOver() ? quickLooks + 1 : 0;
        return quickLooks > 0 && quickLooks <= MOST_QUICK_LOOKS ? QUICK_LOOK : parts.timing.look();
    }

    // By whoever gave a node up, until it is done; and now and then by the coordinator, for one
    // that died before it was.
    private void settle(boolean leads) {
        long now = parts.nanos.getAsLong();
        if (unsettled || leads && now - settledNanos >= SWEEP.toNanos()) {
            local().settleGone();
            unsettled = false;
            settledNanos = now;
        }
    }

    // Before the owner changes, so that a fire of ours never meets its own fence.
    private boolean handOver(Picture now) {
        var mine = new ArrayList<OwnedSegment>();
        var wanted = new ArrayList<SegmentRow>();
        for (var segment : now.ownedBy(id)) {
            if (segment.wanted() == null || segment.wanted().equals(id)) {
                mine.add(new OwnedSegment(new Segment(segment.id()), id, segment.epoch()));
            } else {
                wanted.add(segment);
            }
        }
        local().own(mine);
        note(mine);
        boolean changed = false;
        for (var segment : wanted) {
            changed |=
                    parts.stores.transaction(
                            tx ->
                                    tx.segments()
                                            .assign(
                                                    segment.id(),
                                                    segment.epoch(),
                                                    Objects.requireNonNull(segment.wanted())));
        }
        return changed;
    }

    private void note(List<OwnedSegment> mine) {
        var ids = mine.stream().map(each -> each.segment().id()).toList();
        if (!ids.equals(owned)) {
            LOG.info("this node owns segments {} now, before {}", ids, owned);
            owned = ids;
        }
    }

    // Nodes whose process is known to be gone; those whose processes are gone too are given up.
    private Set<UUID> dead(Picture now) {
        var dead = new HashSet<UUID>();
        long began = parts.nanos.getAsLong();
        var refused = new HashMap<UUID, Long>();
        for (var node : others(now)) {
            if (sightings.expired(node.id())) {
                giveUp(node, "did not renew its lease");
                continue;
            }
            // Many machines that do not answer must not hold up the next look.
            boolean hasTime = parts.nanos.getAsLong() - began < parts.timing.look().toNanos();
            if (now.sessions().contains(node.id()) || !hasTime || !parts.probe.refused(node)) {
                continue;
            }
            dead.add(node.id());
            long at = parts.nanos.getAsLong();
            long since = refusedSince.getOrDefault(node.id(), at);
            if (at - since >= parts.timing.kill().toNanos()) {
                giveUp(node, "ended without leaving");
            } else {
                refused.put(node.id(), since);
            }
        }
        refusedSince.clear();
        refusedSince.putAll(refused);
        return dead;
    }

    // In another order each time, so that none is always the last.
    private List<NodeRow> others(Picture now) {
        var others = new ArrayList<>(now.nodes());
        others.removeIf(node -> node.id().equals(id));
        if (!others.isEmpty()) {
            Collections.rotate(others, looks++ % others.size());
        }
        return others;
    }

    private void giveUp(NodeRow node, String why) {
        if (!contact.beginGivingUp(node)) {
            return;
        }
        // Before it, as its answer may be lost.
        unsettled = true;
        if (parts.stores.transaction(tx -> tx.nodes().giveUp(node.id(), node.beat()))) {
            LOG.warn("node {} ({}) {}; its work is taken over", node.name(), node.id(), why);
            parts.membership.tell(new Hint.SegmentsChanged());
        }
    }

    @Override
    public void runsQueued() {
        parts.membership.tell(new Hint.RunsQueued());
    }

    @Override
    public void rulesChanged() {
        parts.membership.tell(new Hint.RulesChanged());
    }

    @Override
    public void stopping(Collection<UUID> runs) {
        runs.forEach(run -> parts.membership.tell(new Hint.Stop(run)));
    }

    @Override
    public void handOver() {
        if (goneForGood || !lease.holds()) {
            return;
        }
        look.close();
        try {
            parts.stores.transaction(tx -> tx.nodes().drain(id));
            awaitQuickLooks();
            LOG.info("this node leaves and hands segments {} over", owned);
            local().own(List.of());
            for (int tries = 0; tries < LEAVE_TRIES; tries++) {
                var now = parts.stores.transaction(Picture::read);
                if (now.ownedBy(id).isEmpty() || !coordinator.giveAway(now, id)) {
                    break;
                }
                parts.membership.tell(new Hint.SegmentsChanged());
            }
        } catch (CarillonException e) {
            LOG.warn(
                    "cannot hand the segments over; the others take them when this node is gone",
                    e);
        }
    }

    // It goes on until the others look often, where nobody can tell them.
    private void awaitQuickLooks() {
        if (!parts.membership.talks() && !owned.isEmpty()) {
            LockSupport.parkNanos(parts.timing.look().plus(QUICK_LOOK).toNanos());
        }
    }

    @Override
    public void close() {
        left = true;
        look.close();
        guard.close();
        beat.close();
        try {
            parts.stores.transaction(
                    tx -> {
                        tx.nodes().end(id);
                        return true;
                    });
            parts.membership.tell(new Hint.SegmentsChanged());
        } catch (CarillonException e) {
            LOG.warn("cannot leave the cluster; the others notice it when the lease is over", e);
        } finally {
            lease.end();
            parts.membership.close();
            parts.session.close();
        }
    }
}
