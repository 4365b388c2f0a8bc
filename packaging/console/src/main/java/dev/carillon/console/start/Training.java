package dev.carillon.console.start;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.Console;
import dev.carillon.console.ConsoleFolders;
import dev.carillon.console.link.ThreadedBackground;

import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/// Opens the first window and ends, so that the ahead-of-time cache has what the start needs.
public final class Training {
    private static final Duration SHOWN = Duration.ofSeconds(2);

    private Training() {}

    public static void main(String[] arguments) {
        Application.launch(Trained.class, arguments);
    }

    /// The console in a folder of its own, for a moment.
    public static final class Trained extends Application {
        private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);

        @Override
        public void start(Stage stage) {
            try {
                var folder = Files.createTempDirectory("carillon-training-");
                var memory = folder.resolve("console.json");
                // The last that is named is deleted first.
                folder.toFile().deleteOnExit();
                memory.toFile().deleteOnExit();
                new Console(
                        stage,
                        new ConsoleFolders(memory, folder, null),
                        background,
                        (_, _) -> {
                            throw new CarillonException(ErrorCode.UNAVAILABLE, "only a training");
                        });
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make a folder to train in", e);
            }
            stage.show();
            background.after(SHOWN, stage::hide);
        }

        @Override
        public void stop() {
            background.close();
        }
    }
}
