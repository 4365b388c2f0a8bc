package dev.carillon.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobView;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.jobs.JobBulkModel.Plan;
import dev.carillon.console.jobs.JobBulkModel.What;
import dev.carillon.console.jobs.JobsModel.Count;
import dev.carillon.console.jobs.JobsModel.Row;
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

class JobsModelTest {
    private final List<String> asked = new ArrayList<>();
    private final Counting cluster = new Counting(asked);
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final NoticesKept notices = new NoticesKept();
    private final JobsModel model = new JobsModel(link);
    private final JobActions actions = new JobActions(link, notices, model::readChanged);

    /// Notes of which jobs runs are asked for.
    public static final class Counting extends FakeJobs {
        private final List<String> asked;

        Counting(List<String> asked) {
            this.asked = asked;
        }

        @Override
        public synchronized Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
            if (query.job() != null) {
                asked.add(query.job());
            }
            return super.runs(query, cursor, limit);
        }
    }

    private JobView job(String name) {
        return cluster.define(
                "{name: "
                        + name
                        + ", task: {shell: {command: [date]}}, schedules: [{cron: 30 2 * * *}]}");
    }

    private Health firstHealth() {
        return Objects.requireNonNull(model.rows().shown().getFirst().health());
    }

    private void show() {
        link.open();
        model.show("");
    }

    private void jobs(int count) {
        for (int i = 0; i < count; i++) {
            job("job-%04d".formatted(i));
        }
    }

    @Test
    void howManyJobsThereAreIsSaidWhenOnlyAPartIsListed() {
        jobs(450);
        show();

        assertThat(model.count()).isEqualTo(new Count(200, 450, true));
        model.search("job-0");
        assertThat(model.count()).isEqualTo(new Count(200, null, true));
        model.search("job-044");
        assertThat(model.count()).isEqualTo(new Count(10, null, false));
    }

    @Test
    void allJobsAreReadBeforeAllAreSelected() {
        jobs(450);
        show();
        var steps = new ArrayList<Integer>();

        model.readAll(known -> steps.add(known.listed()), () -> steps.add(-1), () -> {});

        assertThat(steps).containsExactly(400, 450, -1);
        assertThat(model.rows().shown()).hasSize(450);
        assertThat(model.hasMore()).isFalse();
    }

    @Test
    void whatIsReadAnewMeanwhileDoesNotEndReadingAllJobs() {
        jobs(450);
        show();
        var ends = new ArrayList<String>();

        background.hold();
        model.readAll(_ -> {}, () -> ends.add("done"), () -> ends.add("no"));
        model.readAgain();
        background.answer();

        assertThat(ends).containsExactly("done");
        assertThat(model.rows().shown()).hasSize(450);
    }

    @Test
    void readingAllJobsCanBeStopped() {
        jobs(650);
        show();
        var ends = new ArrayList<String>();

        model.readAll(_ -> model.stopReading(), () -> ends.add("done"), () -> ends.add("no"));

        assertThat(model.rows().shown()).hasSize(400);
        assertThat(ends).isEmpty();
        assertThat(model.hasMore()).isTrue();
    }

    @Test
    void readingAllJobsCanBeStoppedAlsoDuringTheLastPart() {
        jobs(450);
        show();
        var ends = new ArrayList<String>();

        model.readAll(
                known -> {
                    if (!known.more()) {
                        model.stopReading();
                    }
                },
                () -> ends.add("done"),
                () -> ends.add("no"));

        assertThat(ends).isEmpty();
    }

    @Test
    void whatIsGoneLeavesALongListToo() {
        jobs(1_300);
        show();
        model.readAll(_ -> {}, () -> {}, () -> {});
        assertThat(model.rows().shown()).hasSize(1_300);

        for (int i = 100; i < 1_300; i++) {
            cluster.delete("default", "job-%04d".formatted(i));
        }
        model.readAgain();

        assertThat(model.rows().shown()).hasSize(100);
    }

    @Test
    void allOfALongListIsReadAnewAfterOnesOwnChange() {
        jobs(1_300);
        show();
        model.readAll(_ -> {}, () -> {}, () -> {});

        cluster.pause("default", "job-1250");
        model.readChanged();

        assertThat(model.rows().shown()).hasSize(1_300);
        assertThat(model.rows().shown().get(1_250).job().paused()).isTrue();
    }

    @Test
    void aNewJobPushesNoOtherOutOfALongList() {
        jobs(1_400);
        show();
        for (int i = 0; i < 5; i++) {
            model.more();
        }
        int listed = model.rows().shown().size();
        assertThat(listed).isBetween(1_001, 1_399);

        job("a-new-one");
        model.readAgain();

        assertThat(model.rows().shown()).hasSize(listed + 1).doesNotHaveDuplicates();
    }

    @Test
    void jobsAreThereInOrderWithTheirSchedulesInWords() {
        job("report");
        job("backup");

        show();

        assertThat(model.rows().shown())
                .extracting(Row::key)
                .containsExactly("default/backup", "default/report");
        assertThat(model.rows().shown().getFirst().words()).isEqualTo("Every day at 02:30 UTC");
    }

    @Test
    void theLastRunsAreReadOfThoseInSightAlone() {
        job("a");
        job("b");
        cluster.add("a", RunState.FAILED);
        cluster.add("a", RunState.SUCCEEDED);
        show();

        model.see(List.of("default/a"));
        background.tick();

        assertThat(asked).containsExactly("default/a");
        assertThat(firstHealth().runs())
                .extracting(RunView::state)
                .containsExactly(RunState.FAILED, RunState.SUCCEEDED);
        assertThat(model.rows().shown().getLast().health()).isNull();
    }

    @Test
    void aRunThatEndsIsShownWithoutAnotherQuestion() {
        job("a");
        var run = cluster.add("a", RunState.RUNNING);
        show();
        model.see(List.of("default/a"));
        background.tick();

        cluster.put(FakeCarillon.as(run, RunState.FAILED));
        background.tick();

        assertThat(asked).containsExactly("default/a");
        assertThat(firstHealth().runs())
                .extracting(RunView::state)
                .containsExactly(RunState.FAILED);
    }

    @Test
    void onlySoManyRunsAreKept() {
        job("a");
        for (int i = 0; i < 15; i++) {
            cluster.add("a", RunState.SUCCEEDED);
        }
        show();
        model.see(List.of("default/a"));
        background.tick();

        assertThat(firstHealth().runs()).hasSize(Health.MOST);
    }

    @Test
    void theNextPartIsReadAtTheEnd() {
        for (int i = 0; i < 250; i++) {
            job("job-%03d".formatted(i));
        }
        show();
        assertThat(model.rows().shown()).hasSize(200);

        model.more();
        model.more();

        assertThat(model.rows().shown()).hasSize(250);
        assertThat(model.rows().shown()).extracting(Row::key).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aTextNarrowsTheList() {
        job("backup");
        job("report");
        show();

        model.search("rep");

        assertThat(model.rows().shown()).extracting(Row::key).containsExactly("default/report");
    }

    @Test
    void pausingIsTakenBack() {
        var job = job("a");
        show();

        actions.act(Plan.of(What.PAUSE, List.of(job)));
        background.tick();
        assertThat(model.rows().shown().getFirst().job().paused()).isTrue();
        notices.undo();
        background.tick();

        assertThat(model.rows().shown().getFirst().job().paused()).isFalse();
        assertThat(notices.told)
                .containsExactly("done: Paused default/a", "done: Taken back for default/a");
    }

    @Test
    void resumingSaysWhatBecomesOfWhatWasMissed() {
        job("a");
        cluster.pause("default", "a");
        show();
        var job = model.rows().shown().getFirst().job();

        actions.act(Plan.of(What.RESUME, List.of(job)).missing(CatchUp.Policy.ALL));

        assertThat(cluster.calls()).contains("resume default/a ALL");
    }

    @Test
    void aDeletedJobComesBackAsItWas() {
        job("a");
        cluster.pause("default", "a");
        show();
        var job = model.rows().shown().getFirst().job();

        actions.act(Plan.of(What.DELETE, List.of(job)));
        assertThat(model.rows().shown()).isEmpty();
        notices.undo();
        background.tick();

        assertThat(cluster.job("default", "a").paused()).isTrue();
        assertThat(model.rows().shown()).extracting(Row::key).containsExactly("default/a");
    }

    @Test
    void oneThatFailsIsTold() {
        var gone = job("gone");
        show();
        cluster.delete("default", "gone");

        actions.act(Plan.of(What.PAUSE, List.of(gone)));

        assertThat(notices.told)
                .containsExactly(
                        "failed: default/gone was not paused: there is no job default/gone");
    }

    @Test
    void whileNoNodeAnswersTheListStays() {
        job("a");
        show();

        cluster.setAway(true);
        background.tick();

        assertThat(model.rows().shown()).hasSize(1);
        assertThat(model.problem().textProperty().get()).contains("no node answers");
    }

    @Test
    void underThePointerJobsKeepTheirPlacesUntilOneLooksForOthers() {
        job("b");
        job("c");
        show();
        model.setStill(true);

        job("a");
        cluster.delete("default", "c");
        background.tick();

        assertThat(model.rows().shown())
                .extracting(Row::key)
                .containsExactly("default/b", "default/c");
        assertThat(model.rows().waitingProperty().get()).isEqualTo(2);
        model.search("a");
        assertThat(model.rows().shown()).extracting(Row::key).contains("default/a");
    }

    @Test
    void underThePointerOneScrollsOnAndSeesWhatOneDoes() {
        for (int i = 0; i < 250; i++) {
            job("job-%03d".formatted(i));
        }
        show();
        model.setStill(true);

        model.more();
        assertThat(model.rows().shown()).hasSize(250);

        actions.act(Plan.of(What.DELETE, List.of(model.rows().shown().getFirst().job())));
        assertThat(model.rows().shown()).hasSize(249);
    }
}
