package dev.carillon.console.queues;

import atlantafx.base.theme.Styles;

import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/// How many runs of a queue are under way, and how near that is to its limit.
final class Gauge extends HBox {
    private static final Texts TEXTS = Texts.of(Gauge.class);
    private static final PseudoClass FULL = PseudoClass.getPseudoClass("full");
    private final ProgressBar bar = new ProgressBar();
    private final Label text = new Label();

    Gauge() {
        super(10);
        getStyleClass().add("gauge");
        setAlignment(Pos.CENTER_LEFT);
        bar.getStyleClass().add(Styles.SMALL);
        bar.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(bar, Priority.ALWAYS);
        text.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(bar, text);
    }

    void setRow(QueueRow row) {
        var used = row.used();
        var most = row.limits().concurrency();
        bar.setVisible(used != null);
        bar.setManaged(used != null);
        bar.setProgress(used == null ? 0 : used);
        pseudoClassStateChanged(FULL, used != null && used >= 1);
        text.setText(
                most == null
                        ? TEXTS.get("running.free", Spans.count(row.view().running()))
                        : TEXTS.get(
                                "running.of",
                                Spans.count(row.view().running()),
                                Spans.count(most)));
    }

    String text() {
        return text.getText();
    }
}
