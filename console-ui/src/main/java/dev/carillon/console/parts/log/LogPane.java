package dev.carillon.console.parts.log;

import atlantafx.base.theme.Styles;

import dev.carillon.console.parts.Prose;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Spans;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.Objects;

/// A log with what one does in it: search, follow, jump to the first error, copy.
public final class LogPane extends VBox {
    private static final Texts TEXTS = Texts.of(LogPane.class);

    private final LogModel model;
    private final LogView view = new LogView();
    private final TextField search = new TextField();
    private final ToggleButton regex = new ToggleButton(".*");
    private final ToggleButton follow =
            new ToggleButton(TEXTS.get("follow"), new FontIcon(Feather.ARROW_DOWN));
    private final Label found = new Label();
    private final Label size = new Label();
    private final Label problem = new Prose();
    private final Label empty = new Label();
    private final HBox bar = new HBox(6);

    public LogPane(LogModel model) {
        this.model = model;
        getStyleClass().add("log-pane");
        getStylesheets()
                .add(Objects.requireNonNull(LogPane.class.getResource("log.css")).toExternalForm());
        view.setId("log");
        view.setAccessibleText(TEXTS.get("title"));
        search.setId("log-search");
        search.setPromptText(TEXTS.get("search"));
        search.setPrefWidth(220);
        search.setMinWidth(90);
        search.setAccessibleText(TEXTS.get("search"));
        search.textProperty().subscribe(this::searchAnew);
        search.setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER) {
                        pressed.consume();
                        step(!pressed.isShiftDown());
                    } else if (pressed.getCode() == KeyCode.ESCAPE) {
                        pressed.consume();
                        search.clear();
                        view.requestFocus();
                    }
                });
        regex.setId("log-regex");
        regex.setTooltip(new Tooltip(TEXTS.get("regex")));
        regex.setAccessibleText(TEXTS.get("regex"));
        regex.selectedProperty().subscribe(_ -> searchAnew(search.getText()));
        follow.setId("log-follow");
        follow.setMinWidth(Region.USE_PREF_SIZE);
        follow.setTooltip(new Tooltip(TEXTS.get("follow.tip")));
        follow.selectedProperty().bindBidirectional(view.followingProperty());
        found.setId("log-found");
        found.getStyleClass().add("muted");
        found.setMinWidth(Region.USE_PREF_SIZE);
        size.getStyleClass().add("muted");
        size.setId("log-size");
        size.setMinWidth(Region.USE_PREF_SIZE);
        problem.setId("log-problem");
        problem.getStyleClass().add("log-problem");
        problem.managedProperty().bind(problem.visibleProperty());
        problem.setVisible(false);
        empty.getStyleClass().add("muted");
        empty.setId("log-empty");
        empty.setMouseTransparent(true);
        layOut();
        listen();
    }

    private void layOut() {
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        bar.setAlignment(Pos.CENTER_LEFT);
        bar.getChildren()
                .addAll(
                        search,
                        regex,
                        button("log-previous", Feather.CHEVRON_UP, () -> step(false)),
                        button("log-next", Feather.CHEVRON_DOWN, () -> step(true)),
                        found,
                        space,
                        size,
                        button("log-trouble", Feather.ALERT_OCTAGON, model::jumpToTrouble),
                        button("log-copy", Feather.COPY, view::copySelection),
                        follow);
        for (var each : bar.getChildren()) {
            if (each != space && each != found && each != size && each != search) {
                each.getStyleClass().add(Styles.SMALL);
            }
        }
        var sheet = new StackPane(view, empty);
        sheet.getStyleClass().add("log");
        sheet.setMinSize(0, 0);
        VBox.setVgrow(sheet, Priority.ALWAYS);
        getChildren().addAll(bar, problem, sheet);
    }

    private static Button button(String id, Feather icon, Runnable action) {
        var button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.setAccessibleText(TEXTS.get(id));
        button.setTooltip(new Tooltip(TEXTS.get(id)));
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
        button.setOnAction(_ -> action.run());
        return button;
    }

    private void listen() {
        model.textProperty()
                .subscribe(
                        text -> {
                            view.setText(text);
                            showSize();
                        });
        model.completeProperty()
                .subscribe(
                        complete -> {
                            showSize();
                            if (complete) {
                                // The end stays in sight, and nothing comes that could be followed.
                                setFollowing(false);
                            }
                        });
        model.cutProperty().subscribe(_ -> showSize());
        model.hitsProperty().subscribe(_ -> showFound());
        model.problemProperty()
                .subscribe(
                        text -> {
                            problem.setText(Sentence.begin(text));
                            problem.setVisible(text != null);
                        });
        model.targetProperty()
                .subscribe(
                        target -> {
                            if (target != null) {
                                view.reveal(target);
                                showFound();
                            }
                        });
    }

    /// Adds what only one place of this pane offers.
    public void offer(String id, String text, Feather icon, Runnable action) {
        var button = new Button(null, new FontIcon(icon));
        button.setId(id);
        button.setTooltip(new Tooltip(text));
        button.setAccessibleText(text);
        button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        button.setOnAction(_ -> action.run());
        bar.getChildren().add(button);
    }

    private void searchAnew(String what) {
        model.search(what, regex.isSelected());
        view.setWanted(model.wanted());
        showFound();
    }

    private void showFound() {
        var hits = model.hitsProperty().get();
        if (search.getText().isEmpty()) {
            found.setText("");
            return;
        }
        int place = hits.place(view.currentLine());
        String count =
                hits.count() >= Hits.MOST
                        ? TEXTS.get("found.more", Spans.count(hits.count()))
                        : Spans.count(hits.count());
        if (hits.count() == 0) {
            found.setText(TEXTS.get("found.none"));
        } else if (place == 0) {
            found.setText(TEXTS.get("found", count));
        } else {
            found.setText(TEXTS.get("found.place", Spans.count(place), count));
        }
    }

    private void showSize() {
        var text = model.text();
        boolean nothing = text.lines() == 0;
        size.setText(
                model.cutProperty().get()
                        ? TEXTS.get(
                                "size.cut",
                                Spans.count(text.lines()),
                                Objects.requireNonNull(model.run()))
                        : nothing ? "" : TEXTS.get("size", text.lines()));
        empty.setVisible(nothing);
        empty.setText(TEXTS.get(model.completeProperty().get() ? "empty.end" : "empty"));
    }

    private void step(boolean forward) {
        model.step(view.currentLine(), forward);
    }

    /// Puts the keyboard into the search.
    public void find() {
        search.requestFocus();
        search.selectAll();
    }

    public void toggleFollow() {
        follow.setSelected(!follow.isSelected());
    }

    public void setFollowing(boolean on) {
        follow.setSelected(on);
    }

    public LogView view() {
        return view;
    }
}
