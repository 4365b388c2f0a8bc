package dev.carillon.console.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.FakeCluster;
import dev.carillon.console.NoticesHeard;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.DirectBackground;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

class QueuesModelTest {
    private static final Instant NOW = FakeCarillon.NOW;
    private final FakeCluster cluster = new FakeCluster();
    private final DirectBackground background = new DirectBackground();
    private final NoticesHeard notices = new NoticesHeard();
    private final List<String> refused = new ArrayList<>();
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", URI.create("http://fake"), "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> NOW);
    private final QueuesModel model = new QueuesModel(link, notices);

    @BeforeEach
    void queue() {
        cluster.addQueue("{\"name\":\"mail\",\"concurrency\":4,\"rate\":\"10/1m\"}", 2, 3);
    }

    private QueueRow row() {
        return model.rows().getFirst();
    }

    private void put(String text, @Nullable Duration length) {
        model.put(
                Definitions.parseQueue(text, "test"),
                length,
                () -> {},
                refusal -> refused.add(refusal.getMessage()));
    }

    private void waits(Duration since) {
        cluster.add("letter", RunState.QUEUED, NOW.minus(since), null, null, "mail");
    }

    @Test
    void aQueueIsShownWithItsLimitsInWords() {
        model.show(null);

        assertThat(row().used()).isEqualTo(0.5);
        assertThat(QueuesModel.words(row().limits())).isEqualTo("4 at once · 10 in 1 min");
    }

    @Test
    void theOldestWaitIsFoundAmongMany() {
        for (int i = 0; i < 600; i++) {
            waits(Duration.ofSeconds(i));
        }
        waits(Duration.ofHours(30));

        model.show(null);
        background.tick();

        assertThat(row().oldest()).isEqualTo(NOW.minus(Duration.ofHours(30)));
    }

    @Test
    void whatStartedInEachMinuteIsReadForTheChosenQueue() {
        var due = NOW.minus(Duration.ofSeconds(90));
        cluster.add("letter", RunState.RUNNING, due, null, "a", "mail");

        model.show("mail");

        assertThat(model.startedProperty().get()).hasSize(60);
        assertThat(model.startedProperty().get().get(58)).isEqualTo(1);
    }

    @Test
    void limitsForAWhileSayTheirEndAndGoBackByUndo() {
        model.show("mail");

        put("{name: mail, concurrency: 1}", Duration.ofHours(2));

        assertThat(row().limits().concurrency()).isEqualTo(1);
        assertThat(row().definition().concurrency()).isEqualTo(4);
        assertThat(row().view().changedUntil()).isEqualTo(NOW.plus(Duration.ofHours(2)));
        assertThat(notices.texts()).contains("The limits of queue mail are set for 2 h");

        notices.undo();

        assertThat(row().changed()).isNull();
        assertThat(row().limits().concurrency()).isEqualTo(4);
    }

    @Test
    void undoOfADefinitionKeepsWhatHeldForAWhile() {
        model.show("mail");
        put("{name: mail, concurrency: 1}", Duration.ofHours(2));

        put("{name: mail, concurrency: 9}", null);
        notices.undo();

        assertThat(row().definition().concurrency()).isEqualTo(4);
        assertThat(row().limits().concurrency()).isEqualTo(1);
        assertThat(row().view().changedUntil()).isEqualTo(NOW.plus(Duration.ofHours(2)));
    }

    @Test
    void aChangeIsEndedBeforeItsTime() {
        model.show("mail");
        put("{name: mail, concurrency: 1}", Duration.ofHours(2));

        model.endChange(row());

        assertThat(row().changed()).isNull();
    }

    @Test
    void aQueueIsPausedForAWhileAndGoesOnByUndo() {
        model.show("mail");

        model.pause("mail", Duration.ofMinutes(30));
        assertThat(row().view().pausedUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
        notices.undo();

        assertThat(row().paused()).isFalse();
    }

    @Test
    void undoOfResumePausesForTheRest() {
        model.show("mail");
        model.pause("mail", Duration.ofMinutes(30));

        model.resume(row());
        notices.undo();

        assertThat(row().view().pausedUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void theRestOfAPauseIsNeverFinerThanAMillisecond() {
        var later =
                new QueuesModel(
                        new ClusterLink(
                                new Profile(
                                        "test", URI.create("http://fake"), "t", Tint.BLUE, false),
                                cluster.carillon(),
                                background,
                                () -> NOW.plusNanos(1_234_567)),
                        notices);
        later.show("mail");
        later.pause("mail", Duration.ofMinutes(30));

        later.resume(later.rows().getFirst());
        notices.undo();

        assertThat(later.rows().getFirst().view().pausedUntil())
                .isEqualTo(NOW.plusMillis(1_799_998));
    }

    @Test
    void removedLimitsComeBackByUndo() {
        model.show("mail");

        model.delete(row());
        assertThat(model.rows()).isEmpty();
        notices.undo();

        assertThat(row().definition().concurrency()).isEqualTo(4);
    }

    @Test
    void theFormReadsWhatItWrote() {
        var queue =
                Definitions.parseQueue(
                        """
                        name: mail
                        concurrency: 3
                        rate: {count: 5, per: 1h, burst: 2}
                        weight: 4
                        closed: [night, holidays]
                        """,
                        "test");

        assertThat(LimitsForm.of(queue).read()).isEqualTo(queue);
    }

    @Test
    void theFormSaysWhatIsWrongWithoutLinesAndColumns() {
        var wrong = new LimitsForm("mail", "4", "often", "", "1", "");

        assertThatThrownBy(wrong::read)
                .isInstanceOf(CarillonException.class)
                .satisfies(
                        thrown ->
                                assertThat(
                                                LimitsForm.plain(
                                                        Objects.requireNonNull(
                                                                thrown.getMessage())))
                                        .contains("10/1m for ten starts a minute")
                                        .doesNotContain(":1:"));
        assertThatThrownBy(() -> new LimitsForm("mail", "x", "", "", "", "").read())
                .hasMessageContaining("\"x\" is no whole number");
    }

    @Test
    void whatTheFeedTellsIsSeenBeforeItIsTimeToLook() {
        link.open();
        model.show(null);
        cluster.addQueue("{\"name\":\"reports\"}", 1, 0);
        assertThat(model.rows()).hasSize(1);

        cluster.add("letter", RunState.RUNNING);
        for (int i = 0; i < 3; i++) {
            background.tickWithin(Duration.ofMillis(500));
        }

        assertThat(model.rows()).hasSize(2);
    }

    @Test
    void whatWasReadStaysWhileNoNodeAnswers() {
        model.show(null);

        cluster.setAway(true);
        background.tick();

        assertThat(model.rows()).hasSize(1);
        assertThat(model.problem().textProperty().get()).contains("no node answers");
    }
}
