package dev.carillon.console.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.Why;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.api.WhyReason;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.ShellWords;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

class RunModelTest {
    private final FakeCarillon cluster = new FakeCarillon();
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final RunModel model = new RunModel(link);

    private void show(RunView run) {
        link.open();
        model.show(run.id());
    }

    private String verdict() {
        return Verdict.of(
                Objects.requireNonNull(model.run()), model.whyProperty().get(), FakeCarillon.NOW);
    }

    @Test
    void shardsAndPartsOfNodesAreNoStepsOfAFlow() {
        var run = cluster.add("export", RunState.SUCCEEDED);

        assertThat(RunModel.isStep(part(run, "extract"))).isTrue();
        assertThat(RunModel.isStep(part(run, "shard-12"))).isFalse();
        assertThat(RunModel.isStep(part(run, "node-a"))).isFalse();
        assertThat(RunModel.isStep(run)).isFalse();
    }

    private static RunView part(RunView run, String step) {
        return FakeCarillon.changed(run, json -> json.put("step", step));
    }

    @Test
    void theVerdictSaysHowItFailedWhereAndWhy() {
        show(cluster.add("export", RunState.FAILED));

        assertThat(verdict())
                .isEqualTo(
                        "It failed after 3.0 s on node a, attempt 1 of 3, 16 min ago: exit code 1.");
    }

    @Test
    void theVerdictOfOneThatWaitsSaysWhy() {
        show(cluster.add("export", RunState.QUEUED));

        assertThat(model.whyProperty().get()).extracting(Why::reason).isEqualTo(WhyReason.NO_SLOT);
        assertThat(verdict()).isEqualTo("It has been due for 16 min 39 s: all slots are busy.");
    }

    @Test
    void whyIsNotAskedOfOneThatRuns() {
        var run = cluster.add("export", RunState.QUEUED);
        show(run);

        cluster.put(FakeCarillon.as(run, RunState.RUNNING));
        background.tick();

        assertThat(model.whyProperty().get()).isNull();
        assertThat(verdict()).startsWith("It has been running for 16 min 39 s");
    }

    @Test
    void changesComeByTheFeedWithTheAttempts() {
        var run = cluster.add("export", RunState.RUNNING);
        show(run);

        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        background.tick();

        assertThat(Objects.requireNonNull(model.run()).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(model.attempts().getFirst().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void whatItUsesIsReadAgainWhileItRunsThoughTheFeedTellsNothing() {
        var run = cluster.add("export", RunState.RUNNING);
        show(run);
        assertThat(model.attempts().getFirst().usage()).isNull();
        var used = new Usage(Duration.ofSeconds(12), 5_000_000);

        cluster.setUsage(run.id(), used);
        background.tick();

        assertThat(model.attempts().getFirst().usage()).isEqualTo(used);
    }

    @Test
    void whatItUsedIsNotReadAgainWhenItHasEndedOrIsNotShown() {
        var ended = cluster.add("export", RunState.SUCCEEDED);
        var running = cluster.add("export", RunState.RUNNING);
        var used = new Usage(Duration.ofSeconds(12), 5_000_000);

        show(ended);
        cluster.setUsage(ended.id(), used);
        background.tick();
        assertThat(model.attempts().getFirst().usage()).isNull();
        show(running);
        model.hide();
        cluster.setUsage(running.id(), used);
        background.tick();

        assertThat(model.attempts().getFirst().usage()).isNull();
    }

    @Test
    void neighboursAreTheNearestRunsOfTheSameJob() {
        cluster.add("export", RunState.SUCCEEDED);
        var before = cluster.add("export", RunState.SUCCEEDED);
        cluster.add("other", RunState.SUCCEEDED);
        var run = cluster.add("export", RunState.FAILED);
        cluster.add("other", RunState.SUCCEEDED);
        var after = cluster.add("export", RunState.SUCCEEDED);
        for (int i = 0; i < 100; i++) {
            cluster.add("export", RunState.SUCCEEDED);
        }

        show(run);

        assertThat(model.previousProperty().get()).isEqualTo(before);
        assertThat(model.nextProperty().get()).isEqualTo(after);
    }

    @Test
    void theOnlyRunOfAJobHasNoNeighbours() {
        show(cluster.add("export", RunState.FAILED));

        assertThat(model.previousProperty().get()).isNull();
        assertThat(model.nextProperty().get()).isNull();
    }

    @Test
    void aRunThatIsNotThereIsTold() {
        link.open();
        model.show("01a21789-0000-7000-8000-0000000000ff");

        assertThat(model.problem().textProperty().get()).contains("there is no run");
    }

    @Test
    void anotherRunBeginsAnew() {
        var first = cluster.add("export", RunState.SUCCEEDED);
        cluster.setLog(first.id(), "one\ntwo\n");
        var second = cluster.add("other", RunState.FAILED);
        show(first);
        assertThat(model.log().text().lines()).isEqualTo(2);

        model.show(second.id());

        assertThat(model.run()).isEqualTo(second);
        assertThat(model.log().text().lines()).isZero();
    }

    @Test
    void aHiddenScreenAsksNothing() {
        var run = cluster.add("export", RunState.RUNNING);
        show(run);
        model.hide();

        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        background.tick();

        assertThat(model.run()).isEqualTo(run);
    }

    @Test
    void copiesAreSafeForShellsAndSpreadsheets() {
        var run = cluster.add("export", RunState.FAILED);

        assertThat(RunCopies.command(link, run))
                .isEqualTo("carillon show " + run.id() + " --url http://fake");
        assertThat(RunCopies.curl(link, run))
                .isEqualTo(
                        "curl -H \"Authorization: Bearer $CARILLON_TOKEN\" http://fake/api/v1/runs/"
                                + run.id());
        assertThat(ShellWords.quoted("it's; rm -rf *")).isEqualTo("'it'\\''s; rm -rf *'");
        assertThat(RunCopies.csv(List.of(run)))
                .contains(run.id() + ",default/export,FAILED,SCHEDULE,");
    }

    @Test
    void theNextRunOfTheNewestOneIsThereOnceItIsMade() {
        show(cluster.add("export", RunState.SUCCEEDED));
        assertThat(model.nextProperty().get()).isNull();

        cluster.add("report", RunState.QUEUED);
        var later = cluster.add("export", RunState.QUEUED);
        cluster.add("export", RunState.QUEUED);
        background.tick();

        assertThat(model.nextProperty().get()).isEqualTo(later);
    }

    @Test
    void theNextRunThatWasMadeWhileOneLookedElsewhereIsThereWhenOneComesBack() {
        var run = cluster.add("export", RunState.SUCCEEDED);
        show(run);
        model.hide();
        var later = cluster.add("export", RunState.QUEUED);

        model.show(run.id());

        assertThat(model.nextProperty().get()).isEqualTo(later);
    }
}
