package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;

/// The options of the commands that ask a node: which one, and how to answer.
final class Target {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the node; default: CARILLON_URL, or the node of this machine")
    @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with the token; default: CARILLON_TOKEN_FILE, or that of the node of this machine")
    @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Authorities in PEM that are trusted over https; default: CARILLON_CA, or those of this machine and of its node")
    @Nullable Path ca;

    @Option(
            names = "--ca-fingerprint",
            paramLabel = "SHA256",
            description =
                    "Of the one authority that is trusted over https, as carillon certificate prints it on the node; default: CARILLON_CA_FINGERPRINT")
    @Nullable String fingerprint;

    @Option(
            names = "--json",
            description = "Answer in JSON, for scripts; errors are JSON on standard error")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and end")
    boolean help;

    // picocli sets it before the command runs.
    @SuppressWarnings("NullAway.Init")
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    ApiAddress address() {
        return ApiAddress.find(
                new ApiAddress.Given(url, tokenFile, ca, fingerprint),
                System.getenv(),
                ApiAddress.folders());
    }

    Carillon carillon() {
        return address().connect();
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /// @param value the same as JSON
    void answer(Object value, TextTable table) {
        if (json) {
            answerJson(value);
        } else {
            table.lines(0).forEach(out()::println);
        }
    }

    void answer(Object value, Facts facts) {
        if (json) {
            answerJson(value);
        } else {
            facts.lines().forEach(out()::println);
        }
    }

    void answer(Object value, String text) {
        if (json) {
            answerJson(value);
        } else {
            out().println(PlainText.of(text));
        }
    }

    void answerJson(Object value) {
        out().println(Json.mapper().writeValueAsString(value));
    }
}
