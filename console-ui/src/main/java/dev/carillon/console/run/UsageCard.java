package dev.carillon.console.run;

import dev.carillon.api.AttemptView;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.collections.ListChangeListener;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

/// What the chosen attempt used, or the last one. Takes no place while that is not known.
final class UsageCard {
    private static final Texts TEXTS = Texts.of(UsageCard.class);

    private final ListView<AttemptView> attempts;
    private final Label title = new Label();
    private final Label processor = new Label();
    private final Label memory = new Label();
    private final VBox card;

    /// @param attempts one may be chosen in it
    UsageCard(ListView<AttemptView> attempts) {
        this.attempts = attempts;
        title.getStyleClass().add("heading");
        processor.setId("run-processor");
        memory.setId("run-memory");
        memory.setTooltip(new Tooltip(TEXTS.get("usage.memory.hint")));
        processor.setTooltip(new Tooltip(TEXTS.get("usage.processor.hint")));
        var values = new GridPane(14, 4);
        values.addRow(0, name("usage.processor"), processor);
        values.addRow(1, name("usage.memory"), memory);
        card = new VBox(6, title, values);
        card.setId("run-usage");
        card.getStyleClass().addAll("card", "run-card");
        card.managedProperty().bind(card.visibleProperty());
        attempts.getItems().addListener((ListChangeListener<Object>) _ -> show());
        attempts.getSelectionModel().selectedIndexProperty().subscribe(_ -> show());
    }

    VBox region() {
        return card;
    }

    private static Label name(String key) {
        var name = new Label(TEXTS.get(key));
        name.getStyleClass().addAll("muted", "fact-name");
        return name;
    }

    private void show() {
        var attempt = attempt();
        var used = attempt == null ? null : attempt.usage();
        card.setVisible(used != null);
        if (attempt == null || used == null) {
            return;
        }
        title.setText(
                attempts.getItems().size() == 1
                        ? TEXTS.get("usage")
                        : TEXTS.get("usage.of", attempt.attempt()));
        processor.setText(Spans.length(used.processorTime()));
        memory.setText(Spans.size(used.peakMemoryBytes()));
    }

    // By its place: what is chosen is an older view of the attempt for a moment.
    private @Nullable AttemptView attempt() {
        var all = attempts.getItems();
        int chosen = attempts.getSelectionModel().getSelectedIndex();
        if (all.isEmpty()) {
            return null;
        }
        return chosen >= 0 && chosen < all.size() ? all.get(chosen) : all.getLast();
    }
}
