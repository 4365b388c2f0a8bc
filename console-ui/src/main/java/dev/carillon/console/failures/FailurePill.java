package dev.carillon.console.failures;

import dev.carillon.api.FailureView;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Label;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Instant;
import java.time.ZoneId;

/// What was decided about a group: a shape, a word and a colour.
final class FailurePill extends Label {
    private static final Texts TEXTS = Texts.of(FailurePill.class);
    private final FontIcon icon = new FontIcon();

    FailurePill() {
        setGraphic(icon);
        setMinWidth(USE_PREF_SIZE);
    }

    void setGroup(FailureView group, Instant now) {
        switch (group.state()) {
            case NEW -> show(TEXTS.get("state.NEW"), Feather.ALERT_CIRCLE, "bad");
            case ACKNOWLEDGED -> show(TEXTS.get("state.ACKNOWLEDGED"), Feather.EYE, "running");
            case SNOOZED ->
                    show(
                            group.snoozedUntil() == null
                                    ? TEXTS.get("state.SNOOZED")
                                    : TEXTS.get(
                                            "state.SNOOZED.until",
                                            Spans.time(
                                                    group.snoozedUntil(),
                                                    now,
                                                    ZoneId.systemDefault())),
                            Feather.MOON,
                            "odd");
            case MUTED -> show(TEXTS.get("state.MUTED"), Feather.BELL_OFF, "idle");
            case RESOLVED -> show(TEXTS.get("state.RESOLVED"), Feather.CHECK, "good");
        }
    }

    private void show(String text, Feather shape, String kind) {
        setText(text);
        icon.setIconCode(shape);
        getStyleClass().setAll("label", "pill", "pill-" + kind);
    }
}
