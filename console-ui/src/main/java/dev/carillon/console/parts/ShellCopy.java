package dev.carillon.console.parts;

import dev.carillon.console.link.Profile;
import dev.carillon.console.link.ShellWords;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Something that can be done in the console, as texts to paste into a terminal. Tokens are in none of them.
///
/// @param words after `carillon`, such as `queue pause mail`
/// @param method of the same over HTTP
/// @param path with its query, as a node takes it
/// @param body as JSON, empty for none
public record ShellCopy(String words, String method, String path, String body) {
    /// What only reads.
    public static ShellCopy get(String words, String path) {
        return new ShellCopy(words, "GET", path, "");
    }

    public static ShellCopy post(String words, String path) {
        return new ShellCopy(words, "POST", path, "");
    }

    /// Words as a shell takes them, with spaces between.
    public static String words(String... words) {
        return Arrays.stream(words).map(ShellWords::quoted).collect(Collectors.joining(" "));
    }

    /// A name as a part of a path.
    public static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public String command(Profile cluster) {
        return "carillon " + words + " " + ShellWords.node(cluster);
    }

    public String curl(Profile cluster) {
        String address = cluster.address().toString().replaceAll("/+$", "");
        return "curl "
                + (method.equals("GET") ? "" : "-X " + method + " ")
                + "-H \"Authorization: Bearer $CARILLON_TOKEN\" "
                + (body.isEmpty()
                        ? ""
                        : "-H 'Content-Type: application/json' -d " + ShellWords.quoted(body) + " ")
                + ShellWords.quoted(address + path);
    }
}
