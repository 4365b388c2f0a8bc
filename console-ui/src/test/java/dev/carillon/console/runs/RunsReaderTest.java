package dev.carillon.console.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.runs.RunsReader.Found;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

class RunsReaderTest {
    private static final int MOST = 1_000;
    private final FakeCarillon cluster = new FakeCarillon();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    new DirectBackground(),
                    () -> FakeCarillon.NOW);
    private final List<Integer> progress = new ArrayList<>();
    private final List<Found> ended = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    private RunsReader reader(IntConsumer told) {
        return new RunsReader(
                link,
                RunQuery.ALL.ofJob("export"),
                MOST,
                told,
                ended::add,
                refusal -> refused.add(refusal.getMessage()));
    }

    private void runs(int count) {
        for (int i = 0; i < count; i++) {
            cluster.add("export", RunState.SUCCEEDED);
        }
        cluster.add("report", RunState.SUCCEEDED);
    }

    @Test
    void allThatMatchAreReadAndHowManyIsTold() {
        runs(600);

        reader(progress::add).read();

        assertThat(ended.getFirst().runs()).hasSize(600).doesNotHaveDuplicates();
        assertThat(ended.getFirst().more()).isFalse();
        assertThat(progress).containsExactly(250, 500, 600);
    }

    @Test
    void noMoreIsReadThanIsPastedAndThatThereIsMoreIsKnown() {
        runs(MOST + 1);

        reader(progress::add).read();

        assertThat(ended.getFirst().runs()).hasSize(MOST);
        assertThat(ended.getFirst().more()).isTrue();
    }

    @Test
    void whenItIsStoppedNothingMoreIsReadOrTold() {
        runs(600);
        var readers = new ArrayList<RunsReader>();
        readers.add(
                reader(
                        count -> {
                            progress.add(count);
                            readers.getFirst().stop();
                        }));

        readers.getFirst().read();

        assertThat(progress).containsExactly(250);
        assertThat(ended).isEmpty();
    }

    @Test
    void whyItCannotBeReadIsTold() {
        cluster.setAway(true);

        reader(progress::add).read();

        assertThat(refused).containsExactly("no node answers at http://fake");
    }
}
