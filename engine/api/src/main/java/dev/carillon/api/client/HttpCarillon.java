package dev.carillon.api.client;

import dev.carillon.api.AttemptView;
import dev.carillon.api.Bulk;
import dev.carillon.api.BulkAction;
import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.Carillon;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureView;
import dev.carillon.api.Forecast;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.Me;
import dev.carillon.api.NewToken;
import dev.carillon.api.Page;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;
import dev.carillon.api.RunView;
import dev.carillon.api.TokenView;
import dev.carillon.api.trust.NodeUrl;
import dev.carillon.api.trust.Trust;
import dev.carillon.api.trust.UntrustedNode;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import javax.net.ssl.SSLException;

/// Talks to a node, and to another one of its cluster when that one is away. An answer that is a problem becomes a
/// [CarillonException] with its code; when no node answers it is UNAVAILABLE.
///
/// The addresses of the other nodes are given with the first one, and learned from it after a while or by [#learn]. A request goes to
/// the next node when it was surely not carried out, or when carrying it out twice changes nothing.
public final class HttpCarillon implements Carillon, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpCarillon.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration BETWEEN_LEARNING = Duration.ofSeconds(10);
    private static final String KEY = "Idempotency-Key";
    // More than any answer of a node has.
    private static final int MOST_BYTES = 64 << 20;

    private final NodeAddresses nodes;
    private final AtomicLong learnedNanos;
    private final String token;
    private final HttpClient http;
    private final Duration patience;

    private HttpCarillon(URI base, String token, Trust trust, Duration patience) {
        this.patience = patience;
        learnedNanos = new AtomicLong(System.nanoTime());
        nodes = new NodeAddresses(base);
        this.token = token;
        // No proxy: the token is for the node alone.
        http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(Duration.ofSeconds(5))
                        .sslContext(trust.context())
                        .build();
    }

    private HttpCarillon(HttpCarillon same, Duration patience) {
        this.patience = patience;
        learnedNanos = same.learnedNanos;
        nodes = same.nodes;
        token = same.token;
        http = same.http;
    }

    /// Trusts the authorities of this machine.
    ///
    /// @param base address of the node, such as `http://127.0.0.1:7180`
    /// @throws CarillonException MALFORMED_REQUEST for plain HTTP to another machine, which no node speaks
    public static HttpCarillon connect(URI base, String token) {
        return connect(base, token, Trust.SYSTEM);
    }

    /// @param base address of the node, such as `https://scheduler.example.org:7180`
    /// @param trust by which nodes are believed over https, this one and those learned of later
    /// @throws CarillonException MALFORMED_REQUEST for plain HTTP to another machine, which no node speaks
    public static HttpCarillon connect(URI base, String token, Trust trust) {
        return connect(base, token, trust, PATIENCE);
    }

    /// @param patience with a node that says nothing
    static HttpCarillon connect(URI base, String token, Trust trust, Duration patience) {
        if (!NodeUrl.isSecret(base)) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "the token is not sent to "
                            + base
                            + " in the open; nodes speak plain HTTP to their own machine only: write https://"
                            + base.getRawAuthority());
        }
        return new HttpCarillon(base, token, trust, patience);
    }

    /// Goes on with these nodes while the first one is away, before it learned of any.
    ///
    /// @param others of the same cluster
    /// @return this
    public HttpCarillon knowing(List<URI> others) {
        nodes.learn(others);
        return this;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at(nodes.current(), path))
                .header("Authorization", "Bearer " + token)
                .timeout(patience);
    }

    private HttpResponse<String> send(HttpRequest request) {
        HttpResponse<String> response = exchange(request, this::answer);
        if (response.statusCode() >= 400) {
            throw problem(response, response.body());
        }
        return response;
    }

    // The timeout of a request ends with the first line of its answer.
    private HttpResponse<String> answer(HttpRequest request)
            throws IOException, InterruptedException {
        var body = new AnswerBody(MOST_BYTES);
        var answer = http.sendAsync(request, body);
        try {
            while (true) {
                try {
                    return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (System.nanoTime() - body.heardNanos() >= patience.toNanos()) {
                        throw new HttpTimeoutException("nothing more came of the answer");
                    }
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException("asking " + request.uri() + " failed", e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static URI at(URI base, String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + path);
    }

    @Override
    public URI address() {
        return nodes.current();
    }

    @Override
    public Carillon within(Duration shorter) {
        return new HttpCarillon(this, shorter);
    }

    /// Learns the addresses of the other nodes now.
    ///
    /// @return all of them
    public List<URI> learn() {
        return NodeUrl.of(nodes());
    }

    // On the way of another request, so that a client that lives long knows where to go on.
    private void learnNowAndThen() {
        long last = learnedNanos.get();
        long now = System.nanoTime();
        if (now - last >= BETWEEN_LEARNING.toNanos() && learnedNanos.compareAndSet(last, now)) {
            Thread.ofVirtual()
                    .name("carillon-nodes")
                    .start(
                            () -> {
                                try {
                                    learn();
                                } catch (CarillonException e) {
                                    LOG.log(
                                            System.Logger.Level.DEBUG,
                                            "the addresses of the nodes are not told now",
                                            e);
                                }
                            });
        }
    }

    /// One way to ask one node.
    @FunctionalInterface
    private interface Asking<T> {
        HttpResponse<T> ask(HttpRequest request) throws IOException, InterruptedException;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, Asking<T> asking) {
        boolean repeatable =
                request.method().equals("GET") || request.headers().firstValue(KEY).isPresent();
        var base = nodes.current();
        for (int failures = 1; ; failures++) {
            try {
                var response = asking.ask(to(base, request));
                learnNowAndThen();
                return response;
            } catch (AnswerBody.TooLong e) {
                throw new CarillonException(
                        ErrorCode.MISDIRECTED,
                        "what "
                                + base
                                + " answers is longer than "
                                + (MOST_BYTES >> 20)
                                + " MiB, which no answer of a node is; look at the address",
                        e);
            } catch (IOException e) {
                var next =
                        repeatable || e instanceof ConnectException || untrusted(e) != null
                                ? nodes.after(base, failures)
                                : Optional.<URI>empty();
                if (next.isEmpty()) {
                    throw broken(base, request, e);
                }
                base = next.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "interrupted while the node at " + base + " was answering",
                        e);
            }
        }
    }

    private static HttpRequest to(URI base, HttpRequest request) {
        var was = request.uri();
        String query = was.getRawQuery() == null ? "" : "?" + was.getRawQuery();
        var there =
                URI.create(
                        base.getScheme()
                                + "://"
                                + base.getRawAuthority()
                                + was.getRawPath()
                                + query);
        return HttpRequest.newBuilder(request, (name, value) -> true).uri(there).build();
    }

    private static @Nullable UntrustedNode untrusted(IOException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof UntrustedNode found) {
                return found;
            }
        }
        return null;
    }

    private CarillonException broken(URI base, HttpRequest request, IOException e) {
        var untrusted = untrusted(e);
        if (untrusted != null) {
            return new CarillonException(
                    ErrorCode.UNAUTHENTICATED,
                    "the certificate of " + base.getHost() + " " + untrusted.getMessage(),
                    untrusted,
                    said(to(base, request)));
        }
        String text =
                switch (e) {
                    case ConnectException _ ->
                            "no node answers at "
                                    + base
                                    + "; start one with `carillon server`, or name another with --url";
                    case HttpTimeoutException _ ->
                            "the node at "
                                    + base
                                    + " did not answer within "
                                    + patience.toSeconds()
                                    + " s; whether the request was carried out is not known";
                    case SSLException tls ->
                            "no TLS with "
                                    + base
                                    + ": "
                                    + tls.getMessage()
                                    + "; if it speaks plain HTTP, which it does only to its own machine, write http://";
                    default ->
                            "the connection to "
                                    + base
                                    + " broke off; whether the request was carried out is not known"
                                    + ("http".equals(base.getScheme())
                                            ? "; a node that answers over TLS is written https://"
                                            : "");
                };
        return new CarillonException(ErrorCode.UNAVAILABLE, text, e, said(to(base, request)));
    }

    // A name and a password in an address are nobody's business.
    private static String said(HttpRequest request) {
        return request.method() + " " + request.uri().toString().replaceFirst("//[^/@]*@", "//");
    }

    private InputStream feed(@Nullable String cursor) {
        var request = request("/api/v1/events").header("Accept", "text/event-stream");
        if (cursor != null) {
            header(request, "Last-Event-ID", cursor);
        }
        HttpResponse<InputStream> response =
                exchange(
                        request.build(),
                        each -> http.send(each, HttpResponse.BodyHandlers.ofInputStream()));
        if (response.statusCode() < 400) {
            return response.body();
        }
        try (var body = response.body()) {
            throw problem(
                    response, new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "the connection to " + nodes.current() + " broke off",
                    e);
        }
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        try {
            request.header(name, value);
        } catch (IllegalArgumentException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    name + " has characters that a header cannot carry",
                    e);
        }
    }

    private static CarillonException problem(HttpResponse<?> response, String body) {
        JsonNode problem;
        try {
            problem = Json.mapper().readTree(body);
        } catch (JacksonException e) {
            return noNode(response, e);
        }
        String code = problem.path("code").asString("");
        if (code.isEmpty()) {
            return noNode(response, null);
        }
        String detail = problem.path("detail").asString("status " + response.statusCode());
        try {
            return new CarillonException(
                    ErrorCode.valueOf(code), detail, null, said(response.request()));
        } catch (IllegalArgumentException e) {
            return new CarillonException(
                    ErrorCode.MISDIRECTED,
                    "refused with "
                            + code
                            + ", which this program does not know, as the node is of another version: "
                            + detail,
                    e,
                    said(response.request()));
        }
    }

    // It is a page of something else, or of a proxy whose node is away.
    private static CarillonException noNode(HttpResponse<?> response, @Nullable Exception cause) {
        int status = response.statusCode();
        String what =
                "status "
                        + status
                        + response.headers()
                                .firstValue("Content-Type")
                                .map(type -> ", " + type)
                                .orElse("");
        var base = response.uri().resolve("/");
        return status >= 502 && status <= 504
                ? new CarillonException(
                        ErrorCode.UNAVAILABLE,
                        "what is before the node at "
                                + base
                                + " does not reach it ("
                                + what
                                + "); it may be away",
                        cause,
                        said(response.request()))
                : new CarillonException(
                        ErrorCode.MISDIRECTED,
                        "what answers at "
                                + base
                                + " is no node of Carillon ("
                                + what
                                + "); look at the host and the port",
                        cause,
                        said(response.request()));
    }

    private <T> T read(HttpRequest request, TypeReference<T> type) {
        var response = send(request);
        try {
            return Json.answers().readValue(response.body(), type);
        } catch (JacksonException e) {
            boolean json =
                    response.headers()
                            .firstValue("Content-Type")
                            .filter(kind -> kind.contains("json"))
                            .isPresent();
            throw json ? unreadable(e) : noNode(response, e);
        }
    }

    private CarillonException unreadable(JacksonException e) {
        return new CarillonException(
                ErrorCode.MISDIRECTED,
                "the answer of "
                        + nodes.current()
                        + " cannot be read: its node is of another version than this program, or it is no node of Carillon;"
                        + " use the program of the node's version, or look at the address",
                e);
    }

    private <T> T get(String path, TypeReference<T> type) {
        return read(request(path).GET().build(), type);
    }

    private <T> T post(String path, @Nullable Object body, TypeReference<T> type) {
        var publisher =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(
                                Json.mapper().writeValueAsBytes(body));
        return read(
                request(path).header("Content-Type", "application/json").POST(publisher).build(),
                type);
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String path(String namespace, String name) {
        return "/api/v1/jobs/" + part(namespace) + "/" + part(name);
    }

    private static String query(Map<String, @Nullable String> values) {
        var parts = new ArrayList<String>();
        new TreeMap<>(values)
                .forEach(
                        (name, value) -> {
                            if (value != null) {
                                parts.add(name + "=" + part(value));
                            }
                        });
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    @Override
    public List<Planned> apply(List<JobDefinition> definitions, boolean dryRun) {
        return post(
                "/api/v1/jobs:apply?dryRun=" + dryRun,
                definitions.stream().map(Definitions::toJson).toList(),
                new TypeReference<>() {});
    }

    @Override
    public List<ExplainedSchedule> explain(JobDefinition definition, int count) {
        return post(
                "/api/v1/jobs:explain?count=" + count,
                Definitions.toJson(definition),
                new TypeReference<>() {});
    }

    @Override
    public JobView put(JobDefinition definition, @Nullable Integer expectedVersion) {
        var request =
                request(path(definition.namespace(), definition.name()))
                        .header("Content-Type", "application/json")
                        .PUT(
                                HttpRequest.BodyPublishers.ofString(
                                        Definitions.toJson(definition).toString()));
        if (expectedVersion != null) {
            request.header(
                    expectedVersion == 0 ? "If-None-Match" : "If-Match",
                    expectedVersion == 0 ? "*" : "\"" + expectedVersion + "\"");
        }
        return read(request.build(), new TypeReference<>() {});
    }

    @Override
    public JobView job(String namespace, String name) {
        return get(path(namespace, name), new TypeReference<>() {});
    }

    @Override
    public Page<JobView> jobs(@Nullable String text, @Nullable String cursor, int limit) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("q", text);
        values.put("cursor", cursor);
        values.put("limit", Integer.toString(limit));
        return get("/api/v1/jobs" + query(values), new TypeReference<>() {});
    }

    @Override
    public void delete(String namespace, String name) {
        send(request(path(namespace, name)).DELETE().build());
    }

    @Override
    public JobView pause(String namespace, String name) {
        return post(path(namespace, name) + ":pause", null, new TypeReference<>() {});
    }

    @Override
    public JobView resume(String namespace, String name, CatchUp.Policy missed) {
        return post(
                path(namespace, name) + ":resume?missed=" + missed.name().toLowerCase(Locale.ROOT),
                null,
                new TypeReference<>() {});
    }

    @Override
    public List<Instant> skipNext(String namespace, String name, @Nullable String schedule) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("schedule", schedule);
        return post(
                path(namespace, name) + ":skipNext" + query(values),
                null,
                new TypeReference<>() {});
    }

    @Override
    public List<Due> next(String namespace, String name, int count) {
        return get(path(namespace, name) + "/next?count=" + count, new TypeReference<>() {});
    }

    @Override
    public Backfilled backfill(String namespace, String name, BackfillRequest request) {
        return post(path(namespace, name) + ":backfill", request, new TypeReference<>() {});
    }

    @Override
    public List<Why> whyJob(String namespace, String name) {
        return get(path(namespace, name) + "/why", new TypeReference<>() {});
    }

    @Override
    public RunView run(
            String namespace, String name, RunRequest run, @Nullable String idempotencyKey) {
        var request =
                request(path(namespace, name) + ":run")
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        Json.mapper().writeValueAsBytes(run)));
        if (idempotencyKey != null) {
            header(request, KEY, idempotencyKey);
        }
        return read(request.build(), new TypeReference<>() {});
    }

    @Override
    public List<String> runAll(List<Submission> submissions) {
        return post("/api/v1/runs:submit", submissions, new TypeReference<>() {});
    }

    @Override
    public Page<RunView> runs(RunQuery runs, @Nullable String cursor, int limit) {
        var values = values(runs);
        values.put("cursor", cursor);
        values.put("limit", Integer.toString(limit));
        return get("/api/v1/runs" + query(values), new TypeReference<>() {});
    }

    private static TreeMap<String, @Nullable String> values(RunQuery runs) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("state", commaSeparated(runs.states()));
        values.put("job", runs.job());
        values.put("since", text(runs.since()));
        values.put("until", text(runs.until()));
        values.put("queue", runs.queue());
        values.put("node", runs.node());
        values.put("cause", commaSeparated(runs.causes()));
        values.put("error", runs.error());
        values.put("newerThan", runs.newerThan());
        values.put("fingerprint", runs.fingerprint());
        return values;
    }

    private static @Nullable String commaSeparated(Collection<?> words) {
        return words.isEmpty()
                ? null
                : words.stream().map(Object::toString).sorted().collect(Collectors.joining(","));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    @Override
    public RunCount countRuns(RunQuery runs) {
        return get("/api/v1/runs:count" + query(values(runs)), new TypeReference<>() {});
    }

    @Override
    public RunHistogram histogram(RunQuery runs, int buckets) {
        var values = values(runs);
        values.put("buckets", Integer.toString(buckets));
        return get("/api/v1/runs:histogram" + query(values), new TypeReference<>() {});
    }

    @Override
    public RunView run(String id) {
        return get("/api/v1/runs/" + part(id), new TypeReference<>() {});
    }

    @Override
    public List<AttemptView> attempts(String id) {
        return get("/api/v1/runs/" + part(id) + "/attempts", new TypeReference<>() {});
    }

    @Override
    public LogPart log(String id, long offset) {
        return get("/api/v1/runs/" + part(id) + "/log?offset=" + offset, new TypeReference<>() {});
    }

    @Override
    public RunView cancel(String id) {
        return post("/api/v1/runs/" + part(id) + ":cancel", null, new TypeReference<>() {});
    }

    @Override
    public RunView hold(String id) {
        return post("/api/v1/runs/" + part(id) + ":hold", null, new TypeReference<>() {});
    }

    @Override
    public RunView release(String id) {
        return post("/api/v1/runs/" + part(id) + ":release", null, new TypeReference<>() {});
    }

    @Override
    public RunView dismiss(String id) {
        return post("/api/v1/runs/" + part(id) + ":dismiss", null, new TypeReference<>() {});
    }

    @Override
    public RunView retry(String id, RetryRequest request) {
        return post("/api/v1/runs/" + part(id) + ":retry", request, new TypeReference<>() {});
    }

    @Override
    public List<RunView> parts(String id) {
        return get("/api/v1/runs/" + part(id) + "/parts", new TypeReference<>() {});
    }

    @Override
    public Why why(String id) {
        return get("/api/v1/runs/" + part(id) + "/why", new TypeReference<>() {});
    }

    @Override
    public Bulk planBulk(BulkAction action, RunQuery query) {
        var which = new LinkedHashMap<String, @Nullable Object>();
        which.put("states", query.states());
        which.put("job", query.job());
        which.put("since", text(query.since()));
        which.put("until", text(query.until()));
        which.put("queue", query.queue());
        which.put("node", query.node());
        which.put("causes", query.causes());
        which.put("error", query.error());
        which.put("newerThan", query.newerThan());
        which.put("fingerprint", query.fingerprint());
        return post(
                "/api/v1/runs:bulk",
                Map.of("action", action, "query", which),
                new TypeReference<>() {});
    }

    @Override
    public Bulk planBulk(BulkAction action, List<String> runs) {
        return post(
                "/api/v1/runs:bulk",
                Map.of("action", action, "runs", runs),
                new TypeReference<>() {});
    }

    @Override
    public Bulk bulk(String plan) {
        return get("/api/v1/runs:bulk/" + part(plan), new TypeReference<>() {});
    }

    @Override
    public Bulk stepBulk(String plan) {
        return post("/api/v1/runs:bulk", Map.of("plan", plan), new TypeReference<>() {});
    }

    @Override
    public Bulk undoBulk(String plan) {
        return post("/api/v1/runs:bulk/" + part(plan) + ":undo", null, new TypeReference<>() {});
    }

    @Override
    public Page<FailureView> failures(FailureQuery query, @Nullable String cursor, int limit) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("state", commaSeparated(query.states()));
        values.put("job", query.job());
        values.put("assignee", query.assignee());
        values.put("cursor", cursor);
        values.put("limit", Integer.toString(limit));
        return get("/api/v1/failures" + query(values), new TypeReference<>() {});
    }

    @Override
    public FailureView failure(String fingerprint) {
        return get("/api/v1/failures/" + part(fingerprint), new TypeReference<>() {});
    }

    @Override
    public FailureView changeFailure(String fingerprint, FailureChange change) {
        var asked =
                switch (change) {
                    case FailureChange.Assign assign ->
                            new Asked(":assign", Collections.singletonMap("to", assign.to()));
                    case FailureChange.Note note ->
                            new Asked(":note", Collections.singletonMap("text", note.text()));
                    case FailureChange.Acknowledge() -> new Asked(":acknowledge", null);
                    case FailureChange.Snooze snooze ->
                            new Asked(":snooze" + during(snooze.duration()), null);
                    case FailureChange.Mute() -> new Asked(":mute", null);
                    case FailureChange.Resolve() -> new Asked(":resolve", null);
                };
        return post(
                "/api/v1/failures/" + part(fingerprint) + asked.verb,
                asked.body,
                new TypeReference<>() {});
    }

    private record Asked(String verb, @Nullable Object body) {}

    @Override
    public Forecast forecast(ForecastQuery query) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("from", query.from().toString());
        values.put("until", query.until().toString());
        values.put("job", query.job());
        values.put("queue", query.queue());
        return get("/api/v1/forecast" + query(values), new TypeReference<>() {});
    }

    @Override
    public List<NodeView> nodes() {
        List<NodeView> found = get("/api/v1/nodes", new TypeReference<>() {});
        nodes.learn(NodeUrl.of(found));
        return found;
    }

    @Override
    public List<SegmentView> segments() {
        return get("/api/v1/segments", new TypeReference<>() {});
    }

    @Override
    public NodeView cordon(String node, @Nullable Duration duration) {
        return post(
                "/api/v1/nodes/" + part(node) + ":cordon" + during(duration),
                null,
                new TypeReference<>() {});
    }

    @Override
    public NodeView uncordon(String node) {
        return post("/api/v1/nodes/" + part(node) + ":uncordon", null, new TypeReference<>() {});
    }

    private static String during(@Nullable Duration duration) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("for", duration == null ? null : Durations.format(duration));
        return query(values);
    }

    @Override
    public List<CalendarView> calendars() {
        return get("/api/v1/calendars", new TypeReference<>() {});
    }

    @Override
    public CalendarView calendar(String name) {
        return get("/api/v1/calendars/" + part(name), new TypeReference<>() {});
    }

    @Override
    public CalendarView putCalendar(CalendarDefinition calendar) {
        return read(
                request("/api/v1/calendars/" + part(calendar.name()))
                        .header("Content-Type", "application/json")
                        .PUT(
                                HttpRequest.BodyPublishers.ofString(
                                        Definitions.toJson(calendar).toString()))
                        .build(),
                new TypeReference<>() {});
    }

    @Override
    public CalendarView importCalendar(String name, String ics) {
        return read(
                request("/api/v1/calendars/" + part(name))
                        .header("Content-Type", "text/calendar")
                        .PUT(HttpRequest.BodyPublishers.ofString(ics))
                        .build(),
                new TypeReference<>() {});
    }

    @Override
    public void deleteCalendar(String name) {
        send(request("/api/v1/calendars/" + part(name)).DELETE().build());
    }

    @Override
    public List<QueueView> queues() {
        return get("/api/v1/queues", new TypeReference<>() {});
    }

    @Override
    public QueueView queue(String name) {
        return get("/api/v1/queues/" + part(name), new TypeReference<>() {});
    }

    @Override
    public QueueView putQueue(QueueDefinition queue, @Nullable Duration duration) {
        return read(
                request("/api/v1/queues/" + part(queue.name()) + during(duration))
                        .header("Content-Type", "application/json")
                        .PUT(
                                HttpRequest.BodyPublishers.ofString(
                                        Definitions.toJson(queue).toString()))
                        .build(),
                new TypeReference<>() {});
    }

    @Override
    public QueueView pauseQueue(String name, @Nullable Duration duration) {
        return post(
                "/api/v1/queues/" + part(name) + ":pause" + during(duration),
                null,
                new TypeReference<>() {});
    }

    @Override
    public QueueView resumeQueue(String name) {
        return post("/api/v1/queues/" + part(name) + ":resume", null, new TypeReference<>() {});
    }

    @Override
    public void deleteQueue(String name) {
        send(request("/api/v1/queues/" + part(name)).DELETE().build());
    }

    @Override
    public Stats stats() {
        return get("/api/v1/stats", new TypeReference<>() {});
    }

    @Override
    public Me me() {
        return get("/api/v1/me", new TypeReference<>() {});
    }

    @Override
    public List<TokenView> tokens() {
        return get("/api/v1/tokens", new TypeReference<>() {});
    }

    @Override
    public NewToken createToken(String name, Role role, @Nullable Duration validFor) {
        var body = new TreeMap<String, @Nullable String>();
        body.put("name", name);
        body.put("role", role.word());
        body.put("validFor", validFor == null ? null : Durations.format(validFor));
        return post("/api/v1/tokens", body, new TypeReference<>() {});
    }

    @Override
    public void revokeToken(String name) {
        send(request("/api/v1/tokens/" + part(name)).DELETE().build());
    }

    @Override
    public Page<ChangeView> changes(ChangeQuery query, @Nullable String cursor, int limit) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("what", query.key() == null ? query.kind() : query.kind() + ":" + query.key());
        values.put("actor", query.actor());
        values.put("since", query.since() == null ? null : query.since().toString());
        values.put("cursor", cursor);
        values.put("limit", Integer.toString(limit));
        return get("/api/v1/changes" + query(values), new TypeReference<>() {});
    }

    @Override
    public ChangeDetails change(long id) {
        return get("/api/v1/changes/" + id, new TypeReference<>() {});
    }

    @Override
    public ChangeView undo(long id) {
        return post("/api/v1/changes/" + id + ":undo", null, new TypeReference<>() {});
    }

    @Override
    public Page<JobVersion> versions(
            String namespace, String name, @Nullable String cursor, int limit) {
        var values = new TreeMap<String, @Nullable String>();
        values.put("cursor", cursor);
        values.put("limit", Integer.toString(limit));
        return get(path(namespace, name) + "/versions" + query(values), new TypeReference<>() {});
    }

    @Override
    public Backup backup() {
        return post("/api/v1/backup", null, new TypeReference<>() {});
    }

    /// Reconnects after a break with the last cursor, until closed.
    @Override
    public Feed events(@Nullable String cursor, Consumer<EventView> consumer) {
        return EventStream.start(this::feed, cursor, consumer);
    }

    @Override
    public void close() {
        // Not close(), which would wait for feeds that are still open.
        http.shutdownNow();
    }
}
