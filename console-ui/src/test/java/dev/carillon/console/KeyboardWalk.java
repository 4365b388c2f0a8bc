package dev.carillon.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.parts.OverScreen;

import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.TreeView;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;

import org.fxmisc.richtext.CodeArea;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Goes round a screen with the Tab key, and tells what the keyboard does not reach, what cannot be seen to have it, and
/// what has no name.
final class KeyboardWalk {
    private static final int MOST = 150;
    private static final double AROUND = 6;

    /// Fewer pixels are a caret.
    private static final int LEAST = 30;

    /// Less of a difference of a colour, of 255, is not seen.
    private static final int CLEAR = 40;

    private final Scene scene;
    private final boolean frame;
    private final Set<Node> visited = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    /// @param frame whether the rail and the bars are looked at too, which are the same around each screen
    KeyboardWalk(Scene scene, boolean frame) {
        this.frame = frame;
        this.scene = scene;
    }

    /// Goes round forth, and with `-Dkeyboard.back=true` back in the dark look, and fails with all that is wrong.
    ///
    /// @param keys what is done by keys without being come to, by the id or the style class of the thing
    static void both(Scene scene, boolean frame, Runnable dark, Set<String> keys) {
        var walk = new KeyboardWalk(scene, frame);
        walk.forth();
        if (Boolean.getBoolean("keyboard.back")) {
            dark.run();
            walk.back();
        }
        walk.problems.addAll(walk.unreached(keys));
        assertThat(walk.problems).isEmpty();
    }

    /// Round by Tab until it is where it began.
    private void forth() {
        round(KeyCode.TAB);
    }

    /// Round by Shift+Tab, to all that it came to on the way forth.
    private void back() {
        var forth = new LinkedHashSet<>(visited);
        visited.clear();
        round(KeyCode.SHIFT, KeyCode.TAB);
        for (var node : forth) {
            if (!visited.contains(node) && Keys.fx(() -> OverScreen.canHave(node))) {
                problems.add("Shift+Tab does not come to " + name(node));
            }
        }
        visited.addAll(forth);
    }

    private void round(KeyCode... key) {
        // Who uses keys has pressed one before.
        Keys.type(KeyCode.F12);
        Keys.pulse(scene);
        var first = Keys.fx(scene::getFocusOwner);
        if (first == null
                || first == scene.getRoot()
                || !Keys.fx(() -> OverScreen.canHave(first))) {
            problems.add("nothing has the keyboard at first: " + first);
            return;
        }
        if (Keys.fx(() -> isOfFrame(first))) {
            problems.add("the screen does not have the keyboard at first, but " + name(first));
        }
        Node node = first;
        for (int i = 0; i < MOST; i++) {
            var on = node;
            visited.add(on);
            boolean looked = frame || !Keys.fx(() -> isOfFrame(on));
            var with = looked ? Keys.fx(() -> check(on) ? around(on) : null) : null;
            var at = next(on, key);
            if (at == null || at == on) {
                problems.add(
                        name(on) + (at == null ? " loses the keyboard" : " keeps the keyboard"));
                return;
            }
            var without =
                    with == null ? null : Keys.fx(() -> OverScreen.canHave(on) ? around(on) : null);
            if (with != null && without != null && differing(with, without) < LEAST) {
                problems.add(
                        name(on)
                                + " looks the same with the keyboard and without, but for "
                                + differing(with, without)
                                + " pixels");
            }
            if (at == first) {
                return;
            }
            if (visited.contains(at)) {
                problems.add("it does not come round, but again to " + name(at));
                return;
            }
            node = at;
        }
        problems.add("it does not come round in " + MOST + " steps");
    }

    private static boolean isOfFrame(Node node) {
        for (Node each = node; each != null; each = each.getParent()) {
            var styles = each.getStyleClass();
            if (styles.contains("rail")
                    || styles.contains("top-bar")
                    || styles.contains("status-bar")) {
                return true;
            }
        }
        return false;
    }

    // Where Tab is written one leaves by Ctrl+Tab.
    private @Nullable Node next(Node node, KeyCode... key) {
        if (takesTabs(node)) {
            var keys = new KeyCode[key.length + 1];
            keys[0] = KeyCode.CONTROL;
            System.arraycopy(key, 0, keys, 1, key.length);
            Keys.type(keys);
        } else {
            Keys.type(key);
        }
        Keys.pulse(scene);
        return Keys.fx(scene::getFocusOwner);
    }

    private static boolean takesTabs(Node node) {
        return node instanceof CodeArea;
    }

    private boolean check(Node node) {
        if (!AccessibleNames.isNamed(scene.getRoot(), node)) {
            problems.add(name(node) + " has no name");
        }
        var role = node.getAccessibleRole();
        if (role == null || role == AccessibleRole.NODE || role == AccessibleRole.PARENT) {
            problems.add(name(node) + " has the role " + role);
        }
        var bounds = bounds(node);
        for (Node each = node.getParent(); each != null; each = each.getParent()) {
            if (each instanceof ScrollPane scroll) {
                requireInSight(node, bounds, inScene(scroll));
            }
        }
        requireInSight(node, bounds, new BoundingBox(0, 0, scene.getWidth(), scene.getHeight()));
        return true;
    }

    private void requireInSight(Node node, Bounds bounds, Bounds seen) {
        double wide = overlap(bounds.getMinX(), bounds.getMaxX(), seen.getMinX(), seen.getMaxX());
        double tall = overlap(bounds.getMinY(), bounds.getMaxY(), seen.getMinY(), seen.getMaxY());
        if (wide < Math.min(bounds.getWidth(), seen.getWidth()) * 0.5
                || tall < Math.min(bounds.getHeight(), seen.getHeight()) * 0.5) {
            problems.add(name(node) + " is not in sight: " + bounds + " of " + seen);
        }
    }

    private static double overlap(double from, double until, double least, double most) {
        return Math.max(0, Math.min(until, most) - Math.max(from, least));
    }

    private static Bounds inScene(Node node) {
        return node.localToScene(node.getLayoutBounds());
    }

    private static Bounds bounds(Node node) {
        return inScene(node);
    }

    private @Nullable Image around(Node node) {
        var bounds = inScene(node);
        double x = Math.max(0, Math.floor(bounds.getMinX() - AROUND));
        double y = Math.max(0, Math.floor(bounds.getMinY() - AROUND));
        double width = Math.min(scene.getWidth() - x, Math.ceil(bounds.getWidth() + 2 * AROUND));
        double height = Math.min(scene.getHeight() - y, Math.ceil(bounds.getHeight() + 2 * AROUND));
        if (width <= 0 || height <= 0) {
            return null;
        }
        var parameters = new SnapshotParameters();
        parameters.setViewport(new Rectangle2D(x, y, width, height));
        return scene.getRoot().snapshot(parameters, null);
    }

    // Pixels whose colour is another one to people too; as many as are wanted, then it is enough.
    private static int differing(Image one, Image other) {
        int width = (int) Math.min(one.getWidth(), other.getWidth());
        int height = (int) Math.min(one.getHeight(), other.getHeight());
        int count = 0;
        for (int y = 0; y < height && count < LEAST; y++) {
            for (int x = 0; x < width && count < LEAST; x++) {
                if (isAnother(
                        one.getPixelReader().getArgb(x, y), other.getPixelReader().getArgb(x, y))) {
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean isAnother(int one, int other) {
        return one != other
                && Math.max(
                                Math.abs((one >> 16 & 255) - (other >> 16 & 255)),
                                Math.max(
                                        Math.abs((one >> 8 & 255) - (other >> 8 & 255)),
                                        Math.abs((one & 255) - (other & 255))))
                        >= CLEAR;
    }

    /// What does something when it is clicked and was not come to.
    ///
    /// @param keys what else does the same, by the id or the style class of the thing
    private List<String> unreached(Set<String> keys) {
        var found = new ArrayList<Node>();
        Keys.fx(() -> controls(scene.getRoot(), found));
        return found.stream()
                .filter(each -> !Keys.fx(() -> isReached(each)))
                .filter(each -> each.getId() == null || !keys.contains(each.getId()))
                .filter(each -> each.getStyleClass().stream().noneMatch(keys::contains))
                .map(each -> name(each) + " is not come to")
                .distinct()
                .toList();
    }

    private boolean isReached(Node node) {
        if (visited.contains(node)) {
            return true;
        }
        // Arrows go on to it.
        if (node instanceof ToggleButton toggle && toggle.getToggleGroup() != null) {
            return visited.stream()
                    .anyMatch(
                            each ->
                                    each instanceof ToggleButton other
                                            && other.getToggleGroup() == toggle.getToggleGroup());
        }
        return false;
    }

    private static boolean controls(Node node, List<Node> found) {
        if (!node.isVisible() || node.isDisabled() || node.isMouseTransparent()) {
            return false;
        }
        var size = node.getLayoutBounds();
        boolean shown = size.getWidth() > 1 && size.getHeight() > 1;
        boolean acts =
                switch (node) {
                    case ButtonBase _,
                            ComboBoxBase<?> _,
                            TextInputControl _,
                            TableView<?> _,
                            ListView<?> _,
                            TreeView<?> _,
                            TabPane _,
                            Spinner<?> _,
                            Slider _ ->
                            true;
                    case TitledPane pane -> pane.isCollapsible();
                    default ->
                            node.getOnMouseClicked() != null
                                    || node.getOnMousePressed() != null
                                    || node.getOnMouseReleased() != null;
                };
        if (acts && shown && !(node instanceof IndexedCell<?>) && !isOfSkin(node)) {
            found.add(node);
        }
        if (node instanceof Parent parent && !isOfOnePiece(node)) {
            parent.getChildrenUnmodifiable().forEach(each -> controls(each, found));
        }
        return true;
    }

    // A drag in them is all that they are for: no table is sorted by its head, and Alt with comma
    // and period moves a divider.
    private static boolean isOfSkin(Node node) {
        return node.getStyleClass().contains("viewport")
                || node.getStyleClass().contains("split-pane-divider")
                || node.getStyleClass().contains("column-header-background");
    }

    // The parts of these are for the mouse, and keys of the whole do the same.
    private static boolean isOfOnePiece(Node node) {
        return node instanceof ButtonBase
                || node instanceof ComboBoxBase<?>
                || node instanceof TextInputControl
                || node instanceof Spinner<?>
                || node instanceof Slider
                || node instanceof Text
                || node instanceof javafx.scene.control.ScrollBar
                || node.getStyleClass().contains("column-header-background")
                || node.getStyleClass().contains("code");
    }

    static String name(@Nullable Node node) {
        if (node == null) {
            return "nothing";
        }
        var text = new StringBuilder(node.getClass().getSimpleName());
        if (node.getId() != null) {
            text.append(" #").append(node.getId());
        }
        if (node instanceof javafx.scene.control.Labeled labeled && labeled.getText() != null) {
            text.append(" \"").append(labeled.getText()).append('"');
        }
        text.append(' ').append(node.getStyleClass());
        for (var each = node.getParent(); each != null; each = each.getParent()) {
            if (each.getId() != null) {
                return text.append(" in #").append(each.getId()).toString();
            }
        }
        return text.toString();
    }
}
