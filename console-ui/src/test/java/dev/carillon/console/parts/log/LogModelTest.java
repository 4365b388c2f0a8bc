package dev.carillon.console.parts.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.junit.jupiter.api.Test;

import java.net.URI;

class LogModelTest {
    /// Gives its logs in parts of so many characters.
    public static final class InParts extends FakeCarillon {
        private int most = 1_000_000;
        private int asked;

        @Override
        public synchronized LogPart log(String id, long offset) {
            asked++;
            var all = super.log(id, offset);
            if (all.text().length() <= most) {
                return all;
            }
            return new LogPart(all.text().substring(0, most), offset + most, false);
        }
    }

    private final InParts cluster = new InParts();
    private final DirectBackground background = new DirectBackground();
    private final LogModel model =
            new LogModel(
                    new ClusterLink(
                            new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                            cluster.carillon(),
                            background,
                            () -> FakeCarillon.NOW));

    private RunView run(RunState state, String log) {
        var run = cluster.add("export", state);
        cluster.setLog(run.id(), log);
        return run;
    }

    @Test
    void allPartsAreReadUntilTheEnd() {
        cluster.most = 7;
        var run = run(RunState.SUCCEEDED, "one\ntwo\nthree\nfour\n");

        model.open(run.id());

        assertThat(model.text().lines()).isEqualTo(4);
        assertThat(model.text().line(3)).isEqualTo("four");
        assertThat(model.completeProperty().get()).isTrue();
    }

    @Test
    void aRunThatIsUnderWayIsAskedAgainForWhatIsNew() {
        var run = run(RunState.RUNNING, "one\n");
        model.open(run.id());

        cluster.setLog(run.id(), "one\ntwo\n");
        background.tick();

        assertThat(model.text().lines()).isEqualTo(2);
        assertThat(model.completeProperty().get()).isFalse();
    }

    @Test
    void nothingIsAskedAfterTheEndNorWhenItIsClosed() {
        var finished = run(RunState.SUCCEEDED, "one\n");
        model.open(finished.id());
        int asked = cluster.asked;
        background.tick();
        assertThat(cluster.asked).isEqualTo(asked);

        model.open(run(RunState.RUNNING, "").id());
        model.close();
        asked = cluster.asked;
        background.tick();
        assertThat(cluster.asked).isEqualTo(asked);
    }

    @Test
    void whatWasReadStaysWhileNoNodeAnswersAndItGoesOnByItself() {
        var run = run(RunState.RUNNING, "one\n");
        model.open(run.id());

        cluster.setAway(true);
        background.tick();
        assertThat(model.text().lines()).isEqualTo(1);
        assertThat(model.problemProperty().get()).contains("no node answers");

        cluster.setAway(false);
        cluster.setLog(run.id(), "one\ntwo\n");
        background.tick();
        assertThat(model.text().lines()).isEqualTo(2);
        assertThat(model.problemProperty().get()).isNull();
    }

    @Test
    void aSearchFindsLinesWithoutTheirColoursAndThoseThatComeLater() {
        var run = run(RunState.RUNNING, "a time\u001b[31mout\u001b[0m\nfine\n");
        model.open(run.id());

        model.search("TIMEOUT", false);
        assertThat(model.hitsProperty().get().count()).isEqualTo(1);

        cluster.setLog(run.id(), "a time\u001b[31mout\u001b[0m\nfine\nanother timeout\n");
        background.tick();
        background.tick();
        cluster.put(FakeCarillon.as(run, RunState.SUCCEEDED));
        background.tick();
        assertThat(model.hitsProperty().get().count()).isEqualTo(2);
    }

    @Test
    void stepsGoThroughTheLinesFoundAndAroundTheEnd() {
        model.open(run(RunState.SUCCEEDED, "x\nno\nx\n").id());
        model.search("^x$", true);

        model.step(0, true);
        assertThat(model.targetProperty().get()).isEqualTo(2);
        model.step(2, true);
        assertThat(model.targetProperty().get()).isEqualTo(0);
        model.step(0, false);
        assertThat(model.targetProperty().get()).isEqualTo(2);
    }

    @Test
    void aWrongExpressionIsToldWithItsPlace() {
        model.open(run(RunState.SUCCEEDED, "a(b\n").id());

        model.search("a(b", true);
        assertThat(model.problemProperty().get()).contains("no regular expression");

        model.search("a(b", false);
        assertThat(model.problemProperty().get()).isNull();
        assertThat(model.hitsProperty().get().count()).isEqualTo(1);
    }

    @Test
    void theFirstErrorIsJumpedTo() {
        model.open(
                run(
                                RunState.FAILED,
                                "begin\nno errorless word\njava.lang.IllegalStateException: x\n")
                        .id());

        model.jumpToTrouble();

        assertThat(model.targetProperty().get()).isEqualTo(2);
    }

    @Test
    void aMillionLinesAreReadInFewPartsAndSearchedOnce() {
        var log = new StringBuilder(70_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            log.append("2026-11-26T12:00:00Z ")
                    .append(i % 100_000 == 99_999 ? "FAIL row " : "INFO row ")
                    .append("%07d".formatted(i))
                    .append(" was written to the table\n");
        }
        model.open(run(RunState.SUCCEEDED, log.toString()).id());

        model.search("FAIL row \\d+", true);

        assertThat(model.text().lines()).isEqualTo(1_000_000);
        assertThat(cluster.asked).isLessThan(100);
        assertThat(model.text().sizeBytes()).isLessThan((long) (log.length() * 1.2));
        assertThat(model.hitsProperty().get().count()).isEqualTo(10);
        assertThat(model.hitsProperty().get().searched()).isEqualTo(1_000_000);
    }
}
