package dev.carillon.console.queues;

import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Label;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Instant;
import java.time.ZoneId;

/// How a queue stands: a shape, a word and a colour.
final class QueuePill extends Label {
    private static final Texts TEXTS = Texts.of(QueuePill.class);
    private final FontIcon icon = new FontIcon();

    QueuePill() {
        setGraphic(icon);
        setMinWidth(USE_PREF_SIZE);
    }

    void setRow(QueueRow row, Instant now) {
        var paused = row.view().pausedUntil();
        var changed = row.view().changedUntil();
        var used = row.used();
        if (paused != null) {
            show(
                    QueuesModel.endless(paused)
                            ? TEXTS.get("state.paused")
                            : TEXTS.get("state.paused.until", time(paused, now)),
                    Feather.PAUSE,
                    "odd");
        } else if (changed != null && row.changed() != null) {
            show(TEXTS.get("state.changed", time(changed, now)), Feather.CLOCK, "running");
        } else if (used != null && used >= 1 && row.view().queued() > 0) {
            show(TEXTS.get("state.full"), Feather.MORE_HORIZONTAL, "odd");
        } else {
            show(TEXTS.get("state.open"), Feather.CHECK, "good");
        }
    }

    private static String time(Instant at, Instant now) {
        String text = Spans.time(at, now, ZoneId.systemDefault());
        // Seconds matter to nobody here.
        return text.matches("\\d\\d:\\d\\d:\\d\\d") ? text.substring(0, 5) : text;
    }

    private void show(String text, Feather shape, String kind) {
        setText(text);
        icon.setIconCode(shape);
        getStyleClass().setAll("label", "pill", "pill-" + kind);
    }
}
