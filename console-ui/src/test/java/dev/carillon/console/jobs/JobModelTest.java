package dev.carillon.console.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeJobs;
import dev.carillon.console.NoticesKept;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Objects;

class JobModelTest {
    private final FakeJobs cluster = new FakeJobs();
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final NoticesKept notices = new NoticesKept();
    private final JobModel model = new JobModel(link);

    private void show() {
        cluster.define(
                """
                name: report
                task: {shell: {command: [date]}}
                schedules: [{id: nightly, cron: 30 2 * * *}]
                """);
        link.open();
        model.show("default/report");
    }

    @Test
    void itsTimesAndReasonsAreRead() {
        show();

        var shown = Objects.requireNonNull(model.shownProperty().get());
        assertThat(shown.next()).hasSize(10);
        assertThat(shown.why()).hasSize(1);
    }

    @Test
    void aRunThatChangesIsShownAsItIsNow() {
        var run = cluster.add("report", RunState.RUNNING);
        cluster.add("other", RunState.RUNNING);
        show();

        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        background.tick();

        assertThat(model.runs().shown())
                .extracting(RunView::state)
                .containsExactly(RunState.SUCCEEDED);
    }

    @Test
    void underThePointerANewRunWaits() {
        var run = cluster.add("report", RunState.RUNNING);
        show();
        model.runs().setStill(true);

        cluster.add("report", RunState.QUEUED);
        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        background.tick();

        assertThat(model.runs().shown())
                .extracting(RunView::state)
                .containsExactly(RunState.SUCCEEDED);
        assertThat(model.runs().waitingProperty().get()).isEqualTo(1);
        model.runs().setStill(false);
        assertThat(model.runs().shown()).hasSize(2);
    }

    @Test
    void aJobThatDoesNotExistIsTold() {
        link.open();
        model.show("default/none");

        assertThat(model.gone()).isTrue();
        assertThat(model.problem().textProperty().get()).isEqualTo("there is no job default/none");
    }

    @Test
    void whileNoNodeAnswersItStays() {
        cluster.add("report", RunState.SUCCEEDED);
        show();

        cluster.setAway(true);
        model.read();

        assertThat(model.shownProperty().get()).isNotNull();
        assertThat(model.runs().shown()).hasSize(1);
        assertThat(model.gone()).isFalse();
    }

    @Test
    void theNextTimeIsPassedOver() {
        show();

        model.skipNext(null, notices);

        assertThat(cluster.calls()).containsExactly("skipNext default/report null");
        assertThat(notices.told)
                .containsExactly("done: default/report passes over its next due time");
    }

    @Test
    void theSummarySaysWhatMatters() {
        var definition =
                Definitions.parse(
                                """
                                name: a
                                task: {shell: {command: [pg_dump, orders]}}
                                retry: {attempts: 3}
                                overlap: queue
                                timeout: 1h
                                dependsOn: [{job: extract}]
                                """,
                                "test")
                        .getFirst();

        assertThat(JobSummary.of(definition))
                .extracting(line -> line.label() + ": " + line.value())
                .contains(
                        "Command: pg_dump orders",
                        "Overlap: Waits for earlier runs, at most 100",
                        "Retries: Up to 3 attempts, exponential delays from 10s",
                        "Timeout: 1h",
                        "After: When default/extract succeeded");
    }
}
