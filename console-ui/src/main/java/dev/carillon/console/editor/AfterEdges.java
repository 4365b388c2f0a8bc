package dev.carillon.console.editor;

import atlantafx.base.theme.Styles;

import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Objects;

/// What a step comes after: each other step with the outcome of it that counts, and those that can be added.
final class AfterEdges extends VBox {
    private static final Texts TEXTS = Texts.of(AfterEdges.class);
    private static final StringConverter<String> WORDS =
            new StringConverter<>() {
                @Override
                public String toString(@Nullable String outcome) {
                    return outcome == null ? "" : StepsModel.on(outcome);
                }

                @Override
                public String fromString(String text) {
                    throw new UnsupportedOperationException("outcomes are chosen, not written");
                }
            };

    private final StepsModel model;
    private final MenuButton add =
            new MenuButton(TEXTS.get("after.add"), new FontIcon(Feather.PLUS));
    private List<FlowText.Edge> shown = List.of();

    AfterEdges(StepsModel model) {
        super(4);
        this.model = model;
        add.setId("after-add");
        add.getStyleClass().addAll(Styles.SMALL, Styles.FLAT, "after-add");
        getChildren().add(add);
    }

    /// Shows those of the step that is looked at.
    void show() {
        var step = model.step();
        if (step != null && !step.after().equals(shown)) {
            shown = List.copyOf(step.after());
            getChildren().clear();
            for (int i = 0; i < shown.size(); i++) {
                getChildren().add(edge(i, step.after().get(i)));
            }
            getChildren().add(add);
        }
        offer();
    }

    private void offer() {
        var candidates = model.candidates();
        add.setDisable(candidates.isEmpty());
        add.getItems().setAll(candidates.stream().map(this::candidate).toList());
    }

    private MenuItem candidate(String name) {
        var item = new MenuItem(name);
        item.setMnemonicParsing(false);
        item.setOnAction(_ -> model.connect(name));
        return item;
    }

    private HBox edge(int index, FlowText.Edge edge) {
        var name = new Label(edge.step());
        name.setMinWidth(0);
        name.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(name, Priority.ALWAYS);
        var on = new ComboBox<String>();
        on.setId("after-on-" + index);
        on.setConverter(WORDS);
        on.getItems().setAll(FlowText.SUCCESS, FlowText.FAILURE, FlowText.END);
        on.setValue(edge.on());
        on.getStyleClass().add(Styles.SMALL);
        on.setAccessibleText(TEXTS.get("after.on", edge.step()));
        on.valueProperty()
                .subscribe(
                        (was, is) -> {
                            if (is != null && !Objects.equals(was, is)) {
                                model.on(index, is);
                            }
                        });
        var remove = new Button("", new FontIcon(Feather.X));
        remove.setId("after-remove-" + index);
        remove.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
        remove.setAccessibleText(TEXTS.get("after.remove", edge.step()));
        remove.setOnAction(_ -> model.disconnect(index));
        var row = new HBox(8, new FontIcon(Feather.CORNER_DOWN_RIGHT), name, on, remove);
        row.getStyleClass().add("after-edge");
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }
}
