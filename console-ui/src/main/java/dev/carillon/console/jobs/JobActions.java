package dev.carillon.console.jobs;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.words.Texts;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// What is done to one job or several, each with a way back. One that fails does not keep the others from it.
final class JobActions {
    private static final Texts TEXTS = Texts.of(JobActions.class);

    private final ClusterLink link;

    JobActions(ClusterLink link) {
        this.link = link;
    }

    /// @param then when something was done, and when it was undone
    void pause(List<JobView> jobs, Notices notices, Runnable then) {
        perform(
                jobs,
                "pause",
                (carillon, job) -> carillon.pause(job.namespace(), job.name()),
                notices,
                then,
                done -> resume(done, CatchUp.Policy.LATEST, notices, then));
    }

    /// @param missed which of the due times that passed meanwhile are run
    void resume(List<JobView> jobs, CatchUp.Policy missed, Notices notices, Runnable then) {
        perform(
                jobs,
                "resume",
                (carillon, job) -> carillon.resume(job.namespace(), job.name(), missed),
                notices,
                then,
                done -> pause(done, notices, then));
    }

    /// Undone, the job is stored again as it was; runs that waited stay cancelled.
    void delete(List<JobView> jobs, Notices notices, Runnable then) {
        perform(
                jobs,
                "delete",
                (carillon, job) -> carillon.delete(job.namespace(), job.name()),
                notices,
                then,
                done -> restore(done, notices, then));
    }

    private void restore(List<JobView> jobs, Notices notices, Runnable then) {
        perform(
                jobs,
                "restore",
                (carillon, job) -> {
                    carillon.put(Definitions.fromJson(job.definition(), job.key()), 0);
                    if (job.paused()) {
                        carillon.pause(job.namespace(), job.name());
                    }
                },
                notices,
                then,
                null);
    }

    /// What was done, and what first failed.
    private record Outcome(
            List<JobView> done, @Nullable CarillonException failure, String failed) {}

    /// The way back of what was done.
    private interface Undo {
        void of(List<JobView> done);
    }

    private void perform(
            List<JobView> jobs,
            String what,
            BiConsumer<Carillon, JobView> action,
            Notices notices,
            Runnable then,
            @Nullable Undo undo) {
        link.ask(
                carillon -> each(carillon, jobs, action),
                outcome -> {
                    var failure = outcome.failure;
                    if (!outcome.done.isEmpty()) {
                        String text = said(what, outcome.done);
                        if (undo == null) {
                            notices.done(text);
                        } else {
                            notices.done(text, TEXTS.get("undo"), () -> undo.of(outcome.done));
                        }
                        then.run();
                    }
                    if (failure != null) {
                        notices.failed(TEXTS.get(what + ".failed", outcome.failed), failure);
                    }
                },
                refusal -> notices.failed(TEXTS.get(what + ".failed", names(jobs)), refusal));
    }

    private static Outcome each(
            Carillon carillon, List<JobView> jobs, BiConsumer<Carillon, JobView> action) {
        var done = new ArrayList<JobView>();
        CarillonException failure = null;
        var failed = new ArrayList<JobView>();
        for (var job : jobs) {
            try {
                action.accept(carillon, job);
                done.add(job);
            } catch (CarillonException e) {
                failure = failure == null ? e : failure;
                failed.add(job);
            }
        }
        return new Outcome(List.copyOf(done), failure, names(failed));
    }

    private static String said(String what, List<JobView> jobs) {
        return jobs.size() == 1
                ? TEXTS.get(what + ".one", jobs.getFirst().key())
                : TEXTS.get(what + ".many", jobs.size());
    }

    private static String names(List<JobView> jobs) {
        return jobs.size() <= 1
                ? jobs.stream().map(JobView::key).findFirst().orElse("")
                : TEXTS.get("jobs.and", jobs.getFirst().key(), jobs.size() - 1);
    }
}
