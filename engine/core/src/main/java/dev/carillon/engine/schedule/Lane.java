package dev.carillon.engine.schedule;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.RunState;
import dev.carillon.api.Schedule;
import dev.carillon.engine.catalog.Calendars.Snapshot;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.policy.CatchUps;
import dev.carillon.engine.queue.Ground;
import dev.carillon.engine.queue.RunInserts;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.service.CrashPoint;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.service.RecentlyUsed;
import dev.carillon.engine.store.DueTrigger;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.Advance;
import dev.carillon.engine.store.TriggerTable.Passed;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.time.DueTimes;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Fires the due triggers of a set of segments. The next times are computed first, then one
/// transaction checks the epochs, advances the triggers by compare-and-set and inserts the runs:
/// all of it happened, or none. A crash before the commit leaves the triggers due, and the next
/// owner fires them; a fenced lane changes nothing.
///
/// Triggers fire up to [#AHEAD] early; their runs wait for the due time in memory of the worker.
public final class Lane {
    /// How long before its due time a run may be inserted.
    public static final Duration AHEAD = Duration.ofMillis(200);

    private static final int MOST_AT_ONCE = 500;
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final int MOST_COMPILED = 40_000;

    // What many triggers need that are due together is read before. As many as these are read in
    // the
    // time they may be fired before they are due.
    static final Duration READ_AHEAD = Duration.ofSeconds(30);
    private static final Duration LOOK_AHEAD = Duration.ofSeconds(10);
    private static final int FEW = MOST_AT_ONCE;
    private static final int MANY = 20_000;
    private static final int READ_AT_ONCE = 50;

    private record ScheduleVersion(UUID id, int version, long calendarRevision) {}

    private record Planned(Advance advance, List<NewRun> runs) {}

    private final Stores stores;
    private final JobCatalog catalog;
    private final Ground ground;
    private final LongSupplier nowUs;
    private final Runnable queued;
    private final Lease lease;
    private final RecentlyUsed<ScheduleVersion, DueTimes> compiled =
            new RecentlyUsed<>(MOST_COMPILED);
    // Owned by the thread that fires.
    private final ArrayDeque<DueTrigger> ahead = new ArrayDeque<>();
    private long nextLookUs = Long.MIN_VALUE;
    private volatile List<OwnedSegment> segments;
    private volatile @Nullable Snapshot calendars;

    /// @param nowUs lower bound of the database's clock
    /// @param queued called after runs were committed, to wake the workers
    /// @param lease without it nothing is fired; a fire that is under way when it ends is fenced by the epoch
    public Lane(Stores stores, Ground ground, LongSupplier nowUs, Runnable queued, Lease lease) {
        this.stores = stores;
        this.ground = ground;
        catalog = ground.catalog();
        this.nowUs = nowUs;
        this.queued = queued;
        this.lease = lease;
        segments = List.of();
    }

    /// Fires for these segments from now on, and for no other.
    ///
    /// @return whether that is a change
    public boolean own(List<OwnedSegment> now) {
        boolean changed = !segments.equals(now);
        segments = List.copyOf(now);
        return changed;
    }

    /// Fires what is due now.
    ///
    /// @return how many triggers were fired; call again at once when it is not zero
    public int runOnce() {
        var due = due();
        return due.isEmpty() ? 0 : fire(due);
    }

    /// The triggers that are due or will be within [#AHEAD], earliest first.
    List<DueTrigger> due() {
        return dueWithin(AHEAD, MOST_AT_ONCE);
    }

    private List<DueTrigger> dueWithin(Duration time, int most) {
        if (segments.isEmpty() || !lease.holds()) {
            return List.of();
        }
        long untilMillis = (nowUs.getAsLong() + time.toNanos() / 1_000) / 1_000;
        return stores.transaction(tx -> tx.triggers().due(schedulerNames(), untilMillis, most));
    }

    private List<String> schedulerNames() {
        return segments.stream().map(owned -> owned.segment().schedulerName()).toList();
    }

    /// The due times of a trigger's schedule; empty when it cannot be compiled, which sets it aside.
    Optional<DueTimes> times(DueTrigger trigger) {
        try {
            return Optional.of(
                    compiled(trigger, catalog.version(trigger.jobId(), trigger.jobVersion())));
        } catch (CarillonException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            poison(trigger, e);
            return Optional.empty();
        } catch (RuntimeException e) {
            // One that cannot be understood must not hold back the others.
            poison(trigger, e);
            return Optional.empty();
        }
    }

    /// How often its lease has been over, now included.
    int lapses() {
        return lease.lapses();
    }

    /// Whether it has its lease and has had it since so many lapses. Nobody tells it that it has it again.
    boolean isHeldSince(int lapses) {
        return lease.holds() && lease.lapses() == lapses;
    }

    /// Time until the next trigger may be fired, or empty when none waits.
    OptionalLong nanosUntilNext() {
        if (segments.isEmpty() || !lease.holds()) {
            return OptionalLong.empty();
        }
        var next = stores.transaction(tx -> tx.triggers().next(schedulerNames()));
        if (next.isEmpty()) {
            return next;
        }
        long aheadUs = AHEAD.toNanos() / 1_000;
        return OptionalLong.of(
                Math.max(0, (next.getAsLong() * 1_000 - aheadUs - nowUs.getAsLong()) * 1_000));
    }

    /// Reads the definitions of triggers that are due soon, when there are so many that it would delay them to read
    /// them then. Reading goes on for about that time, and there may be more of it afterwards.
    ///
    /// @return whether there is more
    boolean readAhead(Duration most) {
        long now = nowUs.getAsLong();
        if (ahead.isEmpty() && now >= nextLookUs) {
            nextLookUs = now + LOOK_AHEAD.toNanos() / 1_000;
            if (dueWithin(READ_AHEAD, FEW + 1).size() > FEW) {
                ahead.addAll(dueWithin(READ_AHEAD, MANY));
            }
        }
        long until = now + most.toNanos() / 1_000;
        while (!ahead.isEmpty() && nowUs.getAsLong() < until) {
            stores.transaction(
                    tx -> {
                        for (int i = 0; i < READ_AT_ONCE && !ahead.isEmpty(); i++) {
                            read(tx, ahead.remove());
                        }
                        return true;
                    });
        }
        return !ahead.isEmpty();
    }

    private void read(Tx tx, DueTrigger trigger) {
        try {
            compiled(trigger, catalog.read(tx, trigger.jobId(), trigger.jobVersion()));
        } catch (CarillonException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                throw e;
            }
            LOG.debug("found out when it is due", e);
        }
    }

    /// Fires a batch. When the batch fails for a reason other than the database being away, it is
    /// fired one by one, and a trigger that fails alone is set to ERROR; where a key was there already,
    /// which may be another node's doing at that moment, only when that happens again.
    ///
    /// @return how many triggers advanced
    int fire(List<DueTrigger> due) {
        var planned = new ArrayList<Planned>(due.size());
        for (var trigger : due) {
            try {
                planned.add(plan(trigger));
            } catch (CarillonException e) {
                if (e.code() == ErrorCode.UNAVAILABLE) {
                    throw e;
                }
                poison(trigger, e);
            } catch (RuntimeException e) {
                poison(trigger, e);
            }
        }
        CrashPoint.TRIGGER_DUE.hit();
        // Whoever comes back from a long pause leaves the segment rows alone.
        int fired = lease.holds() ? fireAll(planned) : 0;
        if (fired > 0) {
            queued.run();
        }
        return fired;
    }

    private int fireAll(List<Planned> planned) {
        try {
            return stores.transaction(tx -> fireIn(tx, planned));
        } catch (CarillonException e) {
            if (!StoreFailure.blamesTheData(e)) {
                throw e;
            }
            if (planned.size() == 1) {
                return fireAgain(planned, e);
            }
            LOG.warn(
                    "firing {} triggers together failed, firing them one by one",
                    planned.size(),
                    e);
            return planned.stream().mapToInt(each -> fireAll(List.of(each))).sum();
        }
    }

    // Of one that failed alone.
    private int fireAgain(List<Planned> one, CarillonException first) {
        var failure = first;
        if (StoreFailure.is(first, StoreFailure.Kind.DUPLICATE)) {
            try {
                return stores.transaction(tx -> fireIn(tx, one));
            } catch (CarillonException e) {
                if (!StoreFailure.blamesTheData(e)) {
                    throw e;
                }
                failure = e;
            }
        }
        poison(one.getFirst().advance.trigger(), failure);
        return 0;
    }

    private int fireIn(Tx tx, List<Planned> planned) {
        var wanted = new HashSet<Integer>();
        planned.forEach(each -> wanted.add(each.advance.trigger().segment()));
        var claimed =
                segments.stream().filter(owned -> wanted.contains(owned.segment().id())).toList();
        var held = Segments.fence(tx, claimed);
        if (held.size() < claimed.size()) {
            drop(claimed, held);
        }
        var heldIds = new HashSet<Integer>();
        held.forEach(owned -> heldIds.add(owned.segment().id()));
        var allowed =
                planned.stream()
                        .filter(each -> heldIds.contains(each.advance.trigger().segment()))
                        .toList();
        var advanced = tx.triggers().advance(allowed.stream().map(Planned::advance).toList());
        CrashPoint.TRIGGER_ADVANCED.hit();
        var runs = new ArrayList<NewRun>();
        advanced.forEach(position -> runs.addAll(allowed.get(position).runs));
        long now = nowUs.getAsLong();
        RunInserts.insert(tx, ground, runs, now);
        CrashPoint.DUE_RUNS_INSERTED.hit();
        return advanced.size();
    }

    private void drop(List<OwnedSegment> claimed, List<OwnedSegment> held) {
        var lost = new HashSet<>(claimed);
        held.forEach(lost::remove);
        LOG.warn("lost the segments {} to another owner", lost);
        segments = segments.stream().filter(owned -> !lost.contains(owned)).toList();
    }

    private Planned plan(DueTrigger trigger) {
        var job = catalog.version(trigger.jobId(), trigger.jobVersion());
        var times = compiled(trigger, job);
        var due = Instant.ofEpochMilli(trigger.nextMillis());
        var now = Instant.ofEpochMilli(nowUs.getAsLong() / 1_000);
        var schedule = schedule(trigger, job);
        boolean delay = schedule.when() instanceof Schedule.Delay;
        var plan =
                delay
                        ? delayed(trigger, due)
                        : plan(trigger, times, due, now, job.definition().catchUp());
        var runs = new ArrayList<NewRun>();
        var missed = plan.missed();
        if (missed != null) {
            runs.add(
                    run(trigger, job, Cause.SCHEDULE, missed.first(), missed.first())
                            .recorded(state(missed.why()), text(missed)));
        }
        for (var late : plan.late()) {
            runs.add(run(trigger, job, Cause.CATCH_UP, late, now));
        }
        var fire = plan.fire();
        if (fire != null) {
            runs.add(run(trigger, job, Cause.SCHEDULE, fire, times.start(fire)));
        }
        var next = plan.next();
        long fired =
                next == null
                        ? Math.max(trigger.nextMillis(), now.toEpochMilli())
                        : Math.max(trigger.nextMillis(), firedBefore(next, plan));
        return new Planned(
                new Advance(trigger, fired, next == null ? null : next.toEpochMilli(), delay),
                runs);
    }

    private static CatchUps plan(
            DueTrigger trigger, DueTimes times, Instant due, Instant now, CatchUp policy) {
        var passed = trigger.passed();
        if (passed != null && trigger.nextMillis() <= passed.untilMillis()) {
            return CatchUps.pass(
                    times,
                    due,
                    Instant.ofEpochMilli(passed.untilMillis()),
                    CatchUp.Policy.valueOf(passed.policy()),
                    policy.max(),
                    why(passed));
        }
        return due.equals(times.after(due.minusNanos(1)))
                ? CatchUps.plan(times, due, now, policy)
                : CatchUps.gone(times, due);
    }

    // It waits for the end of the run, however late it is.
    private static CatchUps delayed(DueTrigger trigger, Instant due) {
        var passed = trigger.passed();
        boolean skipped = passed != null && passed.reason().equals(Passed.SKIPPED);
        return skipped
                ? new CatchUps(
                        null,
                        List.of(),
                        new CatchUps.Missed(due, due, 1, true, CatchUps.Why.SKIPPED),
                        null)
                : new CatchUps(due, List.of(), null, null);
    }

    private static CatchUps.Why why(Passed passed) {
        return passed.reason().equals(Passed.PAUSED) ? CatchUps.Why.PAUSED : CatchUps.Why.SKIPPED;
    }

    private static RunState state(CatchUps.Why why) {
        return switch (why) {
            case NO_NODE, BOUND, WINDOW, PAUSED -> RunState.MISSED;
            case SKIPPED, CALENDAR -> RunState.SKIPPED;
        };
    }

    private static long firedBefore(Instant next, CatchUps plan) {
        return plan.fire() != null ? plan.fire().toEpochMilli() : next.toEpochMilli() - 1;
    }

    private static String text(CatchUps.Missed missed) {
        String reason =
                switch (missed.why()) {
                    case NO_NODE -> "no node fired it in time";
                    case BOUND -> "no node fired it in time, and catchUp.max was reached";
                    case WINDOW -> "no node fired it in time, and it is older than catchUp.window";
                    case PAUSED -> "the job was paused";
                    case SKIPPED -> "somebody skipped it";
                    case CALENDAR -> "a calendar or the schedule changed";
                };
        return missed.count() == 1
                ? "not run: " + reason
                : (missed.exact() ? "" : "at least ")
                        + missed.count()
                        + " due times from "
                        + missed.first()
                        + " to "
                        + missed.last()
                        + " not run: "
                        + reason;
    }

    private NewRun run(
            DueTrigger trigger, JobRef job, Cause cause, Instant nominal, Instant start) {
        return NewRun.of(
                        ground.ids().next(),
                        job,
                        cause,
                        Micros.of(start),
                        Parameters.ofSchedule(job.definition(), nominal))
                .at(trigger.scheduleId(), trigger.name(), Micros.of(nominal));
    }

    private DueTimes compiled(DueTrigger trigger, JobRef job) {
        var version =
                new ScheduleVersion(
                        trigger.scheduleId(),
                        trigger.scheduleVersion(),
                        trigger.calendarRevision());
        var known = compiled.get(version);
        if (known != null) {
            return known;
        }
        var schedule = schedule(trigger, job);
        boolean named = !schedule.except().isEmpty() || !schedule.only().isEmpty();
        var calendars = named ? calendars(trigger.calendarRevision()) : null;
        var times =
                calendars == null
                        ? DueTimes.of(schedule, job.definition().key())
                        : DueTimes.of(schedule, job.definition().key(), calendars::find);
        compiled.put(version, times);
        return times;
    }

    // Newer ones changed nothing for the trigger, or it would have their revision. When they change
    // while this is planned, the trigger does not advance by it.
    private Snapshot calendars(long revision) {
        var known = calendars;
        if (known == null || known.revision() < revision) {
            known = catalog.calendars();
            calendars = known;
        }
        return known;
    }

    private static Schedule schedule(DueTrigger trigger, JobRef job) {
        return job.definition().schedules().stream()
                .filter(schedule -> schedule.id().equals(trigger.name()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new CarillonException(
                                        ErrorCode.BUG,
                                        "job "
                                                + job.definition().key()
                                                + " has no schedule "
                                                + trigger.name()));
    }

    private void poison(DueTrigger trigger, RuntimeException e) {
        LOG.error(
                "schedule {} of job {} is set aside: its due time {} cannot be fired; apply the job again to mend it",
                trigger.name(),
                trigger.group(),
                Instant.ofEpochMilli(trigger.nextMillis()),
                e);
        stores.transaction(
                tx -> {
                    tx.triggers().poison(trigger, String.valueOf(e.getMessage()));
                    return true;
                });
    }
}
