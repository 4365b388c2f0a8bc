package dev.carillon.console.frame;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.RunState;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.FailedRuns;
import dev.carillon.console.link.Standing;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.Locale;

/// The few numbers one wants at any time, at the bottom; each leads to what is behind it.
final class StatusBar extends HBox {
    private static final Texts TEXTS = Texts.of(StatusBar.class);
    private final ClusterLink link;
    private final Label state = new Label();
    private final Hyperlink running;
    private final Hyperlink queued;
    private final Hyperlink failed;
    private final Hyperlink lag;

    StatusBar(ClusterLink link, Navigator navigator, AlarmMenu alarm) {
        this.link = link;
        getStyleClass().add("status-bar");
        state.setId("status-link");
        running = leads("status-running", navigator, "state:running");
        queued = leads("status-queued", navigator, "state:queued");
        failed = leads("status-failed", navigator, FailedRuns.QUERY);
        lag = leads("status-lag", navigator, new Place.Now());
        var space = new Region();
        setHgrow(space, Priority.ALWAYS);
        getChildren().addAll(state, space, running, queued, failed, lag, alarm);
        link.standingProperty().subscribe(this::show);
        link.failed().countProperty().subscribe(this::showFailed);
    }

    private static Hyperlink leads(String id, Navigator navigator, String query) {
        return leads(id, navigator, new Place.Runs(query));
    }

    private static Hyperlink leads(String id, Navigator navigator, Place place) {
        var text = new Hyperlink();
        text.setId(id);
        text.setOnAction(_ -> navigator.go(place));
        return text;
    }

    private void show(Standing standing) {
        state.getStyleClass()
                .setAll("label", "link-" + standing.state().name().toLowerCase(Locale.ROOT));
        var now = link.clock().instant();
        state.setText(
                switch (standing.state()) {
                    case CONNECTING -> TEXTS.get("status.connecting", link.profile().address());
                    case LIVE -> TEXTS.get("status.live", link.address());
                    case LOST ->
                            TEXTS.get(
                                    "status.lost",
                                    Spans.time(standing.since(), now, ZoneId.systemDefault()));
                    case REFUSED -> TEXTS.get("status.refused");
                });
        if (standing.stats() != null) {
            show(standing.stats());
        }
    }

    private void show(Stats stats) {
        running.setText(TEXTS.get("status.running", count(stats, RunState.RUNNING)));
        queued.setText(TEXTS.get("status.queued", count(stats, RunState.QUEUED)));
        lag.setText(TEXTS.get("status.lag", Spans.micros(stats.lagP99Micros())));
    }

    private void showFailed(@Nullable RunCount count) {
        if (count != null) {
            failed.setText(TEXTS.get("status.failed", Spans.count(count)));
        }
    }

    private static String count(Stats stats, RunState state) {
        return Spans.count(stats.runs().getOrDefault(state, 0L));
    }
}
