package dev.carillon.console.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.ChangeView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeCluster;
import dev.carillon.console.NoticesHeard;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.words.LineDiff.Line;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;
import java.util.Objects;

class ChangesModelTest {
    private final FakeCluster cluster = new FakeCluster();
    private final DirectBackground background = new DirectBackground();
    private final NoticesHeard notices = new NoticesHeard();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> FakeCarillon.NOW);
    private final ChangesModel model = new ChangesModel(link, notices);

    @BeforeEach
    void changes() {
        cluster.addChange("boris", "job.pause", "billing/orders", null, null, null);
        cluster.addChange(
                "anna",
                "queue.put",
                "mail",
                "{\"name\":\"mail\",\"concurrency\":4}",
                "{\"name\":\"mail\",\"concurrency\":1}",
                null);
    }

    private void show() {
        link.open();
        model.show(null);
    }

    private List<String> sentences() {
        return model.changes().stream().map(ChangesModel::sentence).toList();
    }

    @Test
    void changesAreListedInWordsWithTheNewestFirst() {
        show();

        assertThat(sentences())
                .containsExactly("set the limits of queue mail", "paused job billing/orders");
    }

    @Test
    void theDiffShowsWhatWasBeforeAndAfter() {
        show();

        model.open(model.changes().getFirst());

        assertThat(model.diffProperty().get())
                .extracting(Line::shown)
                .containsExactly("  name: \"mail\"", "- concurrency: 4", "+ concurrency: 1");
    }

    @Test
    void newChangesComeInByThemselvesUntilOneIsOpened() {
        show();
        cluster.addChange("anna", "node.cordon", "a", null, null, null);
        background.tick();
        assertThat(model.changes()).hasSize(3);

        model.open(model.changes().getLast());
        cluster.addChange("anna", "node.uncordon", "a", null, null, null);
        background.tick();

        assertThat(model.changes()).hasSize(3);
        assertThat(model.waitingProperty().get()).isEqualTo(1);
        model.read();
        assertThat(model.changes()).hasSize(4);
        assertThat(model.waitingProperty().get()).isZero();
    }

    @Test
    void aChangeIsUndoneOnceAndCanBeDoneAgain() {
        show();
        var change = model.changes().getFirst();
        model.open(change);

        model.undo(change);

        var opened = Objects.requireNonNull(model.openedProperty().get());
        assertThat(ChangesModel.irrevocable(opened)).isEqualTo("It was undone already.");
        assertThat(model.changes().getFirst().undoes()).isEqualTo(change.id());
        notices.undo();
        assertThat(model.changes()).hasSize(4);
        model.undo(change);
        assertThat(notices.texts().getLast()).contains("is undone already");
    }

    @Test
    void changesAreFilteredByThingAndActor() {
        show();

        model.filter("job billing/orders", "");
        assertThat(model.changes()).extracting(ChangeView::actor).containsExactly("boris");
        assertThat(model.what()).isEqualTo("job billing/orders");
        model.filter("mail", "");
        assertThat(model.changes()).extracting(ChangeView::key).containsExactly("mail");
        model.filter("", "boris");
        assertThat(model.changes()).hasSize(1);
        model.filter("queue", "boris");
        assertThat(model.changes()).isEmpty();
    }

    @Test
    void olderOnesAreReadWhenAskedFor() {
        for (int i = 0; i < 150; i++) {
            cluster.addChange("anna", "job.pause", "billing/j" + i, null, null, null);
        }
        show();
        assertThat(model.changes()).hasSize(100);

        model.readMore();

        assertThat(model.changes()).hasSize(152);
        assertThat(model.moreProperty().get()).isFalse();
    }

    @Test
    void eachChangeSaysWhatItsUndoDoesAndWhereItsThingIs() {
        var pause = cluster.addChange("anna", "job.pause", "billing/orders", null, null, null);
        var later = cluster.addChange("anna", "moon.land", "x", null, null, null);
        var skip =
                cluster.addChange("anna", "job.skip", "billing/orders", null, null, "run the job");

        assertThat(ChangesModel.consequence(pause)).contains("billing/orders goes on");
        assertThat(ChangesModel.consequence(later)).contains("moon.land");
        assertThat(ChangesModel.irrevocable(skip)).contains("run the job");
        assertThat(ChangesModel.place(pause)).isEqualTo(new Place.Job("billing/orders"));
        assertThat(ChangesModel.place(later)).isNull();
    }

    @Test
    void whatWasReadStaysWhileNoNodeAnswers() {
        show();

        cluster.setAway(true);
        model.read();

        assertThat(model.changes()).hasSize(2);
        assertThat(model.problem().textProperty().get()).contains("no node answers");
    }
}
