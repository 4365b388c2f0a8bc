package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Delivery;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Parameter;
import dev.carillon.api.Json;
import dev.carillon.api.Placeholders;
import dev.carillon.api.RunState;
import dev.carillon.api.Task;
import dev.carillon.engine.policy.Placements;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.run.Rank;
import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.run.Steps;
import dev.carillon.engine.store.RunTable.RunRow;
import dev.carillon.engine.store.RunTable.Wait;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// Puts runs into the queue inside the transaction of whoever makes them, so that a due time and its
/// run, or a submission and its key, are stored together or not at all.
public final class RunInserts {
    /// What became of the runs.
    ///
    /// @param rows as inserted, by id
    /// @param refusals why runs were not made, by id
    public record Inserted(Map<UUID, RunRow> rows, Map<UUID, String> refusals) {}

    /// A run that is to be written.
    record Fresh(RunRow row, JobDefinition definition) {}

    /// May claim runs before they are written.
    @FunctionalInterface
    interface Claimer {
        Claimer NONE = (tx, runs, nowUs) -> runs.stream().map(Fresh::row).toList();

        /// @return the rows to write, in the same order
        List<RunRow> claim(Tx tx, List<Fresh> runs, long nowUs);
    }

    private final Moves moves;
    private final Claimer claimer;
    // Whether runs wait for each other, whatever the overlap policy says.
    private final boolean patient;
    private final List<Fresh> rows = new ArrayList<>();
    private final List<NewRun> flows = new ArrayList<>();
    private final Inserted inserted = new Inserted(new HashMap<>(), new HashMap<>());

    private RunInserts(Moves moves, Claimer claimer, boolean patient) {
        this.moves = moves;
        this.claimer = claimer;
        this.patient = patient;
    }

    /// Inserts the runs; overlap policies are applied under the gates of their jobs. A scheduled run
    /// that is refused becomes a SKIPPED record; one that somebody asked for is not made.
    public static Inserted insert(Tx tx, Ground ground, List<NewRun> runs, long nowUs) {
        return insert(tx, ground, runs, nowUs, Claimer.NONE, false);
    }

    /// The same, and some of the runs may begin with this transaction.
    static Inserted insert(Tx tx, Ground ground, List<NewRun> runs, long nowUs, Claimer claimer) {
        return insert(tx, ground, runs, nowUs, claimer, false);
    }

    /// The same for runs that wait for each other when their job may not overlap, however many they are.
    static Inserted insertPatient(Tx tx, Ground ground, List<NewRun> runs, long nowUs) {
        return insert(tx, ground, runs, nowUs, Claimer.NONE, true);
    }

    private static Inserted insert(
            Tx tx, Ground ground, List<NewRun> runs, long nowUs, Claimer claimer, boolean patient) {
        if (runs.isEmpty()) {
            return new Inserted(Map.of(), Map.of());
        }
        var all = withTraits(tx, ground, runs);
        var moves = Moves.lock(tx, ground, nowUs, coming(all));
        var inserted = insertAll(moves, all, claimer, patient);
        moves.settle();
        return inserted;
    }

    /// A run with what it will have for good.
    private record Made(NewRun run, RunTraits traits) {
        private boolean waitsForJobs() {
            return Dependencies.apply(traits, run.job().definition());
        }
    }

    private static List<Made> withTraits(Tx tx, Ground ground, List<NewRun> runs) {
        return runs.stream().map(run -> new Made(run, traits(tx, ground, run))).toList();
    }

    // A run that no gate and no key counts needs no lock, and a record those of the jobs that
    // depend on its own.
    private static Moves.Coming coming(List<Made> all) {
        var counted = new ArrayList<RunTraits>();
        var recorded = new ArrayList<UUID>();
        for (var each : all) {
            var run = each.traits;
            if (each.run.finalState() != null) {
                recorded.add(run.jobId());
            } else if (run.gated() || run.limitKey() != null || each.waitsForJobs()) {
                counted.add(run);
            }
        }
        return new Moves.Coming(counted, recorded);
    }

    /// The same within other moves, which are settled by the caller.
    static Inserted insert(Moves moves, List<NewRun> runs) {
        return insertAll(moves, withTraits(moves.tx, moves.ground, runs), Claimer.NONE, false);
    }

    private static Inserted insertAll(
            Moves moves, List<Made> all, Claimer claimer, boolean patient) {
        var inserts = new RunInserts(moves, claimer, patient);
        all.forEach(each -> inserts.add(each.run, each.traits));
        inserts.write(claimer);
        return inserts.inserted;
    }

    private void add(NewRun run, RunTraits traits) {
        var state = run.finalState();
        if (state != null) {
            record(run, traits, state);
        } else if (run.part() != null) {
            put(run, traits, RunState.WAITING, Wait.STEP);
        } else {
            admit(run, traits);
        }
    }

    private void record(NewRun run, RunTraits traits, RunState state) {
        put(run, traits, state, null);
        if (run.part() == null) {
            moves.unblock(traits, run.job().definition());
            moves.recorded(traits);
        }
    }

    private void admit(NewRun run, RunTraits traits) {
        var definition = run.job().definition();
        var admission =
                moves.gates.admit(
                        traits.jobId(), definition, patient || run.cause() == Cause.BACKFILL);
        String refusal = admission.refusal();
        if (refusal != null && run.scheduleId() == null && run.cause() != Cause.DEPENDENCY) {
            inserted.refusals.put(run.id(), refusal);
            return;
        }
        if (refusal != null) {
            var skipped = run.recorded(RunState.SKIPPED, refusal);
            record(skipped, traits, RunState.SKIPPED);
            return;
        }
        boolean waits = admission.waiting();
        if (admission.replacing()) {
            // It may replace one of those before it, which must be there to be found, and begins
            // none of them.
            write(Claimer.NONE);
            moves.replaceAll(traits.jobId());
            waits = moves.gates.admitAfterReplacing(traits.jobId());
        }
        String unique = traits.uniqueName();
        if (unique != null) {
            moves.tx.limits().take(unique, run.id());
        }
        if (waits) {
            put(run, traits, RunState.WAITING, Wait.GATE);
        } else {
            enter(run, traits);
        }
    }

    private void enter(NewRun run, RunTraits traits) {
        if (Dependencies.apply(traits, run.job().definition())) {
            // What it waits for may be fired in this transaction too, and not be written yet.
            put(run, traits, RunState.WAITING, Wait.JOB);
            moves.waits(traits);
            return;
        }
        if (run.dueUs() > moves.nowUs + moves.ground.aheadUs()) {
            put(run, traits, RunState.DELAYED, null);
        } else if (moves.keys.admit(traits)) {
            put(run, traits, RunState.QUEUED, null);
        } else {
            put(run, traits, RunState.WAITING, Wait.KEY);
        }
    }

    private void put(NewRun run, RunTraits traits, RunState state, @Nullable Wait waitsFor) {
        var part = run.part();
        var row =
                new RunRow(
                        run.id(),
                        traits,
                        run.cause().name(),
                        state,
                        run.dueUs(),
                        rank(state, run.dueUs(), traits.priority()),
                        place(traits, state, waitsFor),
                        waitsFor,
                        run.keyed(),
                        moves.nowUs,
                        state.finished() ? moves.nowUs : null,
                        run.message(),
                        text(run.job().definition(), run.parameters(), moves.ground),
                        part == null ? null : part.result(),
                        null);
        rows.add(new Fresh(row, run.job().definition()));
        if (traits.ofSeveral() && !state.finished()) {
            flows.add(run);
        }
    }

    /// Parameters as they are stored, secrets sealed.
    static String text(JobDefinition definition, Map<String, String> values, Ground ground) {
        if (values.isEmpty()) {
            return "{}";
        }
        var stored = new TreeMap<>(values);
        for (var parameter : definition.parameters()) {
            if (parameter.type() == Parameter.Type.SECRET) {
                stored.computeIfPresent(
                        parameter.name(), (name, value) -> ground.secrets().seal(value));
            }
        }
        return Json.mapper().writeValueAsString(stored);
    }

    private static int place(RunTraits traits, RunState state, @Nullable Wait waitsFor) {
        return switch (state) {
            case QUEUED -> traits.line();
            case WAITING -> Places.of(waitsFor == null ? Wait.GATE : waitsFor, traits);
            default -> 0;
        };
    }

    private static long rank(RunState state, long dueUs, int priority) {
        return switch (state) {
            case QUEUED, WAITING -> Rank.of(dueUs, priority);
            case DELAYED -> dueUs;
            default -> 0;
        };
    }

    private void write(Claimer claimer) {
        var written = claimer.claim(moves.tx, rows, moves.nowUs);
        moves.tx.runs().insert(written);
        written.forEach(row -> inserted.rows.put(row.id(), row));
        rows.clear();
        for (var run : flows) {
            var rerun = run.rerun();
            moves.tx
                    .flows()
                    .insert(
                            run.id(),
                            rerun == null ? null : rerun.of(),
                            rerun == null ? List.of() : rerun.steps());
        }
        flows.clear();
    }

    private static RunTraits traits(Tx tx, Ground ground, NewRun run) {
        var part = run.part();
        var definition = Steps.of(run.job().definition(), part == null ? null : part.step());
        boolean several = definition.task() instanceof Task.Flow || definition.spread() != null;
        var deadline = definition.deadline();
        var placement = new TreeMap<>(definition.placement());
        if (part != null) {
            placement.putAll(part.placement());
        }
        return new RunTraits(
                run.job().id(),
                run.job().version(),
                definition.key(),
                run.scheduleId(),
                run.scheduleKey(),
                run.nominalUs(),
                definition.queue(),
                ground.lines().of(tx, definition.queue(), Placements.text(placement)),
                definition.priority(),
                several ? 0 : definition.weight(),
                several ? 1 : definition.retry().attempts(),
                definition.delivery() == Delivery.AT_MOST_ONCE,
                definition.overlap() != Overlap.ALLOW,
                limitKey(definition, run.parameters()),
                run.uniqueKey(),
                part == null ? null : part.flow(),
                part == null ? null : part.step(),
                deadline == null ? null : run.dueUs() + deadline.toNanos() / 1_000);
    }

    private static @Nullable String limitKey(
            JobDefinition definition, Map<String, String> parameters) {
        var limit = definition.keyLimit();
        if (limit == null) {
            return null;
        }
        String key = Placeholders.fill(limit.key(), parameters::get);
        return key.length() <= 300 ? key : key.substring(0, 300);
    }
}
