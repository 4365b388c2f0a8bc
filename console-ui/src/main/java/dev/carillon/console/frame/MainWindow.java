package dev.carillon.console.frame;

import atlantafx.base.theme.Styles;

import dev.carillon.api.CarillonException;
import dev.carillon.console.frame.Look.Theme;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.words.Texts;

import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// The window: which cluster is in front, and the connections when none is.
public final class MainWindow {
    private static final Texts TEXTS = Texts.of(MainWindow.class);
    private static final PseudoClass PRODUCTION = PseudoClass.getPseudoClass("production");
    private static final String BOUNDS = "window.bounds";
    private static final double SEARCH_EDGE = 26;

    private final Stage stage;
    private final Memory memory;
    private final Look look;
    private final Function<Profile, ClusterPane> opener;
    private final Map<String, ClusterPane> open = new LinkedHashMap<>();
    private final BorderPane root = new BorderPane();
    private final MenuButton clusters = new MenuButton();
    private final Label production = new Label(TEXTS.get("window.production"));
    private final Button search = new Button();
    private @Nullable Node connections;
    private Consumer<Profile> change = _ -> {};
    private @Nullable ClusterPane front;
    private @Nullable Place first;
    private boolean wasCommand;

    /// @param opener opens a cluster
    public MainWindow(
            Stage stage, Memory memory, Look look, Function<Profile, ClusterPane> opener) {
        this.stage = stage;
        this.memory = memory;
        this.look = look;
        this.opener = opener;
        root.getStyleClass().add("window");
        root.setTop(bar());
        var scene = new Scene(root, 1360, 860);
        // Of the scene: keys work also while nothing in it has the keyboard.
        scene.addEventFilter(KeyEvent.KEY_PRESSED, _ -> hear(scene.getFocusOwner()));
        scene.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        scene.addEventFilter(KeyEvent.KEY_TYPED, this::typed);
        look.dress(scene);
        stage.setScene(scene);
        stage.setTitle("Carillon");
        stage.setMinWidth(900);
        stage.setMinHeight(560);
        recallBounds();
        stage.setOnHidden(_ -> closeAll());
    }

    /// @param connections what is shown when no cluster is in front
    /// @param change has one of them changed there
    public void setConnections(Node connections, Consumer<Profile> change) {
        this.connections = connections;
        this.change = change;
        if (front == null) {
            showConnections();
        }
    }

    /// @param mayClose whether the window is closed when the person wants that; else [#close] does it later
    public void setClosing(BooleanSupplier mayClose) {
        stage.setOnCloseRequest(
                wanted -> {
                    if (!mayClose.getAsBoolean()) {
                        wanted.consume();
                    }
                });
    }

    /// Closes the window without a question.
    public void close() {
        stage.hide();
    }

    private HBox bar() {
        var name = new Label("Carillon", new FontIcon(Feather.BELL));
        name.getStyleClass().add("brand");
        clusters.setId("clusters");
        clusters.getStyleClass().add(Styles.FLAT);
        production.getStyleClass().add("production");
        production.setVisible(false);
        search.setId("open-palette");
        search.getStyleClass().add("search-button");
        search.setMaxWidth(460);
        search.setPrefWidth(460);
        search.setAccessibleText(TEXTS.get("window.search"));
        search.setGraphic(searchLine());
        search.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        search.setOnAction(_ -> openPalette());
        HBox.setHgrow(search, Priority.ALWAYS);
        var left = new Region();
        var right = new Region();
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox.setHgrow(right, Priority.ALWAYS);
        var bar = new HBox(name, clusters, production, left, search, right, lookMenu());
        bar.getStyleClass().add("top-bar");
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private HBox searchLine() {
        var text = new Label(TEXTS.get("window.search"), new FontIcon(Feather.SEARCH));
        var keys = new Label(TEXTS.get("window.search.keys"));
        keys.getStyleClass().add("key");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var line = new HBox(8, text, space, keys);
        line.setAlignment(Pos.CENTER_LEFT);
        // All the room inside the button's frame.
        line.prefWidthProperty().bind(search.widthProperty().subtract(SEARCH_EDGE));
        return line;
    }

    private MenuButton lookMenu() {
        var menu = new MenuButton(null, new FontIcon(Feather.SUN));
        menu.setId("look");
        menu.setAccessibleText(TEXTS.get("look.title"));
        menu.getStyleClass().addAll(Styles.FLAT, "no-arrow");
        var group = new ToggleGroup();
        for (var theme : Theme.values()) {
            var item =
                    new RadioMenuItem(TEXTS.get("look." + theme.name().toLowerCase(Locale.ROOT)));
            item.setToggleGroup(group);
            item.setSelected(look.theme() == theme);
            item.setOnAction(_ -> keep(() -> look.setTheme(theme)));
            menu.getItems().add(item);
        }
        menu.getItems().add(new SeparatorMenuItem());
        for (int step : new int[] {1, -1, 0}) {
            var item = new MenuItem(TEXTS.get("look.zoom." + step));
            item.setOnAction(_ -> keep(() -> look.zoom(step)));
            menu.getItems().add(item);
        }
        return menu;
    }

    private void openPalette() {
        if (front != null) {
            front.openPalette();
        }
    }

    /// Where the next cluster that comes to the front is looked at.
    public void lookFirstAt(Place place) {
        first = place;
    }

    /// Brings a cluster to the front, opening it first when it is not open. One whose connection was changed meanwhile,
    /// such as its token, is opened anew, at the same place.
    public ClusterPane show(Profile profile) {
        var pane = opened(profile);
        if (front != null && front != pane) {
            front.away();
        }
        front = pane;
        root.setCenter(pane);
        root.getStyleClass().setAll("root", "window", "tint-" + tint(profile));
        root.pseudoClassStateChanged(PRODUCTION, profile.production());
        production.setVisible(profile.production());
        search.setVisible(true);
        stage.setTitle(profile.name() + " – Carillon");
        listClusters();
        pane.inFront();
        if (first != null) {
            pane.go(first);
            first = null;
        }
        return pane;
    }

    private ClusterPane opened(Profile profile) {
        var before = open.get(profile.name());
        if (before != null && before.link().profile().equals(profile)) {
            return before;
        }
        if (before != null) {
            end(before);
        }
        var made = opener.apply(profile);
        made.setOutside(commands());
        made.setChange(() -> change(profile));
        made.setConnections(this::showConnections);
        open.put(profile.name(), made);
        if (before != null && before.here() != null) {
            made.go(before.here());
        }
        return made;
    }

    private void change(Profile profile) {
        showConnections();
        change.accept(profile);
    }

    private static String tint(Profile profile) {
        return profile.tint().name().toLowerCase(Locale.ROOT);
    }

    public void showConnections() {
        if (front != null) {
            front.away();
            front = null;
        }
        root.setCenter(connections);
        root.getStyleClass().setAll("root", "window");
        root.pseudoClassStateChanged(PRODUCTION, false);
        production.setVisible(false);
        search.setVisible(false);
        stage.setTitle("Carillon");
        listClusters();
        if (connections != null) {
            connections.requestFocus();
        }
    }

    /// Ends a connection; another one comes to the front.
    public void close(Profile profile) {
        var pane = open.remove(profile.name());
        if (pane == null) {
            return;
        }
        if (end(pane)) {
            open.values().stream()
                    .findFirst()
                    .ifPresentOrElse(next -> show(next.link().profile()), this::showConnections);
        }
        listClusters();
    }

    // What was written in it is kept.
    private boolean end(ClusterPane pane) {
        pane.close();
        boolean inFront = pane == front;
        if (inFront) {
            front = null;
        }
        return inFront;
    }

    private void listClusters() {
        clusters.setText(
                front == null ? TEXTS.get("window.connections") : front.link().profile().name());
        clusters.getItems().clear();
        int number = 1;
        for (var pane : open.values()) {
            var profile = pane.link().profile();
            var item = new MenuItem(TEXTS.get("window.cluster", profile.name(), number++));
            item.setOnAction(_ -> show(profile));
            clusters.getItems().add(item);
        }
        if (!open.isEmpty()) {
            clusters.getItems().add(new SeparatorMenuItem());
        }
        var all = new MenuItem(TEXTS.get("window.all"));
        all.setOnAction(_ -> showConnections());
        clusters.getItems().add(all);
        if (front != null) {
            var profile = front.link().profile();
            var edit = new MenuItem(TEXTS.get("window.change", profile.name()));
            edit.setOnAction(_ -> change(profile));
            clusters.getItems().add(edit);
            var close = new MenuItem(TEXTS.get("window.close", profile.name()));
            close.setOnAction(_ -> close(profile));
            clusters.getItems().add(close);
        }
    }

    // A control takes keys only when it has its looks: who types ahead would lose some until the
    // next frame.
    private static void hear(@Nullable Node owner) {
        if (owner instanceof Control control && control.getSkin() == null) {
            control.applyCss();
        }
    }

    private void key(KeyEvent pressed) {
        if (pressed.getCode() == KeyCode.TAB
                && pressed.getTarget() instanceof TextArea area
                && !pressed.isShortcutDown()
                && !pressed.isAltDown()) {
            // Else it would be written, and the keyboard stay there.
            pressed.consume();
            area.requestFocusTraversal(
                    pressed.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
        } else {
            act(pressed);
        }
        wasCommand = pressed.isConsumed();
    }

    // Else the letter of a command that goes to a field would be the first in it.
    private void typed(KeyEvent typed) {
        if (wasCommand) {
            typed.consume();
        }
    }

    private void act(KeyEvent pressed) {
        if (front != null) {
            front.key(pressed);
            return;
        }
        for (var command : commands()) {
            if (command.keys() != null && command.keys().match(pressed)) {
                pressed.consume();
                command.action().run();
                return;
            }
        }
    }

    private List<Command> commands() {
        var all = new ArrayList<Command>();
        all.add(Command.of(TEXTS.get("window.all"), "Shortcut+Shift+O", this::showConnections));
        for (int i = 0; i < 9; i++) {
            int place = i;
            all.add(
                    Command.of(
                            TEXTS.get("window.number", i + 1),
                            "Alt+" + (i + 1),
                            () -> showNumber(place)));
        }
        all.add(
                Command.of(
                        TEXTS.get("look.zoom.1"), "Shortcut+PLUS", () -> keep(() -> look.zoom(1))));
        all.add(
                Command.of(
                        TEXTS.get("look.zoom.-1"),
                        "Shortcut+MINUS",
                        () -> keep(() -> look.zoom(-1))));
        all.add(
                Command.of(
                        TEXTS.get("look.zoom.0"),
                        "Shortcut+Shift+0",
                        () -> keep(() -> look.zoom(0))));
        for (var theme : Theme.values()) {
            all.add(
                    Command.of(
                            TEXTS.get(
                                    "look.command",
                                    TEXTS.get("look." + theme.name().toLowerCase(Locale.ROOT))),
                            () -> keep(() -> look.setTheme(theme))));
        }
        return all;
    }

    private void showNumber(int place) {
        open.values().stream()
                .skip(place)
                .findFirst()
                .ifPresent(pane -> show(pane.link().profile()));
    }

    private void recallBounds() {
        memory.recall(BOUNDS)
                .flatMap(WindowBounds::read)
                .map(kept -> kept.onto(screens()))
                .ifPresent(
                        bounds -> {
                            stage.setX(bounds.x());
                            stage.setY(bounds.y());
                            stage.setWidth(bounds.width());
                            stage.setHeight(bounds.height());
                        });
    }

    // The first is the one that things are on where nothing else is said.
    private static List<Rectangle2D> screens() {
        return Stream.concat(
                        Stream.of(javafx.stage.Screen.getPrimary()),
                        javafx.stage.Screen.getScreens().stream())
                .map(javafx.stage.Screen::getVisualBounds)
                .toList();
    }

    // What holds until the end all the same, and may not be written. Where there is no cluster to
    // tell it over, and when the window is gone, it is told where the console was started.
    private void keep(Runnable keeping) {
        if (front != null) {
            front.keep(keeping);
            return;
        }
        try {
            keeping.run();
        } catch (CarillonException e) {
            System.err.println("carillon: " + e.getMessage());
        }
    }

    private void closeAll() {
        open.values().forEach(this::end);
        open.clear();
        front = null;
        look.undress(stage.getScene());
        var bounds =
                new WindowBounds(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight());
        keep(() -> memory.remember(BOUNDS, bounds.toString()));
    }
}
