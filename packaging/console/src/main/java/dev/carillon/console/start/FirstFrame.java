package dev.carillon.console.start;

import dev.carillon.console.ConsoleApp;

import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

import java.time.InstantSource;

/// The console, which says how many milliseconds after the start of its process the first frame was drawn, and ends.
///
/// The start is given to it, in milliseconds since 1970: the process's own is, on Linux, as wrong as the time of the boot,
/// which is counted in whole seconds there.
public final class FirstFrame {
    private FirstFrame() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1 || !arguments[0].matches("\\d{1,18}")) {
            System.err.println("usage: FirstFrame MILLISECONDS_SINCE_1970, as of its start");
            System.exit(ConsoleMain.USAGE);
        }
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
            long started = Long.parseLong(getParameters().getRaw().getFirst());
            System.out.println(InstantSource.system().millis() - started);
            Platform.exit();
        }

        @Override
        public void stop() {
            console.stop();
        }
    }
}
