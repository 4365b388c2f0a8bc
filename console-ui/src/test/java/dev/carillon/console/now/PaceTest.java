package dev.carillon.console.now;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.now.Pace.Beat;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Instant;

class PaceTest {
    /// Nodes that count for themselves.
    public static final class Counted extends FakeCarillon {
        private String node = "a";
        private long counted;

        @Override
        public synchronized Stats stats() {
            var all = super.stats();
            return new Stats(all.jobs(), 0, all.runs(), 0, 0, counted, counted, node);
        }
    }

    private final Counted cluster = new Counted();
    private final DirectBackground background = new DirectBackground();
    private Instant now = FakeCarillon.NOW;
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> now);
    private final Pace pace = new Pace(link);

    // The changes come before the beat.
    private void beat() {
        background.tick();
        now = now.plusSeconds(2);
        background.tick();
    }

    private Beat last() {
        return pace.beats().getLast();
    }

    @Test
    void countsWhatBeganAndEndedSinceTheBeatBeforeWhateverNodeItWasOn() {
        link.open();
        beat();

        cluster.add("backup", RunState.SUCCEEDED);
        cluster.add("report", RunState.FAILED);
        cluster.add("mail", RunState.RUNNING);
        beat();

        assertThat(last().finished()).isEqualTo(1);
        assertThat(last().started()).isEqualTo(1.5);
    }

    @Test
    void countsARunOnceHoweverOftenItIsToldOf() {
        link.open();
        beat();
        var run = cluster.add("report", RunState.RUNNING);
        beat();
        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        beat();
        assertThat(last()).extracting(Beat::started, Beat::finished).containsExactly(0.0, 0.5);

        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        beat();

        assertThat(last()).extracting(Beat::started, Beat::finished).containsExactly(0.0, 0.0);
    }

    @Test
    void whereTheFeedTellsNothingTheNodeHasCounted() {
        link.open();
        beat();

        cluster.counted = 20;
        cluster.tellOfTooMuch();
        beat();

        assertThat(last()).extracting(Beat::started, Beat::finished).containsExactly(10.0, 10.0);
    }

    @Test
    void whatTwoNodesHaveCountedIsNotCompared() {
        link.open();
        beat();

        cluster.counted = 1_000_000;
        cluster.node = "b";
        cluster.tellOfTooMuch();
        beat();

        assertThat(last()).extracting(Beat::started, Beat::finished).containsExactly(0.0, 0.0);
    }
}
