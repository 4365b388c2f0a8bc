package dev.carillon.node;

import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The completion script for fish, which picocli does not write.
final class FishCompletion {
    private final List<String> lines = new ArrayList<>();

    private FishCompletion() {}

    static String of(CommandLine root) {
        var script = new FishCompletion();
        script.lines.add("# Completion of carillon for fish");
        script.lines.add("complete -c carillon -f");
        script.add(root, List.of());
        return script.lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    /// @param path names of the commands down to this one, the program's own left out
    private void add(CommandLine command, List<String> path) {
        String here = condition(command, path);
        for (var below : below(command)) {
            lines.add(
                    "complete -c carillon -n %s -a %s -d %s"
                            .formatted(
                                    quoted(here),
                                    below.getCommandName(),
                                    quoted(
                                            first(
                                                    below.getCommandSpec()
                                                            .usageMessage()
                                                            .description()))));
        }
        for (var option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                lines.add("complete -c carillon -n " + quoted(here) + words(option));
            }
        }
        for (var below : below(command)) {
            var longer = new ArrayList<>(path);
            longer.add(below.getCommandName());
            add(below, longer);
        }
    }

    private static Set<CommandLine> below(CommandLine command) {
        return new LinkedHashSet<>(command.getSubcommands().values());
    }

    // All words of the path were given, and none of a command below.
    private static String condition(CommandLine command, List<String> path) {
        if (path.isEmpty()) {
            return "__fish_use_subcommand";
        }
        var all =
                path.stream()
                        .map(word -> "__fish_seen_subcommand_from " + word)
                        .collect(Collectors.toCollection(ArrayList::new));
        if (!command.getSubcommands().isEmpty()) {
            all.add(
                    "not __fish_seen_subcommand_from "
                            + String.join(" ", command.getSubcommands().keySet()));
        }
        return String.join("; and ", all);
    }

    private static String words(OptionSpec option) {
        var words = new StringBuilder();
        for (String name : option.names()) {
            words.append(
                    name.startsWith("--")
                            ? " -l " + name.substring(2)
                            : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            boolean file =
                    Path.class.isAssignableFrom(option.type())
                            || File.class.isAssignableFrom(option.type());
            words.append(file ? " -r -F" : " -x");
        }
        return words.append(" -d ").append(quoted(first(option.description()))).toString();
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0];
    }

    // In fish only the apostrophe and the backslash mean something inside apostrophes.
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
