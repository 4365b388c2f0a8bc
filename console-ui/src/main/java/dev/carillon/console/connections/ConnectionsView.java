package dev.carillon.console.connections;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.api.Carillon;
import dev.carillon.console.connections.ConnectionsModel.Here;
import dev.carillon.console.connections.OwnNode.Leaving;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.Profiles;
import dev.carillon.console.parts.AskSheet;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.OverScreen;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Texts;

import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/// Which clusters there are: what one sees first.
public final class ConnectionsView {
    private static final Texts TEXTS = Texts.of(ConnectionsView.class);
    private static final double SHEET_WIDTH = 520;
    private final ConnectionsModel model;
    private final HBox root = new HBox(28);
    private final ModalPane modal = new ModalPane();
    private final StackPane region = new StackPane(root, modal);
    private final ListView<Profile> list;
    private final VBox here = new VBox();
    private final TextField name = field("connection-name", TEXTS.get("name.prompt"));
    private final PasswordField token = new PasswordField();
    private final Button connect = new Button(TEXTS.get("connect"));
    private final Button giveUp = new Button(TEXTS.get("cancel"));
    private final Button refuse = new Button(TEXTS.get("authority.refuse"));
    private final VBox question = new VBox(10);
    private @Nullable Node pressed;

    /// @param own the node of this machine
    /// @param client connects to a cluster
    /// @param open brings a cluster to the front, and answers where something is said there
    public ConnectionsView(
            Profiles profiles,
            OwnNode own,
            Background background,
            Function<Profile, Carillon> client,
            Function<Profile, Notices> open) {
        model = new ConnectionsModel(profiles, own, background, client, open);
        list = new ListView<>(model.all());
        root.setId("connections");
        root.getStyleClass().add("screen");
        var left = new VBox(12, title(TEXTS.get("title")), here, list(), removed(), listButtons());
        HBox.setHgrow(left, Priority.ALWAYS);
        root.getChildren().addAll(left, form());
        // Who asks for the keyboard wants what one does here first.
        region.focusedProperty().subscribe(this::focus);
        OverScreen.keep(modal, () -> focus(true));
        model.hereProperty().subscribe(this::showHere);
        model.busyProperty().subscribe((_, busy) -> keepKeyboard(busy));
        model.unknownProperty().subscribe(asked -> Platform.runLater(() -> answer(asked != null)));
        root.sceneProperty()
                .subscribe(
                        scene -> {
                            if (scene != null) {
                                model.lookHere();
                            }
                        });
    }

    private void focus(boolean focused) {
        if (!focused) {
            return;
        }
        if (model.all().isEmpty()) {
            Platform.runLater(name::requestFocus);
            return;
        }
        // What is being written is not put aside by it.
        if (list.getSelectionModel().isEmpty() && !model.changedProperty().get()) {
            model.all().stream()
                    .filter(each -> each.name().equals(model.editedProperty().get()))
                    .findFirst()
                    .ifPresentOrElse(
                            list.getSelectionModel()::select,
                            list.getSelectionModel()::selectFirst);
        }
        Platform.runLater(list::requestFocus);
    }

    // Who has it; null when nobody has.
    private @Nullable Node keyboard() {
        return root.getScene() == null ? null : root.getScene().getFocusOwner();
    }

    // What one pressed is disabled or hidden while it is done.
    private void keepKeyboard(boolean busy) {
        if (busy) {
            pressed = keyboard();
            Platform.runLater(giveUp::requestFocus);
            return;
        }
        var before = pressed;
        pressed = null;
        Platform.runLater(() -> goOn(before));
    }

    private void goOn(@Nullable Node before) {
        if (root.getScene() == null || modal.isDisplay() || question.isVisible()) {
            return;
        }
        var owner = keyboard();
        if (owner instanceof TextInputControl && OverScreen.canHave(owner)) {
            // Somebody went on writing.
            return;
        }
        if (before != null && before.getScene() == root.getScene() && OverScreen.canHave(before)) {
            before.requestFocus();
        } else {
            focus(true);
        }
    }

    // Who presses Enter has not compared: what changes nothing comes first.
    private void answer(boolean asked) {
        if (asked && root.getScene() != null) {
            refuse.requestFocus();
        } else if (root.getScene() != null && !model.busyProperty().get()) {
            var owner = keyboard();
            if (owner == null || !OverScreen.canHave(owner)) {
                connect.requestFocus();
            }
        }
    }

    public Node region() {
        return region;
    }

    /// Lets the person write another token for a connection.
    public void change(Profile profile) {
        if (model.all().contains(profile)) {
            list.getSelectionModel().select(profile);
        }
        model.edit(profile);
        // After what has the keyboard first.
        Platform.runLater(
                () -> {
                    token.requestFocus();
                    token.selectAll();
                });
    }

    private static Label title(String text) {
        var title = new Label(text);
        title.getStyleClass().add("screen-title");
        return title;
    }

    private void showHere(Here looked) {
        var owner = keyboard();
        boolean had = owner != null && OverScreen.isUnder(here, owner);
        String id = owner == null ? null : owner.getId();
        show(looked);
        if (had) {
            // The cards are made anew; the same button is another one.
            var same = id == null ? null : here.lookup("#" + id);
            if (same != null && OverScreen.canHave(same)) {
                same.requestFocus();
            } else {
                focus(true);
            }
        }
    }

    private void show(Here looked) {
        here.getChildren().clear();
        if (looked.found() != null) {
            here.getChildren().add(foundCard(looked.found(), looked.works() != null));
        } else if (looked.works() != null) {
            here.getChildren().add(worksCard(looked.works()));
        }
        if (looked.startable()) {
            here.getChildren().add(startCard(looked.ended()));
        }
        if (looked.problem() != null) {
            var card = card(Feather.ALERT_TRIANGLE, TEXTS.get("here.unreadable", looked.problem()));
            card.setId("here-unreadable");
            here.getChildren().add(card);
        }
    }

    private static HBox card(Feather icon, String words) {
        var text = new Prose(words);
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        var card = new HBox(12, new FontIcon(icon), text);
        card.setAlignment(Pos.CENTER_LEFT);
        card.getStyleClass().add("card");
        return card;
    }

    /// Whether the window may be closed; does with the node that the console started what was chosen for it. Where nobody was
    /// asked yet, that is asked first.
    ///
    /// @param show brings this screen to the front
    /// @param close closes the window
    public boolean mayClose(Runnable show, Runnable close) {
        if (model.leave()) {
            return true;
        }
        show.run();
        askLeaving(close);
        return false;
    }

    private void askLeaving(Runnable close) {
        var text = new Prose(TEXTS.get("leaving.text"));
        text.setMinHeight(Region.USE_PREF_SIZE);
        var sheet = new Sheet(modal, "leaving", TEXTS.get("leaving.title"), SHEET_WIDTH, text);
        sheet.button("leaving-cancel", TEXTS.get("leaving.cancel"), sheet::close)
                .setCancelButton(true);
        sheet.button("leaving-stop", TEXTS.get("leaving.stop"), () -> leave(Leaving.STOP, close));
        var keep =
                sheet.action(
                        "leaving-keep",
                        TEXTS.get("leaving.keep"),
                        () -> leave(Leaving.KEEP, close));
        sheet.open();
        Platform.runLater(keep::requestFocus);
    }

    private void leave(Leaving leaving, Runnable close) {
        modal.hide(true);
        model.choose(leaving);
        model.leave();
        close.run();
    }

    private Node worksCard(URI address) {
        var card = card(Feather.MONITOR, TEXTS.get("here.works", address.toString()));
        card.setId("here-works");
        card.getChildren().add(stopButton());
        return withChoice(card);
    }

    private Node withChoice(HBox card) {
        if (!model.isOwn()) {
            return card;
        }
        var stops = new CheckBox(TEXTS.get("leaving.stops"));
        stops.setId("leaving-stops");
        stops.setSelected(model.stopsOnLeaving());
        stops.setOnAction(_ -> model.choose(stops.isSelected() ? Leaving.STOP : Leaving.KEEP));
        var both = new VBox(10, card, stops);
        both.getStyleClass().addAll(card.getStyleClass());
        card.getStyleClass().clear();
        return both;
    }

    private Button stopButton() {
        var stop = new Button(TEXTS.get("here.stop"));
        stop.setId("stop-here");
        stop.disableProperty().bind(model.busyProperty());
        stop.setMinWidth(Region.USE_PREF_SIZE);
        stop.setOnAction(_ -> askStop());
        return stop;
    }

    private void askStop() {
        var ask =
                new AskSheet(modal, "stop-node", TEXTS.get("stop.title"))
                        .say(TEXTS.get("stop.text"));
        ask.show(
                TEXTS.get("stop.act"),
                true,
                () -> {
                    ask.busy(true);
                    model.stopHere(ask::close, refusal -> ask.refuse(refusal.getMessage()));
                });
    }

    private Node foundCard(Profile found, boolean stoppable) {
        var open = new Button(TEXTS.get("here.open"));
        open.setId("open-here");
        open.getStyleClass().add(Styles.ACCENT);
        open.setMinWidth(Region.USE_PREF_SIZE);
        open.setOnAction(_ -> model.openHere(found));
        var card = card(Feather.MONITOR, TEXTS.get("here.found", found.address().toString()));
        if (stoppable) {
            card.getChildren().add(stopButton());
        }
        card.getChildren().add(open);
        return withChoice(card);
    }

    private Node startCard(@Nullable String ended) {
        var start = new Button(TEXTS.get("here.start"));
        start.setId("start-here");
        start.getStyleClass().add(Styles.ACCENT);
        start.disableProperty().bind(model.busyProperty());
        start.setMinWidth(Region.USE_PREF_SIZE);
        start.setOnAction(_ -> model.startHere());
        var card =
                card(
                        Feather.MONITOR,
                        ended == null ? TEXTS.get("here.none") : TEXTS.get("here.ended", ended));
        card.getChildren().add(start);
        return card;
    }

    private Node list() {
        list.setId("connection-list");
        list.setAccessibleText(TEXTS.get("list.name"));
        list.setCellFactory(_ -> new ProfileCell());
        list.setPlaceholder(
                new EmptyState(Feather.SERVER, TEXTS.get("none"), TEXTS.get("none.text")));
        list.setOnMouseClicked(
                clicked -> {
                    if (clicked.getClickCount() == 2) {
                        openSelected();
                    }
                });
        list.setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER) {
                        // The button that is meant elsewhere would try the form.
                        pressed.consume();
                        openSelected();
                    } else if (pressed.getCode() == KeyCode.DELETE) {
                        removeSelected();
                    }
                });
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        selected -> {
                            if (selected != null) {
                                model.edit(selected);
                            }
                        });
        VBox.setVgrow(list, Priority.ALWAYS);
        return list;
    }

    private Node listButtons() {
        var add = new Button(TEXTS.get("new"), new FontIcon(Feather.PLUS));
        add.setId("connection-new");
        add.setOnAction(
                _ -> {
                    list.getSelectionModel().clearSelection();
                    model.beginNew();
                    name.requestFocus();
                });
        var remove = new Button(TEXTS.get("remove"), new FontIcon(Feather.TRASH_2));
        remove.setId("connection-remove");
        remove.setOnAction(_ -> removeSelected());
        remove.disableProperty().bind(list.getSelectionModel().selectedItemProperty().isNull());
        return new HBox(8, add, remove);
    }

    private Node removed() {
        var text = new Prose();
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.ALWAYS);
        var undo = new Button(TEXTS.get("undo"));
        undo.setId("connection-undo");
        undo.getStyleClass().add(Styles.SMALL);
        undo.setMinWidth(Region.USE_PREF_SIZE);
        undo.setOnAction(
                _ -> {
                    model.restore();
                    list.requestFocus();
                });
        var line = new HBox(12, new FontIcon(Feather.TRASH_2), text, undo);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("card");
        line.managedProperty().bind(line.visibleProperty());
        model.removedProperty()
                .subscribe(
                        gone -> {
                            line.setVisible(gone != null);
                            if (gone != null) {
                                text.setText(TEXTS.get("removed", gone.profile().name()));
                            }
                        });
        return line;
    }

    private void openSelected() {
        var selected = list.getSelectionModel().getSelectedItem();
        if (selected != null) {
            model.open(selected);
        }
    }

    private void removeSelected() {
        var selected = list.getSelectionModel().getSelectedItem();
        if (selected != null) {
            model.remove(selected);
            // Else the keyboard would go on from the button, which has nothing to remove now.
            list.requestFocus();
        }
    }

    private Node form() {
        name.textProperty().bindBidirectional(model.nameProperty());
        var address = field("connection-address", TEXTS.get("address.prompt"));
        address.textProperty().bindBidirectional(model.addressProperty());
        token.setId("connection-token");
        token.setPromptText(TEXTS.get("token.prompt"));
        token.textProperty().bindBidirectional(model.tokenProperty());
        var tint = new ComboBox<Tint>();
        tint.getItems().setAll(Tint.values());
        tint.setConverter(new TintText());
        tint.valueProperty().bindBidirectional(model.tintProperty());
        tint.setMaxWidth(Double.MAX_VALUE);
        var production = new CheckBox(TEXTS.get("production"));
        production.setWrapText(true);
        production.selectedProperty().bindBidirectional(model.productionProperty());
        var grid = new GridPane(12, 10);
        grid.addRow(0, label("name", name), name);
        grid.addRow(1, label("address", address), address);
        grid.addRow(2, label("token", token), token);
        grid.addRow(3, label("tint", tint), tint);
        grid.add(production, 1, 4);
        GridPane.setHgrow(name, Priority.ALWAYS);
        // Of two lines; without air it leans on the button below.
        GridPane.setMargin(production, new Insets(0, 0, 8, 0));
        var box = new VBox(16, heading(), grid, problem(), question(), buttons());
        box.getStyleClass().add("card");
        box.setMinWidth(460);
        box.setMaxWidth(460);
        box.setMaxHeight(Region.USE_PREF_SIZE);
        return box;
    }

    private Label heading() {
        var heading = new Label();
        heading.getStyleClass().add("heading");
        model.editedProperty()
                .subscribe(
                        of ->
                                heading.setText(
                                        of == null
                                                ? TEXTS.get("form")
                                                : TEXTS.get("form.change", of)));
        return heading;
    }

    private static TextField field(String id, String prompt) {
        var field = new TextField();
        field.setId(id);
        field.setPromptText(prompt);
        return field;
    }

    private static Label label(String key, Node of) {
        var label = new Label(TEXTS.get(key));
        label.setLabelFor(of);
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    private Label problem() {
        var problem = new Prose();
        problem.setId("connection-problem");
        problem.getStyleClass().add(Styles.DANGER);
        problem.textProperty().bind(model.problemProperty().map(Sentence::begin));
        problem.visibleProperty().bind(model.problemProperty().isNotEmpty());
        problem.managedProperty().bind(problem.visibleProperty());
        return problem;
    }

    private Node question() {
        var text = new Prose();
        text.setMinHeight(Region.USE_PREF_SIZE);
        var fingerprint = new Label();
        fingerprint.setId("authority-fingerprint");
        fingerprint.getStyleClass().add("mono");
        fingerprint.setMinHeight(Region.USE_PREF_SIZE);
        var hint = new Prose(TEXTS.get("authority.compare"));
        hint.setMinHeight(Region.USE_PREF_SIZE);
        hint.getStyleClass().add("muted");
        // Neither is the default: who presses Enter has not compared.
        var trust = new Button(TEXTS.get("authority.trust"));
        trust.setId("authority-trust");
        trust.setOnAction(_ -> model.trust());
        refuse.setId("authority-refuse");
        refuse.setOnAction(_ -> model.distrust());
        question.getChildren().addAll(text, fingerprint, hint, new HBox(10, trust, refuse));
        question.setId("authority-question");
        question.getStyleClass().add("question");
        question.managedProperty().bind(question.visibleProperty());
        model.unknownProperty()
                .subscribe(
                        asked -> {
                            question.setVisible(asked != null);
                            if (asked != null) {
                                text.setText(
                                        TEXTS.get(
                                                "authority.unknown",
                                                asked.profile().address().getHost()));
                                fingerprint.setText(inTwoLines(asked.authority().toString()));
                            }
                        });
        return question;
    }

    private static String inTwoLines(String fingerprint) {
        int middle = (fingerprint.length() + 1) / 2;
        return fingerprint.substring(0, middle) + "\n" + fingerprint.substring(middle);
    }

    private Node buttons() {
        connect.setId("connect");
        connect.setDefaultButton(true);
        connect.setMinWidth(Region.USE_PREF_SIZE);
        connect.setOnAction(_ -> model.connect());
        connect.disableProperty().bind(model.busyProperty());
        giveUp.setId("connection-give-up");
        giveUp.setCancelButton(true);
        giveUp.setOnAction(_ -> model.giveUp());
        var progress = new ProgressIndicator();
        progress.setPrefSize(18, 18);
        for (Node each : new Node[] {giveUp, progress}) {
            each.visibleProperty().bind(model.busyProperty());
        }
        var revert = new Button(TEXTS.get("revert"));
        revert.setId("connection-revert");
        revert.setOnAction(
                _ -> {
                    model.revert();
                    // It has gone with what it took back.
                    name.requestFocus();
                });
        revert.visibleProperty().bind(model.changedProperty());
        var buttons = new HBox(10, connect, revert, progress, giveUp);
        buttons.setAlignment(Pos.CENTER_LEFT);
        return buttons;
    }

    private static final class TintText extends StringConverter<Tint> {
        @Override
        public String toString(Tint tint) {
            return tint == null ? "" : TEXTS.get("tint." + tint.name().toLowerCase(Locale.ROOT));
        }

        @Override
        public Tint fromString(String text) {
            throw new UnsupportedOperationException("a tint is chosen, not written");
        }
    }

    private final class ProfileCell extends ListCell<Profile> {
        private final Label name = new Label();
        private final Label address = new Label();
        private final Label production = new Label(TEXTS.get("is.production"));
        private final Region dot = new Region();
        private final Button open = new Button(TEXTS.get("open"));
        private final HBox row;

        private ProfileCell() {
            name.getStyleClass().add("heading");
            address.getStyleClass().add("muted");
            production.getStyleClass().add("production");
            dot.getStyleClass().add("tint-dot");
            open.setOnAction(_ -> model.open(Objects.requireNonNull(getItem())));
            var texts = new VBox(2, name, address);
            HBox.setHgrow(texts, Priority.ALWAYS);
            row = new HBox(12, dot, texts, production, open);
            row.setAlignment(Pos.CENTER_LEFT);
        }

        @Override
        protected void updateItem(Profile profile, boolean empty) {
            super.updateItem(profile, empty);
            if (empty || profile == null) {
                setGraphic(null);
                return;
            }
            name.setText(profile.name());
            address.setText(profile.address().toString());
            production.setVisible(profile.production());
            dot.getStyleClass()
                    .setAll("tint-dot", "tint-" + profile.tint().name().toLowerCase(Locale.ROOT));
            setAccessibleText(profile.name());
            setGraphic(row);
        }
    }
}
