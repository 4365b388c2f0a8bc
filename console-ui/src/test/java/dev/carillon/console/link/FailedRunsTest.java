package dev.carillon.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.Profile.Tint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;

class FailedRunsTest {
    private final FakeCarillon cluster = new FakeCarillon();
    private final DirectBackground background = new DirectBackground();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);

    private @Nullable RunCount count() {
        return link.failed().countProperty().get();
    }

    @Test
    void allThatFailedInTheLastDayAreCountedAndNoneOfBefore() {
        cluster.add("export", RunState.FAILED);
        cluster.add("export", RunState.TIMED_OUT);
        cluster.add("export", RunState.LOST);
        cluster.add("export", RunState.SUCCEEDED);
        var late = FakeCarillon.NOW.minus(Duration.ofHours(25)).toString();
        cluster.put(
                FakeCarillon.changed(
                        cluster.add("export", RunState.FAILED), json -> json.put("due", late)));

        link.open();

        assertThat(count()).isEqualTo(new RunCount(3, false));
    }

    @Test
    void theNumberRisesSoonAfterARunFailed() {
        var run = cluster.add("export", RunState.RUNNING);
        link.open();
        assertThat(count()).isEqualTo(new RunCount(0, false));

        cluster.put(FakeCarillon.as(run, RunState.FAILED));
        background.tick();
        background.tick();

        assertThat(count()).isEqualTo(new RunCount(1, false));
    }

    @Test
    void whyTheNumberIsOldIsToldUntilTheyAreCountedAgain() {
        cluster.add("export", RunState.FAILED);
        link.open();
        cluster.setAway(true);
        background.tick();
        assertThat(count()).isEqualTo(new RunCount(1, false));
        assertThat(link.failed().problemProperty().get()).contains("no node answers");

        cluster.setAway(false);
        link.failed().countAgain();

        assertThat(link.failed().problemProperty().get()).isNull();
    }
}
