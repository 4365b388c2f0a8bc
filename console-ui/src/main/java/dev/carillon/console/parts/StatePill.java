package dev.carillon.console.parts;

import dev.carillon.api.RunState;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Label;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The state of a run: a shape, a word and a colour, so that none of them has to be seen.
public final class StatePill extends Label {
    private static final Texts TEXTS = Texts.of(StatePill.class);
    private final FontIcon icon = new FontIcon();
    private @Nullable RunState shown;

    public StatePill() {
        setGraphic(icon);
    }

    public StatePill(RunState state) {
        this();
        setState(state);
    }

    public void setState(RunState state) {
        // Another style class has the styles of it all computed anew, also when it is the same.
        if (state == shown) {
            return;
        }
        shown = state;
        setText(text(state));
        icon.setIconCode(icon(state));
        getStyleClass().setAll("label", "pill", "pill-" + kind(state));
    }

    /// The word for a state.
    public static String text(RunState state) {
        return TEXTS.get("state." + state.name());
    }

    /// `running`, `good`, `bad`, `odd` or `idle`: what the colour says.
    public static String kind(RunState state) {
        return switch (state) {
            case CLAIMED, RUNNING -> "running";
            case SUCCEEDED -> "good";
            case FAILED, TIMED_OUT, LOST -> "bad";
            case STOPPING, CANCELLED, MISSED, HELD -> "odd";
            case WAITING, DELAYED, QUEUED, SKIPPED -> "idle";
        };
    }

    private static Feather icon(RunState state) {
        return switch (state) {
            case WAITING -> Feather.PAUSE;
            case HELD -> Feather.LOCK;
            case DELAYED -> Feather.CLOCK;
            case QUEUED, CLAIMED -> Feather.MORE_HORIZONTAL;
            case RUNNING -> Feather.PLAY;
            case STOPPING, CANCELLED -> Feather.SQUARE;
            case SUCCEEDED -> Feather.CHECK;
            case FAILED -> Feather.X;
            case TIMED_OUT -> Feather.WATCH;
            case LOST -> Feather.HELP_CIRCLE;
            case MISSED -> Feather.SLASH;
            case SKIPPED -> Feather.SKIP_FORWARD;
        };
    }
}
