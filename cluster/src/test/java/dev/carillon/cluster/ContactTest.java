package dev.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.NodeTable.State;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// Two nodes and their messages.
class ContactTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);

    private final ManualTime time = new ManualTime(Instant.EPOCH);
    private final SimulatedNetwork network = new SimulatedNetwork(new Random(1), time);
    private final Contact a = contact(A, 0);
    private final Contact b = contact(B, 1);
    private final Picture both =
            new Picture(List.of(row(A), row(B)), Set.of(A, B), List.of(), "", null);

    private static NodeRow row(UUID id) {
        return new NodeRow(id, id.toString(), 0, State.UP, 5, 1, Map.of(), null, Presence.ALONE);
    }

    private Contact contact(UUID id, int machine) {
        var membership = network.join(id, machine, () -> {});
        var contact = new Contact(id, membership, Timing.DEFAULT, time.monotonic());
        membership.start(
                new Membership.Listener() {
                    @Override
                    public void viewChanged() {
                        // Views say nothing here.
                    }

                    @Override
                    public void heard(UUID from, Hint hint) {
                        switch (hint) {
                            case Hint.DatabaseAsked(long question) ->
                                    contact.answer(from, question);
                            case Hint.DatabaseGone(long question) ->
                                    contact.answered(from, question);
                            default -> {}
                        }
                    }
                });
        return contact;
    }

    private void exchange() {
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofMillis(5));
            network.deliver(Set.of(A, B));
        }
    }

    private Duration leftOf(Contact contact) {
        return Duration.ofNanos(contact.allCutOffUntilNanos(both) - time.nanos());
    }

    @Test
    void whenTheOtherIsCutOffTooProcessesMayGoOnForALease() {
        a.failed();
        b.failed();
        a.ask();
        exchange();

        assertThat(leftOf(a)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
    }

    @Test
    void whenTheOtherReachesTheDatabaseNothingGoesOn() {
        a.failed();
        b.succeeded(time.nanos());
        a.ask();
        exchange();

        assertThat(leftOf(a)).isEqualTo(Duration.ZERO);
    }

    @Test
    void whenTheOtherIsNotHeardNothingGoesOn() {
        network.cut(0, 1);
        a.failed();
        b.failed();
        a.ask();
        exchange();

        assertThat(leftOf(a)).isEqualTo(Duration.ZERO);
    }

    @Test
    void whenNobodyElseIsKnownNothingGoesOn() {
        a.failed();
        network.leave(B);

        assertThat(
                        a.allCutOffUntilNanos(
                                new Picture(List.of(row(A)), Set.of(A), List.of(), "", null)))
                .isEqualTo(time.nanos());
    }

    @Test
    void whoJoinedSinceTheDatabaseWasReadIsAskedAlsoWhenItIsNotHeardAnyMore() {
        var joined = new UUID(0, 3);
        network.join(joined, 2, () -> {});
        a.meet();
        network.leave(joined);
        a.failed();
        b.failed();
        a.ask();
        exchange();

        assertThat(leftOf(a)).isEqualTo(Duration.ZERO);

        a.seen(both.nodes());
        assertThat(leftOf(a)).isPositive();
    }

    @Test
    void whoSaysItIsCutOffCountsTheBeatsOfTheOtherAnew() {
        a.failed();
        b.failed();
        a.ask();
        exchange();

        assertThat(b.beginGivingUp(row(A))).isFalse();
        assertThat(b.takePromised()).containsExactly(A);
        assertThat(b.beginGivingUp(row(A))).isTrue();
    }

    @Test
    void whoMayBeGivingTheOtherUpSaysNothing() {
        a.failed();
        b.failed();
        assertThat(b.beginGivingUp(row(A))).isTrue();
        a.ask();
        exchange();

        assertThat(leftOf(a)).isEqualTo(Duration.ZERO);
    }

    @Test
    void anAnswerThatWasHeldBackIsGoodFromTheQuestionOn() {
        a.failed();
        b.failed();
        a.ask();
        time.advance(Duration.ofSeconds(7));
        exchange();

        assertThat(leftOf(a)).isEqualTo(Duration.ZERO);
    }
}
