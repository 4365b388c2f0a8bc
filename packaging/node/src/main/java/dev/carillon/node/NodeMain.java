package dev.carillon.node;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The program `carillon`.
@Command(
        name = "carillon",
        mixinStandardHelpOptions = true,
        version = "carillon 0.1.0",
        description = "A distributed job scheduler.",
        synopsisSubcommandLabel = "COMMAND")
public final class NodeMain {
    private NodeMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var root = new CommandLine(new NodeMain());
        for (Class<?> commands :
                List.of(NodeCommands.class, JobCommands.class, RunCommands.class)) {
            Arrays.stream(commands.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Command.class))
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(root::addSubcommand);
        }
        root.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler(
                (failure, command, _) -> {
                    String message =
                            failure.getMessage() == null
                                    ? failure.toString()
                                    : failure.getMessage();
                    command.getErr().println("carillon: " + PlainText.of(message));
                    return Exit.of(failure);
                });
        return root;
    }
}
