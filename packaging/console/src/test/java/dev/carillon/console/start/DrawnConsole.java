package dev.carillon.console.start;

import static org.awaitility.Awaitility.await;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.console.Console;
import dev.carillon.console.ConsoleFolders;
import dev.carillon.console.frame.ClusterPane;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profile.Tint;
import dev.carillon.console.link.Profiles;
import dev.carillon.console.link.ThreadedBackground;
import dev.carillon.console.start.Pictures.Album;
import dev.carillon.console.start.Pictures.Appearance;

import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.TextInputControl;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// The console in one look, connected to the demo, brought to each of its screens and drawn there.
final class DrawnConsole implements AutoCloseable {
    // As long as answers of the node and the pulse after them take, with room.
    private static final Duration SETTLES = Duration.ofMillis(1300);

    // The headless screen of JavaFX 26 holds no larger window.
    private static final int SCREEN_WIDTH = 1280;
    private static final int SCREEN_HEIGHT = 800;

    private static final Duration CHART = Duration.ofSeconds(100);

    /// Those that the documents show, with the look they are shown in.
    private static final Map<String, String> DOCUMENTS =
            Map.ofEntries(
                    Map.entry("connections", "light-1280"),
                    Map.entry("now", "dark-1280"),
                    Map.entry("tonight", "light-1280"),
                    Map.entry("runs", "light-1280"),
                    Map.entry("run-live", "dark-1280"),
                    Map.entry("compare", "light-1280"),
                    Map.entry("failure", "light-1280"),
                    Map.entry("jobs", "light-1280"),
                    Map.entry("job", "dark-1280"),
                    Map.entry("editor", "light-1280"),
                    Map.entry("flow", "light-1280"),
                    Map.entry("queue", "light-1280"),
                    Map.entry("nodes", "dark-1280"),
                    Map.entry("calendars", "light-1280"),
                    Map.entry("changes", "light-1280"),
                    Map.entry("palette", "dark-1280"),
                    Map.entry("bulk-preview", "light-1280"),
                    Map.entry("contrast", "contrast-1280"));

    private interface Step {
        void run() throws Exception;
    }

    private final Carillon carillon;
    private final Appearance appearance;
    private final Album album;
    private final Profile profile;
    private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);
    private final Stage stage;
    private final Console console;
    private final Map<String, Step> pictures = new LinkedHashMap<>();

    /// @param folder for what the console remembers
    DrawnConsole(
            DemoProcess demo, Carillon carillon, Path folder, Appearance appearance, Album album)
            throws Exception {
        this.carillon = carillon;
        this.appearance = appearance;
        this.album = album;
        profile = new Profile("demo", demo.url(), demo.token(), Tint.BLUE, false);
        var file = Files.createTempDirectory(folder, "memory-").resolve("console.json");
        var memory = Memory.of(file);
        memory.remember("look.theme", appearance.theme().name());
        memory.remember("look.size", Double.toString(appearance.size()));
        var profiles = new Profiles(memory);
        profiles.put(profile);
        profiles.put(
                new Profile(
                        "production",
                        URI.create("https://carillon.example.org:7180"),
                        "t",
                        Tint.RED,
                        true));
        stage = onScreen(Stage::new);
        console =
                onScreen(
                        () ->
                                new Console(
                                        stage,
                                        new ConsoleFolders(
                                                file,
                                                folder.resolve("nothing"),
                                                folder.resolve("carillon")),
                                        background,
                                        (to, _) -> HttpCarillon.connect(to.address(), to.token())));
        onScreen(
                () -> {
                    stage.setX(0);
                    stage.setY(0);
                    stage.setWidth(Math.min(appearance.width(), SCREEN_WIDTH));
                    stage.setHeight(Math.min(appearance.height(), SCREEN_HEIGHT));
                    stage.show();
                    // Pictures are taken of what the scene holds, whatever the screen shows of it.
                    root().resize(appearance.width(), appearance.height());
                    return true;
                });
        list();
    }

    private void list() {
        pictures.put("connections", () -> onScreen(this::showConnections));
        pictures.put(
                "now",
                () -> {
                    go(new Place.Now());
                    if (album.documents()) {
                        // The chart begins empty when the screen is opened.
                        LockSupport.parkNanos(CHART.toNanos());
                    }
                });
        at("tonight", new Place.Tonight("-10m", "+20m"));
        at("tonight-night", new Place.Tonight("-1h", "+12h"));
        at("tonight-minutes", new Place.Tonight("-5m", "+5m"));
        at("tonight-weeks", new Place.Tonight("-1d", "+14d"));
        at("runs", new Place.Runs(""));
        at("runs-query", new Place.Runs("state:failed,timed_out since:2h"));
        pictures.put(
                "runs-selected",
                () -> {
                    go(new Place.Runs("state:failed"));
                    fire("#runs-all");
                });
        pictures.put(
                "bulk-preview",
                () -> {
                    go(new Place.Runs("state:failed"));
                    fire("#runs-all");
                    fire("#runs-retry");
                    until("#bulk-dialog");
                });
        at("runs-empty", new Place.Runs("job:nothing-of-this-name"));
        pictures.put("run-live", () -> go(new Place.Run(running().id())));
        pictures.put(
                "run-failed",
                () -> go(new Place.Run(newest("billing/" + IMPORT, RunState.FAILED))));
        pictures.put(
                "run",
                () -> go(new Place.Run(newest("default/checksum-files", RunState.SUCCEEDED))));
        pictures.put(
                "run-waiting",
                () ->
                        go(
                                new Place.Run(
                                        newest(
                                                "default/send-mail",
                                                RunState.WAITING,
                                                RunState.QUEUED))));
        pictures.put(
                "retry",
                () -> {
                    go(new Place.Run(newest("billing/" + IMPORT, RunState.FAILED)));
                    fire("#run-edited");
                    until("#retry-dialog");
                });
        pictures.put(
                "compare",
                () ->
                        go(
                                new Place.Compare(
                                        newest("billing/" + IMPORT, RunState.FAILED),
                                        running().id())));
        at("failures", new Place.Failures(null));
        pictures.put(
                "failure",
                () ->
                        go(
                                new Place.Failures(
                                        carillon.failures(
                                                        new FailureQuery(Set.of(), null, null),
                                                        null,
                                                        50)
                                                .items()
                                                .getFirst()
                                                .fingerprint())));
        at("jobs", new Place.Jobs(""));
        at("jobs-empty", new Place.Jobs("nothing-of-this-name"));
        at("job", new Place.Job("default/checksum-files"));
        at("job-import", new Place.Job("billing/" + IMPORT));
        pictures.put(
                "job-run-form",
                () -> {
                    go(new Place.Job("billing/" + IMPORT));
                    fire("#job-run");
                });
        at("editor", new Place.Editor("billing/" + IMPORT));
        at("editor-flow", new Place.Editor("default/nightly-load"));
        at("editor-new", new Place.Editor(null));
        at("flows", new Place.Flows(null));
        pictures.put(
                "flow",
                () -> go(new Place.Flows(newest("default/nightly-load", RunState.SUCCEEDED))));
        at("queues", new Place.Queues(null));
        at("queue", new Place.Queues("mail"));
        at("nodes", new Place.Nodes(null));
        pictures.put("node", () -> go(new Place.Nodes(carillon.nodes().getFirst().name())));
        at("calendars", new Place.Calendars("free"));
        at("changes", new Place.Changes(null));
        at("changes-job", new Place.Changes("job billing/" + IMPORT));
        pictures.put(
                "palette",
                () -> {
                    go(new Place.Now());
                    palette("");
                });
        pictures.put(
                "palette-job",
                () -> {
                    go(new Place.Now());
                    palette("night");
                });
        pictures.put(
                "keys",
                () -> {
                    go(new Place.Runs(""));
                    palette("keys");
                    key("#palette-field");
                });
        pictures.put("broken", this::breakConnection);
        pictures.put("contrast", () -> go(new Place.Jobs("")));
    }

    private static final String IMPORT = "import-orders";

    private void at(String name, Place place) {
        pictures.put(name, () -> go(place));
    }

    /// @param only those of these names, all when empty
    void drawAll(Set<String> only) throws Exception {
        for (var each : pictures.entrySet()) {
            String name = each.getKey();
            boolean wanted = only.isEmpty() || only.contains(name);
            if (wanted && (!album.documents() || appearance.name().equals(DOCUMENTS.get(name)))) {
                each.getValue().run();
                untilRead();
                draw(name);
                onScreen(this::closeDialogs);
            }
        }
    }

    // Nothing turns any more, and what came then is drawn.
    private void untilRead() {
        LockSupport.parkNanos(SETTLES.toNanos());
        await().atMost(60, TimeUnit.SECONDS).until(() -> onScreen(() -> !reads()));
        LockSupport.parkNanos(SETTLES.toNanos());
    }

    private boolean reads() {
        return root().lookupAll(".progress-indicator").stream().anyMatch(DrawnConsole::isSeen);
    }

    private static boolean isSeen(Node node) {
        return node.isVisible() && (node.getParent() == null || isSeen(node.getParent()));
    }

    private void draw(String name) throws Exception {
        var all = new SnapshotParameters();
        all.setViewport(new Rectangle2D(0, 0, appearance.width(), appearance.height()));
        Image image = onScreen(() -> root().snapshot(all, null));
        Path file =
                album.documents()
                        ? album.folder().resolve(name + ".png")
                        : album.folder().resolve(appearance.name()).resolve(name + ".png");
        IndexedPng.write(image, file);
    }

    private Parent root() {
        return stage.getScene().getRoot();
    }

    private boolean showConnections() {
        console.window().showConnections();
        return true;
    }

    private ClusterPane pane() {
        return console.window().show(profile);
    }

    private void go(Place place) throws Exception {
        onScreen(
                () -> {
                    pane().go(place);
                    return true;
                });
        LockSupport.parkNanos(SETTLES.toNanos());
    }

    private void palette(String letters) throws Exception {
        onScreen(
                () -> {
                    pane().openPalette();
                    find("#palette-field", TextInputControl.class).setText(letters);
                    return true;
                });
    }

    private void key(String field) throws Exception {
        LockSupport.parkNanos(SETTLES.toNanos());
        onScreen(
                () -> {
                    find(field, TextInputControl.class)
                            .fireEvent(
                                    new KeyEvent(
                                            KeyEvent.KEY_PRESSED,
                                            "",
                                            "",
                                            KeyCode.ENTER,
                                            false,
                                            false,
                                            false,
                                            false));
                    return true;
                });
    }

    private boolean closeDialogs() {
        root().lookupAll("#modal").forEach(modal -> ((ModalPane) modal).hide(true));
        var palette = root().lookup("#palette");
        if (palette != null && palette.isVisible()) {
            pane().openPalette();
        }
        return true;
    }

    private void fire(String id) throws Exception {
        onScreen(
                () -> {
                    find(id, ButtonBase.class).fire();
                    return true;
                });
        LockSupport.parkNanos(SETTLES.toNanos());
    }

    private void until(String id) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> onScreen(() -> root().lookup(id) != null));
    }

    private <T extends Node> T find(String id, Class<T> kind) {
        var found = root().lookup(id);
        if (found == null) {
            throw new IllegalStateException("nothing is shown with the id " + id);
        }
        return kind.cast(found);
    }

    private String newest(String job, RunState first, RunState... others) {
        return newest(job, EnumSet.of(first, others));
    }

    private String newest(String job, EnumSet<RunState> states) {
        return carillon.runs(new RunQuery(states, job, null, null), null, 50).items().stream()
                // Steps of a flow are runs of its job.
                .filter(run -> run.step() == null)
                .findFirst()
                .map(RunView::id)
                .orElseThrow(() -> new IllegalStateException("no run of " + job + " in " + states));
    }

    /// One with a log that grows; it is started when none is under way.
    private RunView running() {
        var all =
                carillon.runs(
                                new RunQuery(EnumSet.of(RunState.RUNNING), null, null, null),
                                null,
                                500)
                        .items();
        return all.stream()
                .filter(run -> run.job().equals("billing/" + IMPORT))
                .findFirst()
                .orElseGet(this::startOne);
    }

    private RunView startOne() {
        var run =
                carillon.run(
                        "billing",
                        IMPORT,
                        new RunRequest(Map.of("partner", "initech", "batches", "400"), null, null),
                        null);
        LockSupport.parkNanos(Duration.ofSeconds(15).toNanos());
        return run;
    }

    // To an address at which nobody answers.
    private void breakConnection() throws Exception {
        onScreen(
                () -> {
                    console.window()
                            .show(
                                    new Profile(
                                            "broken",
                                            URI.create("http://127.0.0.1:9"),
                                            "t",
                                            Tint.RED,
                                            true));
                    return true;
                });
        LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
    }

    private static <T> T onScreen(Callable<T> action)
            throws ExecutionException, InterruptedException, TimeoutException {
        var task = new FutureTask<>(action);
        Platform.runLater(task);
        return task.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        try {
            onScreen(
                    () -> {
                        stage.close();
                        return true;
                    });
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new IOException("the window cannot be closed", e);
        }
        background.close();
    }
}
