package dev.carillon.console.start;

import dev.carillon.console.link.ThreadedBackground;

import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.InstantSource;

/// Opens the first window and each screen, scrolls, and ends: the ahead-of-time cache then has the classes that are needed,
/// and the compilers know from it what is called often.
public final class Training {
    private Training() {}

    public static void main(String[] arguments) {
        Application.launch(Trained.class, arguments);
    }

    /// The console in a folder of its own, for some seconds.
    public static final class Trained extends Application {
        private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);

        @Override
        public void start(Stage stage) {
            try {
                var folder = Files.createTempDirectory("carillon-training-");
                // The last that is named is deleted first.
                folder.toFile().deleteOnExit();
                folder.resolve("console.json").toFile().deleteOnExit();
                var cluster = new MemoryCluster(InstantSource.system().instant());
                new Tour(stage, folder, background, cluster, Tour.Pace.TRAINING, stage::hide)
                        .begin();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a folder to train in", e);
            }
        }

        @Override
        public void stop() {
            background.close();
        }
    }
}
