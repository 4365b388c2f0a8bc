package dev.carillon.console.parts;

import atlantafx.base.controls.ModalPane;

import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;

import org.jspecify.annotations.Nullable;

/// The keyboard while something is shown over a screen: it stays in there, and goes back to who had it.
public final class OverScreen {
    private final ModalPane pane;
    private final Runnable otherwise;
    private @Nullable Node before;

    private OverScreen(ModalPane pane, Runnable otherwise) {
        this.pane = pane;
        this.otherwise = otherwise;
    }

    /// @param otherwise gives the keyboard to somebody when who had it is gone
    public static void keep(ModalPane pane, Runnable otherwise) {
        // While one leaves by and by, the next could not come.
        pane.setInTransitionFactory(null);
        pane.setOutTransitionFactory(null);
        // Only what is shown in it is to be come to.
        pane.setFocusTraversable(false);
        var keyboard = new OverScreen(pane, otherwise);
        pane.displayProperty().subscribe((_, shown) -> keyboard.shown(shown));
        pane.sceneProperty()
                .flatMap(Scene::focusOwnerProperty)
                .addListener((_, _, owner) -> keyboard.stay(owner));
        Sheet.keepWritten(pane);
    }

    private void shown(boolean shown) {
        if (shown) {
            before = pane.getScene() == null ? null : pane.getScene().getFocusOwner();
            Platform.runLater(this::enter);
            return;
        }
        // The next one may be no form.
        pane.setPersistent(false);
        if (before != null) {
            before.requestFocus();
            before = null;
        }
        // What was done in the sheet may have taken away who had it.
        Platform.runLater(this::land);
    }

    private void land() {
        var scene = pane.getScene();
        if (scene == null || pane.isDisplay()) {
            return;
        }
        var owner = scene.getFocusOwner();
        if (owner == null || !canHave(owner)) {
            otherwise.run();
        }
    }

    // A sheet that gave the keyboard to nobody would leave it to what is under it.
    private void enter() {
        if (pane.getScene() != null) {
            stay(pane.getScene().getFocusOwner());
        }
    }

    // Behind the last button of a sheet the keyboard would go on to what is under it.
    private void stay(@Nullable Node owner) {
        Node sheet = pane.getContent();
        if (!pane.isDisplay() || sheet == null || owner == null || isUnder(sheet, owner)) {
            return;
        }
        sheet.lookupAll("*").stream()
                .filter(each -> each.isFocusTraversable() && !each.isDisabled())
                .findFirst()
                .ifPresent(Node::requestFocus);
    }

    /// Whether a node is another one or in it.
    public static boolean isUnder(Node above, Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            if (each == above) {
                return true;
            }
        }
        return false;
    }

    /// Whether the keyboard can be with it: it is on the screen, seen and not disabled.
    public static boolean canHave(Node node) {
        if (node.getScene() == null || node.isDisabled()) {
            return false;
        }
        for (Node each = node; each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return true;
    }
}
