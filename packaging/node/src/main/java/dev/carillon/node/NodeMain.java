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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

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

    /// What the annotation says where it gives no name.
    private static final String NO_NAME = "<main class>";

    /// The names of the commands by the classes that have them, so that the one that is called is built alone: all of
    /// them take as long as the start of a node.
    private static final Map<Class<?>, List<String>> PLACES = new LinkedHashMap<>();

    static {
        PLACES.put(ServerCommands.class, List.of("demo", "server"));
        PLACES.put(
                JobCommands.class,
                List.of("apply", "delete", "export", "job", "jobs", "pause", "resume"));
        PLACES.put(ScheduleCommands.class, List.of("backfill", "next", "skip"));
        PLACES.put(ImportCommand.class, List.of("import"));
        PLACES.put(RunCommands.class, List.of("log", "parts", "run", "runs", "show"));
        PLACES.put(
                ChangeRunCommands.class, List.of("cancel", "dismiss", "hold", "release", "retry"));
        PLACES.put(WhyCommand.class, List.of("why"));
        PLACES.put(InboxCommand.class, List.of("failures"));
        PLACES.put(BulkCommands.class, List.of("bulk"));
        PLACES.put(ForecastCommand.class, List.of("forecast"));
        PLACES.put(SharedCommands.class, List.of("calendars", "queues"));
        PLACES.put(QueueCommands.class, List.of("queue"));
        PLACES.put(CalendarCommands.class, List.of("calendar"));
        PLACES.put(
                NodeCommands.class,
                List.of("backup", "events", "nodes", "segments", "stats", "token"));
        PLACES.put(CordonCommands.class, List.of("cordon", "drain", "uncordon"));
        PLACES.put(KeyCommands.class, List.of("keys"));
        PLACES.put(ChangeCommands.class, List.of("change", "changes", "undo"));
        PLACES.put(RestoreCommand.class, List.of("restore"));
        PLACES.put(
                LocalCommands.class,
                List.of("certificate", "completion", "console", "doctor", "schema"));
    }

    /// The commands that have others after their names, beside what they do without.
    private static final Map<String, Class<?>> BELOW =
            Map.of(
                    "segments", SegmentCommands.class,
                    "token", TokenCommands.class,
                    "failures", FailureCommands.class);

    private NodeMain() {}

    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /// What is needed of the program for these arguments.
    static CommandLine commandLine(String... args) {
        String first = args.length == 0 ? "" : args[0];
        if (first.equals("--version") || first.equals("-V")) {
            return of(_ -> false);
        }
        boolean known = PLACES.values().stream().anyMatch(names -> names.contains(first));
        return known ? of(first::equals) : commandLine();
    }

    /// The whole program.
    static CommandLine commandLine() {
        return of(_ -> true);
    }

    private static CommandLine of(Predicate<String> wanted) {
        var root = new CommandLine(new NodeMain());
        PLACES.forEach(
                (commands, names) -> {
                    if (names.stream().noneMatch(wanted)) {
                        return;
                    }
                    if (commands.isAnnotationPresent(Command.class)) {
                        addMethods(group(root, commands), commands, _ -> true);
                    } else {
                        addMethods(root, commands, wanted);
                    }
                });
        BELOW.forEach(
                (name, commands) -> {
                    var above = root.getSubcommands().get(name);
                    if (above != null) {
                        addMethods(above, commands, _ -> true);
                    }
                });
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

    private static void addMethods(
            CommandLine command, Class<?> commands, Predicate<String> wanted) {
        Arrays.stream(commands.getDeclaredMethods())
                .filter(
                        method ->
                                method.isAnnotationPresent(Command.class)
                                        && wanted.test(name(method)))
                .sorted(Comparator.comparing(Method::getName))
                .forEach(command::addSubcommand);
    }

    // A command is called as its method, where Java lets a method have that name.
    private static String name(Method method) {
        String named = method.getAnnotation(Command.class).name();
        return named.equals(NO_NAME) ? method.getName() : named;
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
