package dev.carillon.console;

import dev.carillon.api.local.NodeFolder;
import dev.carillon.console.alarm.DesktopNotifier;
import dev.carillon.console.connections.ConnectionsView;
import dev.carillon.console.connections.LocalNode;
import dev.carillon.console.connections.OwnNode;
import dev.carillon.console.frame.ClusterPane;
import dev.carillon.console.frame.Look;
import dev.carillon.console.frame.MainWindow;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.Client;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Profiles;

import javafx.stage.Stage;

import java.time.InstantSource;
import java.util.List;

/// Wires the console; reading it is reading the diagram.
public final class Console {
    private final MainWindow window;

    /// @param stage in which it is shown
    /// @param client connects to a cluster
    public Console(Stage stage, ConsoleFolders folders, Background background, Client client) {
        var memory = Memory.of(folders.memory());
        var profiles = new Profiles(memory);
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
                                            profile,
                                            client.connect(profile, profiles.nodes(profile)),
                                            background,
                                            clock);
                            link.open();
                            var pane = new ClusterPane(link, memory, notifier, Screens::of);
                            link.tellNodes(
                                    nodes -> pane.keep(() -> profiles.keepNodes(profile, nodes)));
                            return pane;
                        });
        var connections =
                new ConnectionsView(
                        profiles,
                        new OwnNode(
                                new LocalNode(
                                        new NodeFolder(folders.localNode()), folders.launcher()),
                                memory),
                        background,
                        // What is tried is the address that was written, no other.
                        profile -> client.connect(profile, List.of()),
                        profile -> window.show(profile).notices());
        window.setConnections(connections.region(), connections::change);
        window.setClosing(() -> connections.mayClose(window::showConnections, window::close));
    }

    public MainWindow window() {
        return window;
    }
}
