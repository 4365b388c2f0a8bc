package dev.carillon.engine.run;

import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.Overlap;
import dev.carillon.api.JobDefinition.Retry;
import dev.carillon.api.Task;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The definition a part of a run of several is run by: its own task under the rules of the job.
public final class Steps {
    private Steps() {}

    /// The definition of a run.
    ///
    /// @param job the definition of its job
    public static JobDefinition of(JobDefinition job, RunTraits run) {
        return run.ofSeveral() ? job : of(job, run.step());
    }

    /// The definition of a step, or of a shard.
    ///
    /// @param step null for a run that is no part
    public static JobDefinition of(JobDefinition job, @Nullable String step) {
        if (step == null) {
            return job;
        }
        if (job.task() instanceof Task.Flow flow) {
            return flow.steps().stream()
                    .filter(each -> each.name().equals(step) && each.task() != null)
                    .findFirst()
                    .map(each -> with(job, each))
                    .orElse(job);
        }
        return job.spread() == null ? job : with(job, job.task(), job.retry(), job.timeout());
    }

    private static JobDefinition with(JobDefinition job, Task.Step step) {
        var task = step.task() == null ? job.task() : step.task();
        return with(
                job,
                task,
                step.retry().equals(Retry.NONE) ? job.retry() : step.retry(),
                step.timeout() == null ? job.timeout() : step.timeout());
    }

    private static JobDefinition with(
            JobDefinition job, Task task, Retry retry, java.time.@Nullable Duration timeout) {
        return new JobDefinition(
                job.namespace(),
                job.name(),
                job.description(),
                job.labels(),
                task,
                job.parameters(),
                List.of(),
                job.catchUp(),
                Overlap.ALLOW,
                retry,
                timeout,
                job.startDeadline(),
                job.killGrace(),
                job.delivery(),
                job.onContactLost(),
                job.priority(),
                job.queue(),
                job.retention(),
                job.maxWaiting(),
                job.deadline(),
                0,
                job.weight(),
                job.spread() == null ? null : job.keyLimit(),
                job.placement(),
                List.of(),
                null);
    }
}
