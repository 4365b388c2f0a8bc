package dev.carillon.console.start;

import dev.carillon.console.Console;
import dev.carillon.console.frame.ClusterPane;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Background;

import javafx.animation.AnimationTimer;
import javafx.scene.Node;
import javafx.scene.control.TableView;
import javafx.stage.Stage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.IntConsumer;

/// A look at the first window and at each screen of a cluster in memory, with events and scrolling. Threads: that of the
/// screen.
final class Tour {
    /// How long each screen is looked at, and how long what moves on some of them.
    record Pace(Duration look, Duration move) {
        static final Pace TRAINING = new Pace(Duration.ofMillis(500), Duration.ofSeconds(3));
    }

    private static final int EVENTS_A_FRAME = 160;
    private static final int FRAMES_A_JUMP = 60;

    private final Stage stage;
    private final Background background;
    private final MemoryCluster cluster;
    private final Pace pace;
    private final Runnable done;
    private final Console console;
    private final Queue<Place> places = new ArrayDeque<>(places());

    /// @param folder in which the console keeps what it remembers
    /// @param done is called after the last screen
    Tour(
            Stage stage,
            Path folder,
            Background background,
            MemoryCluster cluster,
            Pace pace,
            Runnable done) {
        this.stage = stage;
        this.background = background;
        this.cluster = cluster;
        this.pace = pace;
        this.done = done;
        console = cluster.console(stage, folder, background);
    }

    static List<Place> places() {
        String flow = MemoryCluster.id(0);
        return List.of(
                new Place.Now(),
                new Place.Tonight("-12h", "+12h"),
                new Place.Runs(""),
                new Place.Run(MemoryCluster.id(1)),
                new Place.Compare(MemoryCluster.id(1), MemoryCluster.id(2)),
                new Place.Failures(null),
                new Place.Failures("f1"),
                new Place.Jobs(""),
                new Place.Job("default/job-1"),
                new Place.Editor("default/job-1"),
                new Place.Flows(null),
                new Place.Flows(flow),
                new Place.Queues(null),
                new Place.Nodes(null),
                new Place.Calendars(null),
                new Place.Changes(null));
    }

    void begin() {
        stage.show();
        background.after(pace.look, this::connect);
    }

    private void connect() {
        var pane = console.window().show(MemoryCluster.PROFILE);
        background.after(pace.look, () -> next(pane));
    }

    private void next(ClusterPane pane) {
        var place = places.poll();
        if (place == null) {
            done.run();
            return;
        }
        pane.go(place);
        background.after(pace.look, () -> look(pane, place));
    }

    private void look(ClusterPane pane, Place place) {
        switch (place) {
            case Place.Now _ -> move(pane, this::tell);
            case Place.Runs _ -> scroll(pane, ".table-view");
            case Place.Run _ -> scroll(pane, ".log-view");
            default -> next(pane);
        }
    }

    private void tell(int frame) {
        for (int each = 0; each < EVENTS_A_FRAME; each++) {
            cluster.tellNext();
        }
    }

    private void scroll(ClusterPane pane, String what) {
        var node = pane.lookup(what);
        if (node == null) {
            throw new IllegalStateException("no " + what + " is shown");
        }
        move(pane, frame -> scroll(node, frame));
    }

    private static void scroll(Node node, int frame) {
        if (node instanceof TableView<?> table && frame % FRAMES_A_JUMP == 0) {
            table.scrollTo(table.getItems().size() / frame);
        } else {
            Wheel.turn(node);
        }
    }

    private void move(ClusterPane pane, IntConsumer action) {
        new Moving(pace.move, action, () -> next(pane)).start();
    }

    private static final class Moving extends AnimationTimer {
        private final Duration length;
        private final IntConsumer action;
        private final Runnable after;
        private final long begin = System.nanoTime();
        private int frames;

        private Moving(Duration length, IntConsumer action, Runnable after) {
            this.length = length;
            this.action = action;
            this.after = after;
        }

        @Override
        public void handle(long now) {
            if (System.nanoTime() - begin > length.toNanos()) {
                stop();
                after.run();
                return;
            }
            action.accept(++frames);
        }
    }
}
