package dev.carillon.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Definitions, right and wrong, written by hand and made from those at random.
final class DefinitionCorpus {
    private static final YAMLMapper YAML = new YAMLMapper();

    /// With every key there is, one for each kind of task.
    static final List<JsonNode> COMPLETE =
            Stream.of(
                            "shell: {command: [gzip, -9, 5, true], env: {LEVEL: 9, NAME: x}, workingDirectory: /tmp, expect: [0, 2]}",
                            "shell: {script: \"set -eu\\ndate\"}",
                            "http: {method: PUT, url: \"https://example.com/a?b=c\", headers: {X-Test: 1, Accept: \"*/*\"}, body: hello, expect: \"2xx, 404\", allow: [127.0.0.1, 10.0.0.0/8]}",
                            "http: {url: \"http://example.com\", expect: 204}",
                            "java: {class: com.example.Invoice, jar: invoices-1.0}",
                            "sql: {connection: dwh, statement: \"SELECT 1\"}")
                    .map(DefinitionCorpus::complete)
                    .toList();

    private static final List<String> VALUES =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "5",
                    "5.0",
                    "5.5",
                    "1e3",
                    "0.2",
                    "10001",
                    "99999999999999999999",
                    "\"\"",
                    "\" \"",
                    "\"\\u00a0\"",
                    "\"5\"",
                    "\"x\"",
                    "\"x\\n\"",
                    "\"Grüße\"",
                    "\"\\u0001\"",
                    "\"\\u0085\"",
                    "\"a\\u2028\"",
                    "\"\\ufeffa\"",
                    "\"a\\u007fb\"",
                    "\"choice\"",
                    "\"skip\"",
                    "\"SKIP\"",
                    "\"once\"",
                    "\"often\"",
                    "\"1h30m\"",
                    "\"PT0.5S\"",
                    "\"P\"",
                    "\"P1DT\"",
                    "\"pt1m\"",
                    "\"-1s\"",
                    "\"0s\"",
                    "\"1500ms\"",
                    "\"999999999999d\"",
                    "\"36501d\"",
                    "\"2027-01-01T06:00:00Z\"",
                    "\"2027-01-01T06:00Z\"",
                    "\"2027-02-30T06:00:00Z\"",
                    "\"2027-01-01T06:00:00.1234Z\"",
                    "\"2027-01-01T06:00:00+01:00\"",
                    "\"+10000-01-01T06:00:00Z\"",
                    "\"1969-01-01T06:00:00Z\"",
                    "\"Europe/Berlin\"",
                    "\"Europe/Berln\"",
                    "\"RUN_ID\"",
                    "\"carillon_x\"",
                    "\"Carillon_Url\"",
                    "\"Path\"",
                    "\"ld_anything\"",
                    "\"2xx\"",
                    "\"2xx,  404\"",
                    "\"https://\"",
                    "\"https://a b\"",
                    "\"https://[x\"",
                    "\"ftp://example.com\"",
                    "\"GET\"",
                    "\"get\"",
                    "[]",
                    "[\"a\"]",
                    "[5, null]",
                    "[[]]",
                    "{}",
                    "{\"a\": \"b\"}",
                    "{\"a b\": \"c\\r\\nd\"}",
                    "{\"RUN_ID\": 1}",
                    "{\"a\": null}",
                    "{\"\": \"x\"}");

    private DefinitionCorpus() {}

    private static JsonNode complete(String task) {
        return yaml(
                """
                name: orders-dump
                namespace: billing
                description: Dump the orders database
                labels: {team: billing, floor: 3}
                task:
                  %s
                parameters:
                  - {name: day, type: date, default: "${scheduledDate}", description: Which day}
                  - {name: size, type: choice, choices: [small, 2], default: 2}
                schedules:
                  - {id: nightly, cron: "30 2 * * *", zone: Europe/Berlin, dst: {gap: skip, overlap: twice}, jitter: 5m, from: "2027-01-01T06:00:00Z", until: "2028-01-01T06:00:00Z"}
                  - {every: 15m, anchor: "2027-01-01T06:00:00Z", from: "2027-01-01T06:00:00+01:00", until: "2029-01-01T06:00Z"}
                  - {at: "2027-01-01T06:00:00.250Z", jitter: 1m}
                catchUp: {policy: all, after: 90s, window: 2d, max: 10}
                overlap: queue
                retry: {attempts: 5, backoff: fixed, initial: 1s, max: PT1M, jitter: 0}
                timeout: 1h
                startDeadline: 4h
                killGrace: 10s
                delivery: at-most-once
                onContactLost: continue
                priority: 9
                queue: reports
                retention: {runs: 20, age: 7d}
                """
                        .formatted(task));
    }

    static JsonNode yaml(String text) {
        return YAML.readTree(text);
    }

    static List<JsonNode> samples() throws IOException {
        try (var files = Files.list(Path.of("../../samples/jobs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(DefinitionCorpus::sample)
                    .toList();
        }
    }

    private static JsonNode sample(Path file) {
        return YAML.readTree(
                YAML.readTree(file).toString().replace("@URL@", "http://127.0.0.1:7180"));
    }

    /// A copy with one to three random changes.
    static JsonNode mutated(JsonNode definition, Random random) {
        JsonNode copy = definition.deepCopy();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            var places = new ArrayList<JsonNode>();
            collect(copy, places);
            switch (places.get(random.nextInt(places.size()))) {
                case ObjectNode object -> mutate(object, random);
                case ArrayNode array -> mutate(array, random);
                default -> throw new IllegalStateException();
            }
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isObject() || node.isArray()) {
            places.add(node);
            node.forEach(each -> collect(each, places));
        }
    }

    private static void mutate(ObjectNode object, Random random) {
        var keys = object.propertyStream().map(java.util.Map.Entry::getKey).toList();
        String key = keys.isEmpty() ? "x" : keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(6)) {
            case 0 -> object.remove(key);
            case 1 -> object.set(anyKey(random), value(random));
            case 2 -> object.set(key + "x", value(random));
            default -> object.set(key, value(random));
        }
    }

    private static void mutate(ArrayNode array, Random random) {
        if (array.isEmpty() || random.nextInt(4) == 0) {
            array.add(value(random));
        } else if (random.nextInt(3) == 0) {
            array.add(array.get(random.nextInt(array.size())).deepCopy());
        } else {
            array.set(random.nextInt(array.size()), value(random));
        }
    }

    private static String anyKey(Random random) {
        var keys =
                Stream.of(Part.values())
                        .flatMap(part -> part.keys().stream())
                        .collect(Collectors.toList());
        return keys.get(random.nextInt(keys.size()));
    }

    private static JsonNode value(Random random) {
        return Json.mapper().readTree(VALUES.get(random.nextInt(VALUES.size())));
    }
}
