package dev.carillon.console.start;

import dev.carillon.console.frame.Look.Theme;

import javafx.application.Platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Draws every screen of the console on a running demo, in each look, to `target/pictures`, to be looked at; the pictures
/// of the documents are made so. From the root of the source tree:
///
/// ```
/// mvn -DskipTests verify -pl packaging/console,samples/plugin-job -am -Dpictures
/// ```
///
/// With `-Dpictures=documents` the pictures in `console-ui/docs` are drawn anew. `-Dpictures.only=now,run` draws some,
/// `-Dpictures.looks=light-1280,dark-1920` in some looks.
public final class Pictures {
    private static final Duration HISTORY = Duration.ofSeconds(75);

    /// What is drawn in.
    ///
    /// @param size of the text in pixels, 13 is the usual
    record Appearance(String name, Theme theme, double size, int width, int height) {}

    /// Where pictures go.
    ///
    /// @param documents whether only those that documents show are drawn
    record Album(Path folder, boolean documents) {}

    private static final List<Appearance> ALL =
            List.of(
                    new Appearance("light-1280", Theme.LIGHT, 13, 1280, 800),
                    new Appearance("dark-1280", Theme.DARK, 13, 1280, 800),
                    new Appearance("contrast-1280", Theme.CONTRAST, 13, 1280, 800),
                    new Appearance("light-1920", Theme.LIGHT, 13, 1920, 1080),
                    new Appearance("dark-1920", Theme.DARK, 13, 1920, 1080),
                    new Appearance("contrast-1920", Theme.CONTRAST, 13, 1920, 1080),
                    new Appearance("large-1280", Theme.LIGHT, 19.5, 1280, 800),
                    new Appearance("large-1920", Theme.DARK, 19.5, 1920, 1080));

    private Pictures() {}

    public static void main(String[] arguments) throws Exception {
        Platform.startup(() -> {});
        Platform.setImplicitExit(false);
        try {
            draw();
        } finally {
            Platform.exit();
        }
    }

    private static void draw() throws Exception {
        var source = Path.of(System.getProperty("pictures.source", "../..")).toRealPath();
        boolean documents = "documents".equals(System.getProperty("pictures"));
        var looks = chosen("pictures.looks");
        var only = chosen("pictures.only");
        var pictures =
                documents
                        ? new Album(source.resolve("console-ui/docs"), true)
                        : new Album(Path.of(System.getProperty("pictures.folder")), false);
        // Its path is in pictures.
        var work = Files.createTempDirectory("carillon-");
        try (var demo = new DemoProcess(source, work);
                var carillon = demo.connect()) {
            var history = new DemoHistory(carillon, source.resolve("samples"));
            history.make();
            LockSupport.parkNanos(HISTORY.toNanos());
            history.lookAfterFailures();
            for (var appearance : ALL) {
                if (looks.isEmpty() || looks.contains(appearance.name())) {
                    try (var window =
                            new DrawnConsole(demo, carillon, work, appearance, pictures)) {
                        window.drawAll(only);
                    }
                }
            }
        }
        delete(work);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static Set<String> chosen(String property) {
        String names = System.getProperty(property, "");
        return names.isBlank() ? Set.of() : Set.copyOf(Arrays.asList(names.split(",")));
    }
}
