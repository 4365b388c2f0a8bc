package dev.carillon.engine.queue;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.RunView;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.queue.Keys.Key;
import dev.carillon.engine.queue.RunInserts.Claimer;
import dev.carillon.engine.queue.RunInserts.Inserted;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.run.NewRun.Rerun;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.run.SealedText;
import dev.carillon.engine.service.CrashPoint;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.KeyTable.KeyRow;
import dev.carillon.engine.store.RunTable.RunRow;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;
import dev.carillon.engine.store.Tx.Opening;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Runs made on demand. Callers that come while a commit is under way share the next one: the first of
/// them makes the runs of all, so that the cost of a commit is divided. A caller is answered after the
/// commit that holds its runs; a request that is wrong is refused alone.
public final class Submissions {
    private static final int MOST_SHARED = 500;

    /// A run somebody wants.
    ///
    /// @param at when it is due, null for now
    public record Wanted(
            String namespace,
            String name,
            Map<String, String> parameters,
            @Nullable Instant at,
            @Nullable String idempotencyKey,
            Cause cause,
            @Nullable String uniqueKey,
            @Nullable Rerun rerun) {
        /// A run without more than an idempotency key.
        public Wanted(
                String namespace,
                String name,
                Map<String, String> parameters,
                @Nullable Instant at,
                @Nullable String idempotencyKey,
                Cause cause) {
            this(namespace, name, parameters, at, idempotencyKey, cause, null, null);
        }

        private @Nullable Key key(String principal) {
            return idempotencyKey == null
                    ? null
                    : new Key(
                            principal,
                            idempotencyKey,
                            namespace + "/" + name + new TreeMap<>(parameters) + at + unique());
        }

        private String unique() {
            return uniqueKey == null ? "" : " " + uniqueKey;
        }
    }

    /// What happens with a run in the transaction that makes it.
    @FunctionalInterface
    public interface Along {
        Along NOTHING = (tx, run) -> {};

        /// May be called again when the transaction is repeated, on the thread of another caller.
        void in(Tx tx, UUID run);
    }

    /// One caller with its runs: all of them are made, or none.
    private static final class Request {
        private final String principal;
        private final List<Wanted> wanted;
        private final Along along;
        private List<UUID> ids = List.of();
        private List<RunView> views = List.of();
        private @Nullable RuntimeException refusal;
        private boolean done;

        private Request(String principal, List<Wanted> wanted, Along along) {
            this.principal = principal;
            this.wanted = wanted;
            this.along = along;
        }
    }

    /// What a transaction made for one request; given to the request after the commit.
    private record Made(
            Request request,
            List<UUID> ids,
            List<RunView> views,
            @Nullable RuntimeException refusal) {
        private static Made refused(Request request, RuntimeException refusal) {
            return new Made(request, List.of(), List.of(), refusal);
        }

        private void give() {
            request.ids = ids;
            request.views = views;
            request.refusal = refusal;
        }
    }

    private final Stores stores;
    private final Ground ground;
    private final LongSupplier nowUs;
    private final Optional<DirectClaims> direct;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition committed = lock.newCondition();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private boolean committing;

    /// @param nowUs lower bound of the database's clock
    /// @param direct claims what can begin at once, if there is such a thing
    public Submissions(
            Stores stores, Ground ground, LongSupplier nowUs, Optional<DirectClaims> direct) {
        this.stores = stores;
        this.ground = ground;
        this.nowUs = nowUs;
        this.direct = direct;
    }

    /// Makes one run, or answers the run its key made earlier.
    public RunView submit(String principal, Wanted wanted) {
        return submit(principal, wanted, Along.NOTHING);
    }

    /// The same, with something else that is done with it or not at all.
    public RunView submit(String principal, Wanted wanted, Along along) {
        var request = make(new Request(principal, List.of(wanted), along));
        if (request.views.isEmpty()) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "run " + request.ids.getFirst() + ", which this key made, is no longer stored");
        }
        return request.views.getFirst();
    }

    /// Makes the runs, all or none.
    ///
    /// @return their ids in order
    public List<UUID> submitAll(String principal, List<Wanted> wanted) {
        return wanted.isEmpty()
                ? List.of()
                : make(new Request(principal, wanted, Along.NOTHING)).ids;
    }

    private Request make(Request request) {
        CrashPoint.SUBMISSION_READ.hit();
        lock.lock();
        try {
            waiting.add(request);
            while (!request.done) {
                if (committing) {
                    committed.awaitUninterruptibly();
                } else {
                    makeNext();
                }
            }
        } finally {
            lock.unlock();
        }
        CrashPoint.SUBMISSION_COMMITTED.hit();
        var refusal = request.refusal;
        if (refusal instanceof CarillonException e) {
            throw new CarillonException(e.code(), String.valueOf(e.getMessage()), e);
        }
        if (refusal != null) {
            throw refusal;
        }
        return request;
    }

    // Called with the lock held, which is released during the transaction.
    private void makeNext() {
        committing = true;
        var group = new ArrayList<Request>();
        int runs = 0;
        while (!waiting.isEmpty() && (group.isEmpty() || runs < MOST_SHARED)) {
            var next = waiting.remove();
            runs += next.wanted.size();
            group.add(next);
        }
        lock.unlock();
        try {
            makeAll(group);
        } finally {
            lock.lock();
            committing = false;
            group.forEach(each -> each.done = true);
            committed.signalAll();
        }
    }

    private void makeAll(List<Request> group) {
        try {
            make(group);
        } catch (CarillonException e) {
            if (!StoreFailure.blamesTheData(e)) {
                group.forEach(each -> each.refusal = e);
            } else if (group.size() > 1) {
                group.forEach(each -> makeAll(List.of(each)));
            } else {
                makeAgain(group.getFirst(), e);
            }
        } catch (RuntimeException e) {
            group.forEach(each -> each.refusal = e);
        }
    }

    // Another node may have stored the same key first; now its run is there to be found.
    private void makeAgain(Request request, CarillonException first) {
        try {
            if (StoreFailure.is(first, StoreFailure.Kind.DUPLICATE)) {
                make(List.of(request));
            } else {
                request.refusal = first;
            }
        } catch (RuntimeException e) {
            request.refusal = e;
        }
    }

    private void make(List<Request> group) {
        List<Made> made;
        try {
            made = stores.transaction(tx -> makeIn(tx, group));
        } catch (RuntimeException | Error e) {
            direct.ifPresent(DirectClaims::giveBack);
            throw e;
        }
        direct.ifPresent(DirectClaims::begin);
        made.forEach(Made::give);
    }

    private List<Made> makeIn(Tx tx, List<Request> group) {
        return new Making(tx, nowUs.getAsLong()).make(group);
    }

    /// A key that is new in this transaction.
    private record Keyed(Key key, UUID run) {}

    /// The work of one transaction.
    private final class Making {
        private final Tx tx;
        private final long now;
        private @Nullable Opening opening;
        private final Map<String, JobRef> jobs = new HashMap<>();
        private final Map<Key.Name, Keyed> newKeys = new HashMap<>();
        private Map<Key.Name, KeyRow> usedKeys = Map.of();
        private final List<NewRun> runs = new ArrayList<>();
        private final Map<UUID, Map<String, String>> parameters = new HashMap<>();

        private Making(Tx tx, long now) {
            this.tx = tx;
            this.now = now;
        }

        // The first job of which a run may begin at once is read together with what that takes.
        private JobRef job(Wanted wanted) {
            var id = JobCatalog.idOf(wanted.namespace, wanted.name);
            String key = wanted.namespace + "/" + wanted.name;
            if (opening == null && wanted.at == null) {
                opening = direct.map(claims -> claims.open(tx, id, now)).orElse(null);
                if (opening != null) {
                    return ground.catalog().current(tx, key, opening.job());
                }
            }
            return ground.catalog().current(tx, key);
        }

        private List<Made> make(List<Request> group) {
            usedKeys = Keys.used(tx, keys(group), now);
            var claimer = direct.map(claims -> claims.claimer(() -> opening)).orElse(Claimer.NONE);
            var made = new ArrayList<Made>();
            for (var request : group) {
                made.add(plan(request));
            }
            var inserted = RunInserts.insert(tx, ground, runs, now, claimer);
            tx.keys()
                    .insert(
                            newKeys.values().stream()
                                    .filter(keyed -> inserted.rows().containsKey(keyed.run))
                                    .map(keyed -> Keys.row(keyed.key, keyed.run, now))
                                    .toList());
            CrashPoint.SUBMISSION_INSERTED.hit();
            made.replaceAll(each -> each.refusal == null ? answer(each, inserted) : each);
            for (var each : made) {
                if (each.refusal == null) {
                    each.ids.forEach(id -> each.request.along.in(tx, id));
                }
            }
            return made;
        }

        // Whether they may be keys is found out by their requests.
        private static Set<Key.Name> keys(List<Request> group) {
            var names = new HashSet<Key.Name>();
            for (var request : group) {
                for (var wanted : request.wanted) {
                    if (wanted.idempotencyKey != null) {
                        names.add(new Key.Name(request.principal, wanted.idempotencyKey));
                    }
                }
            }
            return names;
        }

        // Reads only, so that a wrong request takes nothing from the others.
        private Made plan(Request request) {
            var planned = new ArrayList<NewRun>();
            var keys = new HashMap<Key.Name, Keyed>();
            try {
                var answers = new ArrayList<UUID>();
                for (var wanted : request.wanted) {
                    answers.add(plan(request, wanted, planned, keys));
                }
                runs.addAll(planned);
                newKeys.putAll(keys);
                return new Made(request, answers, List.of(), null);
            } catch (CarillonException e) {
                return Made.refused(request, e);
            }
        }

        private UUID plan(
                Request request, Wanted wanted, List<NewRun> planned, Map<Key.Name, Keyed> keys) {
            var key = wanted.key(request.principal);
            if (key != null) {
                var earlier = earlier(key, keys);
                if (earlier != null) {
                    return earlier;
                }
            }
            var holder = holder(wanted, planned);
            if (holder != null) {
                return holder;
            }
            var job = jobs.get(wanted.namespace + "/" + wanted.name);
            if (job == null) {
                job = job(wanted);
                jobs.put(wanted.namespace + "/" + wanted.name, job);
            }
            var run = newRun(job, wanted);
            planned.add(run);
            parameters.put(run.id(), shown(job, run.parameters()));
            if (key != null) {
                keys.put(key.name(), new Keyed(key, run.id()));
            }
            return run.id();
        }

        private static Map<String, String> shown(JobRef job, Map<String, String> values) {
            var shown = new TreeMap<>(values);
            for (var parameter : job.definition().parameters()) {
                if (parameter.type() == Parameter.Type.SECRET) {
                    shown.computeIfPresent(parameter.name(), (name, value) -> SealedText.MASK);
                }
            }
            return SealedText.masked(shown);
        }

        // The run that has the key and is not finished, also one of this transaction.
        private @Nullable UUID holder(Wanted wanted, List<NewRun> planned) {
            if (wanted.uniqueKey == null) {
                return null;
            }
            String job = wanted.namespace + "/" + wanted.name;
            for (var each : List.of(planned, runs)) {
                for (var run : each) {
                    if (wanted.uniqueKey.equals(run.uniqueKey())
                            && job.equals(run.job().definition().key())) {
                        return run.id();
                    }
                }
            }
            return tx.limits().holder(RunTraits.uniqueName(job, wanted.uniqueKey)).orElse(null);
        }

        private @Nullable UUID earlier(Key key, Map<Key.Name, Keyed> ofRequest) {
            var made = ofRequest.getOrDefault(key.name(), newKeys.get(key.name()));
            if (made == null) {
                return Keys.earlier(usedKeys, key).orElse(null);
            }
            if (!made.key.equals(key)) {
                throw Keys.reused(key);
            }
            return made.run;
        }

        private NewRun newRun(JobRef job, Wanted wanted) {
            var at = wanted.at;
            long due = at == null ? now : Math.max(now, Micros.of(at));
            return NewRun.of(
                            ground.ids().next(),
                            job,
                            wanted.cause,
                            due,
                            Parameters.of(
                                    job.definition(),
                                    wanted.parameters,
                                    Instant.ofEpochMilli(due / 1_000)))
                    .with(wanted.idempotencyKey != null, wanted.uniqueKey, wanted.rerun);
        }

        private Made answer(Made made, Inserted inserted) {
            for (var id : made.ids) {
                var refusal = inserted.refusals().get(id);
                if (refusal != null) {
                    var busy =
                            new CarillonException(
                                    ErrorCode.JOB_BUSY,
                                    "job " + job(made.request, id) + " was not run: " + refusal);
                    if (made.ids.size() > 1) {
                        // The others of the request must not be made either.
                        throw busy;
                    }
                    return Made.refused(made.request, busy);
                }
            }
            return made.ids.size() == 1
                    ? new Made(made.request, made.ids, views(made.ids.getFirst(), inserted), null)
                    : made;
        }

        // A new run is as it was inserted, which saves reading it.
        private List<RunView> views(UUID id, Inserted inserted) {
            var row = inserted.rows().get(id);
            return row == null ? tx.reads().views(List.of(id)) : List.of(view(row));
        }

        private RunView view(RunRow row) {
            var waitsFor = row.waitsFor();
            var deadlineUs = row.traits().deadlineUs();
            var startedUs = row.startedUs();
            return new RunView(
                    row.id().toString(),
                    row.traits().jobKey(),
                    row.traits().jobVersion(),
                    row.state(),
                    row.cause(),
                    null,
                    null,
                    Micros.instant(row.dueUs()),
                    Micros.instant(row.createdUs()),
                    startedUs == null ? null : Micros.instant(startedUs),
                    null,
                    row.attempt(),
                    row.traits().maxAttempts(),
                    row.traits().priority(),
                    row.traits().queue(),
                    startedUs == null ? null : direct.map(DirectClaims::nodeName).orElse(null),
                    1,
                    null,
                    null,
                    null,
                    null,
                    Objects.requireNonNull(parameters.get(row.id())),
                    null,
                    null,
                    waitsFor == null ? null : waitsFor.name(),
                    row.traits().limitKey(),
                    row.traits().uniqueKey(),
                    deadlineUs == null ? null : Micros.instant(deadlineUs),
                    false,
                    null);
        }

        private String job(Request request, UUID id) {
            return runs.stream()
                    .filter(run -> run.id().equals(id))
                    .findFirst()
                    .map(run -> run.job().definition().key())
                    .orElseGet(() -> request.wanted.getFirst().name);
        }
    }
}
