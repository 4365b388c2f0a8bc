package dev.carillon.console.jobs;

import dev.carillon.api.JobView;
import dev.carillon.console.words.Texts;

/// What one has to know of a job before anything else.
final class JobMarks {
    private static final Texts TEXTS = Texts.of(JobMarks.class);

    private JobMarks() {}

    /// Why it is paused, that a schedule is out of order, or that its runs take too long; empty when all is well.
    static String standing(JobView job) {
        if (job.paused()) {
            return job.pausedWhy() == null
                    ? TEXTS.get("paused.by", job.updatedBy())
                    : TEXTS.get("paused.why", job.pausedWhy());
        }
        for (var schedule : job.schedules()) {
            if (schedule.error() != null) {
                return TEXTS.get("schedule.error", schedule.error());
            }
        }
        return job.outlasts() ? TEXTS.get("outlasts") : "";
    }
}
