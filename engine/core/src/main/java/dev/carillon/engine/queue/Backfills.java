package dev.carillon.engine.queue;

import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.Passed;
import dev.carillon.engine.time.DueTimes;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Runs for the due times of a range, past or to come, made once more or for the first time. What a
/// preview shows is named by its plan, and the same plan makes exactly that or nothing.
public final class Backfills {
    private static final int MOST = 10_000;

    private final Stores stores;
    private final Ground ground;
    private final LongSupplier nowUs;

    /// @param nowUs lower bound of the database's clock
    public Backfills(Stores stores, Ground ground, LongSupplier nowUs) {
        this.stores = stores;
        this.ground = ground;
        this.nowUs = nowUs;
    }

    /// Previews the runs, or makes them when the request names the plan of a preview. Runs of a job that
    /// may not overlap wait for each other, however many they are.
    ///
    /// @throws CarillonException CHANGED_MEANWHILE when the plan is not that of now, QUOTA_EXCEEDED for
    ///     over 10,000 due times
    public Backfilled backfill(String namespace, String name, BackfillRequest request, String by) {
        if (!request.from().isBefore(request.until())) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, "\"until\" must be after \"from\"");
        }
        var job = stores.transaction(tx -> ground.catalog().current(tx, namespace, name));
        var due = due(job, request);
        String plan = plan(job, due, request);
        if (request.plan() == null) {
            return new Backfilled(plan, due, List.of());
        }
        if (!request.plan().equals(plan)) {
            throw new CarillonException(
                    ErrorCode.CHANGED_MEANWHILE,
                    "the job or its due times changed since the preview; look at it again");
        }
        var runs = due.stream().map(each -> run(job, each, request)).toList();
        long now = nowUs.getAsLong();
        stores.transaction(
                tx -> {
                    var current = ground.catalog().current(tx, namespace, name);
                    if (current.version() != job.version()) {
                        throw new CarillonException(
                                ErrorCode.CHANGED_MEANWHILE,
                                "the job changed since the preview; look at it again");
                    }
                    ChangeLog.record(tx, entry(job, runs, request, by, now));
                    return RunInserts.insert(tx, ground, runs, now);
                });
        return new Backfilled(plan, due, runs.stream().map(run -> run.id().toString()).toList());
    }

    private static Entry entry(
            JobRef job, List<NewRun> runs, BackfillRequest request, String by, long now) {
        var made = Json.mapper().createObjectNode();
        var ids = made.putArray("runs");
        runs.forEach(run -> ids.add(run.id().toString()));
        return new Entry(Action.JOB_BACKFILL, job.definition().key(), by, now)
                .noting(runs.size() + " runs, " + request.from() + " to " + request.until())
                .changing(null, made);
    }

    private List<Due> due(JobRef job, BackfillRequest request) {
        var calendars = ground.catalog().calendars();
        var all = new ArrayList<Due>();
        boolean found = false;
        for (var schedule : job.definition().schedules()) {
            if (request.schedule() != null && !request.schedule().equals(schedule.id())) {
                continue;
            }
            found = true;
            var times = DueTimes.of(schedule, job.definition().key(), calendars::find);
            for (var next = times.after(request.from().minusNanos(1));
                    next != null && next.isBefore(request.until());
                    next = times.after(next)) {
                all.add(new Due(schedule.id(), next, times.start(next)));
                if (all.size() > MOST) {
                    throw new CarillonException(
                            ErrorCode.QUOTA_EXCEEDED,
                            "there are over "
                                    + MOST
                                    + " due times in the range; take a shorter one");
                }
            }
        }
        if (!found) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    request.schedule() == null
                            ? "job " + job.definition().key() + " has no schedule"
                            : "job "
                                    + job.definition().key()
                                    + " has no schedule "
                                    + request.schedule());
        }
        all.sort(Comparator.comparing(Due::nominal).thenComparing(Due::schedule));
        return all;
    }

    private static String plan(JobRef job, List<Due> due, BackfillRequest request) {
        var text =
                new StringBuilder(
                        job.id() + " " + job.version() + new TreeMap<>(request.parameters()));
        due.forEach(each -> text.append(each.schedule()).append(each.nominal()));
        return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }

    private NewRun run(JobRef job, Due due, BackfillRequest request) {
        long now = nowUs.getAsLong();
        var nominal = due.nominal();
        long nominalUs = Micros.of(nominal);
        return NewRun.of(
                        ground.ids().next(),
                        job,
                        Cause.BACKFILL,
                        Math.max(now, nominalUs),
                        Parameters.of(job.definition(), request.parameters(), nominal))
                .at(null, due.schedule(), nominalUs);
    }

    /// The next due times of a job, all its schedules together, less what somebody skipped.
    public List<Due> next(String namespace, String name, int count) {
        var job = stores.transaction(tx -> ground.catalog().current(tx, namespace, name));
        var now = Instant.ofEpochMilli(nowUs.getAsLong() / 1_000);
        var skipped = new HashMap<String, Instant>();
        for (var row : stores.transaction(tx -> tx.triggers().ofJob(job.id()))) {
            var passed = row.passed();
            if (passed != null && passed.reason().equals(Passed.SKIPPED)) {
                skipped.put(row.name(), Instant.ofEpochMilli(passed.untilMillis()));
            }
        }
        var calendars = ground.catalog().calendars();
        var all = new ArrayList<Due>();
        for (var schedule : job.definition().schedules()) {
            var times = DueTimes.of(schedule, job.definition().key(), calendars::find);
            for (var next : times.next(skipped.getOrDefault(schedule.id(), now), count)) {
                all.add(new Due(schedule.id(), next, times.start(next)));
            }
        }
        return all.stream()
                .sorted(Comparator.comparing(Due::nominal).thenComparing(Due::schedule))
                .limit(count)
                .toList();
    }
}
