package dev.carillon.console.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.AttemptView;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class PhaseTest {
    private final FakeCarillon cluster = new FakeCarillon();

    @Test
    void waitsAndAttemptsFollowEachOther() {
        var run = cluster.add("export", RunState.SUCCEEDED);
        var due = run.due();

        var phases =
                Phase.of(
                        run,
                        List.of(
                                new AttemptView(
                                        2,
                                        8,
                                        "b",
                                        RunState.SUCCEEDED,
                                        due.plusSeconds(60),
                                        due.plusSeconds(90),
                                        0,
                                        null,
                                        null),
                                new AttemptView(
                                        1,
                                        7,
                                        "a",
                                        RunState.FAILED,
                                        due.plusSeconds(2),
                                        due.plusSeconds(12),
                                        1,
                                        "x",
                                        null)),
                        FakeCarillon.NOW);

        assertThat(phases)
                .extracting(Phase::text)
                .containsExactly(
                        "Waited · 2.0 s",
                        "Attempt 1 · 10.0 s",
                        "Wait for attempt 2 · 48.0 s",
                        "Attempt 2 · 30.0 s");
        assertThat(phases).noneMatch(Phase::open);
    }

    @Test
    void whatIsUnderWayGrowsWithTheTime() {
        var run = cluster.add("export", RunState.RUNNING);

        var phases = Phase.of(run, cluster.attempts(run.id()), FakeCarillon.NOW);

        assertThat(phases.getLast().open()).isTrue();
        assertThat(phases.getLast().length())
                .isEqualTo(Duration.between(run.startedAt(), FakeCarillon.NOW));
    }

    @Test
    void aRunThatIsNotDueHasNoPhases() {
        var run = cluster.add("export", RunState.DELAYED);

        assertThat(Phase.of(run, List.of(), run.due().minusSeconds(5))).isEmpty();
    }

    @Test
    void aRunThatWaitsHasAnOpenPhase() {
        var run = cluster.add("export", RunState.QUEUED);

        var phases = Phase.of(run, List.of(), run.due().plusSeconds(5));

        assertThat(phases).extracting(Phase::text).containsExactly("Waited · 5.0 s");
        assertThat(phases.getFirst().open()).isTrue();
    }
}
