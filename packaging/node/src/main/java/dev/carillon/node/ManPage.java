package dev.carillon.node;

import picocli.CommandLine;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/// The manual page of the command line, made of what the commands say of themselves by `--help`.
final class ManPage {
    private ManPage() {}

    /// Prints it, for the build of the packages.
    public static void main(String[] arguments) {
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(of(NodeMain.commandLine()));
    }

    static String of(CommandLine root) {
        var page = new StringBuilder();
        page.append(".TH CARILLON 1 \"\" \"carillon ")
                .append(NodeMain.VERSION)
                .append("\" \"User Commands\"\n.SH NAME\ncarillon \\- runs jobs on time\n")
                .append(".SH DESCRIPTION\n");
        verbatim(page, root);
        page.append(".SH COMMANDS\n");
        commands(page, root);
        return page.toString();
    }

    private static void commands(StringBuilder page, CommandLine above) {
        Set<CommandLine> each = new LinkedHashSet<>(above.getSubcommands().values());
        for (var command : each) {
            page.append(".SS ").append(text(command.getCommandSpec().qualifiedName())).append('\n');
            verbatim(page, command);
            commands(page, command);
        }
    }

    // As it is laid out for a terminal.
    private static void verbatim(StringBuilder page, CommandLine command) {
        page.append(".nf\n");
        NodeMain.help(command).lines().forEach(line -> page.append(text(line)).append('\n'));
        page.append(".fi\n");
    }

    // A point or an apostrophe at the start of a line would be a request.
    private static String text(String line) {
        String escaped = line.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
