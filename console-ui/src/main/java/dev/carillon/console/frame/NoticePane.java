package dev.carillon.console.frame;

import atlantafx.base.controls.Notification;
import atlantafx.base.theme.Styles;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.parts.Clip;
import dev.carillon.console.parts.ErrorReport;
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
    private static final double WIDTH = 400;
    private static final double WIDE = 600;
    private static final int ROWS = 12;
    private final ClusterLink link;

    /// A notice, with what is known of it under it when that was asked for.
    private static final class Notice extends VBox {
        private final Notification note;

        private Notice(Notification note) {
            super(note);
            this.note = note;
            getStyleClass().add("notice");
            setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        }
    }

    /// @param link whose token is kept out of what is told
    NoticePane(ClusterLink link) {
        this.link = link;
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
        note.note.setPrimaryActions(button);
        showFor(note, UNDO);
    }

    @Override
    public void failed(String what, CarillonException why) {
        String text =
                why.code() == ErrorCode.BUG
                        ? TEXTS.get("notice.bug", what, why.getMessage())
                        : TEXTS.get("notice.failed", what, why.getMessage());
        var note = note(text, Feather.ALERT_TRIANGLE, Styles.DANGER);
        String report = ErrorReport.of(what, why, link.profile(), link.clock().instant());
        note.note.setPrimaryActions(
                button("notice-details", "notice.details", () -> detail(note, report)));
        show(note);
    }

    // From now on the key of the notice copies.
    private static void detail(Notice note, String report) {
        note.getChildren()
                .add(Clip.area("notice-report", TEXTS.get("notice.report"), report, ROWS));
        note.note.setPrefWidth(WIDE);
        var copy = button("notice-copy", "notice.copy", () -> {});
        Clip.by(copy, report, TEXTS.get("notice.copied"));
        note.note.setPrimaryActions(copy);
        copy.requestFocus();
    }

    private static Button button(String id, String text, Runnable action) {
        var button = new Button(TEXTS.get(text));
        button.setId(id);
        button.getStyleClass().add(Styles.SMALL);
        button.setTooltip(new Tooltip(TEXTS.get("notice.keys", TEXTS.get(text))));
        button.setOnAction(_ -> action.run());
        return button;
    }

    /// Does what the newest notice offers, such as taking back what was done; nothing when none offers anything.
    void act() {
        for (var each : getChildren().reversed()) {
            if (each instanceof Notice notice && !notice.note.getPrimaryActions().isEmpty()) {
                notice.note.getPrimaryActions().getFirst().fire();
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

    private Notice note(String text, Feather icon, String style) {
        var note = new Notification(text, new FontIcon(icon));
        note.getStyleClass().addAll(style, Styles.ELEVATED_2);
        note.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        note.setPrefWidth(WIDTH);
        var notice = new Notice(note);
        note.setOnClose(_ -> getChildren().remove(notice));
        return notice;
    }

    private void show(Notice note) {
        getChildren().add(note);
        if (getChildren().size() > MOST) {
            getChildren().removeFirst();
        }
    }

    private void showFor(Notice note, Duration length) {
        show(note);
        link.background().after(length, () -> getChildren().remove(note));
    }
}
