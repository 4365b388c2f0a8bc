package dev.carillon.console;

import dev.carillon.api.Carillon;
import dev.carillon.console.alarm.DesktopNotifier;
import dev.carillon.console.connections.ConnectionsView;
import dev.carillon.console.frame.ClusterPane;
import dev.carillon.console.frame.Look;
import dev.carillon.console.frame.MainWindow;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profile;
import dev.carillon.console.link.Profiles;

import javafx.stage.Stage;

import java.time.InstantSource;
import java.util.function.Function;

/// Wires the console; reading it is reading the diagram.
public final class Console {
    private final MainWindow window;

    /// @param stage in which it is shown
    /// @param client connects to a cluster
    public Console(
            Stage stage,
            ConsoleFolders folders,
            Background background,
            Function<Profile, Carillon> client) {
        var memory = Memory.of(folders.memory());
        var clock = InstantSource.system();
        var notifier = new DesktopNotifier(System.getProperty("os.name"));
        window =
                new MainWindow(
                        stage,
                        memory,
                        new Look(memory),
                        profile -> {
                            var link =
                                    new ClusterLink(
                                            profile, client.apply(profile), background, clock);
                            link.open();
                            return new ClusterPane(link, memory, notifier, Screens::of);
                        });
        window.setConnections(
                new ConnectionsView(
                                new Profiles(memory),
                                folders.localNode(),
                                folders.launcher(),
                                background,
                                client,
                                window::show)
                        .region());
    }

    public MainWindow window() {
        return window;
    }
}
