package dev.carillon.console.link;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.trust.NodeUrl;
import dev.carillon.console.link.Standing.State;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// A cluster that is open in the console. All of it belongs to the screen's thread.
///
/// A question every two seconds tells whether a node answers; the feed, which reconnects by itself, tells what changed.
/// Neither ends when no node answers: the link comes back by itself. A node that takes connections and says nothing is away too:
/// the question has little patience, goes on to the next node, and the feed is opened anew where that answers.
public final class ClusterLink implements AutoCloseable {
    /// How often a node is asked how it is.
    public static final Duration BEAT = Duration.ofSeconds(2);

    /// As long as a node has to say how it is; a loaded one may need some seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PATIENCE_OF_FEED = Duration.ofSeconds(10);
    private static final Duration BETWEEN_NODES = Duration.ofSeconds(10);

    /// How often all is read anew while no node tells what changed.
    private static final Duration WITHOUT_FEED = Duration.ofSeconds(10);

    /// As often as the screen learns what changed; more often nobody can read.
    private static final Duration GATHER = Duration.ofMillis(200);

    private final Profile profile;
    private final Carillon carillon;
    private final Background background;
    private final InstantSource clock;
    private final Gathering gathering = new Gathering();
    private final List<Consumer<Changes>> listeners = new CopyOnWriteArrayList<>();
    private final ReadOnlyObjectWrapper<Standing> standing;
    private final FailedRuns failed;
    private Background.@Nullable Question beat;
    // When the beat was asked that is not answered yet.
    private @Nullable Instant asked;
    private @Nullable URI answered;
    private Background.@Nullable Ticking ticking;
    private @Nullable Watch<List<URI>> nodes;
    private @Nullable Feed feed;
    private boolean feedAsked;
    // Why no node opens the feed, though one answers.
    private @Nullable String feedRefusal;
    private @Nullable Instant readAnew;
    private boolean closed;

    /// @param carillon which is closed with it when it can be
    public ClusterLink(
            Profile profile, Carillon carillon, Background background, InstantSource clock) {
        this.profile = profile;
        this.carillon = carillon;
        this.background = background;
        this.clock = clock;
        failed = new FailedRuns(this);
        standing =
                new ReadOnlyObjectWrapper<>(
                        new Standing(State.CONNECTING, clock.instant(), null, null, null));
    }

    public Profile profile() {
        return profile;
    }

    /// For questions on another thread, by [#background].
    public Carillon carillon() {
        return carillon;
    }

    public Background background() {
        return background;
    }

    public InstantSource clock() {
        return clock;
    }

    public ReadOnlyObjectProperty<Standing> standingProperty() {
        return standing.getReadOnlyProperty();
    }

    public Standing standing() {
        return standing.get();
    }

    /// How many runs failed lately.
    public FailedRuns failed() {
        return failed;
    }

    /// Asks a node of the cluster.
    ///
    /// @param answer on the screen's thread
    public <T> Background.Question ask(
            Function<Carillon, T> question,
            Consumer<T> answer,
            Consumer<CarillonException> refusal) {
        return background.ask(() -> question.apply(carillon), answer, refusal);
    }

    /// Tells what changed, on the screen's thread, until the answer is closed.
    public Background.Ticking listen(Consumer<Changes> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public void open() {
        ticking = background.every(BEAT, this::beatOnce);
        beatOnce();
        failed.start();
    }

    /// Tells where the nodes of the cluster answer, now and every ten seconds, until the link is closed.
    public void tellNodes(Consumer<List<URI>> told) {
        nodes =
                new Watch<>(
                        background,
                        BETWEEN_NODES,
                        () -> NodeUrl.of(carillon.nodes()),
                        told,
                        // The beat meets the same and says it.
                        _ -> {});
        nodes.start();
    }

    /// Where the node is that is asked at present: another one than the first when that has died.
    public URI address() {
        return Objects.requireNonNullElse(carillon.address(), profile.address());
    }

    /// Looks whether a node answers. A question that is under way goes on, and after a while no node is heard any more.
    public void beatOnce() {
        var now = clock.instant();
        var since = asked;
        if (since == null) {
            asked = now;
            beat = background.ask(carillon.within(PATIENCE)::stats, this::heard, this::silent);
        } else if (Duration.between(since, now).compareTo(PATIENCE) > 0) {
            notHeard(
                    new CarillonException(
                            ErrorCode.UNAVAILABLE,
                            "no node has answered for more than " + PATIENCE.toSeconds() + " s"));
        }
        openFeed();
    }

    private void openFeed() {
        if (feed == null && !feedAsked) {
            feedAsked = true;
            background.ask(
                    () -> carillon.within(PATIENCE_OF_FEED).events(null, this::gather),
                    this::fed,
                    this::notFed);
        }
    }

    // One of a node that hangs says nothing, and would not be given up for long.
    private void openFeedAnew() {
        if (feed != null) {
            feed.close();
            feed = null;
        }
        openFeed();
    }

    private void fed(Feed opened) {
        feedAsked = false;
        if (closed) {
            opened.close();
            return;
        }
        feed = opened;
        feedRefusal = null;
        readAnew = null;
        showFeed();
        // Between the first look of the screens and now things may have changed.
        tell(Changes.EVERYTHING);
    }

    private void notFed(CarillonException refusal) {
        feedAsked = false;
        if (!closed && standing.get().live()) {
            feedRefusal = refusal.getMessage();
            readAnew = readAnew == null ? clock.instant() : readAnew;
            showFeed();
        } else {
            // The beat meets the same and says it.
            notHeard(refusal);
        }
    }

    private void showFeed() {
        var was = standing.get();
        if (was.live()) {
            standing.set(
                    new Standing(was.state(), was.since(), was.heard(), was.stats(), feedRefusal));
        }
    }

    private void readAnewWithoutFeed(Instant now) {
        if (readAnew != null && Duration.between(readAnew, now).compareTo(WITHOUT_FEED) >= 0) {
            readAnew = now;
            tell(Changes.EVERYTHING);
        }
    }

    // On the thread of the feed.
    private void gather(EventView event) {
        if (gathering.add(event)) {
            background.onScreen(() -> background.after(GATHER, this::deliver));
        }
    }

    private void deliver() {
        if (!closed) {
            tell(gathering.take());
        }
    }

    private void tell(Changes changes) {
        listeners.forEach(listener -> listener.accept(changes));
    }

    private void heard(Stats stats) {
        asked = null;
        var was = standing.get();
        var now = clock.instant();
        boolean another = answered != null && !answered.equals(address());
        answered = address();
        standing.set(
                new Standing(
                        State.LIVE,
                        was.state() == State.LIVE ? was.since() : now,
                        now,
                        stats,
                        feedRefusal));
        if (another || was.state() == State.LOST || was.state() == State.REFUSED) {
            openFeedAnew();
            tell(Changes.EVERYTHING);
        } else {
            readAnewWithoutFeed(now);
        }
    }

    private void silent(CarillonException refusal) {
        asked = null;
        notHeard(refusal);
    }

    private void notHeard(CarillonException refusal) {
        if (closed) {
            return;
        }
        var was = standing.get();
        var state =
                refusal.code() == ErrorCode.UNAUTHENTICATED || refusal.code() == ErrorCode.FORBIDDEN
                        ? State.REFUSED
                        : State.LOST;
        standing.set(
                new Standing(
                        state,
                        was.state() == state ? was.since() : clock.instant(),
                        was.heard(),
                        was.stats(),
                        refusal.getMessage()));
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        listeners.clear();
        failed.stop();
        if (beat != null) {
            beat.cancel();
        }
        if (nodes != null) {
            nodes.stop();
        }
        if (ticking != null) {
            ticking.close();
        }
        if (feed != null) {
            feed.close();
        }
        if (carillon instanceof AutoCloseable closeable) {
            background.ask(
                    () -> {
                        try {
                            closeable.close();
                        } catch (Exception e) {
                            throw new CarillonException(
                                    ErrorCode.UNAVAILABLE, "the client did not close", e);
                        }
                        return true;
                    },
                    _ -> {},
                    _ -> {});
        }
    }
}
