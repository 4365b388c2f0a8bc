package dev.carillon.console.parts;

import javafx.application.Platform;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ScrollPane;

import org.jspecify.annotations.Nullable;

/// Keeps what has the keyboard in sight, and as much as there is room for of the card it is in: what is told of a
/// schedule is under its fields.
public final class Reveal {
    private static final double MARGIN = 8;

    private Reveal() {}

    /// Scrolls a pane whenever the keyboard goes to something in it.
    public static void follow(ScrollPane scroll) {
        scroll.sceneProperty()
                .flatMap(Scene::focusOwnerProperty)
                .subscribe(
                        owner -> {
                            if (owner != null && isIn(scroll, owner)) {
                                Platform.runLater(() -> show(scroll, owner));
                            }
                        });
    }

    /// The same once the size of a card changed.
    public static void again(Node card) {
        var scroll = card.isFocusWithin() ? around(card) : null;
        if (scroll != null) {
            Platform.runLater(
                    () -> {
                        var scene = card.getScene();
                        var owner = scene == null ? null : scene.getFocusOwner();
                        if (owner != null && isIn(scroll, owner)) {
                            show(scroll, owner);
                        }
                    });
        }
    }

    private static boolean isIn(ScrollPane scroll, Node node) {
        return around(node) == scroll;
    }

    // The outermost one: a list and a text of several lines scroll too.
    private static @Nullable ScrollPane around(Node node) {
        ScrollPane found = null;
        for (Node each = node.getParent(); each != null; each = each.getParent()) {
            if (each instanceof ScrollPane scroll) {
                found = scroll;
            }
        }
        return found;
    }

    private static void show(ScrollPane scroll, Node node) {
        scroll.layout();
        double height = scroll.getViewportBounds().getHeight();
        double hidden = scroll.getContent().getLayoutBounds().getHeight() - height;
        if (hidden <= 0) {
            return;
        }
        double to = scroll.getVvalue() * hidden;
        var card = around(node, "card");
        if (card != null) {
            to = within(to, height, bounds(scroll, card), 0);
        }
        // With its name and what is wrong with it.
        var field = around(node, "field");
        to = within(to, height, bounds(scroll, field == null ? node : field), MARGIN);
        scroll.setVvalue(Math.clamp(to / hidden, 0, 1));
    }

    private static @Nullable Node around(Node node, String style) {
        Node each = node;
        while (each != null && !each.getStyleClass().contains(style)) {
            each = each.getParent();
        }
        return each;
    }

    private static Bounds bounds(ScrollPane scroll, Node node) {
        return scroll.getContent().sceneToLocal(node.localToScene(node.getLayoutBounds()));
    }

    private static double within(double from, double height, Bounds shown, double margin) {
        return within(from, height, shown.getMinY() - margin, shown.getMaxY() + margin);
    }

    /// Where a view has to begin so that a part of the whole is in it, or as much as there is room for from its
    /// beginning.
    ///
    /// @param from where it begins now, and goes on to when the part is in it
    public static double within(double from, double seen, double begin, double end) {
        return Math.min(Math.max(from, end - seen), begin);
    }
}
