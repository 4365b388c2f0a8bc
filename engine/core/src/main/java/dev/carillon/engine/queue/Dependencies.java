package dev.carillon.engine.queue;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Dependency;
import dev.carillon.api.RunState;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.catalog.ScheduleIds;
import dev.carillon.engine.policy.FlowPlan;
import dev.carillon.engine.run.RunTraits;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.TriggerTable.TriggerRow;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Whether what a job depends on has happened. Reads only; whoever decides holds the job's gate, so
/// that two predecessors that end at once cannot both find the other unfinished.
public final class Dependencies {
    /// The answer for all dependencies together.
    public enum State {
        MET,
        PENDING,
        /// A run that was waited for ended otherwise, or there is none for that time.
        IMPOSSIBLE
    }

    /// @param why names the job that is waited for, or how it ended; empty when met
    public record Verdict(State state, String why) {
        private static final Verdict MET = new Verdict(State.MET, "");
    }

    private final Tx tx;
    private final JobCatalog catalog;

    public Dependencies(Tx tx, JobCatalog catalog) {
        this.tx = tx;
        this.catalog = catalog;
    }

    /// Whether a run waits for other jobs at all: what a schedule made does, what a person asked for, or
    /// the end of another job, does not.
    ///
    /// @param job the definition of its job
    static boolean apply(RunTraits run, JobDefinition job) {
        return run.scheduleId() != null
                && run.flow() == null
                && !job.dependsOn().isEmpty()
                && !job.schedules().isEmpty();
    }

    /// @param nominalUs the due time of the run that waits; null for one without, for which the newest
    ///     run of each job counts
    public Verdict of(JobDefinition job, @Nullable Long nominalUs) {
        Verdict pending = null;
        for (var dependency : job.dependsOn()) {
            var verdict = of(dependency, nominalUs);
            if (verdict.state == State.IMPOSSIBLE) {
                return verdict;
            }
            if (verdict.state == State.PENDING && pending == null) {
                pending = verdict;
            }
        }
        return pending == null ? Verdict.MET : pending;
    }

    private Verdict of(Dependency dependency, @Nullable Long nominalUs) {
        if (nominalUs == null || dependency.time() == Dependency.Time.LAST) {
            return last(dependency);
        }
        var runs = tx.runs().ofNominal(schedules(dependency.job()), nominalUs);
        if (runs.isEmpty() && !mayCome(dependency.job(), nominalUs)) {
            // Once more: what was fired, or ended, between the two reads has its run now.
            runs = tx.runs().ofNominal(schedules(dependency.job()), nominalUs);
            if (runs.isEmpty()) {
                return new Verdict(
                        State.IMPOSSIBLE,
                        dependency.job()
                                + " has no run for the same time, and "
                                + dependency.on()
                                + " was wanted");
            }
        }
        if (runs.isEmpty()) {
            return pending(dependency, "has no run yet for the same time");
        }
        for (var run : runs) {
            if (run.state().finished() && FlowPlan.matches(dependency.on(), run.state())) {
                return Verdict.MET;
            }
        }
        return runs.stream().allMatch(run -> run.state().finished())
                ? new Verdict(
                        State.IMPOSSIBLE,
                        "run "
                                + runs.getFirst().id()
                                + " of "
                                + dependency.job()
                                + " ended as "
                                + runs.getFirst().state()
                                + ", and "
                                + dependency.on()
                                + " was wanted")
                : pending(dependency, text(runs.getFirst()));
    }

    private static String text(OpenRun run) {
        return "run " + run.id() + " is " + run.state();
    }

    private static Verdict pending(Dependency dependency, String what) {
        return new Verdict(
                State.PENDING,
                "it waits for " + dependency.on() + " of " + dependency.job() + ": " + what);
    }

    private Verdict last(Dependency dependency) {
        Optional<OpenRun> last = tx.runs().lastEnded(JobCatalog.idOf(dependency.job()));
        RunState state = last.map(OpenRun::state).orElse(null);
        if (FlowPlan.matches(dependency.on(), state)) {
            return Verdict.MET;
        }
        return pending(dependency, last.map(Dependencies::text).orElse("it has never run"));
    }

    // Whether a job that has no run for a time may get one. A schedule advances in the transaction
    // that makes the run, or the record, and never back; one that is paused or set aside goes on
    // from where it is. A job without schedules is started for the time of what it depends on.
    private boolean mayCome(String key, long nominalUs) {
        var definition = current(key);
        if (definition.isEmpty()) {
            return false;
        }
        if (definition.get().schedules().isEmpty()) {
            return definition.get().dependsOn().stream()
                    .anyMatch(each -> mayEnd(each.job(), nominalUs));
        }
        return tx.triggers().ofJob(JobCatalog.idOf(key)).stream()
                .map(TriggerRow::nextMillis)
                .anyMatch(next -> next != null && next * 1_000 <= nominalUs);
    }

    private boolean mayEnd(String key, long nominalUs) {
        var runs = tx.runs().ofNominal(schedules(key), nominalUs);
        return runs.stream().anyMatch(run -> !run.state().finished())
                || runs.isEmpty() && mayCome(key, nominalUs);
    }

    private Optional<JobDefinition> current(String key) {
        return tx.jobs()
                .find(JobCatalog.idOf(key))
                .filter(job -> !job.deleted())
                .map(job -> catalog.read(tx, job.id(), job.version()).definition());
    }

    // All schedules the job has now, and the one that stands for its own dependencies.
    private List<UUID> schedules(String key) {
        var ids = new ArrayList<UUID>();
        ids.add(ScheduleIds.ofDependency(key));
        current(key)
                .ifPresent(
                        job ->
                                job.schedules()
                                        .forEach(
                                                schedule ->
                                                        ids.add(
                                                                ScheduleIds.of(
                                                                        key, schedule.id()))));
        return ids;
    }
}
