package dev.carillon.node;

import dev.carillon.node.ServerConfig.Api;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Commands that are a node.
final class ServerCommands {
    private ServerCommands() {}

    /// What the node is started with: a file, or a folder for the data of one that needs no file.
    static final class Where {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Configuration in YAML, see docs/operations.md")
        @Nullable Path file;

        @Option(
                names = "--data",
                paramLabel = "FOLDER",
                description = "Data of a node that needs no configuration")
        @Nullable Path folder;

        static ServerConfig config(@Nullable Where where) {
            return where == null
                    ? ConfigFile.defaults(null)
                    : ConfigFile.readOrDefaults(where.file, where.folder);
        }
    }

    @Command(
            description = {
                "Run a node in the foreground until TERM or Ctrl+C.",
                "It then takes no more runs, gives those under way 10 seconds, and ends with 0.",
                "Without options it is a node of this machine alone, with its data in $XDG_DATA_HOME/carillon",
                "or ~/.local/share/carillon.",
                ""
            })
    static int server(
            @Mixin HelpOption help,
            @ArgGroup @Nullable Where where,
            @Option(
                            names = "--free-port",
                            description =
                                    "Answer at another port where that of the API is in use, at the same one from start to start; commands of this machine find it")
                    boolean freePort)
            throws InterruptedException {
        Logs.toStandardError();
        ServerConfig read = Where.config(where);
        try (var ending = Ending.onSignal();
                var folder = DataFolder.claim(read.dataFolder())) {
            folder.narrow(read.access());
            ServerConfig config = freePort ? FreePort.choose(read) : read;
            ConfigFile.checkStartable(config);
            try (var supervisor = Supervisor.of(System.getenv());
                    var node = NodeRuntime.start(config)) {
                if (freePort) {
                    FreePort.keep(config.dataFolder(), node.url());
                }
                supervisor.tellReady("answers at " + node.url());
                ending.asked().await();
                supervisor.tellStopping();
            }
            return ending.with(Exit.OK);
        }
    }

    @Command(
            description = {
                "Run a node with the sample jobs and show what they do, until Ctrl+C.",
                "On a terminal it shows a table of the newest runs, else a line for each change.",
                ""
            })
    static int demo(
            @Mixin HelpOption help,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            description =
                                    "End after this time, such as 60s or 5m, with a summary; the exit code is 0 when every run due in it ran and none failed for good")
                    @Nullable String time,
            @Option(
                            names = "--folder",
                            defaultValue = "carillon-demo",
                            paramLabel = "FOLDER",
                            description = "Where it keeps its data; default: ${DEFAULT-VALUE}")
                    Path folder,
            @Option(
                            names = "--port",
                            defaultValue = "7180",
                            paramLabel = "PORT",
                            description = "Of its API, 0 for any; default: ${DEFAULT-VALUE}")
                    int port,
            @Option(
                            names = "--console",
                            description =
                                    "Open the desktop console on it, signed in; the demo ends when the console is closed")
                    boolean console)
            throws InterruptedException {
        Duration length = time == null ? null : Moment.duration(time);
        Samples samples = Samples.into(folder);
        ServerConfig config =
                ServerConfig.inFolder(
                        samples.folder(), Api.onLoopback(port), samples.connections());
        try (var ending = Ending.onSignal();
                var held = DataFolder.claim(samples.folder())) {
            Logs.toFile(samples.folder().resolve(Logs.FILE));
            held.narrow(config.access());
            ConfigFile.checkStartable(config);
            samples.prepare(config.plugins());
            return ending.with(show(help, ending, samples, config, new Wishes(length, console)));
        }
    }

    /// @param length null is until stopped
    private record Wishes(@Nullable Duration length, boolean console) {}

    private static int show(
            HelpOption terminal, Ending ending, Samples samples, ServerConfig config, Wishes wishes)
            throws InterruptedException {
        var out = terminal.out();
        var ends = new ArrayList<String>();
        int code;
        try (var node = NodeRuntime.start(config);
                var console = wishes.console() ? console(samples, ending) : null) {
            String url = node.url().toString();
            LiveRuns runs;
            boolean seen;
            DemoSummary summary;
            try (LiveView view = view(terminal, url, samples.folder())) {
                runs = view.runs();
                summary =
                        new Demo(node.carillon(), view, InstantSource.system(), ending.asked())
                                .show(samples.definitions(url), wishes.length());
                seen = view.isSeen();
            }
            if (summary != null) {
                ends.addAll(summary.lines());
                code = summary.exitCode();
            } else {
                ends.add("stopped; " + counted(runs));
                code =
                        !seen
                                ? Exit.BROKEN_PIPE
                                : wishes.length() == null ? Exit.OK : Exit.INTERRUPTED;
            }
            if (console != null && !console.troubles().isEmpty()) {
                ends.addAll(console.troubles());
                code = Exit.FAILED;
            }
            ends.forEach(out::println);
            out.println(
                    "The data stays in "
                            + samples.folder()
                            + "; the same command goes on with it. Stopping the node…");
        }
        return code;
    }

    private static DemoConsole console(Samples samples, Ending ending) {
        return DemoConsole.open(
                samples.launcher(), samples.folder(), () -> ending.asked().countDown());
    }

    private static LiveView view(HelpOption terminal, String url, Path folder) {
        Screen screen = Screen.of(System.getenv());
        if (screen.terminal()) {
            return new LiveTable(
                    terminal.out(),
                    screen,
                    "Carillon demo at " + url,
                    "Ctrl+C ends it. In another terminal, in this folder: carillon runs, carillon log RUN -f, carillon --help",
                    InstantSource.system());
        }
        List.of(
                        "Carillon demo, API at " + url,
                        "data, token and log in " + folder,
                        "Ctrl+C ends it")
                .forEach(terminal.out()::println);
        return new LiveLines(terminal.out(), new LiveRuns());
    }

    private static String counted(LiveRuns runs) {
        var counts = new ArrayList<String>();
        runs.ended()
                .forEach(
                        (state, count) ->
                                counts.add(
                                        count
                                                + " "
                                                + state.name()
                                                        .toLowerCase(Locale.ROOT)
                                                        .replace('_', ' ')));
        return counts.isEmpty() ? "no run ended" : "runs ended: " + String.join(", ", counts);
    }
}
