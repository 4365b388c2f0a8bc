package dev.carillon.console;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.TreeView;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a screen reader has no name for.
final class AccessibleNames {
    private final Set<Node> labelled = new HashSet<>();
    private final Set<String> missing = new TreeSet<>();

    private AccessibleNames() {}

    /// Each as its kind, id and style classes.
    static List<String> missing(Parent root) {
        var names = new AccessibleNames();
        names.findLabels(root);
        names.look(root);
        return List.copyOf(names.missing);
    }

    /// Whether a screen reader has a name for something that can have the keyboard.
    static boolean isNamed(Parent root, Node node) {
        var names = new AccessibleNames();
        names.findLabels(root);
        return names.labelled.contains(node) || !isBlank(name(node));
    }

    private void findLabels(Node node) {
        if (node instanceof Label label && label.getLabelFor() != null) {
            labelled.add(label.getLabelFor());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(this::findLabels);
        }
    }

    private void look(Node node) {
        if (!node.isVisible() || node.isMouseTransparent() && node instanceof Canvas) {
            return;
        }
        if (isToBeNamed(node) && !labelled.contains(node) && isBlank(name(node))) {
            missing.add(
                    node.getClass().getSimpleName()
                            + (node.getId() == null ? "" : " #" + node.getId())
                            + " "
                            + node.getStyleClass()
                            + " in "
                            + holder(node));
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(this::look);
        }
    }

    private static boolean isToBeNamed(Node node) {
        // What a box to choose from is made of has the name of the box.
        if (node.getParent() instanceof ComboBoxBase || "list-view".equals(node.getId())) {
            return false;
        }
        return switch (node) {
            case TableRow<?> _ -> false;
            case IndexedCell<?> cell -> !cell.isEmpty() && cell.getGraphic() != null;
            case ButtonBase _,
                    TextInputControl _,
                    ComboBoxBase<?> _,
                    ListView<?> _,
                    TableView<?> _,
                    TreeView<?> _ ->
                    true;
            case Canvas canvas -> !isPartOfNamed(canvas);
            default -> false;
        };
    }

    private static boolean isPartOfNamed(Node node) {
        for (var each = node.getParent(); each != null; each = each.getParent()) {
            if (!isBlank(each.getAccessibleText())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String name(Node node) {
        if (!isBlank(node.getAccessibleText())) {
            return node.getAccessibleText();
        }
        return switch (node) {
            case Labeled labeled -> labeled.getText();
            case TextInputControl input -> input.getPromptText();
            case ComboBoxBase<?> box -> box.getPromptText();
            default -> null;
        };
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    // The nearest that has an id.
    private static String holder(Node node) {
        for (var each = node.getParent(); each != null; each = each.getParent()) {
            if (each.getId() != null) {
                return "#" + each.getId();
            }
        }
        return "the window";
    }
}
