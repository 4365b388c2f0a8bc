package dev.carillon.node;

import dev.carillon.api.Nearest;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The program `carillon`.
@Command(
        name = "carillon",
        mixinStandardHelpOptions = true,
        description = {
            "Runs jobs on time, keeps every run and its output, and says why a run is not running.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        footer = {
            "",
            "The node of this machine is found in $XDG_DATA_HOME/carillon or ~/.local/share/carillon,",
            "in /var/lib/carillon, or in ./carillon-demo.",
            "Another one is named by --url and --token-file, or by CARILLON_URL and",
            "CARILLON_TOKEN_FILE, and believed by --ca-fingerprint or --ca. Each command explains",
            "itself: carillon COMMAND --help"
        })
public final class NodeMain {
    static final String VERSION = version();

    private NodeMain() {}

    public static void main(String[] args) {
        int code = commandLine().execute(args);
        System.exit(code);
    }

    static CommandLine commandLine() {
        var root = new CommandLine(new NodeMain());
        for (Class<?> commands :
                List.of(
                        ServerCommands.class,
                        JobCommands.class,
                        ScheduleCommands.class,
                        ImportCommand.class,
                        RunCommands.class,
                        ChangeRunCommands.class,
                        WhyCommand.class,
                        InboxCommand.class,
                        BulkCommands.class,
                        ForecastCommand.class,
                        SharedCommands.class,
                        QueueCommands.class,
                        CalendarCommands.class,
                        NodeCommands.class,
                        CordonCommands.class,
                        KeyCommands.class,
                        ChangeCommands.class,
                        RestoreCommand.class,
                        LocalCommands.class)) {
            addMethods(
                    commands.isAnnotationPresent(Command.class) ? group(root, commands) : root,
                    commands);
        }
        addMethods(
                Objects.requireNonNull(root.getSubcommands().get("segments")),
                SegmentCommands.class);
        addMethods(Objects.requireNonNull(root.getSubcommands().get("token")), TokenCommands.class);
        addMethods(
                Objects.requireNonNull(root.getSubcommands().get("failures")),
                FailureCommands.class);
        root.getCommandSpec().version("carillon " + VERSION);
        root.getCommandSpec().usageMessage().exitCodeList(Exit.described());
        root.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(false);
        root.setAbbreviatedSubcommandsAllowed(false);
        root.setParameterExceptionHandler((failure, _) -> misused(failure));
        root.setExecutionExceptionHandler(
                (failure, command, _) ->
                        new Failure(failure)
                                .tell(
                                        command.getErr(),
                                        command.getParseResult().hasMatchedOption("--json")));
        return root;
    }

    // The build writes it there, from the one place where it is.
    private static String version() {
        try (var in = NodeMain.class.getResourceAsStream("version.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException("this build does not know its version", e);
        }
    }

    // A class that is a command itself has the commands that come after its name.
    private static CommandLine group(CommandLine root, Class<?> commands) {
        var group = new CommandLine(commands);
        group.addMixin("help", new HelpOption());
        group.getCommandSpec()
                .usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .commandListHeading("%nCommands:%n");
        root.addSubcommand(group);
        return group;
    }

    private static void addMethods(CommandLine command, Class<?> commands) {
        Arrays.stream(commands.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Command.class))
                .sorted(Comparator.comparing(Method::getName))
                .forEach(command::addSubcommand);
    }

    /// A sentence and where to read more, not the whole help.
    private static int misused(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage());
        if (!command.getSubcommands().isEmpty()
                && failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.isUnknownOption()) {
            String word = unmatched.getUnmatched().getFirst();
            message =
                    "unknown command \""
                            + word
                            + "\""
                            + Nearest.hint(word, command.getSubcommands().keySet());
        } else if (failure instanceof UnmatchedArgumentException unmatched
                && unmatched.isUnknownOption()) {
            String word = unmatched.getUnmatched().getFirst();
            message =
                    "unknown option \""
                            + word
                            + "\""
                            + Nearest.hint(word, command.getCommandSpec().optionsMap().keySet());
        }
        command.getErr().println("carillon: " + PlainText.of(message));
        command.getErr()
                .println(
                        "usage: "
                                + command.getHelp().synopsis(0).strip()
                                + System.lineSeparator()
                                + "Try: "
                                + command.getCommandSpec().qualifiedName()
                                + " --help");
        return Exit.USAGE;
    }

    /// The help of a command as text without colours, for the documentation and its test.
    static String help(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF);
    }
}
