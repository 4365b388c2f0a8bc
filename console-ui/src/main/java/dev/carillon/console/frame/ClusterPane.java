package dev.carillon.console.frame;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.CarillonException;
import dev.carillon.console.alarm.AlarmModel;
import dev.carillon.console.alarm.Notifier;
import dev.carillon.console.frame.Rail.Section;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Memory;
import dev.carillon.console.parts.OverScreen;
import dev.carillon.console.words.Texts;

import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Everything of one cluster: the rail, the screen one is at, the status bar; the palette and notices over them.
public final class ClusterPane extends StackPane implements Navigator {
    private static final Texts TEXTS = Texts.of(ClusterPane.class);
    private static final int MOST_BACK = 50;

    /// What screens are made with.
    ///
    /// @param memory what this person chose before
    public record Desk(
            ClusterLink link,
            Navigator navigator,
            Notices notices,
            ModalPane modal,
            Memory memory) {
        /// What was chosen last on a screen.
        ///
        /// @param screen its name, such as `tonight`
        public LastChoices choices(String screen) {
            return new LastChoices(memory, notices, screen, link.profile().name());
        }
    }

    private final ClusterLink link;
    private final StackPane content = new StackPane();
    private final ModalPane modal = new ModalPane();
    private final LastPlaces last;
    private final Rail rail;
    private final LinkBanner banner;
    private final Palette palette;
    private final NoticePane notices;
    private final Map<Class<? extends Place>, Screen> screens = new HashMap<>();
    private final Deque<Place> earlier = new ArrayDeque<>();
    private @Nullable Place here;
    private @Nullable Screen shown;
    private final List<Command> forNotices;
    private List<Command> outside = List.of();
    private Runnable change = () -> {};
    private Runnable connections = () -> {};

    /// @param notifier tells failures while the window is not looked at
    /// @param factory makes the screens, each under the kinds of places it shows
    public ClusterPane(
            ClusterLink link,
            Memory memory,
            Notifier notifier,
            Function<Desk, Map<Class<? extends Place>, Screen>> factory) {
        this.link = link;
        last = new LastPlaces(memory, link.profile().name());
        rail = new Rail(section -> go(section.place));
        palette = new Palette(new PaletteModel(link, this, this::commands));
        notices = new NoticePane(link);
        StackPane.setAlignment(notices, Pos.BOTTOM_LEFT);
        // What a dialog asked for may be refused while it is open.
        notices.setViewOrder(modal.getTopViewOrder() - 1);
        forNotices =
                List.of(
                        Command.of(TEXTS.get("command.notice"), "Alt+Enter", notices::act),
                        Command.of(
                                TEXTS.get("command.notice.close"),
                                "Alt+Backspace",
                                notices::closeNewest));
        banner = new LinkBanner(link, () -> change.run(), () -> connections.run());
        var middle = new VBox(banner, content);
        VBox.setVgrow(content, Priority.ALWAYS);
        // A window that is too small cuts the screen, not the bars around it.
        content.setMinSize(0, 0);
        var frame = new BorderPane(middle);
        frame.setLeft(rail);
        var alarm =
                new AlarmModel(
                        link,
                        memory,
                        notifier,
                        why -> notices.failed(TEXTS.get("alarm.notshown"), why));
        var status = new StatusBar(link, this, new AlarmMenu(alarm, modal, this::keep));
        frame.setBottom(status);
        // What is said for ten seconds must not hide what is said always.
        status.heightProperty()
                .subscribe(
                        height ->
                                StackPane.setMargin(
                                        notices, new Insets(0, 0, height.doubleValue(), 0)));
        getChildren().addAll(frame, notices, modal, palette);
        modal.setId("modal");
        OverScreen.keep(
                modal,
                () -> {
                    if (shown != null) {
                        shown.focus();
                    }
                });
        screens.putAll(factory.apply(new Desk(link, this, notices, modal, memory)));
        rail.offer(screens.keySet());
    }

    public ClusterLink link() {
        return link;
    }

    /// Tells the person something over what is shown of this cluster.
    public Notices notices() {
        return notices;
    }

    /// Keeps something from one start to the next; says so when it cannot be kept.
    public void keep(Runnable keeping) {
        try {
            keeping.run();
        } catch (CarillonException e) {
            notices.failed(TEXTS.get("not.kept"), e);
        }
    }

    /// What the window can do, for the palette and by keys.
    public void setOutside(List<Command> commands) {
        outside = List.copyOf(commands);
    }

    /// How the person comes to where a node of this computer is started.
    public void setConnections(Runnable action) {
        connections = action;
    }

    /// How the person changes its connection, such as its token.
    public void setChange(Runnable action) {
        change = action;
    }

    /// Where one is.
    public @Nullable Place here() {
        return here;
    }

    @Override
    public void go(Place wanted) {
        noteWhere();
        var place = last.resolve(wanted);
        if (here != null && !here.equals(place)) {
            earlier.push(here);
            if (earlier.size() > MOST_BACK) {
                earlier.removeLast();
            }
        }
        arrive(place);
    }

    @Override
    public void back() {
        noteWhere();
        var place = earlier.poll();
        if (place != null) {
            arrive(place);
        }
    }

    private void arrive(Place place) {
        var screen = screens.get(place.getClass());
        if (screen == null) {
            throw new IllegalStateException("no screen shows " + place);
        }
        if (shown != null && shown != screen) {
            shown.hide();
        }
        here = place;
        keep(() -> last.keep(place));
        boolean other = shown != screen;
        shown = screen;
        rail.mark(Section.of(place));
        if (other) {
            content.getChildren().setAll(screen.region());
        }
        screen.show(place);
        if (other) {
            screen.focus();
        }
    }

    // What was searched for since one came is there again when one comes back.
    private void noteWhere() {
        if (shown != null && here != null) {
            var at = shown.at(here);
            here = at;
            keep(() -> last.keep(at));
        }
    }

    public void openPalette() {
        palette.open();
    }

    private List<Command> commands() {
        var all = new ArrayList<Command>();
        if (shown != null) {
            all.addAll(shown.commands());
        }
        for (var section : Section.values()) {
            if (screens.containsKey(section.place.getClass())) {
                all.add(
                        Command.of(
                                TEXTS.get("command.go", section.text()),
                                section.combination(),
                                () -> go(section.place)));
            }
        }
        all.add(Command.of(TEXTS.get("command.palette"), "Shortcut+K", this::openPalette));
        all.add(Command.of(TEXTS.get("command.back"), "Alt+LEFT", this::back));
        all.addAll(forNotices);
        all.add(Command.of(TEXTS.get("command.keys"), "F1", this::showKeys));
        all.addAll(outside);
        return all;
    }

    private void showKeys() {
        KeySheet.show(modal, commands(), shown == null ? List.of() : shown.hints());
    }

    /// Does what a key is for. Keys without a modifier belong to the text that is being written.
    void key(KeyEvent pressed) {
        if (palette.isVisible()) {
            return;
        }
        if (modal.isDisplay()) {
            // Over a dialog there are notices still.
            perform(forNotices, pressed);
            return;
        }
        boolean writing =
                pressed.getTarget() instanceof TextInputControl
                        && !pressed.isShortcutDown()
                        && !pressed.isAltDown()
                        && !pressed.getCode().isFunctionKey();
        if (writing) {
            return;
        }
        perform(commands(), pressed);
    }

    private static void perform(List<Command> commands, KeyEvent pressed) {
        for (var command : commands) {
            if (command.keys() != null && command.keys().match(pressed)) {
                pressed.consume();
                command.action().run();
                return;
            }
        }
    }

    /// Stops asking while another cluster is in front.
    public void away() {
        noteWhere();
        if (shown != null) {
            shown.hide();
        }
    }

    /// Ends it and its link; what was written is kept.
    void close() {
        away();
        banner.close();
        link.close();
    }

    /// Is in front again.
    public void inFront() {
        if (shown != null && here != null) {
            shown.show(here);
        } else {
            go(new Place.Now());
        }
    }
}
