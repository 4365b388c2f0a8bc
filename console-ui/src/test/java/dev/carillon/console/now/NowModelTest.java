package dev.carillon.console.now;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.now.FirstRuns.Share;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

class NowModelTest {
    /// Answers with what was so when it was asked, however much later it answers.
    public static final class Slow extends FakeCarillon {
        private @Nullable List<RunView> old;
        private int asked;
        private boolean refusing;

        @Override
        public synchronized Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
            asked++;
            if (refusing) {
                throw new CarillonException(ErrorCode.UNAVAILABLE, "the search took too long");
            }
            return old == null
                    ? super.runs(query, cursor, limit)
                    : new Page<>(
                            old.stream()
                                    .filter(run -> query.states().contains(run.state()))
                                    .toList(),
                            null);
        }
    }

    private final Slow cluster = new Slow();
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final NowModel model = new NowModel(link);

    private void show() {
        link.open();
        model.show();
    }

    @Test
    void runsAreInTheListOfTheirState() {
        var running = cluster.add("backup", RunState.RUNNING);
        var queued = cluster.add("report", RunState.QUEUED);
        var failed = cluster.add("import", RunState.FAILED);
        cluster.add("mail", RunState.SUCCEEDED);

        show();

        assertThat(model.running().rows().shown()).containsExactly(running);
        assertThat(model.waiting().rows().shown()).containsExactly(queued);
        assertThat(model.failed().rows().shown()).containsExactly(failed);
    }

    @Test
    void aRunThatChangesGoesToAnotherListWithoutAnyQuestion() {
        var queued = cluster.add("report", RunState.QUEUED);
        show();

        cluster.put(FakeCarillon.as(queued, RunState.RUNNING));
        background.tick();

        assertThat(model.waiting().rows().shown()).isEmpty();
        assertThat(model.running().rows().shown())
                .extracting(RunView::id)
                .containsExactly(queued.id());
    }

    @Test
    void underThePointerARunThatEndedStaysInItsPlaceAndSaysSo() {
        var first = cluster.add("report", RunState.RUNNING);
        cluster.add("backup", RunState.RUNNING);
        show();
        model.running().rows().setStill(true);

        cluster.put(FakeCarillon.as(first, RunState.SUCCEEDED));
        cluster.add("mail", RunState.RUNNING);
        background.tick();

        assertThat(model.running().rows().shown())
                .extracting(RunView::state)
                .containsExactly(RunState.SUCCEEDED, RunState.RUNNING);
        assertThat(model.running().rows().waitingProperty().get()).isEqualTo(2);
        model.running().rows().setStill(false);
        assertThat(model.running().rows().shown())
                .extracting(RunView::job)
                .containsExactly("default/backup", "default/mail");
    }

    @Test
    void whatEndedWellLeavesTheScreen() {
        var running = cluster.add("report", RunState.RUNNING);
        show();

        cluster.put(FakeCarillon.as(running, RunState.SUCCEEDED));
        background.tick();

        assertThat(model.running().rows().shown()).isEmpty();
        assertThat(model.failed().rows().shown()).isEmpty();
    }

    @Test
    void itKeepsWhatItKnewWhileNoNodeAnswers() {
        var running = cluster.add("report", RunState.RUNNING);
        show();

        cluster.setAway(true);
        background.tick();

        assertThat(model.running().rows().shown()).containsExactly(running);
        assertThat(link.standing().live()).isFalse();
        assertThat(link.standing().problem()).contains("no node answers");
    }

    private List<RunView> queued(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> cluster.add("report", RunState.QUEUED))
                .toList();
    }

    private void begin(List<RunView> runs) {
        runs.forEach(run -> cluster.put(FakeCarillon.as(run, RunState.RUNNING)));
        background.tick();
    }

    private static List<String> ids(List<RunView> runs) {
        return runs.stream().map(RunView::id).toList();
    }

    @Test
    void ofManyThatWaitThoseAreShownThatAreDueFirstAndHowManyThereAre() {
        var runs = queued(250);

        show();

        assertThat(ids(model.waiting().rows().shown())).isEqualTo(ids(runs.subList(0, 100)));
        assertThat(model.waiting().shareProperty().get())
                .isEqualTo(new Share(100, new RunCount(250, false)));
        assertThat(model.running().shareProperty().get()).isNull();
    }

    @Test
    void theListDoesNotRunDryWhileTheFirstBegin() {
        var runs = queued(250);
        show();

        begin(runs.subList(0, 100));

        assertThat(ids(model.waiting().rows().shown())).isEqualTo(ids(runs.subList(100, 200)));
        begin(runs.subList(100, 240));
        assertThat(ids(model.waiting().rows().shown())).isEqualTo(ids(runs.subList(240, 250)));
        assertThat(model.waiting().shareProperty().get()).isNull();
    }

    @Test
    void whatWasNotReadIsReadOnceTheListIsShort() {
        var runs = queued(1_300);
        show();
        assertThat(ids(model.waiting().rows().shown())).isEqualTo(ids(runs.subList(0, 100)));
        assertThat(model.waiting().shareProperty().get())
                .isEqualTo(new Share(100, new RunCount(1_300, false)));

        begin(runs.subList(0, 1_150));
        int before = cluster.asked;
        background.tick();

        assertThat(cluster.asked).isGreaterThan(before);
        assertThat(ids(model.waiting().rows().shown())).isEqualTo(ids(runs.subList(1_150, 1_250)));
        before = cluster.asked;
        background.tick();
        assertThat(cluster.asked).isEqualTo(before);
    }

    @Test
    void amongManyThatAreDueAtOnceSomeAreShown() {
        for (var run : queued(1_000)) {
            cluster.put(
                    FakeCarillon.changed(
                            run, json -> json.put("due", FakeCarillon.NOW.toString())));
        }

        show();

        assertThat(model.waiting().rows().shown()).hasSize(100);
    }

    @Test
    void anAnswerThatIsOlderThanWhatTheFeedToldChangesNothing() {
        var running = cluster.add("report", RunState.RUNNING);
        var queued = cluster.add("backup", RunState.QUEUED);
        show();
        background.hold();
        cluster.tell(new EventView("c", "reset", FakeCarillon.NOW, null, null));
        background.tick();
        cluster.old = List.of(running, queued);

        cluster.put(FakeCarillon.as(running, RunState.SUCCEEDED));
        cluster.put(FakeCarillon.as(queued, RunState.RUNNING));
        background.tick();
        background.answer();

        assertThat(ids(model.running().rows().shown())).containsExactly(queued.id());
        assertThat(model.waiting().rows().shown()).isEmpty();
    }

    @Test
    void failuresThatNobodyDealtWithAreThereBehindManyThatSomebodyDid() {
        var open = cluster.add("old", RunState.FAILED);
        for (int i = 0; i < 150; i++) {
            cluster.handle(cluster.add("export", RunState.FAILED).id(), true);
        }

        show();

        assertThat(ids(model.failed().rows().shown())).containsExactly(open.id());
    }

    @Test
    void listsThatAreRefusedAreToldWithTheReasonAndReadWhenOneTriesAgain() {
        cluster.add("report", RunState.RUNNING);
        cluster.refusing = true;
        show();
        assertThat(model.problem().textProperty().get()).contains("the search took too long");
        assertThat(model.readProperty().get()).isFalse();

        cluster.refusing = false;
        model.readAgain();

        assertThat(model.problem().textProperty().get()).isNull();
        assertThat(model.running().rows().shown()).hasSize(1);
    }

    @Test
    void listsThatWereRefusedAreReadAgainByThemselves() {
        cluster.refusing = true;
        show();
        background.tick();
        assertThat(model.problem().textProperty().get()).contains("the search took too long");

        cluster.refusing = false;
        background.tick();

        assertThat(model.problem().textProperty().get()).isNull();
    }

    @Test
    void whatANodeThatWasAwayRefusedIsNotToldOnceOneIsHeardAgain() {
        show();
        cluster.setAway(true);
        background.tick();
        assertThat(model.problem().textProperty().get()).contains("no node answers");

        cluster.setAway(false);
        background.tick();

        assertThat(link.standing().live()).isTrue();
        assertThat(model.problem().textProperty().get()).isNull();
    }
}
