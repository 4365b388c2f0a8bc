package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/// Commands that need no node.
final class LocalCommands {
    private static final String SCHEMA = "/dev/carillon/api/job.schema.json";

    private LocalCommands() {}

    @Command(
            description = {
                "Check this machine, the data folder and the node, and say what is wrong.",
                "The exit code is 1 when a check failed.",
                ""
            })
    static int doctor(
            @Mixin Target target,
            @Option(
                            names = "--folder",
                            paramLabel = "FOLDER",
                            description =
                                    "Data folder to look at; default: that of the node of this machine")
                    @Nullable Path folder) {
        var checks = new Doctor(target, folder, InstantSource.system()).checks();
        target.answer(
                checks,
                new TextTable(
                        List.of("CHECK", "RESULT", "WHAT"),
                        checks.stream()
                                .map(
                                        check ->
                                                List.of(
                                                        check.name(),
                                                        check.result().name(),
                                                        check.text()))
                                .toList()));
        return checks.stream().anyMatch(check -> check.result() == Doctor.Result.FAILED)
                ? Exit.FAILED
                : Exit.OK;
    }

    @Command(
            description = {
                "Show the certificate of the node of this machine, and by what clients tell its authority.",
                "Clients elsewhere trust it by --ca-fingerprint, or by a copy of the file with --ca.",
                ""
            })
    static int certificate(
            @Mixin HelpOption help,
            @Option(
                            names = "--folder",
                            paramLabel = "FOLDER",
                            description =
                                    "Data folder of the node; default: that of the node of this machine")
                    @Nullable Path folder,
            @Option(names = "--json", description = "Answer in JSON, for scripts") boolean json) {
        Path found = folder == null ? ApiAddress.folder(ApiAddress.folders()) : folder;
        var shown =
                ShownCertificate.inFolder(found == null ? ApiAddress.defaultDataFolder() : found);
        if (json) {
            help.out().println(Json.mapper().writeValueAsString(shown));
        } else {
            shown.facts().lines().forEach(help.out()::println);
        }
        return Exit.OK;
    }

    @Command(
            description = {"Print the JSON Schema of job definitions, for editors and checks.", ""})
    static int schema(@Mixin HelpOption help) throws IOException {
        try (var in = Carillon.class.getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new CarillonException(
                        ErrorCode.NOT_FOUND, "this build has no schema of job definitions");
            }
            help.out().print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            help.out().flush();
        }
        return Exit.OK;
    }

    @Command(
            description = {
                "Print a completion script for bash, zsh or fish.",
                "In ~/.bashrc or ~/.zshrc: source <(carillon completion)",
                "In ~/.config/fish/config.fish: carillon completion fish | source",
                ""
            })
    static int completion(
            @Mixin HelpOption help,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "SHELL",
                            defaultValue = "bash",
                            description = "bash, zsh, whose script is the same, or fish")
                    String shell) {
        var root = NodeMain.commandLine();
        help.out()
                .print(
                        switch (shell) {
                            case "bash", "zsh" -> AutoComplete.bash("carillon", root);
                            case "fish" -> FishCompletion.of(root);
                            default ->
                                    throw new CarillonException(
                                            ErrorCode.MALFORMED_REQUEST,
                                            "completion is there for bash, zsh and fish, not for \""
                                                    + shell
                                                    + "\"");
                        });
        help.out().flush();
        return Exit.OK;
    }

    @Command(
            description = {
                "Open the desktop console.",
                "It is a package of its own, carillon-console, which the launcher carillon starts.",
                ""
            })
    static int console(@Mixin HelpOption help) {
        help.err()
                .println(
                        "carillon: the console is not in this program: the launchers carillon and carillon-console start it");
        help.err().flush();
        return Exit.NO_CONSOLE;
    }
}
