package dev.carillon.console.nodes;

import dev.carillon.console.parts.OwnerColours;

import javafx.geometry.Insets;
import javafx.scene.control.Label;
import javafx.scene.layout.Background;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.CornerRadii;

/// The colour and letter of a node, as on its segments.
final class OwnerMark extends Label {
    private static final CornerRadii ROUND = new CornerRadii(5);

    OwnerMark() {
        getStyleClass().add("owner-mark");
    }

    OwnerMark(OwnerColours colours, String node) {
        this();
        setNode(colours, node);
    }

    void setNode(OwnerColours colours, String node) {
        setText(colours.letter(node));
        setBackground(
                new Background(new BackgroundFill(colours.colour(node), ROUND, Insets.EMPTY)));
    }
}
