package dev.carillon.console;

import dev.carillon.api.client.HttpCarillon;
import dev.carillon.console.link.ThreadedBackground;

import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

import java.nio.file.Path;

/// The console as JavaFX starts it.
public final class ConsoleApp extends Application {
    private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);

    @Override
    public void start(Stage stage) {
        var folders = ConsoleFolders.of(System.getenv(), Path.of(System.getProperty("user.home")));
        new Console(
                stage,
                folders,
                background,
                profile -> HttpCarillon.connect(profile.address(), profile.token()));
        stage.show();
    }

    @Override
    public void stop() {
        background.close();
    }
}
