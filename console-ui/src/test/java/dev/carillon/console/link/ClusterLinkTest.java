package dev.carillon.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.console.FakeCarillon;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.Standing.State;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

class ClusterLinkTest {
    private static final URI A = URI.create("http://a");
    private static final URI B = URI.create("http://b");

    /// Notes how long it has to answer, and its feeds.
    public static final class Noting extends FakeCarillon {
        private final List<Duration> patience = new ArrayList<>();
        private final List<URI> feeds = new ArrayList<>();
        private int open;
        private @Nullable CarillonException refusal;

        public Carillon within(Duration patience) {
            this.patience.add(patience);
            return carillon();
        }

        @Override
        public Feed events(@Nullable String cursor, Consumer<EventView> consumer) {
            if (refusal != null) {
                throw refusal;
            }
            var feed = super.events(cursor, consumer);
            feeds.add(address() == null ? A : address());
            open++;
            return () -> {
                open--;
                feed.close();
            };
        }
    }

    private final Noting cluster = new Noting();
    private final DirectBackground background = new DirectBackground();
    private Instant now = FakeCarillon.NOW;
    private final ClusterLink link =
            new ClusterLink(
                    new Profile("test", A, "t", Tint.BLUE, false),
                    cluster.carillon(),
                    background,
                    () -> now);
    private final List<Changes> told = new ArrayList<>();

    private void pass(Duration time) {
        now = now.plus(time);
        background.tick();
    }

    @Test
    void aNodeThatHangsIsNotLiveAndTheDataKeepsItsTime() {
        link.open();
        background.hold();

        pass(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(4));
        assertThat(link.standing().state()).isEqualTo(State.LIVE);
        pass(Duration.ofSeconds(2));

        assertThat(link.standing().state()).isEqualTo(State.LOST);
        assertThat(link.standing().heard()).isEqualTo(FakeCarillon.NOW);
        assertThat(link.standing().problem()).contains("no node has answered for more than 5 s");
        assertThat(link.standing().stats()).isNotNull();
    }

    @Test
    void aNodeThatHangsFromTheBeginningDoesNotStayConnecting() {
        background.hold();
        link.open();

        pass(Duration.ofSeconds(6));

        assertThat(link.standing().state()).isEqualTo(State.LOST);
        assertThat(link.standing().heard()).isNull();
    }

    @Test
    void whenItWakesAllIsReadAnewByANewFeed() {
        link.open();
        link.listen(told::add);
        background.hold();
        pass(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(6));

        background.answer();

        assertThat(link.standing().state()).isEqualTo(State.LIVE);
        assertThat(link.standing().heard()).isEqualTo(now);
        assertThat(told).anyMatch(Changes::everything);
        assertThat(cluster.feeds).hasSize(2);
        assertThat(cluster.open).isEqualTo(1);
    }

    @Test
    void anAnswerThatTakesThreeSecondsIsHeard() {
        link.open();
        background.hold();
        pass(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(3));
        assertThat(link.standing().state()).isEqualTo(State.LIVE);

        background.answer();

        assertThat(link.standing().state()).isEqualTo(State.LIVE);
        assertThat(link.standing().heard()).isEqualTo(now);
        assertThat(cluster.feeds).hasSize(1);
    }

    @Test
    void theFeedGoesOnWithTheNodeThatAnswersInsteadOfOneThatHangs() {
        link.open();
        link.listen(told::add);

        cluster.setAddress(B);
        pass(Duration.ofSeconds(2));

        assertThat(cluster.feeds).containsExactly(A, B);
        assertThat(cluster.open).isEqualTo(1);
        assertThat(told).anyMatch(Changes::everything);
    }

    @Test
    void aNodeHasLittleTimeToSayHowItIs() {
        link.open();

        assertThat(cluster.patience).contains(Duration.ofSeconds(5));
    }

    @Test
    void whereOnlyTheFeedIsRefusedTheNodeIsLiveAndAllIsReadEachTenSeconds() {
        cluster.refusal = new CarillonException(ErrorCode.UNAVAILABLE, "too many feeds");
        var states = new ArrayList<State>();
        link.open();
        link.standingProperty().subscribe(standing -> states.add(standing.state()));
        link.listen(told::add);

        for (int i = 0; i < 13; i++) {
            pass(Duration.ofSeconds(2));
        }

        assertThat(states).containsOnly(State.LIVE);
        assertThat(link.standing().problem()).isEqualTo("too many feeds");
        assertThat(told).hasSize(2).allMatch(Changes::everything);

        cluster.refusal = null;
        told.clear();
        pass(Duration.ofSeconds(2));
        assertThat(link.standing().problem()).isNull();
        assertThat(told).singleElement().matches(Changes::everything);
        pass(Duration.ofSeconds(20));
        assertThat(told).hasSize(1);
    }
}
