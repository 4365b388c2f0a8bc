package dev.carillon.console.frame;

import atlantafx.base.controls.ModalPane;
import atlantafx.base.theme.Styles;

import dev.carillon.console.alarm.AlarmModel;
import dev.carillon.console.alarm.AlarmModel.Choice;
import dev.carillon.console.parts.Prose;
import dev.carillon.console.parts.Sheet;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.function.Consumer;

/// Chooses which failures the desktop tells.
final class AlarmMenu extends MenuButton {
    private static final Texts TEXTS = Texts.of(AlarmMenu.class);
    private final AlarmModel model;
    private final ModalPane modal;
    private final Consumer<Runnable> keeps;
    private final FontIcon icon = new FontIcon(Feather.BELL_OFF);
    private final RadioMenuItem nothing = new RadioMenuItem(TEXTS.get("alarm.nothing"));
    private final RadioMenuItem everything = new RadioMenuItem(TEXTS.get("alarm.everything"));
    private final RadioMenuItem some = new RadioMenuItem(TEXTS.get("alarm.some"));

    /// @param keeps does what may not be written, and tells when it was not
    AlarmMenu(AlarmModel model, ModalPane modal, Consumer<Runnable> keeps) {
        this.model = model;
        this.keeps = keeps;
        this.modal = modal;
        setId("alarm");
        setGraphic(icon);
        setAccessibleText(TEXTS.get("alarm.title"));
        getStyleClass().addAll(Styles.FLAT, Styles.SMALL, "no-arrow");
        var group = new ToggleGroup();
        for (var item : new RadioMenuItem[] {nothing, everything, some}) {
            item.setToggleGroup(group);
            getItems().add(item);
        }
        nothing.setOnAction(_ -> choose(Choice.NOTHING));
        everything.setOnAction(_ -> choose(Choice.EVERYTHING));
        some.setOnAction(_ -> ask());
        model.choiceProperty().subscribe(this::mark);
    }

    private void choose(Choice choice) {
        keeps.accept(() -> model.choose(choice));
    }

    private void mark(Choice choice) {
        boolean none = choice.equals(Choice.NOTHING);
        icon.setIconCode(none ? Feather.BELL_OFF : Feather.BELL);
        nothing.setSelected(none);
        everything.setSelected(choice.equals(Choice.EVERYTHING));
        some.setSelected(!none && !choice.equals(Choice.EVERYTHING));
        some.setText(
                some.isSelected()
                        ? TEXTS.get("alarm.like", choice.jobs())
                        : TEXTS.get("alarm.some"));
    }

    private void ask() {
        var jobs = new TextField(model.choiceProperty().get().jobs());
        jobs.setId("alarm-jobs");
        jobs.setPromptText(TEXTS.get("alarm.prompt"));
        jobs.setAccessibleText(TEXTS.get("alarm.jobs"));
        var title = new Prose(TEXTS.get("alarm.ask"));
        title.getStyleClass().add("title-4");
        var keep = new Button(TEXTS.get("alarm.keep"));
        keep.setId("alarm-keep");
        keep.setDefaultButton(true);
        keep.setOnAction(
                _ -> {
                    choose(new Choice(jobs.getText().strip()));
                    modal.hide();
                });
        var box = new VBox(14, title, jobs, keep);
        box.getStyleClass().add("sheet");
        box.setAlignment(Pos.CENTER_LEFT);
        box.setMaxSize(460, Region.USE_PREF_SIZE);
        // What the menu shows is what holds, until it is changed.
        mark(model.choiceProperty().get());
        Sheet.showForm(modal, box);
        jobs.requestFocus();
    }
}
