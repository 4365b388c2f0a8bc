package dev.carillon.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.jobs.JobBulkModel.Plan;
import dev.carillon.console.jobs.JobBulkModel.Progress;
import dev.carillon.console.jobs.JobBulkModel.Refusal;
import dev.carillon.console.jobs.JobBulkModel.What;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class JobBulkModelTest {
    private final Needing cluster = new Needing();
    private final ClusterLink link = link(false);
    private final JobBulkModel model = new JobBulkModel(link);
    private final List<Progress> seen = new ArrayList<>();
    private @Nullable Progress ended;
    private @Nullable CarillonException refused;

    /// Refuses to delete steps of the flow `flow`.
    public static final class Needing extends FakeJobs {
        private boolean lost;

        @Override
        public synchronized JobView pause(String namespace, String name) {
            if (lost) {
                throw new CarillonException(ErrorCode.UNAVAILABLE, "no node answers");
            }
            return super.pause(namespace, name);
        }

        @Override
        public void delete(String namespace, String name) {
            if (name.startsWith("step") && jobs("flow", null, 1).items().size() == 1) {
                throw new CarillonException(
                        ErrorCode.CONFLICT, "job " + name + " is what flow has as a step");
            }
            super.delete(namespace, name);
        }
    }

    private ClusterLink link(boolean production) {
        return new ClusterLink(
                new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, production),
                cluster.carillon(),
                new DirectBackground(),
                () -> FakeCarillon.NOW);
    }

    private List<JobView> jobs(String... names) {
        var jobs = new ArrayList<JobView>();
        for (String name : names) {
            jobs.add(cluster.define("{name: " + name + ", task: {shell: {command: [date]}}}"));
        }
        return jobs;
    }

    private void act(Plan plan) {
        model.progressProperty()
                .subscribe(
                        at -> {
                            if (at != null) {
                                seen.add(at);
                            }
                        });
        model.act(plan, at -> ended = at, why -> refused = why);
    }

    private Progress ended() {
        return Objects.requireNonNull(ended, "it has ended");
    }

    @Test
    void thosePausedAlreadyAreLeftOutAndCounted() {
        var chosen = jobs("a", "b", "c");
        cluster.pause("default", "b");

        var plan =
                Plan.of(
                        What.PAUSE,
                        List.of(chosen.get(0), cluster.job("default", "b"), chosen.get(2)));

        assertThat(plan.jobs()).extracting(JobView::name).containsExactly("a", "c");
        assertThat(plan.skipped()).isEqualTo(1);
    }

    @Test
    void eachJobHasItsTurnAndTheProgressIsTold() {
        act(Plan.of(What.PAUSE, jobs("a", "b", "c")));

        assertThat(seen).extracting(Progress::done).containsExactly(0, 1, 2, 3, 3);
        assertThat(ended().acted()).containsExactly("default/a", "default/b", "default/c");
        assertThat(ended().ended()).isTrue();
        assertThat(cluster.calls())
                .containsExactly("pause default/a", "pause default/b", "pause default/c");
    }

    @Test
    void stoppedItEndsAfterTheJobUnderWayAndSaysWhatWasDone() {
        var jobs = jobs("a", "b", "c");
        model.progressProperty()
                .subscribe(
                        at -> {
                            if (at != null && at.done() == 1) {
                                model.stop();
                            }
                        });

        act(Plan.of(What.PAUSE, jobs));

        assertThat(ended().acted()).containsExactly("default/a");
        assertThat(ended().done()).isEqualTo(1);
        assertThat(ended().total()).isEqualTo(3);
        assertThat(cluster.calls()).containsExactly("pause default/a");
    }

    @Test
    void aJobThatRefusesDoesNotKeepTheOthersFromIt() {
        var jobs = jobs("a", "gone", "missing", "c");
        cluster.delete("default", "gone");
        cluster.delete("default", "missing");

        act(Plan.of(What.PAUSE, jobs));

        assertThat(ended().acted()).containsExactly("default/a", "default/c");
        assertThat(ended().refused())
                .extracting(Refusal::job)
                .containsExactly("default/gone", "default/missing");
        assertThat(ended().refused().getFirst().why()).hasMessage("there is no job default/gone");
    }

    @Test
    void withoutANodeThatAnswersNothingMoreIsTried() {
        var jobs = jobs("a", "b", "c");
        model.progressProperty()
                .subscribe(
                        at -> {
                            if (at != null && at.done() == 1) {
                                cluster.lost = true;
                            }
                        });

        act(Plan.of(What.PAUSE, jobs));

        assertThat(ended().acted()).containsExactly("default/a");
        assertThat(ended().refused()).extracting(Refusal::job).containsExactly("default/b");
        assertThat(ended().done()).isEqualTo(2);
    }

    @Test
    void withoutANodeAtTheBeginningNothingIsDone() {
        var jobs = jobs("a", "b");
        cluster.setAway(true);

        act(Plan.of(What.PAUSE, jobs));

        assertThat(ended).isNull();
        assertThat(Objects.requireNonNull(refused).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(cluster.calls()).isEmpty();
        assertThat(model.progressProperty().get()).isNull();
    }

    @Test
    void aStepIsDeletedAfterTheFlowThatNeedsIt() {
        act(Plan.of(What.DELETE, jobs("step-1", "step-2", "flow")));

        assertThat(ended().refused()).isEmpty();
        assertThat(ended().acted())
                .containsExactly("default/flow", "default/step-1", "default/step-2");
    }

    @Test
    void aStepThatIsStillNeededSaysBy() {
        jobs("flow");

        act(Plan.of(What.DELETE, jobs("step-1", "other")));

        assertThat(ended().acted()).containsExactly("default/other");
        assertThat(ended().refused()).extracting(Refusal::job).containsExactly("default/step-1");
    }

    @Test
    void itIsTakenBackTheLastFirst() {
        var plan = Plan.of(What.DELETE, jobs("step-1", "flow"));
        cluster.pause("default", "flow");
        act(plan);

        model.undo(plan, ended().acted(), at -> ended = at);

        assertThat(ended().acted()).containsExactly("default/step-1", "default/flow");
        assertThat(cluster.job("default", "flow").paused()).isTrue();
    }

    @Test
    void whatWasSoBeforeOrDoneAgainSinceIsNotTakenBack() {
        var plan = Plan.of(What.PAUSE, jobs("a", "b"));
        cluster.pause("default", "a");
        act(plan);
        cluster.resume("default", "b", CatchUp.Policy.NONE);
        cluster.pause("default", "b");

        model.undo(plan, ended().acted(), at -> ended = at);

        assertThat(ended().acted()).containsExactly("default/b");
        assertThat(ended().refused()).extracting(Refusal::job).containsExactly("default/a");
        // The second change is of this pause; the fourth is that of later.
        assertThat(cluster.calls()).contains("undo 2").doesNotContain("undo 1", "undo 4");
    }

    @Test
    void onProductionTheNameIsWantedBeforeManyArePausedOrDeleted() {
        var production = new JobBulkModel(link(true));
        var jobs = jobs("a", "b");
        cluster.pause("default", "a");
        cluster.pause("default", "b");
        var paused = List.of(cluster.job("default", "a"), cluster.job("default", "b"));

        assertThat(production.wantsName(Plan.of(What.PAUSE, jobs))).isTrue();
        assertThat(production.wantsName(Plan.of(What.DELETE, jobs))).isTrue();
        assertThat(production.wantsName(Plan.of(What.DELETE, jobs.subList(0, 1)))).isFalse();
        assertThat(production.wantsName(Plan.of(What.RESUME, paused))).isFalse();
        assertThat(model.wantsName(Plan.of(What.DELETE, jobs))).isFalse();
    }

    @Test
    void whatCameOfItIsTold() {
        var notices = new NoticesKept();
        var actions = new JobActions(link, notices, () -> {});
        var jobs = jobs("a", "gone", "c");
        cluster.delete("default", "gone");
        var plan = Plan.of(What.PAUSE, jobs);
        model.progressProperty()
                .subscribe(
                        at -> {
                            if (at != null && at.done() == 2) {
                                model.stop();
                            }
                        });

        model.act(plan, at -> actions.acted(plan, at, () -> {}), why -> refused = why);

        assertThat(notices.told)
                .containsExactly(
                        "done: 1 job was paused. 1 was refused. It was stopped; 1 was not"
                                + " reached.");
    }
}
