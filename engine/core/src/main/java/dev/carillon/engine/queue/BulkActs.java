package dev.carillon.engine.queue;

import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.store.BulkTable.Turn;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Does an action to some runs within one transaction, and takes it back. A run that refuses keeps the others from
/// nothing.
final class BulkActs {
    private final Ground ground;
    private final Reruns reruns;

    BulkActs(Stores stores, Ground ground) {
        this.ground = ground;
        reruns = new Reruns(stores, ground.catalog());
    }

    /// @param stopping gets the runs that were asked to stop
    /// @return what became of each run, in order
    List<Turn> act(
            Tx tx, BulkAction action, List<UUID> runs, String by, long now, Set<UUID> stopping) {
        return switch (action) {
            case RETRY -> new Retry(tx, now).of(runs);
            case DISMISS ->
                    turns(
                            runs,
                            views(tx, runs),
                            run -> {
                                tx.runs().handled(UUID.fromString(run.id()), now);
                                return null;
                            });
            case CANCEL -> move(tx, action, runs, now, stopping, StateChanges::cancel);
            case HOLD ->
                    move(
                            tx,
                            action,
                            runs,
                            now,
                            stopping,
                            (moves, run) -> StateChanges.hold(moves, run, by));
            case RELEASE -> move(tx, action, runs, now, stopping, StateChanges::release);
        };
    }

    private static Map<UUID, RunView> views(Tx tx, List<UUID> runs) {
        var views = new HashMap<UUID, RunView>();
        tx.reads().views(runs).forEach(run -> views.put(UUID.fromString(run.id()), run));
        return views;
    }

    /// What is done to one run.
    private interface Act {
        /// @return why it was not done, null when it was
        @Nullable Refusal to(RunView run);
    }

    private static List<Turn> turns(List<UUID> runs, Map<UUID, RunView> views, Act act) {
        var turns = new ArrayList<Turn>();
        for (var id : runs) {
            var run = views.get(id);
            var refusal = run == null ? Refusal.GONE : BulkRules.refusal(BulkAction.DISMISS, run);
            if (run != null && refusal == null) {
                refusal = act.to(run);
            }
            turns.add(new Turn(id, null, refusal == null ? null : refusal.stored()));
        }
        return turns;
    }

    private interface Move {
        /// @return false when the run changed between the read and the write
        boolean in(Moves moves, OpenRun run);
    }

    private List<Turn> move(
            Tx tx, BulkAction action, List<UUID> runs, long now, Set<UUID> stopping, Move move) {
        var moves = lock(tx, runs, now);
        var turns = new ArrayList<Turn>();
        for (var id : runs) {
            var refusal = move(moves, action, id, move);
            turns.add(new Turn(id, null, refusal == null ? null : refusal.stored()));
        }
        moves.settle();
        stopping.addAll(moves.stopping());
        return turns;
    }

    private Moves lock(Tx tx, List<UUID> runs, long now) {
        return Moves.lockAll(
                tx,
                ground,
                now,
                runs.stream().map(tx.runs()::open).flatMap(Optional::stream).toList());
    }

    // Read again now that it is locked against what its locks guard; what changes without them is
    // tried once more.
    private static @Nullable Refusal move(Moves moves, BulkAction action, UUID id, Move move) {
        for (int tries = 0; tries < 2; tries++) {
            var run = moves.tx.runs().open(id);
            if (run.isEmpty()) {
                return Refusal.GONE;
            }
            var refusal = BulkRules.refusal(action, run.get().state());
            if (refusal != null) {
                return refusal;
            }
            if (move.in(moves, run.get())) {
                return null;
            }
        }
        return Refusal.CHANGED;
    }

    /// Runs that are made again.
    private final class Retry {
        private final Tx tx;
        private final long now;
        private final Map<String, JobRef> jobs = new HashMap<>();
        private final Map<UUID, NewRun> again = new LinkedHashMap<>();
        private final Map<UUID, Refusal> refusals = new HashMap<>();

        private Retry(Tx tx, long now) {
            this.tx = tx;
            this.now = now;
        }

        private List<Turn> of(List<UUID> runs) {
            var views = views(tx, runs);
            for (var id : runs) {
                var run = views.get(id);
                var refusal = run == null ? Refusal.GONE : BulkRules.refusal(BulkAction.RETRY, run);
                if (refusal == null) {
                    plan(id);
                } else {
                    refusals.put(id, refusal);
                }
            }
            var inserted = RunInserts.insertPatient(tx, ground, List.copyOf(again.values()), now);
            again.forEach(
                    (id, run) -> {
                        var refused = inserted.refusals().get(run.id());
                        if (refused == null) {
                            tx.runs().handled(id, now);
                        } else {
                            refusals.put(id, Refusal.because(refused));
                        }
                    });
            return runs.stream().map(this::turn).toList();
        }

        private Turn turn(UUID id) {
            var refusal = refusals.get(id);
            return refusal == null
                    ? new Turn(id, Objects.requireNonNull(again.get(id)).id(), null)
                    : new Turn(id, null, refusal.stored());
        }

        // Reads only, so that one that cannot be made takes nothing from the others.
        private void plan(UUID id) {
            try {
                var wanted = reruns.wanted(tx, id, RetryRequest.SAME);
                var job =
                        jobs.computeIfAbsent(
                                wanted.namespace() + "/" + wanted.name(),
                                key ->
                                        ground.catalog()
                                                .current(tx, wanted.namespace(), wanted.name()));
                var parameters =
                        Parameters.of(
                                job.definition(),
                                wanted.parameters(),
                                Instant.ofEpochMilli(now / 1_000));
                again.put(
                        id,
                        NewRun.of(ground.ids().next(), job, wanted.cause(), now, parameters)
                                .with(false, null, wanted.rerun()));
            } catch (CarillonException e) {
                refusals.put(id, Refusal.because(String.valueOf(e.getMessage())));
            }
        }
    }

    /// Takes back what was done to some runs.
    ///
    /// @param acted runs to which it was done
    /// @return what became of each
    List<Turn> undo(
            Tx tx, BulkAction action, List<Turn> acted, String by, long now, Set<UUID> stopping) {
        var runs = acted.stream().map(Turn::run).toList();
        return switch (action) {
            case RETRY -> undoRetries(tx, acted, now, stopping);
            case DISMISS ->
                    runs.stream()
                            .map(
                                    run -> {
                                        tx.runs().unhandled(run);
                                        return new Turn(run, null, null);
                                    })
                            .toList();
            case HOLD -> move(tx, BulkAction.RELEASE, runs, now, stopping, StateChanges::release);
            case RELEASE ->
                    move(
                            tx,
                            BulkAction.HOLD,
                            runs,
                            now,
                            stopping,
                            (moves, run) -> StateChanges.hold(moves, run, by));
            case CANCEL -> {
                var ended =
                        new Refusal(
                                "was asked to end, which cannot be taken back; retry it",
                                "were asked to end, which cannot be taken back; retry them");
                yield runs.stream().map(run -> new Turn(run, null, ended.stored())).toList();
            }
        };
    }

    private List<Turn> undoRetries(Tx tx, List<Turn> acted, long now, Set<UUID> stopping) {
        var moves =
                lock(
                        tx,
                        acted.stream().map(turn -> Objects.requireNonNull(turn.made())).toList(),
                        now);
        var turns = new ArrayList<Turn>();
        for (var turn : acted) {
            var refusal = undoRetry(moves, Objects.requireNonNull(turn.made()));
            if (refusal == null) {
                tx.runs().unhandled(turn.run());
            }
            turns.add(new Turn(turn.run(), turn.made(), refusal == null ? null : refusal.stored()));
        }
        moves.settle();
        stopping.addAll(moves.stopping());
        return turns;
    }

    private static @Nullable Refusal undoRetry(Moves moves, UUID made) {
        for (int tries = 0; tries < 2; tries++) {
            var run = moves.tx.runs().open(made);
            if (run.isEmpty()) {
                return Refusal.GONE;
            }
            switch (run.get().state()) {
                case DELAYED, QUEUED, WAITING, HELD, CLAIMED -> {}
                default -> {
                    return Refusal.BEGUN;
                }
            }
            if (moves.cancel(run.get(), RunState.CANCELLED, "the retry was undone")) {
                return null;
            }
        }
        return Refusal.CHANGED;
    }
}
