package dev.carillon.console.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.runs.BulkModel.Progress;
import dev.carillon.console.runs.Completion.Suggestion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class RunsModelTest {
    /// With steps of ten runs.
    public static final class Cluster extends FakeCarillon {
        @Override
        protected int stepSize() {
            return 10;
        }
    }

    @TempDir Path folder;
    private final FakeCarillon cluster = new Cluster();
    private final DirectBackground background = new DirectBackground();

    private ClusterLink link(boolean production) {
        return new ClusterLink(
                new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, production),
                cluster.carillon(),
                background,
                () -> FakeCarillon.NOW);
    }

    private RunsModel model(ClusterLink link) {
        link.open();
        return new RunsModel(link, Memory.of(folder.resolve("console.json")), ZoneOffset.UTC);
    }

    private static List<String> ids(RunsModel model) {
        return model.rowsProperty().get().stream().map(PagedRuns.Row::id).toList();
    }

    @Test
    void runsThatMatchAreShownNewestFirstAndCounted() {
        var first = cluster.add("export", RunState.FAILED);
        cluster.add("export", RunState.SUCCEEDED);
        var third = cluster.add("import", RunState.FAILED);
        var model = model(link(false));

        model.show("state:failed");

        assertThat(ids(model)).containsExactly(third.id(), first.id());
        assertThat(model.countProperty().get()).isEqualTo(new RunCount(2, false));
    }

    @Test
    void aMistakeLeavesTheListAsItWas() {
        var run = cluster.add("export", RunState.FAILED);
        var model = model(link(false));
        model.show("state:failed");

        model.show("stat:failed");

        assertThat(Objects.requireNonNull(model.wrongProperty().get()).message())
                .contains("did you mean \"state\"?");
        assertThat(ids(model)).containsExactly(run.id());
    }

    @Test
    void newRunsAreCountedAndShownWhenAskedFor() {
        var before = cluster.add("export", RunState.FAILED);
        var model = model(link(false));
        model.show("state:failed job:export");

        var later = cluster.add("export", RunState.FAILED);
        cluster.add("export", RunState.RUNNING);
        cluster.add("import", RunState.FAILED);
        background.tick();
        assertThat(model.freshProperty().get()).isEqualTo(1);
        assertThat(ids(model)).containsExactly(before.id());

        model.refresh();
        assertThat(ids(model)).containsExactly(later.id(), before.id());
        assertThat(model.freshProperty().get()).isZero();
    }

    @Test
    void whoComesBackFindsTheListWhereItWasWithWhatChangedAndWhatIsNew() {
        var run = cluster.add("export", RunState.RUNNING);
        var model = model(link(false));
        model.show("job:export");
        var list = model.rowsProperty().get();
        model.hide();
        cluster.put(FakeCarillon.as(run, RunState.FAILED));
        cluster.add("export", RunState.QUEUED);
        cluster.add("import", RunState.QUEUED);

        model.show("job:export");
        background.tick();

        assertThat(model.rowsProperty().get()).isSameAs(list).hasSize(1);
        assertThat(Objects.requireNonNull(list.get(0).run()).state()).isEqualTo(RunState.FAILED);
        assertThat(model.freshProperty().get()).isEqualTo(1);
    }

    @Test
    void aRunThatChangesStaysInItsRow() {
        var run = cluster.add("export", RunState.RUNNING);
        var model = model(link(false));
        model.show("state:running");

        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        background.tick();

        var row = model.rowsProperty().get().get(0);
        assertThat(Objects.requireNonNull(row.run()).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void theHistogramIsOfTheLastDayUnlessTheQueryHasATime() {
        cluster.add("export", RunState.FAILED);
        var model = model(link(false));

        model.show("");
        var usual = Objects.requireNonNull(model.histogramProperty().get());
        assertThat(usual.from()).isEqualTo(FakeCarillon.NOW.minusSeconds(86_400));
        assertThat(usual.buckets().stream().mapToLong(b -> b.ended().size()).sum()).isEqualTo(1);

        model.show("since:1h");
        assertThat(Objects.requireNonNull(model.histogramProperty().get()).from())
                .isEqualTo(FakeCarillon.NOW.minusSeconds(3_600));
    }

    @Test
    void aRangeBecomesPartOfTheQuery() {
        var model = model(link(false));
        model.show("state:failed since:24h");

        assertThat(
                        model.between(
                                Instant.parse("2026-11-26T09:00:00Z"),
                                Instant.parse("2026-11-26T10:30:00Z")))
                .isEqualTo("state:failed since:2026-11-26T09:00:00 until:2026-11-26T10:30:00");
    }

    @Test
    void namesOfJobsQueuesAndNodesAreCompletedFromTheCluster() {
        cluster.add(FakeCarillon.jobOf("orders-import", "{}"));
        cluster.add(FakeCarillon.jobOf("report", "{}"));
        var model = model(link(false));

        model.complete("job:ord", 7);
        assertThat(model.suggestionsProperty().get())
                .extracting(Suggestion::text)
                .containsExactly("orders-import");

        model.complete("queue:d", 7);
        assertThat(model.suggestionsProperty().get())
                .extracting(Suggestion::text)
                .containsExactly("default");

        model.complete("node:", 5);
        assertThat(model.suggestionsProperty().get())
                .extracting(Suggestion::text)
                .containsExactly("a");
    }

    @Test
    void filtersAreRemembered() {
        model(link(false)).keepFilter("night", "job:nightly*");

        var later = model(link(false));
        assertThat(later.filters()).containsEntry("night", "job:nightly*");

        later.dropFilter("night");
        assertThat(model(link(false)).filters()).isEmpty();
    }

    private List<RunView> failures(int count) {
        var all = new ArrayList<RunView>();
        for (int i = 0; i < count; i++) {
            all.add(cluster.add("export", RunState.FAILED));
        }
        return all;
    }

    private Progress done(BulkModel bulk, BulkAction action, RunsModel model) {
        var ended = new ArrayList<Progress>();
        bulk.plan(
                carillon -> carillon.planBulk(action, model.query()),
                plan ->
                        bulk.act(
                                plan,
                                ended::add,
                                refusal -> {
                                    throw refusal;
                                }),
                refusal -> {
                    throw refusal;
                });
        return ended.getFirst();
    }

    @Test
    void allThatMatchAreRetriedStepByStepAndTakenBack() {
        failures(25);
        cluster.add("export", RunState.SUCCEEDED);
        var model = model(link(false));
        model.show("job:export");
        var bulk = new BulkModel(link(false));

        var ended = done(bulk, BulkAction.RETRY, model);

        assertThat(ended.acted()).isEqualTo(25);
        assertThat(ended.plan().skipped()).hasSize(1);
        assertThat(cluster.stats().runs()).containsEntry(RunState.QUEUED, 25L);

        bulk.undo(
                ended.plan(),
                _ -> {},
                undone -> assertThat(undone.undone()).isEqualTo(25),
                refusal -> {
                    throw refusal;
                });
        assertThat(cluster.stats().runs()).containsEntry(RunState.CANCELLED, 25L);
    }

    @Test
    void takingBackTellsHowFarItIsAndCanBeStopped() {
        failures(25);
        var model = model(link(false));
        model.show("state:failed");
        var bulk = new BulkModel(link(false));
        var ended = done(bulk, BulkAction.RETRY, model);
        var steps = new ArrayList<Integer>();

        bulk.undo(
                ended.plan(),
                step -> {
                    steps.add(Objects.requireNonNull(step.undone()));
                    if (steps.size() == 2) {
                        bulk.stop();
                    }
                },
                undone -> assertThat(undone.undone()).isEqualTo(20),
                refusal -> {
                    throw refusal;
                });

        assertThat(steps).containsExactly(10, 20);
        assertThat(cluster.stats().runs()).containsEntry(RunState.CANCELLED, 20L);
    }

    @Test
    void itCanBeStoppedAfterAStep() {
        failures(25);
        var model = model(link(false));
        model.show("state:failed");
        var bulk = new BulkModel(link(false));
        bulk.progressProperty()
                .subscribe(
                        at -> {
                            if (at != null && at.done() == 0) {
                                bulk.stop();
                            }
                        });

        var ended = done(bulk, BulkAction.RETRY, model);

        assertThat(ended.done()).isEqualTo(10);
        assertThat(ended.ended()).isTrue();
    }

    @Test
    void onProductionTheNameIsWantedUnlessRunsAreOnlyReleased() {
        failures(1);
        var bulk = new BulkModel(link(true));

        assertThat(bulk.wantsName(cluster.planBulk(BulkAction.CANCEL, List.of()))).isTrue();
        assertThat(bulk.wantsName(cluster.planBulk(BulkAction.RELEASE, List.of()))).isFalse();
        assertThat(
                        new BulkModel(link(false))
                                .wantsName(cluster.planBulk(BulkAction.CANCEL, List.of())))
                .isFalse();
    }

    @Test
    void copiesOfAQueryNameAllConditions() {
        cluster.add("export", RunState.FAILED);
        var link = link(false);
        var model = model(link);
        model.show("state:failed job:exp* error:\"no space\"");

        assertThat(QueryCopies.command(link, model.query()))
                .isEqualTo(
                        "carillon runs --state FAILED --job 'exp*' --error 'no space' --url http://fake");
        assertThat(QueryCopies.curl(link, model.query()))
                .endsWith("'http://fake/api/v1/runs?state=FAILED&job=exp*&error=no+space'");
    }
}
