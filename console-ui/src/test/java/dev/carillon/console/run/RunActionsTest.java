package dev.carillon.console.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.BulkAction;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.NoticesHeard;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;

import java.net.URI;

class RunActionsTest {
    private final FakeCarillon cluster = new FakeCarillon();
    private final NoticesHeard notices = new NoticesHeard();
    private final RunActions actions =
            new RunActions(
                    new ClusterLink(
                            new Profile("test", URI.create("http://fake"), "t", Tint.RED, true),
                            cluster.carillon(),
                            new DirectBackground(),
                            () -> FakeCarillon.NOW),
                    notices);

    @Test
    void aFailureThatWasDismissedIsTakenBack() {
        var run = cluster.add("report", RunState.FAILED);

        actions.act(BulkAction.DISMISS, run, _ -> {});

        assertThat(cluster.run(run.id()).handled()).isTrue();
        actions.undo();
        assertThat(cluster.run(run.id()).handled()).isFalse();
        assertThat(notices.texts())
                .containsExactly(
                        "The failure of default/report needs no more attention",
                        "It was taken back");
    }

    @Test
    void whyAFailureIsNotDismissedIsTold() {
        var run = cluster.add("report", RunState.SUCCEEDED);

        actions.act(BulkAction.DISMISS, run, _ -> {});

        assertThat(notices.texts())
                .containsExactly("The failure of default/report was not dismissed: 1 do not fit");
    }
}
