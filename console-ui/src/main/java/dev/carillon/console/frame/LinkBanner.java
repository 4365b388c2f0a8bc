package dev.carillon.console.frame;

import atlantafx.base.theme.Styles;

import dev.carillon.api.trust.NodeUrl;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Standing;
import dev.carillon.console.link.Standing.State;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Duration;
import java.util.Objects;

/// Says that what is shown is old or changes late, of when it is, why, and what goes on; only there when that is so.
final class LinkBanner extends HBox {
    private static final Texts TEXTS = Texts.of(LinkBanner.class);
    private final ClusterLink link;
    private final Ticking ageing;
    private final Label text = new Prose();
    private final FontIcon icon = new FontIcon(Feather.WIFI_OFF);
    private final Button change = new Button(TEXTS.get("banner.change"));
    private final Button start = new Button(TEXTS.get("banner.start"));

    /// @param changeToken lets the person write another token
    /// @param connections leads to where a node of this computer is started
    LinkBanner(ClusterLink link, Runnable changeToken, Runnable connections) {
        this.link = link;
        setId("link-banner");
        getStyleClass().add("link-banner");
        setAlignment(Pos.CENTER_LEFT);
        text.setMaxWidth(Double.MAX_VALUE);
        // In as many lines as it needs, whatever is below.
        text.setMinHeight(USE_PREF_SIZE);
        setMinHeight(USE_PREF_SIZE);
        setHgrow(text, Priority.ALWAYS);
        var retry = new Button(TEXTS.get("banner.retry"));
        retry.getStyleClass().add(Styles.SMALL);
        retry.setMinWidth(USE_PREF_SIZE);
        retry.setOnAction(_ -> link.beatOnce());
        change.setId("banner-change");
        change.getStyleClass().addAll(Styles.SMALL, Styles.ACCENT);
        change.setMinWidth(USE_PREF_SIZE);
        change.managedProperty().bind(change.visibleProperty());
        change.setOnAction(_ -> changeToken.run());
        start.setId("banner-start");
        start.getStyleClass().addAll(Styles.SMALL, Styles.ACCENT);
        start.setMinWidth(USE_PREF_SIZE);
        start.managedProperty().bind(start.visibleProperty());
        start.setOnAction(_ -> connections.run());
        getChildren().addAll(icon, text, retry, change, start);
        managedProperty().bind(visibleProperty());
        link.standingProperty().subscribe(this::show);
        // Its age grows while nothing else happens.
        ageing = link.background().every(Duration.ofSeconds(1), () -> show(link.standing()));
    }

    void close() {
        ageing.close();
    }

    private void show(Standing standing) {
        boolean refused = standing.state() == State.REFUSED;
        boolean lost = standing.state() == State.LOST;
        setVisible(lost || refused || standing.live() && standing.problem() != null);
        if (!isVisible()) {
            return;
        }
        String age =
                standing.heard() == null
                        ? TEXTS.get("banner.never")
                        : TEXTS.get(
                                "banner.heard",
                                Spans.distance(standing.heard(), link.clock().instant()));
        String key = refused ? "banner.refused" : lost ? "banner.lost" : "banner.not.fed";
        text.setText(TEXTS.get(key, reason(standing), age));
        icon.setIconCode(refused ? Feather.LOCK : Feather.WIFI_OFF);
        change.setVisible(refused);
        start.setVisible(lost && NodeUrl.isLoopback(link.profile().address().getHost()));
    }

    // What comes after a semicolon is said to those at a command line.
    private static String reason(Standing standing) {
        String problem = Objects.requireNonNullElse(standing.problem(), "");
        int end = problem.indexOf(';');
        return Sentence.begin(end < 0 ? problem : problem.substring(0, end));
    }
}
