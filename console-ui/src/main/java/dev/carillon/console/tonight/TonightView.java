package dev.carillon.console.tonight;

import atlantafx.base.theme.Styles;

import dev.carillon.api.Durations;
import dev.carillon.console.frame.ClusterPane.Desk;
import dev.carillon.console.frame.Command;
import dev.carillon.console.frame.KeyHint;
import dev.carillon.console.frame.LastChoices;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Place;
import dev.carillon.console.frame.Screen;
import dev.carillon.console.parts.EmptyState;
import dev.carillon.console.parts.ProblemLine;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.ScreenLook;
import dev.carillon.console.parts.Spoken;
import dev.carillon.console.tonight.Lane.By;
import dev.carillon.console.tonight.Load.Slot;
import dev.carillon.console.tonight.TonightModel.Chart;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The time line, and beside it what to look out for and where there is room.
public final class TonightView implements Screen {
    private static final Texts TEXTS = Texts.of(TonightView.class);
    private static final double SIDE = 270;
    private static final double WRAP = 64;
    private static final double NEARER = 0.66;
    private static final LocalTime EVENING = LocalTime.of(18, 0);
    private static final long NIGHT = Duration.ofHours(14).toMillis();

    private final TonightModel model;
    private final Navigator navigator;
    private final VBox root = new VBox();
    private final ScrollBar scroll = new ScrollBar();
    private final Gantt gantt;
    private final Label range = new Label();
    private final Label counted = new Label();
    private final ProblemLine problem = new ProblemLine();
    private final Label capped = new Prose(TEXTS.get("capped"));
    private final ProgressIndicator busy = new ProgressIndicator();
    private final EmptyState empty =
            new EmptyState(Feather.CLOCK, TEXTS.get("none"), TEXTS.get("none.text"));
    private final TextField filter = new TextField();
    private final ListView<Worry> warnings = new ListView<>();
    private final Label warningsTitle = new Label();
    private final TextField length = new TextField("40m");
    private final ListView<Slot> slots = new ListView<>();
    private final Map<By, ToggleButton> kinds = new EnumMap<>(By.class);
    private final LastChoices choices;
    private Place.@Nullable Tonight last;

    public TonightView(Desk desk) {
        model = new TonightModel(desk.link(), desk.notices(), ZoneId.systemDefault());
        problem.follow(desk.modal(), desk.link(), model.problem());
        navigator = desk.navigator();
        choices = desk.choices("tonight");
        gantt = new Gantt(model, scroll, this::open);
        layOut();
        follow();
    }

    private static Button icon(String id, String key, Feather shape, Runnable action) {
        var button = new Button(null, new FontIcon(shape));
        button.setId(id);
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
        button.setAccessibleText(TEXTS.get(key));
        button.setOnAction(_ -> action.run());
        return button;
    }

    private static Button button(String id, String text, Runnable action) {
        var button = new Button(text);
        button.setId(id);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void layOut() {
        ScreenLook.dress(root, "tonight");
        var title = new Label(TEXTS.get("title"));
        title.getStyleClass().add("screen-title");
        range.getStyleClass().add("heading");
        range.setId("tonight-range");
        counted.getStyleClass().add("muted");
        counted.setId("tonight-counted");
        busy.setPrefSize(16, 16);
        busy.setMinSize(16, 16);
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        filter.setId("tonight-filter");
        filter.setPromptText(TEXTS.get("filter"));
        filter.setPrefWidth(190);
        filter.textProperty().subscribe(model::filter);
        var head =
                new HBox(
                        12,
                        title,
                        range,
                        busy,
                        space,
                        counted,
                        filter,
                        button("tonight-export", TEXTS.get("export"), this::export));
        head.setAlignment(Pos.CENTER_LEFT);
        capped.getStyleClass().add("muted");
        capped.managedProperty().bind(capped.visibleProperty());
        scroll.setOrientation(Orientation.VERTICAL);
        empty.setMouseTransparent(true);
        var chart = new BorderPane(new StackPane(gantt, empty));
        chart.setRight(scroll);
        chart.getStyleClass().add("card");
        HBox.setHgrow(chart, Priority.ALWAYS);
        var body = new HBox(12, chart, side());
        VBox.setVgrow(body, Priority.ALWAYS);
        root.getChildren().addAll(head, bar(), problem, capped, body);
    }

    private HBox bar() {
        var group = new ToggleGroup();
        var by = new HBox();
        for (var each : By.values()) {
            var toggle = new ToggleButton(TEXTS.get("by." + each));
            toggle.setId("tonight-by-" + each.name().toLowerCase(Locale.ROOT));
            toggle.setToggleGroup(group);
            toggle.setSelected(each == By.JOB);
            toggle.getStyleClass()
                    .add(
                            each == By.JOB
                                    ? Styles.LEFT_PILL
                                    : each == By.NODE ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
            toggle.setOnAction(_ -> groupBy(each));
            kinds.put(each, toggle);
            by.getChildren().add(toggle);
        }
        var presets = new HBox(4);
        for (long hours : List.of(1L, 12L, 24L, 168L)) {
            presets.getChildren()
                    .add(
                            button(
                                    "tonight-" + hours + "h",
                                    TEXTS.get("preset." + hours),
                                    () -> lasting(Duration.ofHours(hours))));
        }
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var bar =
                new HBox(
                        8,
                        by,
                        space,
                        icon("tonight-earlier", "earlier", Feather.CHEVRON_LEFT, () -> move(-0.5)),
                        button("tonight-now", TEXTS.get("now"), this::goToNow),
                        icon("tonight-later", "later", Feather.CHEVRON_RIGHT, () -> move(0.5)),
                        icon("tonight-farther", "farther", Feather.ZOOM_OUT, this::farther),
                        icon("tonight-nearer", "nearer", Feather.ZOOM_IN, this::nearer),
                        presets);
        bar.setAlignment(Pos.CENTER_LEFT);
        return bar;
    }

    private VBox side() {
        warningsTitle.getStyleClass().add("heading");
        warnings.setId("tonight-warnings");
        warnings.setAccessibleText(TEXTS.get("warnings.name"));
        warnings.setCellFactory(_ -> new WarningCell());
        var none = new Prose(TEXTS.get("warnings.none"));
        none.getStyleClass().add("muted");
        warnings.setPlaceholder(none);
        warnings.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        worry -> {
                            if (worry != null) {
                                goTo(worry.first().at().toEpochMilli());
                            }
                        });
        VBox.setVgrow(warnings, Priority.ALWAYS);
        var heading = new Label(TEXTS.get("free"));
        heading.getStyleClass().add("heading");
        length.setId("tonight-free-length");
        length.setPrefWidth(70);
        length.setAccessibleText(TEXTS.get("command.free"));
        length.setOnAction(_ -> findFree());
        var ask =
                new HBox(
                        8,
                        heading,
                        new Label(TEXTS.get("free.of")),
                        length,
                        button("tonight-free-find", TEXTS.get("free.find"), this::findFree));
        ask.setAlignment(Pos.CENTER_LEFT);
        slots.setId("tonight-slots");
        slots.setAccessibleText(TEXTS.get("slots.name"));
        slots.setPrefHeight(190);
        slots.setMinHeight(80);
        slots.setCellFactory(_ -> new SlotCell());
        slots.getSelectionModel()
                .selectedItemProperty()
                .subscribe(
                        slot -> {
                            gantt.setSlot(slot);
                            if (slot != null) {
                                goTo(slot.from());
                            }
                        });
        var freeNote = new Prose();
        freeNote.setId("tonight-free-note");
        freeNote.getStyleClass().add("muted");
        freeNote.textProperty().bind(model.freeNoteProperty());
        freeNote.visibleProperty().bind(freeNote.textProperty().isNotEmpty());
        freeNote.managedProperty().bind(freeNote.visibleProperty());
        freeNote.setMinHeight(Region.USE_PREF_SIZE);
        var side = new VBox(10, warningsTitle, warnings, ask, freeNote, slots);
        side.getStyleClass().add("card");
        side.setMinWidth(SIDE);
        side.setPrefWidth(SIDE);
        return side;
    }

    private final class WarningCell extends ListCell<Worry> {
        private final Label kind = new Prose();
        private final Hyperlink where = new Hyperlink();
        private final Label text = new Prose();
        private final VBox box;

        private WarningCell() {
            kind.getStyleClass().add("warning-kind");
            kind.setGraphic(new FontIcon(Feather.ALERT_TRIANGLE));
            where.setOnAction(
                    _ -> {
                        var warning = getItem() == null ? null : getItem().first();
                        if (warning != null && warning.job() != null) {
                            navigator.go(new Place.Job(warning.job()));
                        } else if (warning != null && warning.queue() != null) {
                            navigator.go(new Place.Queues(warning.queue()));
                        }
                    });
            text.getStyleClass().add("warning-text");
            text.setPrefWidth(SIDE - WRAP);
            box = new VBox(2, kind, where, text);
            setPrefWidth(0);
        }

        // A cell asks what it shows for its height without saying how wide that will be.
        @Override
        protected double computePrefHeight(double width) {
            return getGraphic() == null
                    ? super.computePrefHeight(width)
                    : snappedTopInset() + box.prefHeight(SIDE - WRAP) + snappedBottomInset();
        }

        @Override
        protected void updateItem(Worry worry, boolean empty) {
            super.updateItem(worry, empty);
            if (empty || worry == null) {
                setGraphic(null);
                return;
            }
            var warning = worry.first();
            String name = TEXTS.get("kind." + warning.kind());
            kind.setText(
                    worry.count() == 1
                            ? TEXTS.get("warning.one", name, time(warning.at()))
                            : TEXTS.get(
                                    "warning.many",
                                    name,
                                    Spans.count(worry.count()),
                                    time(warning.at()),
                                    time(worry.last())));
            where.setText(
                    Objects.requireNonNullElse(
                            warning.job(), Objects.requireNonNullElse(warning.queue(), "")));
            text.setText(Sentence.plain(warning.text(), model.zone()));
            setGraphic(box);
            setAccessibleText(Spoken.of(box));
        }
    }

    private final class SlotCell extends ListCell<Slot> {
        @Override
        protected void updateItem(Slot slot, boolean empty) {
            super.updateItem(slot, empty);
            setText(
                    empty || slot == null
                            ? null
                            : TEXTS.get(
                                            "free.slot",
                                            time(Instant.ofEpochMilli(slot.from())),
                                            time(Instant.ofEpochMilli(slot.until())),
                                            Spans.length(slot.length()))
                                    + "\n"
                                    + TEXTS.get("free.load", slot.load()));
        }
    }

    private String time(Instant at) {
        return Spans.time(at, model.now(), model.zone());
    }

    private void follow() {
        model.windowProperty()
                .subscribe(
                        window -> {
                            gantt.setWindow(window);
                            range.setText(
                                    TEXTS.get(
                                            "range",
                                            time(Instant.ofEpochMilli(window.from())),
                                            time(Instant.ofEpochMilli(window.until()))));
                        });
        model.chartProperty().subscribe(this::showChart);
        model.busyProperty().subscribe(is -> busy.setVisible(is));
        model.busyProperty().subscribe(this::showEmpty);
        model.slotsProperty().subscribe(found -> slots.getItems().setAll(found));
        slots.setPlaceholder(new Label());
    }

    // What is being read may not be empty.
    private void showEmpty() {
        empty.setVisible(
                model.chartProperty().get().lanes().isEmpty() && !model.busyProperty().get());
    }

    private void showChart(Chart chart) {
        gantt.setChart(chart);
        showEmpty();
        counted.setText(
                TEXTS.get(
                        "counted",
                        chart.bars().size(),
                        Spans.count(chart.bars().size()),
                        chart.lanes().size(),
                        Spans.count(chart.lanes().size())));
        capped.setVisible(chart.capped());
        var worries = Worry.of(chart.warnings());
        if (!warnings.getItems().equals(worries)) {
            warnings.getItems().setAll(worries);
        }
        warningsTitle.setText(TEXTS.get("warnings") + "  " + chart.warnings().size());
    }

    private void groupBy(By by) {
        var toggle = kinds.get(by);
        if (toggle != null) {
            toggle.setSelected(true);
        }
        model.groupBy(by);
    }

    private Window window() {
        return model.windowProperty().get();
    }

    private void goTo(long at) {
        if (!window().has(at)) {
            model.look(window().around(at));
        }
    }

    private void goToNow() {
        model.look(window().around(model.now().toEpochMilli()));
    }

    private void goToTonight() {
        var evening =
                model.now()
                        .atZone(model.zone())
                        .toLocalDate()
                        .atTime(EVENING)
                        .atZone(model.zone())
                        .toInstant()
                        .toEpochMilli();
        model.look(new Window(evening, evening + NIGHT));
    }

    private void move(double share) {
        model.look(window().move(Math.round(window().length() * share)));
    }

    private void lasting(Duration wanted) {
        model.look(window().lasting(wanted, model.now().toEpochMilli()));
    }

    private void nearer() {
        model.zoom(NEARER, window().from() + window().length() / 2);
    }

    private void farther() {
        model.zoom(1 / NEARER, window().from() + window().length() / 2);
    }

    private void findFree() {
        try {
            model.findFree(Durations.parse(length.getText().strip()));
            length.pseudoClassStateChanged(Styles.STATE_DANGER, false);
            slots.setPlaceholder(new Label(TEXTS.get("free.none")));
        } catch (IllegalArgumentException wrong) {
            length.pseudoClassStateChanged(Styles.STATE_DANGER, true);
            slots.getItems().clear();
            var why = new Prose(wrong.getMessage());
            slots.setPlaceholder(why);
        }
    }

    private void open(Bar bar) {
        navigator.go(bar.run() == null ? new Place.Job(bar.job()) : new Place.Run(bar.run()));
    }

    private void export() {
        var chooser = new FileChooser();
        chooser.setInitialFileName("tonight.csv");
        var file = chooser.showSaveDialog(root.getScene().getWindow());
        if (file != null) {
            model.export(file.toPath());
        }
    }

    @Override
    public Region region() {
        return root;
    }

    @Override
    public void show(Place place) {
        if (!(place instanceof Place.Tonight tonight)) {
            return;
        }
        // Coming back to where one was keeps what one looked at.
        boolean other = !tonight.equals(last);
        if (last == null && tonight.from() == null && tonight.until() == null) {
            last = tonight;
            recall();
            return;
        }
        if (last == null) {
            choices.given("filter", filter.getText());
            choices.given("lanes", model.by().name());
        }
        last = tonight;
        model.show(other ? tonight.from() : null, other ? tonight.until() : null);
    }

    // As it was at the end of the last start.
    private void recall() {
        filter.setText(choices.recall("filter"));
        for (var by : By.values()) {
            if (by.name().equals(choices.recall("lanes"))) {
                groupBy(by);
            }
        }
        model.show(choices.recall("from"), choices.recall("until"));
    }

    @Override
    public void hide() {
        choices.keep("filter", filter.getText());
        choices.keep("lanes", model.by().name());
        if (model.lookedAround()) {
            choices.keep("from", model.seenFrom());
            choices.keep("until", model.seenUntil());
        }
        model.hide();
    }

    @Override
    public void focus() {
        gantt.requestFocus();
    }

    @Override
    public List<KeyHint> hints() {
        return KeyHint.of(TEXTS, "keys.move", "keys.lane", "keys.bar", "keys.zoom", "keys.open");
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.of(TEXTS.get("command.now"), "HOME", this::goToNow),
                Command.of(TEXTS.get("command.tonight"), "T", this::goToTonight),
                Command.of(TEXTS.get("command.nearer"), "Alt+UP", this::nearer),
                Command.of(TEXTS.get("command.farther"), "Alt+DOWN", this::farther),
                Command.of(TEXTS.get("command.jobs"), "J", () -> groupBy(By.JOB)),
                Command.of(TEXTS.get("command.queues"), "Q", () -> groupBy(By.QUEUE)),
                Command.of(TEXTS.get("command.nodes"), "N", () -> groupBy(By.NODE)),
                Command.of(TEXTS.get("command.free"), "F", length::requestFocus),
                Command.of(TEXTS.get("command.filter"), "SLASH", filter::requestFocus),
                Command.of(TEXTS.get("command.export"), "X", this::export));
    }
}
