package dev.carillon.console.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.run.CompareModel.Fact;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

class CompareModelTest {
    private final FakeCarillon cluster = new FakeCarillon();
    private final CompareModel model =
            new CompareModel(
                    new ClusterLink(
                            new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                            cluster.carillon(),
                            new DirectBackground(),
                            () -> FakeCarillon.NOW));
    private final RunView good = cluster.add("export", RunState.SUCCEEDED);
    private final RunView bad = cluster.add("export", RunState.FAILED);

    @Test
    void theFirstLineThatDiffersIsFoundAndTimesDoNotCount() {
        cluster.setLog(good.id(), "12:00:00 begin\n12:00:01 table a\n12:00:02 done\n");
        cluster.setLog(bad.id(), "13:00:07 begin\n13:00:09 table a\n13:00:10 refused\n");

        model.show(good.id(), bad.id());

        var first = Objects.requireNonNull(model.firstDifference());
        assertThat(first.left()).isEqualTo(2);
        assertThat(first.right()).isEqualTo(2);
    }

    @Test
    void whatBothUsedIsComparedWhenItIsKnownOfOne() {
        model.show(good.id(), bad.id());
        assertThat(model.usages()).isEmpty();

        cluster.setUsage(good.id(), new Usage(Duration.ofSeconds(10), 300 << 20));
        model.show(good.id(), bad.id());
        assertThat(model.usages())
                .containsExactly(
                        new Fact("Processor time", "10.0 s", "", true),
                        new Fact("Highest memory", "300 MiB", "", true));

        cluster.setUsage(bad.id(), new Usage(Duration.ofSeconds(11), 900 << 20));
        model.show(good.id(), bad.id());
        assertThat(model.usages())
                .containsExactly(
                        new Fact("Processor time", "10.0 s", "11.0 s", false),
                        new Fact("Highest memory", "300 MiB", "900 MiB", true));
    }

    @Test
    void logsThatAreTheSameDoNotPart() {
        cluster.setLog(good.id(), "2026-11-26T12:00:00Z a\n");
        cluster.setLog(bad.id(), "2026-11-27T12:00:00Z a\n");

        model.show(good.id(), bad.id());

        assertThat(model.firstDifference()).isNull();
        assertThat(model.differenceAfter(0, true)).isNull();
        assertThat(model.cut()).isFalse();
    }

    @Test
    void whenOnlyTheBeginningOfALongLogIsComparedItIsKnown() {
        String begin = "line\n".repeat(CompareModel.MOST_LINES);
        cluster.setLog(good.id(), begin + "done\n");
        cluster.setLog(bad.id(), begin + "refused\n");

        model.show(good.id(), bad.id());

        assertThat(model.firstDifference()).isNull();
        assertThat(model.cut()).isTrue();
    }

    @Test
    void differencesAreGoneThroughAroundTheEnd() {
        cluster.setLog(good.id(), "a\nb\nc\nd\ne\n");
        cluster.setLog(bad.id(), "a\nx\nc\ny\ne\n");
        model.show(good.id(), bad.id());

        assertThat(Objects.requireNonNull(model.differenceAfter(1, true)).left()).isEqualTo(3);
        assertThat(Objects.requireNonNull(model.differenceAfter(3, true)).left()).isEqualTo(1);
        assertThat(Objects.requireNonNull(model.differenceAfter(1, false)).left()).isEqualTo(3);
    }

    @Test
    void linesThatAreTheSameAreBesideEachOther() {
        cluster.setLog(good.id(), "a\nb\nc\nd\n");
        cluster.setLog(bad.id(), "a\nx\ny\nb\nc\nd\n");
        model.show(good.id(), bad.id());

        assertThat(model.beside(0, true)).isEqualTo(0);
        assertThat(model.beside(1.5, true)).isEqualTo(3.5);
        assertThat(model.beside(2, false)).isEqualTo(1);
        assertThat(model.beside(4, false)).isEqualTo(2);
    }

    @Test
    void factsThatDifferAreMarked() {
        model.show(good.id(), bad.id());

        assertThat(model.facts())
                .contains(
                        new Fact("Node", "a", "a", false),
                        new Fact("Exit code", "", "1", true),
                        new Fact("Message", "", "exit code 1", true));
        assertThat(model.durations(FakeCarillon.NOW))
                .contains(new Fact("Attempt 1", "3.0 s", "3.0 s", false));
    }

    @Test
    void aRunThatIsNotThereIsTold() {
        model.show(good.id(), "01a21789-0000-7000-8000-0000000000ff");

        assertThat(model.problem().textProperty().get()).contains("there is no run");
    }
}
