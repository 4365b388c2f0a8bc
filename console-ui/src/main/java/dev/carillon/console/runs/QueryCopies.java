package dev.carillon.console.runs;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.ShellWords;
import dev.carillon.console.run.RunCopies;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// A query as texts to paste elsewhere.
final class QueryCopies {
    private QueryCopies() {}

    private static Map<String, String> options(RunQuery query) {
        var options = new LinkedHashMap<String, String>();
        if (!query.states().isEmpty()) {
            var names = query.states().stream().sorted().map(Enum::name).toList();
            options.put("state", String.join(",", names));
        }
        if (query.job() != null) {
            options.put("job", query.job());
        }
        if (query.since() != null) {
            options.put("since", query.since().toString());
        }
        if (query.until() != null) {
            options.put("until", query.until().toString());
        }
        if (query.queue() != null) {
            options.put("queue", query.queue());
        }
        if (query.node() != null) {
            options.put("node", query.node());
        }
        if (!query.causes().isEmpty()) {
            options.put("cause", String.join(",", new TreeSet<>(query.causes())));
        }
        if (query.error() != null) {
            options.put("error", query.error());
        }
        if (query.fingerprint() != null) {
            options.put("fingerprint", query.fingerprint());
        }
        return options;
    }

    /// What lists them on a command line.
    static String command(ClusterLink link, RunQuery query) {
        List<String> words = new ArrayList<>(List.of("carillon", "runs"));
        options(query)
                .forEach(
                        (name, value) -> {
                            words.add("--" + name);
                            words.add(ShellWords.quoted(value));
                        });
        words.add(ShellWords.node(link.profile()));
        return String.join(" ", words);
    }

    /// What asks for them over HTTP.
    static String curl(ClusterLink link, RunQuery query) {
        var parts = new ArrayList<String>();
        options(query)
                .forEach(
                        (name, value) ->
                                parts.add(
                                        name
                                                + "="
                                                + URLEncoder.encode(
                                                        value, StandardCharsets.UTF_8)));
        return RunCopies.curl(
                link, "/api/v1/runs" + (parts.isEmpty() ? "" : "?" + String.join("&", parts)));
    }
}
