package dev.carillon.console.jobs;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeView;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Something that is done to jobs, one after the other, and taken back by the log of changes. A job that refuses does not
/// keep the others from it; without a node that answers, or a token that is accepted, it ends.
final class JobBulkModel {
    private static final Texts TEXTS = Texts.of(JobBulkModel.class);
    private static final int MOST_CHANGES = 100;
    // The next job would hear the same.
    private static final Set<ErrorCode> ENDS =
            EnumSet.of(ErrorCode.UNAVAILABLE, ErrorCode.UNAUTHENTICATED);

    /// What is done.
    enum What {
        PAUSE,
        RESUME,
        DELETE
    }

    /// What is to be done to which jobs.
    ///
    /// @param skipped how many were chosen for which it is so already
    /// @param missed which of the due times that passed meanwhile are run, of RESUME
    record Plan(What what, List<JobView> jobs, int skipped, CatchUp.Policy missed) {
        /// Of the jobs that somebody chose, those for which it is not so already.
        static Plan of(What what, List<JobView> chosen) {
            var jobs =
                    chosen.stream()
                            .filter(
                                    job ->
                                            switch (what) {
                                                case PAUSE -> !job.paused();
                                                case RESUME -> job.paused();
                                                case DELETE -> true;
                                            })
                            .toList();
            return new Plan(what, jobs, chosen.size() - jobs.size(), CatchUp.Policy.NONE);
        }

        Plan missing(CatchUp.Policy policy) {
            return new Plan(what, jobs, skipped, policy);
        }

        private String action() {
            return switch (what) {
                case PAUSE -> "job.pause";
                case RESUME -> "job.resume";
                case DELETE -> "job.delete";
            };
        }
    }

    /// A job that it was not done to, and why.
    record Refusal(String job, CarillonException why) {}

    /// How far it is.
    ///
    /// @param total jobs that it is for
    /// @param acted those that it was done to, in this order
    record Progress(int total, List<String> acted, List<Refusal> refused, boolean ended) {
        /// How many had their turn.
        int done() {
            return acted.size() + refused.size();
        }

        double part() {
            return total == 0 ? 1 : (double) done() / total;
        }

        private Progress with(String job) {
            var more = new ArrayList<>(acted);
            more.add(job);
            return new Progress(total, List.copyOf(more), refused, false);
        }

        private Progress with(Refusal refusal) {
            var more = new ArrayList<>(refused);
            more.add(refusal);
            return new Progress(total, acted, List.copyOf(more), false);
        }

        private Progress end() {
            return new Progress(total, acted, refused, true);
        }
    }

    /// Where the log of changes ended before, and who goes on in it.
    private record Mark(String actor, long change) {
        static Mark of(Carillon carillon) {
            return new Mark(
                    carillon.me().name(),
                    carillon.changes(ChangeQuery.ALL, null, 1).items().stream()
                            .mapToLong(ChangeView::id)
                            .max()
                            .orElse(0));
        }

        // The first one is what was done here: the same may have been done again since.
        long change(Carillon carillon, String job, String action) {
            return carillon
                    .changes(new ChangeQuery("job", job, actor, null), null, MOST_CHANGES)
                    .items()
                    .stream()
                    .filter(each -> each.id() > change && each.action().equals(action))
                    .mapToLong(ChangeView::id)
                    .min()
                    .orElseThrow(
                            () ->
                                    new CarillonException(
                                            ErrorCode.CONFLICT, TEXTS.get("bulk.so.before")));
        }
    }

    private final ClusterLink link;
    private final ReadOnlyObjectWrapper<@Nullable Progress> progress =
            new ReadOnlyObjectWrapper<>();
    private @Nullable Mark before;
    private boolean stopped;

    JobBulkModel(ClusterLink link) {
        this.link = link;
    }

    ReadOnlyObjectProperty<@Nullable Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// Whether nothing can be done before the name of the cluster is typed.
    boolean wantsName(Plan plan) {
        return link.profile().production() && plan.what != What.RESUME && plan.jobs.size() > 1;
    }

    /// Does what was planned.
    ///
    /// @param ended gets what came of it, also when it was stopped
    /// @param refused when nothing was done
    void act(Plan plan, Consumer<Progress> ended, Consumer<CarillonException> refused) {
        begin(plan.jobs.size());
        link.ask(
                Mark::of,
                mark -> {
                    before = mark;
                    new Turns(turns(plan), plan.what == What.DELETE, ended).next();
                },
                refusal -> {
                    progress.set(null);
                    refused.accept(refusal);
                });
    }

    private void begin(int total) {
        progress.set(new Progress(total, List.of(), List.of(), false));
        stopped = false;
    }

    private static List<Turn> turns(Plan plan) {
        return plan.jobs.stream()
                .map(
                        job ->
                                new Turn(
                                        job.key(),
                                        carillon -> {
                                            switch (plan.what) {
                                                case PAUSE ->
                                                        carillon.pause(job.namespace(), job.name());
                                                case RESUME ->
                                                        carillon.resume(
                                                                job.namespace(),
                                                                job.name(),
                                                                plan.missed);
                                                case DELETE ->
                                                        carillon.delete(
                                                                job.namespace(), job.name());
                                            }
                                        }))
                .toList();
    }

    /// Ends after the job that is under way; what was done stays done, and can be taken back.
    void stop() {
        stopped = true;
    }

    /// Takes back what was done, the last first: a flow that was deleted before its steps needs them.
    ///
    /// @param acted the jobs that it was done to
    void undo(Plan plan, List<String> acted, Consumer<Progress> ended) {
        var mark = Objects.requireNonNull(before, "it was done");
        begin(acted.size());
        var turns =
                acted.reversed().stream()
                        .map(
                                job ->
                                        new Turn(
                                                job,
                                                carillon ->
                                                        carillon.undo(
                                                                mark.change(
                                                                        carillon,
                                                                        job,
                                                                        plan.action()))))
                        .toList();
        new Turns(turns, false, ended).next();
    }

    /// What is done to a job, on another thread.
    private record Turn(String job, Consumer<Carillon> action) {}

    /// Gives each job its turn, one after the other.
    private final class Turns {
        private final Deque<Turn> waiting;
        private final boolean again;
        private final Consumer<Progress> ended;
        private final Map<Turn, CarillonException> needed = new LinkedHashMap<>();
        private int actedBefore;

        /// @param again whether jobs that others need have another turn after those others
        private Turns(List<Turn> turns, boolean again, Consumer<Progress> ended) {
            waiting = new ArrayDeque<>(turns);
            this.again = again;
            this.ended = ended;
        }

        private void next() {
            if (waiting.isEmpty() && !stopped && now().acted.size() > actedBefore) {
                actedBefore = now().acted.size();
                waiting.addAll(needed.keySet());
                needed.clear();
            }
            var turn = stopped ? null : waiting.poll();
            if (turn == null) {
                needed.forEach((job, why) -> refuse(job, why));
                progress.set(now().end());
                ended.accept(now());
                return;
            }
            link.ask(
                    carillon -> {
                        turn.action.accept(carillon);
                        return turn.job;
                    },
                    job -> {
                        progress.set(now().with(job));
                        next();
                    },
                    why -> {
                        if (again && why.code() == ErrorCode.CONFLICT) {
                            needed.put(turn, why);
                        } else {
                            refuse(turn, why);
                        }
                        stopped |= ENDS.contains(why.code());
                        next();
                    });
        }

        private void refuse(Turn turn, CarillonException why) {
            progress.set(now().with(new Refusal(turn.job, why)));
        }
    }

    private Progress now() {
        return Objects.requireNonNull(progress.get(), "it has begun");
    }
}
