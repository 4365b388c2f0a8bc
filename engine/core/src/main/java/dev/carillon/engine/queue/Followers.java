package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Dependency;
import dev.carillon.api.RunState;
import dev.carillon.engine.catalog.ScheduleIds;
import dev.carillon.engine.policy.FlowPlan;
import dev.carillon.engine.queue.Moves.Ended;
import dev.carillon.engine.run.NewRun;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.run.NewRun.JobRef;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.store.RunTable.Wait;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What the end of a run means for the jobs that depend on its job. The gate of each is held.
final class Followers {
    private final Moves moves;
    private final Map<UUID, List<UUID>> dependents;

    /// @param dependents the jobs that depend on a job, as far as that is known, to which what is read is added
    Followers(Moves moves, Map<UUID, List<UUID>> dependents) {
        this.moves = moves;
        this.dependents = dependents;
    }

    void follow(Ended ended) {
        for (UUID id : dependents(ended.traits().jobId())) {
            moves.tx
                    .jobs()
                    .find(id)
                    .filter(job -> !job.deleted())
                    .map(job -> moves.ground.catalog().read(moves.tx, id, job.version()))
                    .ifPresent(job -> follow(ended, job));
        }
    }

    /// The jobs that depend on it.
    // Once for all runs of a job that end together.
    List<UUID> dependents(UUID job) {
        return dependents.computeIfAbsent(
                job, id -> moves.tx.jobs().dependents(List.of(id)).getOrDefault(id, List.of()));
    }

    private void follow(Ended ended, JobRef job) {
        var dependency = on(job.definition(), ended.traits().jobKey());
        if (dependency.isEmpty()) {
            return;
        }
        if (job.definition().schedules().isEmpty()) {
            start(ended, job, dependency.get());
        } else {
            release(job.id());
        }
    }

    private static Optional<Dependency> on(JobDefinition job, String key) {
        return job.dependsOn().stream().filter(each -> each.job().equals(key)).findFirst();
    }

    /// Lets the runs of a job go on, or ends them, whose other jobs have ended.
    void release(UUID job) {
        moves.gates.hold(job);
        var waiting = moves.tx.runs().waiting(Wait.JOB, Places.of(Wait.JOB, job), job.toString());
        for (var run : waiting) {
            var verdict =
                    new Dependencies(moves.tx, moves.ground.catalog())
                            .of(moves.ofJob(run.traits()), run.traits().nominalUs());
            switch (verdict.state()) {
                case MET -> moves.queue(run);
                case IMPOSSIBLE -> moves.end(run, RunState.SKIPPED, verdict.why());
                case PENDING -> {}
            }
        }
    }

    // A job without schedules starts when the last of what it depends on has ended.
    private void start(Ended ended, JobRef job, Dependency dependency) {
        var nominal = ended.traits().nominalUs();
        if (nominal != null && made(job, nominal)) {
            return;
        }
        if (!FlowPlan.matches(dependency.on(), ended.state())) {
            if (nominal != null) {
                insert(
                        run(job, nominal)
                                .recorded(
                                        RunState.SKIPPED,
                                        "run "
                                                + ended.id()
                                                + " of "
                                                + dependency.job()
                                                + " ended as "
                                                + ended.state()
                                                + ", and "
                                                + dependency.on()
                                                + " was wanted"));
            }
            return;
        }
        var verdict =
                new Dependencies(moves.tx, moves.ground.catalog()).of(job.definition(), nominal);
        if (verdict.state() == Dependencies.State.MET) {
            insert(run(job, nominal));
        }
    }

    private boolean made(JobRef job, long nominal) {
        return !moves.tx
                .runs()
                .ofNominal(List.of(ScheduleIds.ofDependency(job.definition().key())), nominal)
                .isEmpty();
    }

    private NewRun run(JobRef job, @Nullable Long nominal) {
        String key = job.definition().key();
        var time = Instant.ofEpochMilli((nominal == null ? moves.nowUs : nominal) / 1_000);
        var run =
                NewRun.of(
                        moves.ground.ids().next(),
                        job,
                        Cause.DEPENDENCY,
                        moves.nowUs,
                        Parameters.ofSchedule(job.definition(), time));
        return nominal == null ? run : run.at(ScheduleIds.ofDependency(key), null, nominal);
    }

    private void insert(NewRun run) {
        RunInserts.insert(moves, List.of(run));
    }
}
