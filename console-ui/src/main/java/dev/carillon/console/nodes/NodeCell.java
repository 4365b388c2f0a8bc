package dev.carillon.console.nodes;

import atlantafx.base.theme.Styles;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.time.Duration;

/// A node as a card.
final class NodeCell extends ListCell<NodeView> {
    private static final Texts TEXTS = Texts.of(NodeCell.class);
    private final NodesModel model;
    private final OwnerMark mark = new OwnerMark();
    private final Label name = new Label();
    private final NodePill pill = new NodePill();
    private final ProgressBar busy = new ProgressBar();
    private final Label slots = new Label();
    private final Label more = new Label();
    private final VBox box;

    NodeCell(NodesModel model) {
        this.model = model;
        name.getStyleClass().add("heading");
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        var first = new HBox(8, mark, name, pill);
        first.setAlignment(Pos.CENTER_LEFT);
        busy.getStyleClass().add(Styles.SMALL);
        busy.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(busy, Priority.ALWAYS);
        slots.setMinWidth(Region.USE_PREF_SIZE);
        var second = new HBox(10, busy, slots);
        second.setAlignment(Pos.CENTER_LEFT);
        more.getStyleClass().add("muted");
        box = new VBox(7, first, second, more);
        box.setAlignment(Pos.CENTER_LEFT);
        // No wider than the list: long names are cut.
        box.setPrefWidth(0);
    }

    @Override
    protected void updateItem(NodeView node, boolean empty) {
        super.updateItem(node, empty);
        if (empty || node == null) {
            setGraphic(null);
            setAccessibleText("");
            return;
        }
        mark.setNode(model.colours(), node.name());
        name.setText(node.name());
        pill.setNode(node, model.drain(node.name()));
        busy.setProgress(node.slots() == 0 ? 0 : (double) node.busy() / node.slots());
        slots.setText(TEXTS.get("busy", node.busy(), node.slots()));
        more.setText(
                TEXTS.get(
                        "of",
                        node.segments(),
                        Spans.length(Duration.between(node.startedAt(), model.now())),
                        String.join(", ", node.roles())));
        setAccessibleText(node.name() + ", " + pill.getText() + ", " + slots.getText());
        setGraphic(box);
    }
}
