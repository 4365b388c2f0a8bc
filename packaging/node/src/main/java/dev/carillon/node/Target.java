package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Json;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The options all commands share: which node to ask, and how to answer.
final class Target {
    @Option(
            names = "--url",
            description = "Address of a node; default: CARILLON_URL, or the node of this machine")
    @Nullable URI url;

    @Option(
            names = "--token-file",
            description = "File with the token; default: CARILLON_TOKEN_FILE")
    @Nullable Path tokenFile;

    @Option(names = "--json", description = "Answer in JSON")
    boolean json;

    final Parts parts = new NodeRuntime();
    final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    final Screen screen = Screen.of(System.getenv());

    ApiAddress address() {
        return ApiAddress.find(
                url,
                tokenFile,
                System.getenv(),
                List.of(ApiAddress.defaultDataFolder(), ApiAddress.demoFolder()));
    }

    Carillon carillon() {
        ApiAddress address = address();
        return parts.connect(address.url(), address.token());
    }

    /// @param value the same as JSON
    void answer(Object value, TextTable table) {
        if (json) {
            out.println(Json.mapper().writeValueAsString(value));
        } else {
            table.lines(0).forEach(out::println);
        }
    }

    void answer(Object value, String sentence) {
        out.println(json ? Json.mapper().writeValueAsString(value) : PlainText.of(sentence));
    }
}
