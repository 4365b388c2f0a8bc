package dev.carillon.console.jobs;

import dev.carillon.api.CarillonException;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.jobs.JobBulkModel.Plan;
import dev.carillon.console.jobs.JobBulkModel.Progress;
import dev.carillon.console.jobs.JobBulkModel.What;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.words.Texts;

import java.util.Locale;

/// What is done to jobs, told with a way back.
final class JobActions {
    private static final Texts TEXTS = Texts.of(JobActions.class);

    private final ClusterLink link;
    private final Notices notices;
    private final Runnable then;

    /// @param then when something was done, and when it was undone
    JobActions(ClusterLink link, Notices notices, Runnable then) {
        this.link = link;
        this.notices = notices;
        this.then = then;
    }

    /// Does what needs no question.
    void act(Plan plan) {
        var model = new JobBulkModel(link);
        model.act(
                plan,
                at -> {
                    acted(plan, at, () -> model.undo(plan, at.acted(), this::undoneAlone));
                    refused(key(plan.what()), at);
                },
                refusal -> failed(plan, refusal));
    }

    /// Tells what was done.
    void acted(Plan plan, Progress at, Runnable undo) {
        then.run();
        if (!at.acted().isEmpty()) {
            notices.done(said(key(plan.what()), at), TEXTS.get("undo"), undo);
        } else if (at.total() > 1) {
            notices.done(said(key(plan.what()), at));
        }
    }

    /// Tells that nothing could be done.
    void failed(Plan plan, CarillonException why) {
        notices.failed(TEXTS.get(key(plan.what()) + ".failed", names(plan)), why);
    }

    private void undoneAlone(Progress at) {
        undone(at);
        refused("undone", at);
    }

    private void refused(String what, Progress at) {
        at.refused()
                .forEach(
                        each ->
                                notices.failed(
                                        TEXTS.get(what + ".failed", each.job()), each.why()));
    }

    /// Tells what was taken back.
    void undone(Progress at) {
        then.run();
        if (at.total() > 1 || !at.acted().isEmpty()) {
            notices.done(said("undone", at));
        }
    }

    static String key(What what) {
        return what.name().toLowerCase(Locale.ROOT);
    }

    private static String said(String key, Progress at) {
        var text =
                new StringBuilder(
                        at.total() == 1
                                ? TEXTS.get(key + ".one", at.acted().getFirst())
                                : TEXTS.get(key + ".many", at.acted().size()));
        if (at.total() > 1 && !at.refused().isEmpty()) {
            text.append(' ').append(TEXTS.get("bulk.refused", at.refused().size()));
        }
        if (at.done() < at.total()) {
            text.append(' ').append(TEXTS.get("bulk.stopped", at.total() - at.done()));
        }
        return text.toString();
    }

    private static String names(Plan plan) {
        return plan.jobs().size() == 1
                ? plan.jobs().getFirst().key()
                : TEXTS.get("bulk.jobs", plan.jobs().size());
    }
}
