package dev.carillon.console.start;

import dev.carillon.console.ConsoleApp;

import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

import java.time.Duration;
import java.time.InstantSource;

/// The console, which says how long after the start of its process the first frame was drawn, and ends.
public final class FirstFrame {
    private FirstFrame() {}

    public static void main(String[] arguments) {
        Application.launch(Measured.class, arguments);
    }

    /// It draws its first frame and ends.
    public static final class Measured extends Application {
        private final ConsoleApp console = new ConsoleApp();
        private boolean told;

        @Override
        public void start(Stage stage) {
            console.start(stage);
            stage.getScene()
                    .addPostLayoutPulseListener(
                            new Runnable() {
                                @Override
                                public void run() {
                                    stage.getScene().removePostLayoutPulseListener(this);
                                    // What this pulse laid out is drawn when the next comes.
                                    stage.getScene()
                                            .addPostLayoutPulseListener(Measured.this::tell);
                                    Platform.requestNextPulse();
                                }
                            });
        }

        private void tell() {
            if (told) {
                return;
            }
            told = true;
            var started = ProcessHandle.current().info().startInstant().orElseThrow();
            System.out.println(
                    Duration.between(started, InstantSource.system().instant()).toMillis());
            Platform.exit();
        }

        @Override
        public void stop() {
            console.stop();
        }
    }
}
