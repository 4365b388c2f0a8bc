package dev.carillon.console.frame;

import dev.carillon.console.words.Texts;

import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The way to each part of the console, on the left.
final class Rail extends VBox {
    private static final Texts TEXTS = Texts.of(Rail.class);
    private static final PseudoClass HERE = PseudoClass.getPseudoClass("here");
    private final Map<Section, Button> buttons = new EnumMap<>(Section.class);

    Rail(Consumer<Section> go) {
        getStyleClass().add("rail");
        for (var section : Section.values()) {
            var button = new Button(section.text(), new FontIcon(section.icon));
            button.setId("rail-" + section.id());
            button.getStyleClass().add("rail-item");
            button.setContentDisplay(ContentDisplay.LEFT);
            button.setAlignment(Pos.CENTER_LEFT);
            button.setMaxWidth(Double.MAX_VALUE);
            button.setAccessibleRole(AccessibleRole.BUTTON);
            button.setTooltip(new Tooltip(TEXTS.get("rail.keys", section.text(), section.keys())));
            button.setOnAction(_ -> go.accept(section));
            buttons.put(section, button);
        }
    }

    /// @param places kinds of those that can be gone to
    void offer(Set<Class<? extends Place>> places) {
        buttons.forEach(
                (section, button) -> {
                    if (places.contains(section.place.getClass())) {
                        getChildren().add(button);
                    }
                });
    }

    void mark(Section here) {
        buttons.forEach((section, button) -> button.pseudoClassStateChanged(HERE, section == here));
    }

    /// The parts of the console, in the order of the rail.
    enum Section {
        NOW(Feather.ACTIVITY, new Place.Now(), "1"),
        TONIGHT(Feather.CLOCK, new Place.Tonight(null, null), "2"),
        RUNS(Feather.LIST, new Place.Runs(null), "3"),
        FAILURES(Feather.ALERT_TRIANGLE, new Place.Failures(null), "4"),
        JOBS(Feather.BRIEFCASE, new Place.Jobs(null), "5"),
        FLOWS(Feather.GIT_MERGE, new Place.Flows(null), "6"),
        QUEUES(Feather.LAYERS, new Place.Queues(null), "7"),
        NODES(Feather.SERVER, new Place.Nodes(null), "8"),
        CALENDARS(Feather.CALENDAR, new Place.Calendars(null), "9"),
        CHANGES(Feather.ROTATE_CCW, new Place.Changes(null), "0");

        final Feather icon;
        final Place place;
        private final String digit;

        Section(Feather icon, Place place, String digit) {
            this.icon = icon;
            this.place = place;
            this.digit = digit;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        String text() {
            return TEXTS.get("section." + id());
        }

        String keys() {
            return "Ctrl+" + digit;
        }

        /// As JavaFX writes them.
        String combination() {
            return "Shortcut+" + digit;
        }

        static Section of(Place place) {
            return switch (place) {
                case Place.Now() -> NOW;
                case Place.Tonight _ -> TONIGHT;
                case Place.Runs _, Place.Run _, Place.Compare _ -> RUNS;
                case Place.Failures _ -> FAILURES;
                case Place.Jobs _, Place.Job _, Place.Editor _ -> JOBS;
                case Place.Flows _ -> FLOWS;
                case Place.Queues _ -> QUEUES;
                case Place.Nodes _ -> NODES;
                case Place.Calendars _ -> CALENDARS;
                case Place.Changes _ -> CHANGES;
            };
        }
    }
}
