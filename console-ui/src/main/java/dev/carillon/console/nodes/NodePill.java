package dev.carillon.console.nodes;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.console.nodes.NodesModel.Drain;
import dev.carillon.console.words.Texts;

import javafx.scene.control.Label;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// The state of a node: a shape, a word and a colour.
final class NodePill extends Label {
    private static final Texts TEXTS = Texts.of(NodePill.class);
    private final FontIcon icon = new FontIcon();

    NodePill() {
        setGraphic(icon);
        setMinWidth(USE_PREF_SIZE);
    }

    void setNode(NodeView node, @Nullable Drain drain) {
        if (!node.state().equals("UP")) {
            show("state.DRAINING", Feather.LOG_OUT, "odd");
        } else if (node.cordonedUntil() == null) {
            show("state.UP", Feather.CHECK, "good");
        } else if (drain != null && drain.done()) {
            show("state.EMPTY", Feather.SLASH, "idle");
        } else {
            show("state.CORDONED", Feather.SLASH, "odd");
        }
    }

    private void show(String key, Feather shape, String kind) {
        setText(TEXTS.get(key));
        icon.setIconCode(shape);
        getStyleClass().setAll("label", "pill", "pill-" + kind);
    }
}
