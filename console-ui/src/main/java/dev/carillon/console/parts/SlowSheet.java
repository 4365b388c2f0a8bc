package dev.carillon.console.parts;

import atlantafx.base.controls.ModalPane;

import dev.carillon.console.link.Background;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What is seen over the screen while something takes longer than a moment: how far it is, and a button that stops it.
public final class SlowSheet {
    private static final Texts TEXTS = Texts.of(SlowSheet.class);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final double WIDTH = 440;

    private final ModalPane modal;
    private final Background background;
    private final ProgressBar bar = new ProgressBar();
    private final Label text = new Label();
    private @Nullable Sheet sheet;
    private boolean ended;

    public SlowSheet(ModalPane modal, Background background) {
        this.modal = modal;
        this.background = background;
    }

    /// @param stop what the button does; whoever is stopped calls [#end]
    public void begin(String title, String stopText, Runnable stop) {
        background.after(MOMENT, () -> open(title, stopText, stop));
    }

    private void open(String title, String stopText, Runnable stop) {
        // Another question has come meanwhile.
        if (ended || modal.isDisplay()) {
            return;
        }
        bar.setId("slow-bar");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(title);
        text.setId("slow-progress");
        text.getStyleClass().add("muted");
        text.managedProperty().bind(text.textProperty().isNotEmpty());
        var shown = new Sheet(modal, "slow", title, WIDTH, new VBox(8, bar, text));
        var button = shown.button("slow-stop", stopText, () -> {});
        button.setOnAction(_ -> stop(button, stop));
        shown.openForm(button::fire);
        button.requestFocus();
        sheet = shown;
    }

    private static void stop(Button button, Runnable stop) {
        button.setDisable(true);
        button.setText(TEXTS.get("slow.stopping"));
        stop.run();
    }

    /// Tells how far it is.
    ///
    /// @param words such as "12 of 40"
    public void show(int done, int total, String words) {
        bar.setProgress(total == 0 ? 1 : (double) done / total);
        text.setText(words);
    }

    /// It is over, whatever came of it.
    public void end() {
        ended = true;
        if (sheet != null) {
            sheet.close();
        }
    }
}
