package dev.carillon.console;

import dev.carillon.api.client.HttpCarillon;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.ThreadedBackground;

import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

import java.nio.file.Path;
import java.util.List;

/// The console as JavaFX starts it, at its connections or, with the argument `--node FOLDER`, at the node that works in that
/// folder; a file that is named begins the editor.
public final class ConsoleApp extends Application {
    private final ThreadedBackground background = new ThreadedBackground(Platform::runLater);

    @Override
    public void start(Stage stage) {
        var folders = ConsoleFolders.of(System.getenv(), Path.of(System.getProperty("user.home")));
        var console =
                new Console(
                        stage,
                        folders,
                        background,
                        (profile, nodes) ->
                                HttpCarillon.connect(
                                                profile.address(), profile.token(), profile.trust())
                                        .knowing(nodes));
        var arguments = arguments();
        arguments
                .text()
                .ifPresent(text -> console.window().lookFirstAt(new Place.Editor(null, text)));
        arguments.profile().ifPresent(console.window()::show);
        stage.show();
    }

    // Without parameters where somebody else than JavaFX made it.
    private ConsoleArguments arguments() {
        return ConsoleArguments.of(getParameters() == null ? List.of() : getParameters().getRaw());
    }

    @Override
    public void stop() {
        background.close();
    }
}
