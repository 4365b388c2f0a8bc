package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.Carillon.Backup;
import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.Carillon.ExplainedSchedule;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.Planned;
import dev.carillon.api.Carillon.QueueView;
import dev.carillon.api.Carillon.RunBucket;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.ScheduleNote;
import dev.carillon.api.Carillon.SegmentView;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.Forecast;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.Me;
import dev.carillon.api.NewToken;
import dev.carillon.api.Page;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;
import dev.carillon.api.TokenView;
import dev.carillon.api.Usage;
import dev.carillon.api.WhyReason;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.lang.reflect.RecordComponent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The description of the API says what the server does: its routes, parameters and records.
class OpenApiTest extends ApiFixture {
    private static final Instant TIME = FakeCarillon.TIME;

    /// The record behind each schema of an object.
    private static final Map<String, Class<?>> RECORDS =
            Map.ofEntries(
                    Map.entry("JobView", JobView.class),
                    Map.entry("ScheduleView", ScheduleView.class),
                    Map.entry("JobPage", Page.class),
                    Map.entry("RunView", RunView.class),
                    Map.entry("RunPage", Page.class),
                    Map.entry("RunCount", RunCount.class),
                    Map.entry("RunBucket", RunBucket.class),
                    Map.entry("RunHistogram", RunHistogram.class),
                    Map.entry("Forecast", Forecast.class),
                    Map.entry("ForecastDue", Forecast.Due.class),
                    Map.entry("ForecastFrequent", Forecast.Frequent.class),
                    Map.entry("ForecastExpected", Forecast.Expected.class),
                    Map.entry("ForecastWarning", Forecast.Warning.class),
                    Map.entry("Bulk", Bulk.class),
                    Map.entry("BulkReason", Bulk.Reason.class),
                    Map.entry("BulkActed", Bulk.Acted.class),
                    Map.entry("BulkRequest", BulkRoutes.BulkBody.class),
                    Map.entry("RunQuery", BulkRoutes.RunQueryBody.class),
                    Map.entry("FailureView", FailureView.class),
                    Map.entry("FailurePage", Page.class),
                    Map.entry("Assignment", FailureRoutes.AssignBody.class),
                    Map.entry("Note", FailureRoutes.NoteBody.class),
                    Map.entry("AttemptView", AttemptView.class),
                    Map.entry("Usage", Usage.class),
                    Map.entry("LogPart", LogPart.class),
                    Map.entry("Why", Why.class),
                    Map.entry("Planned", Planned.class),
                    Map.entry("Due", Due.class),
                    Map.entry("ExplainedSchedule", ExplainedSchedule.class),
                    Map.entry("ScheduleNote", ScheduleNote.class),
                    Map.entry("Backfilled", Backfilled.class),
                    Map.entry("NodeView", NodeView.class),
                    Map.entry("SegmentView", SegmentView.class),
                    Map.entry("CalendarView", CalendarView.class),
                    Map.entry("QueueView", QueueView.class),
                    Map.entry("Stats", Stats.class),
                    Map.entry("Backup", Backup.class),
                    Map.entry("Me", Me.class),
                    Map.entry("ChangeView", ChangeView.class),
                    Map.entry("ChangePage", Page.class),
                    Map.entry("ChangeDetails", ChangeDetails.class),
                    Map.entry("JobVersion", JobVersion.class),
                    Map.entry("VersionPage", Page.class),
                    Map.entry("TokenView", TokenView.class),
                    Map.entry("NewToken", NewToken.class),
                    Map.entry("TokenRequest", TokenRoutes.TokenBody.class),
                    Map.entry("EventView", EventView.class),
                    Map.entry("Problem", Problems.Problem.class),
                    Map.entry("RunRequest", JobRoutes.RunBody.class),
                    Map.entry("BackfillRequest", JobRoutes.BackfillBody.class),
                    Map.entry("RetryRequest", RunRoutes.RetryBody.class),
                    Map.entry("Submission", RunRoutes.SubmissionBody.class));

    /// Keys of requests that the routes insist on, though the records can be read without them.
    private static final Map<String, Set<String>> INSISTED =
            Map.of(
                    "Submission",
                    Set.of("name"),
                    "BackfillRequest",
                    Set.of("from", "until"),
                    "TokenRequest",
                    Set.of("name", "role"));

    /// Health is no record but a map.
    private static final Set<String> NO_RECORD =
            Set.of("Health", "RunState", "WhyReason", "Role", "FailureState", "BulkAction");

    @Test
    void itIsServed() throws Exception {
        var answer = get("/openapi.json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.mapper().readTree(answer.body())).isEqualTo(OpenApi.DOCUMENT);
        for (String schema : List.of("job", "calendar", "queue")) {
            assertThat(get("/api/v1/schema/" + schema + ".json").body())
                    .contains("\"urn:carillon:schema:" + schema + "\"");
        }
    }

    @Test
    void itsPathsAreTheRoutes() {
        var described = new TreeSet<String>();
        OpenApi.DOCUMENT
                .path("paths")
                .forEachEntry(
                        (path, operations) ->
                                operations
                                        .propertyNames()
                                        .forEach(method -> described.add(method + " " + path)));

        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        server.routes().stream()
                                .map(
                                        route ->
                                                route.method().toLowerCase(Locale.ROOT)
                                                        + " "
                                                        + route.template())
                                .toList());
    }

    @Test
    void itsParametersAreThoseOfTheRoutes() {
        for (Route route : server.routes()) {
            JsonNode operation = OpenApi.operation(route);
            Set<String> variables = new TreeSet<>();
            Pattern.compile("\\{([a-z]+)}")
                    .matcher(route.template())
                    .results()
                    .forEach(variable -> variables.add(variable.group(1)));

            assertThat(OpenApi.parameters(operation, "query"))
                    .as("query of %s", route.template())
                    .isEqualTo(new TreeSet<>(route.query()));
            assertThat(OpenApi.parameters(operation, "path"))
                    .as("path of %s", route.template())
                    .isEqualTo(variables);
            assertThat(operation.has("security"))
                    .as("only open routes lift the token: %s", route.template())
                    .isEqualTo(route.open());
            assertThat(operation.path("x-role").asString("none"))
                    .as("role of %s %s", route.method(), route.template())
                    .isEqualTo(route.open() ? "none" : route.role().word());
        }
    }

    @Test
    void operationsHaveNamesOfTheirOwnAndEachReferenceLeadsSomewhere() {
        List<String> ids = OpenApi.DOCUMENT.path("paths").findValuesAsString("operationId");
        List<String> references = OpenApi.DOCUMENT.findValuesAsString("$ref");

        assertThat(ids).hasSize(server.routes().size()).doesNotHaveDuplicates();
        assertThat(references)
                .allMatch(each -> !OpenApi.DOCUMENT.at(each.substring(1)).isMissingNode());
        for (String name : OpenApi.DOCUMENT.path("components").path("schemas").propertyNames()) {
            assertThat(references).contains("#/components/schemas/" + name);
        }
    }

    @Test
    void itsStatusesAreThoseThatAreAnswered() throws Exception {
        for (Route route : server.routes()) {
            var described = new TreeSet<String>();
            OpenApi.operation(route).path("responses").propertyNames().forEach(described::add);

            var answered = new TreeSet<String>();
            for (Provoked each : new Provocation(this).of(route)) {
                answered.add(Integer.toString(each.reply().status()));
                assertDescribed(route, each.reply());
            }

            // No request of a test fills a disk: what stands for it is in FakeCarillon.
            assertThat(answered).as(route.method() + " " + route.template()).isEqualTo(described);
        }
    }

    private static void assertDescribed(Route route, Reply reply) {
        JsonNode response =
                OpenApi.resolved(
                        OpenApi.operation(route)
                                .path("responses")
                                .path(Integer.toString(reply.status())));
        String type = reply.headers().getOrDefault("content-type", "").split(";", 2)[0];
        if (reply.status() == 204) {
            assertThat(response.has("content")).isFalse();
            return;
        }
        JsonNode content = response.path("content").path(type);
        assertThat(content.isMissingNode())
                .as("%s gives %s %s: %s", route.template(), reply.status(), type, reply.body())
                .isFalse();
        for (String header : response.path("headers").propertyNames()) {
            assertThat(reply.headers()).containsKey(header.toLowerCase(Locale.ROOT));
        }
        if (type.endsWith("json")) {
            assertThat(OpenApi.errors(content.path("schema"), Json.mapper().readTree(reply.body())))
                    .as("%s gives %s", route.template(), reply.body())
                    .isEmpty();
        }
    }

    @Test
    void itsObjectsHaveTheKeysOfTheRecords() {
        for (String name : OpenApi.DOCUMENT.path("components").path("schemas").propertyNames()) {
            if (NO_RECORD.contains(name)) {
                continue;
            }
            JsonNode schema = OpenApi.component(name);
            var keys = new TreeMap<String, Boolean>();
            for (RecordComponent component : record(name).getRecordComponents()) {
                keys.put(
                        component.getName(),
                        component.getAnnotatedType().isAnnotationPresent(Nullable.class));
            }
            var described = new TreeMap<String, Boolean>();
            schema.path("properties")
                    .forEachEntry((key, value) -> described.put(key, mayBeNull(value)));

            Set<String> insisted = INSISTED.getOrDefault(name, Set.of());
            insisted.forEach(key -> keys.put(key, false));
            assertThat(described).as(name).isEqualTo(keys);
            assertThat(schema.path("additionalProperties").asBoolean(true)).as(name).isFalse();
        }
    }

    private static Class<?> record(String name) {
        assertThat(RECORDS).as("the record of a schema").containsKey(name);
        return Objects.requireNonNull(RECORDS.get(name));
    }

    private static boolean mayBeNull(JsonNode schema) {
        return schema.path("type").valueStream().anyMatch(each -> each.asString().equals("null"))
                || schema.path("anyOf")
                        .valueStream()
                        .anyMatch(each -> each.path("type").asString().equals("null"));
    }

    static Stream<Object> values() {
        JobView job = FakeCarillon.job();
        return Stream.of(
                job,
                new ScheduleView("a", "every PT1M", null, null, "never due"),
                new ScheduleView("a", "every PT1M", TIME, TIME, null),
                FakeCarillon.RUN,
                complete(),
                new RunCount(382, true),
                FakeCarillon.bulk(),
                FakeCarillon.forecast(),
                FakeCarillon.failure(),
                FakeCarillon.histogram(),
                FakeCarillon.histogram().buckets().getFirst(),
                new AttemptView(1, 7, "a", RunState.FAILED, TIME, TIME, 2, "exit code 2", null),
                FakeCarillon.USED,
                new AttemptView(
                        1, 7, "a", RunState.RUNNING, TIME, null, null, null, FakeCarillon.USED),
                new AttemptView(0, 0, "a", RunState.CLAIMED, null, null, null, null, null),
                new LogPart("hällo", 6, true),
                new Why(WhyReason.NOT_DUE, "it is due tomorrow", Map.of("a", "b"), TIME),
                new Planned("a/b", "NONE", List.of()),
                new Planned("a/b", "CREATE", List.of(TIME, TIME)),
                new NodeView(
                        "01936e5a-0000-7000-8000-000000000001",
                        "a",
                        "UP",
                        TIME,
                        8,
                        0,
                        32,
                        Map.of(),
                        null,
                        "",
                        1,
                        List.of("api"),
                        null),
                FakeCarillon.node(),
                new SegmentView(0, "a", 7, "b"),
                new SegmentView(31, null, 0, null),
                FakeCarillon.calendar(),
                FakeCarillon.queue(),
                new QueueView("a", FakeCarillon.queue().definition(), null, null, null, 0, 0),
                new Due("nightly", TIME, TIME),
                FakeCarillon.explained(),
                new ScheduleNote(TIME, "1 Jan 2027 is left out by calendar holidays"),
                new Backfilled("p1", List.of(), List.of()),
                new Backfilled(
                        "p1",
                        List.of(new Due("nightly", TIME, TIME)),
                        List.of("01936e5a-0000-7000-8000-000000000001")),
                new Stats(0, 0, Map.of(RunState.LOST, 1L, RunState.QUEUED, 2L), 0, 0, 0, 0, null),
                new Backup("/a", 1L << 40, "ab", Duration.ofMillis(1500)),
                new Me("admin", Role.ADMIN),
                FakeCarillon.change(),
                new ChangeView(1, TIME, "ann", "run.hold", "run", "x", null, null, null, null),
                FakeCarillon.changeDetails(),
                new ChangeDetails(FakeCarillon.change(), null, null),
                FakeCarillon.version(),
                new JobVersion(1, null, null, FakeCarillon.version().definition()),
                new EventView("g-1", "change", TIME, "17", null),
                FakeCarillon.token(),
                new TokenView("ci", Role.VIEWER, TIME, "admin", null, null, null),
                new NewToken("carillon_x", FakeCarillon.token()),
                new EventView("g-1", "run", TIME, "r", complete()),
                new EventView("g-1", "reset", TIME, null, null));
    }

    private static RunView complete() {
        return new RunView(
                "01936e5a-0000-7000-8000-000000000001",
                "billing/orders",
                3,
                RunState.SUCCEEDED,
                "SCHEDULE",
                "nightly",
                TIME,
                TIME,
                TIME,
                TIME,
                TIME,
                1,
                3,
                5,
                "default",
                "a",
                7,
                "exit code 0",
                0,
                41.5,
                "42 orders",
                Map.of());
    }

    @ParameterizedTest
    @MethodSource("values")
    void aRecordIsWrittenAsItsSchemaSays(Object value) {
        JsonNode schema = OpenApi.component(value.getClass().getSimpleName());
        JsonNode written = Json.mapper().valueToTree(value);

        assertThat(OpenApi.errors(schema, written)).isEmpty();
        // Nothing is left out, so that a reader can rely on each key.
        assertThat(schema.path("required").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(written.propertyNames());
    }

    @Test
    void everyExampleIsRightAndIsReadByTheRecord() {
        var checked = new ArrayList<String>();
        OpenApi.DOCUMENT
                .path("components")
                .path("schemas")
                .forEachEntry(
                        (name, schema) -> {
                            for (JsonNode example : schema.path("examples")) {
                                assertThat(OpenApi.errors(schema, example)).as(name).isEmpty();
                                if (!NO_RECORD.contains(name)) {
                                    Json.mapper().treeToValue(example, record(name));
                                }
                                checked.add(name);
                            }
                        });

        assertThat(checked).containsAll(RECORDS.keySet());
    }

    @Test
    void bodiesOfTheExamplesAreTaken() throws Exception {
        for (Route route : server.routes()) {
            var examples = new TreeMap<String, JsonNode>();
            OpenApi.operation(route)
                    .path("requestBody")
                    .path("content")
                    .forEachEntry((type, content) -> examples.put(type, content.path("example")));
            for (var each : examples.entrySet()) {
                if (each.getValue().isMissingNode()) {
                    continue;
                }
                JsonNode example = each.getValue();
                String body = example.isString() ? example.asString() : example.toString();

                var answer = send(route, each.getKey(), body);

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
        }
    }

    @Test
    void examplesOfRequestsAreTaken() throws Exception {
        for (Route route : server.routes()) {
            JsonNode schema =
                    OpenApi.resolved(
                            OpenApi.operation(route)
                                    .at("/requestBody/content/application~1json/schema"));
            for (JsonNode example : schema.path("examples")) {
                var answer = send(route, "application/json", example.toString());

                assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
            }
        }
    }

    private HttpResponse<String> send(Route route, String type, String body) throws Exception {
        String path =
                route.template()
                        .replace("{namespace}", "billing")
                        .replace("{name}", "orders")
                        .replace("{id}", "x");
        if (path.endsWith(":snooze")) {
            path += "?for=8h";
        }
        return route.method().equals("PUT") ? put(path, type, body) : post(path, type, body);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorCodeIsDescribedWithItsFault(ErrorCode code) {
        JsonNode example =
                OpenApi.DOCUMENT
                        .path("components")
                        .path("responses")
                        .path(Integer.toString(code.status()))
                        .path("content")
                        .path("application/problem+json")
                        .path("examples")
                        .path(code.name())
                        .path("value");

        assertThat(example.path("fault").asString()).isEqualTo(code.fault().name());
        assertThat(OpenApi.errors(OpenApi.component("Problem"), example)).isEmpty();
        assertThat(
                        OpenApi.component("Problem")
                                .path("properties")
                                .path("code")
                                .path("description")
                                .asString())
                .contains("`" + code.name() + "`");
    }

    @Test
    void itsListsOfWordsAreThoseOfTheEnums() {
        JsonNode problem = OpenApi.component("Problem").path("properties");

        assertThat(words(problem.path("code"))).isEqualTo(names(ErrorCode.values()));
        assertThat(words(problem.path("fault"))).isEqualTo(names(ErrorCode.Fault.values()));
        assertThat(words(OpenApi.component("Role"))).isEqualTo(names(Role.values()));
        assertThat(words(OpenApi.component("RunState"))).isEqualTo(names(RunState.values()));
        assertThat(words(OpenApi.component("BulkAction"))).isEqualTo(names(BulkAction.values()));
        assertThat(words(OpenApi.component("FailureState")))
                .isEqualTo(names(FailureState.values()));
        assertThat(words(OpenApi.component("WhyReason"))).isEqualTo(names(WhyReason.values()));
        assertThat(missedOfResume())
                .isEqualTo(
                        names(CatchUp.Policy.values()).stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList());
    }

    @ParameterizedTest
    @EnumSource(WhyReason.class)
    void everyReasonIsDescribed(WhyReason reason) {
        assertThat(OpenApi.component("WhyReason").path("description").asString())
                .contains("- `" + reason + "`: ");
    }

    private static List<String> missedOfResume() {
        JsonNode parameters =
                OpenApi.DOCUMENT.at(
                        "/paths/~1api~1v1~1jobs~1{namespace}~1{name}:resume/post/parameters");
        return words(
                parameters
                        .valueStream()
                        .filter(each -> each.path("name").asString().equals("missed"))
                        .findFirst()
                        .orElseThrow()
                        .path("schema"));
    }

    private static List<String> words(JsonNode schema) {
        return schema.path("enum").valueStream().map(JsonNode::asString).toList();
    }

    private static List<String> names(Enum<?>[] values) {
        return Stream.of(values).map(Enum::name).toList();
    }
}
