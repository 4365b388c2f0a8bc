package dev.carillon.console.now;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;

import java.net.URI;

class NowModelTest {
    private final FakeCarillon cluster = new FakeCarillon();
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

        assertThat(model.running().shown()).containsExactly(running);
        assertThat(model.waiting().shown()).containsExactly(queued);
        assertThat(model.failed().shown()).containsExactly(failed);
    }

    @Test
    void aRunThatChangesGoesToAnotherListWithoutAnyQuestion() {
        var queued = cluster.add("report", RunState.QUEUED);
        show();

        cluster.put(FakeCarillon.as(queued, RunState.RUNNING));
        background.tick();

        assertThat(model.waiting().shown()).isEmpty();
        assertThat(model.running().shown()).extracting(RunView::id).containsExactly(queued.id());
    }

    @Test
    void underThePointerARunThatEndedStaysInItsPlaceAndSaysSo() {
        var first = cluster.add("report", RunState.RUNNING);
        cluster.add("backup", RunState.RUNNING);
        show();
        model.running().setStill(true);

        cluster.put(FakeCarillon.as(first, RunState.SUCCEEDED));
        cluster.add("mail", RunState.RUNNING);
        background.tick();

        assertThat(model.running().shown())
                .extracting(RunView::state)
                .containsExactly(RunState.SUCCEEDED, RunState.RUNNING);
        assertThat(model.running().waitingProperty().get()).isEqualTo(2);
        model.running().setStill(false);
        assertThat(model.running().shown())
                .extracting(RunView::job)
                .containsExactly("default/backup", "default/mail");
    }

    @Test
    void whatEndedWellLeavesTheScreen() {
        var running = cluster.add("report", RunState.RUNNING);
        show();

        cluster.put(FakeCarillon.as(running, RunState.SUCCEEDED));
        background.tick();

        assertThat(model.running().shown()).isEmpty();
        assertThat(model.failed().shown()).isEmpty();
    }

    @Test
    void itKeepsWhatItKnewWhileNoNodeAnswers() {
        var running = cluster.add("report", RunState.RUNNING);
        show();

        cluster.setAway(true);
        background.tick();

        assertThat(model.running().shown()).containsExactly(running);
        assertThat(link.standing().live()).isFalse();
        assertThat(link.standing().problem()).contains("no node answers");
    }
}
