package dev.carillon.console.parts;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;

import java.util.ArrayList;
import java.util.List;

/// What a cell that draws says to a screen reader: the texts in it, from the first to the last.
public final class Spoken {
    private Spoken() {}

    public static String of(Node node) {
        var texts = new ArrayList<String>();
        add(node, texts);
        return String.join(", ", texts);
    }

    private static void add(Node node, List<String> texts) {
        if (!node.isVisible()) {
            return;
        }
        String own = node.getAccessibleText();
        if (own != null && !own.isBlank()) {
            texts.add(own);
        } else if (node instanceof Labeled labeled) {
            if (labeled.getText() != null && !labeled.getText().isBlank()) {
                texts.add(labeled.getText());
            }
        } else if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(each -> add(each, texts));
        }
    }
}
