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

    private static final String FLOW =
            """
            flow: {steps: [
                {name: extract, shell: {script: date}, retry: {attempts: 2, backoff: fixed}, timeout: 5m},
                {name: check, sql: {connection: dwh, statement: "SELECT 1"}, allowFailure: true},
                {name: load, job: warehouse/load, with: {rows: "${steps.extract.result}", day: "${day}", size: 5}, after: [extract, {step: check, on: end}]},
                {name: call, http: {url: "http://example.com"}, after: [{step: load}], allowFailure: false},
                {name: tidy, java: {class: com.example.Tidy, jar: tidy}, with: {state: "${steps.load.state}: ${steps.check.result}"}, after: [{step: load, on: failure}]}
                ]}""";

    /// With every key there is, one for each kind of task.
    static final List<JsonNode> COMPLETE =
            Stream.concat(
                            Stream.of(
                                            "shell: {command: [gzip, -9, 5, true], env: {LEVEL: 9, NAME: x}, workingDirectory: /tmp, expect: [0, 2]}",
                                            "shell: {script: \"set -eu\\ndate\"}",
                                            "http: {method: PUT, url: \"https://example.com/a?b=c\", headers: {X-Test: 1, Accept: \"*/*\"}, body: hello, expect: \"2xx, 404\", allow: [127.0.0.1, 10.0.0.0/8]}",
                                            "http: {url: \"http://example.com\", expect: 204}",
                                            "java: {class: com.example.Invoice, jar: invoices-1.0}",
                                            "sql: {connection: dwh, statement: \"SELECT 1\"}")
                                    .map(task -> complete(task, "shards: 4\neveryNode: false\n")),
                            Stream.of(complete(FLOW, ""), onEveryNode()))
                    .toList();

    static final List<JsonNode> CALENDARS =
            List.of(
                    yaml(
                            """
                            name: holidays-de
                            description: When the bank is closed
                            dates: [2026-04-03, 2026-12-27..2027-01-01]
                            yearly: ["12-25", 02-29]
                            weekdays: [sat, sunday]
                            cron: ["* 22-23 * * *", "@daily"]
                            periods:
                              - {from: "2027-01-01T06:00:00Z", until: "2027-01-01T08:00:00+01:00"}
                            include: [holidays, maintenance]
                            except: [open-sundays]
                            """));

    static final List<JsonNode> QUEUES =
            List.of(
                    yaml(
                            "{name: reports, concurrency: 4, rate: 10/1m, weight: 3, closed: [night]}"),
                    yaml("{name: a, rate: {count: 100, per: 1h, burst: 10}}"));

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
                    "\"secret\"",
                    "\"list\"",
                    "\"queue\"",
                    "\"forward\"",
                    "\"none\"",
                    "\"failure\"",
                    "\"last\"",
                    "\"sat\"",
                    "false",
                    "24",
                    "-24",
                    "[\"sat\"]",
                    "[\"extract\"]",
                    "[{\"step\": \"extract\"}]",
                    "[\"1s\", \"PT1M\"]",
                    "[\"1s\", 5]",
                    "[\"exit 75\"]",
                    "\"exit 7-3\"",
                    "\"exit 256\"",
                    "\"status 5xx\"",
                    "\"exception a.B\"",
                    "\"timeout\"",
                    "\"${day}\"",
                    "\"${nobody}\"",
                    "\"${steps.extract.result}\"",
                    "\"${steps.extract.other}\"",
                    "\"2 weeks\"",
                    "\"0 days\"",
                    "\"2026-01-31T06:00\"",
                    "\"2026-02-30T06:00\"",
                    "\"06:00\"",
                    "\"24:00\"",
                    "\"2026-12-24\"",
                    "\"2026-12-24..2026-12-23\"",
                    "\"2026-02-30\"",
                    "\"12-25\"",
                    "\"13-25\"",
                    "\"10/1m\"",
                    "\"0/1m\"",
                    "\"10/0s\"",
                    "\"10/32d\"",
                    "\"10/P\"",
                    "\"a/b\"",
                    "\"a/b/c\"",
                    "{\"policy\": \"queue\", \"max\": 5}",
                    "{\"max\": 5}",
                    "{\"key\": \"x\"}",
                    "{\"count\": 5}",
                    "{\"sql\": {\"connection\": \"a\", \"statement\": \"b\"}}",
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

    private static JsonNode complete(String task, String rest) {
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
                  - {name: token, type: secret}
                schedules:
                  - {id: nightly, cron: "30 2 * * *", zone: Europe/Berlin, dst: {gap: skip, overlap: twice}, jitter: 5m, from: "2027-01-01T06:00:00Z", until: "2028-01-01T06:00:00Z", except: [holidays-de, night], only: [weekdays], roll: forward}
                  - {every: 15m, anchor: "2027-01-01T06:00:00Z", from: "2027-01-01T06:00:00+01:00", until: "2029-01-01T06:00Z", only: [weekdays]}
                  - {delay: 10m, jitter: 1m, from: "2027-01-01T06:00:00Z"}
                  - {interval: 2 weeks, first: 2026-01-31T06:00, zone: Europe/Berlin, dst: {gap: skip}, except: [holidays-de], roll: back}
                  - {businessDay: -1, time: "18:30:15", zone: Europe/Berlin, except: [holidays-de]}
                  - {at: "2027-01-01T06:00:00.250Z", jitter: 1m, except: [holidays-de]}
                catchUp: {policy: all, after: 90s, window: 2d, max: 10}
                overlap: {policy: queue, max: 5}
                retry: {attempts: 5, backoff: list, initial: 1s, max: PT1M, jitter: 0, delays: [1s, 10s, PT1M], only: [exit 75, status 5xx, timeout], never: [exit 64-78, exception java.lang.Error]}
                timeout: 1h
                startDeadline: 4h
                deadline: 6h
                killGrace: 10s
                delivery: at-most-once
                onContactLost: continue
                priority: 9
                queue: reports
                weight: 2
                limit: {key: "customer-${size}", concurrency: 3}
                placement: {labels: {os: linux, floor: 3}}
                dependsOn:
                  - {job: extract, on: end, time: last}
                  - {job: warehouse/orders}
                pauseAfter: 5
                retention: {runs: 20, age: 7d}
                """
                                .formatted(task)
                        + rest);
    }

    private static JsonNode onEveryNode() {
        return yaml(
                """
                name: clean
                task: {shell: {command: [clean]}}
                everyNode: true
                overlap: {policy: allow}
                retry: {backoff: exponential}
                """);
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
