package dev.carillon.console.frame;

import atlantafx.base.controls.Notification;
import atlantafx.base.theme.Styles;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.link.Background;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Duration;

/// Notices in the lower left corner, where no screen has its buttons, newest last. What failed stays until it is closed.
final class NoticePane extends VBox implements Notices {
    private static final Texts TEXTS = Texts.of(NoticePane.class);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration UNDO = Duration.ofSeconds(10);
    private static final int MOST = 4;
    private final Background background;

    NoticePane(Background background) {
        this.background = background;
        getStyleClass().add("notices");
        setAlignment(Pos.BOTTOM_LEFT);
        setPickOnBounds(false);
    }

    @Override
    public void done(String text) {
        showFor(note(text, Feather.CHECK_CIRCLE, Styles.SUCCESS), SHORT);
    }

    @Override
    public void done(String text, String undo, Runnable action) {
        var note = note(text, Feather.CHECK_CIRCLE, Styles.SUCCESS);
        var button = new Button(undo);
        button.setId("undo");
        button.getStyleClass().add(Styles.SMALL);
        button.setTooltip(new Tooltip(TEXTS.get("notice.keys", undo)));
        button.setOnAction(
                _ -> {
                    getChildren().remove(note);
                    action.run();
                });
        note.setPrimaryActions(button);
        showFor(note, UNDO);
    }

    @Override
    public void failed(String what, CarillonException why) {
        String text =
                why.code() == ErrorCode.BUG
                        ? TEXTS.get("notice.bug", what, why.getMessage())
                        : TEXTS.get("notice.failed", what, why.getMessage());
        show(note(text, Feather.ALERT_TRIANGLE, Styles.DANGER));
    }

    /// Does what the newest notice offers, such as taking back what was done; nothing when none offers anything.
    void act() {
        for (var each : getChildren().reversed()) {
            if (each instanceof Notification note && !note.getPrimaryActions().isEmpty()) {
                note.getPrimaryActions().getFirst().fire();
                return;
            }
        }
    }

    /// Closes the newest notice.
    void closeNewest() {
        if (!getChildren().isEmpty()) {
            getChildren().removeLast();
        }
    }

    private Notification note(String text, Feather icon, String style) {
        var note = new Notification(text, new FontIcon(icon));
        note.getStyleClass().addAll(style, Styles.ELEVATED_2);
        note.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        note.setPrefWidth(400);
        note.setOnClose(_ -> getChildren().remove(note));
        return note;
    }

    private void show(Notification note) {
        getChildren().add(note);
        if (getChildren().size() > MOST) {
            getChildren().removeFirst();
        }
    }

    private void showFor(Notification note, Duration length) {
        show(note);
        background.after(length, () -> getChildren().remove(note));
    }
}
