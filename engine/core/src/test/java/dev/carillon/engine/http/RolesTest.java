package dev.carillon.engine.http;

import static dev.carillon.api.Role.ADMIN;
import static dev.carillon.api.Role.AUTHOR;
import static dev.carillon.api.Role.OPERATOR;
import static dev.carillon.api.Role.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Me;
import dev.carillon.api.Role;
import dev.carillon.api.client.HttpCarillon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// What each role may do, and what the bearer of a lesser one hears.
class RolesTest extends ApiFixture {
    private static final String JOB = "/api/v1/jobs/{namespace}/{name}";
    private static final String RUN = "/api/v1/runs/{id}";
    private static final String FAILURE = "/api/v1/failures/{id}";
    private static final String QUEUE = "/api/v1/queues/{name}";

    /// Of routes that do more than read, and of those that only some may read.
    private static final Map<String, Role> INTENDED =
            Map.ofEntries(
                    Map.entry("POST " + JOB + ":run", OPERATOR),
                    Map.entry("POST " + JOB + ":pause", OPERATOR),
                    Map.entry("POST " + JOB + ":resume", OPERATOR),
                    Map.entry("POST " + JOB + ":skipNext", OPERATOR),
                    Map.entry("POST " + JOB + ":backfill", OPERATOR),
                    Map.entry("POST /api/v1/runs:submit", OPERATOR),
                    Map.entry("POST " + RUN + ":cancel", OPERATOR),
                    Map.entry("POST " + RUN + ":hold", OPERATOR),
                    Map.entry("POST " + RUN + ":release", OPERATOR),
                    Map.entry("POST " + RUN + ":retry", OPERATOR),
                    Map.entry("POST " + RUN + ":dismiss", OPERATOR),
                    Map.entry("POST /api/v1/runs:bulk", OPERATOR),
                    Map.entry("POST /api/v1/runs:bulk/{id}:undo", OPERATOR),
                    Map.entry("POST " + FAILURE + ":assign", OPERATOR),
                    Map.entry("POST " + FAILURE + ":note", OPERATOR),
                    Map.entry("POST " + FAILURE + ":acknowledge", OPERATOR),
                    Map.entry("POST " + FAILURE + ":snooze", OPERATOR),
                    Map.entry("POST " + FAILURE + ":mute", OPERATOR),
                    Map.entry("POST " + FAILURE + ":resolve", OPERATOR),
                    Map.entry("POST /api/v1/nodes/{name}:cordon", OPERATOR),
                    // Of what an operator may do; the engine asks for more for more.
                    Map.entry("POST /api/v1/changes/{id}:undo", OPERATOR),
                    Map.entry("POST /api/v1/nodes/{name}:uncordon", OPERATOR),
                    Map.entry("POST " + QUEUE + ":pause", OPERATOR),
                    Map.entry("POST " + QUEUE + ":resume", OPERATOR),
                    // For a while; without end it asks for an author itself.
                    Map.entry("PUT " + QUEUE, OPERATOR),
                    Map.entry("DELETE " + QUEUE, AUTHOR),
                    // Stores nothing.
                    Map.entry("POST /api/v1/jobs:explain", VIEWER),
                    Map.entry("POST /api/v1/jobs:apply", AUTHOR),
                    Map.entry("PUT " + JOB, AUTHOR),
                    Map.entry("DELETE " + JOB, AUTHOR),
                    Map.entry("PUT /api/v1/calendars/{name}", AUTHOR),
                    Map.entry("DELETE /api/v1/calendars/{name}", AUTHOR),
                    Map.entry("GET /api/v1/tokens", ADMIN),
                    Map.entry("POST /api/v1/tokens", ADMIN),
                    Map.entry("DELETE /api/v1/tokens/{name}", ADMIN),
                    Map.entry("POST /api/v1/backup", ADMIN));

    @Test
    void eachRouteHasTheRoleThatIsIntended() {
        var least = new TreeMap<String, Role>();
        for (Route route : server.routes()) {
            String name = route.method() + " " + route.template();
            if (!route.method().equals("GET") || route.role() != VIEWER) {
                least.put(name, route.role());
            }
        }

        assertThat(least).isEqualTo(new TreeMap<>(INTENDED));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aTokenIsLetThroughToTheRoutesOfItsRoleAndThoseBelow(Role role) throws Exception {
        String secret = issued.create("it", role, null, "admin").secret();

        for (Route route : server.routes()) {
            if (route.open() || route.template().equals("/api/v1/events")) {
                continue;
            }
            boolean refused = send(route, secret).statusCode() == 403;

            assertThat(refused)
                    .as(route.method() + " " + route.template())
                    .isEqualTo(!role.includes(route.role()));
        }
    }

    private HttpResponse<String> send(Route route, String secret)
            throws IOException, InterruptedException {
        String path =
                route.template()
                        .replace("{namespace}", "billing")
                        .replace("{name}", "orders")
                        .replace("{id}", "x");
        // With a time the limits of a queue are for a while.
        String query = route.query().contains("for") ? "?for=1h" : "";
        return send(
                HttpRequest.newBuilder(uri(path + query))
                        .header("Authorization", "Bearer " + secret)
                        .method(route.method(), BodyPublishers.noBody()));
    }

    @Test
    void aLesserRoleHearsWhichOneIsNeededAndWhichOneItHas() {
        try (var viewer = as(VIEWER)) {
            assertThat(viewer.job("billing", "orders")).isEqualTo(FakeCarillon.job());
            assertThatThrownBy(() -> viewer.pause("billing", "orders"))
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN))
                    .hasMessageContaining("needs the role operator")
                    .hasMessageContaining("token it has the role viewer");
        }
        assertThat(fake.calls).containsExactly("job billing/orders");
    }

    @Test
    void anOperatorSetsLimitsForAWhileAndAnAuthorForGood() throws Exception {
        String operator = issued.create("op", OPERATOR, null, "admin").secret();
        String author = issued.create("author", AUTHOR, null, "admin").secret();

        assertThat(limit(operator, "?for=2h").statusCode()).isEqualTo(200);
        assertThat(limit(operator, "").body()).contains("FORBIDDEN", "without an end", "author");
        assertThat(limit(author, "").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> limit(String secret, String query) throws Exception {
        return send(
                HttpRequest.newBuilder(uri("/api/v1/queues/mail" + query))
                        .header("Authorization", "Bearer " + secret)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"concurrency\": 2}")));
    }

    @Test
    void whatIsDoneIsDoneInTheNameOfTheToken() {
        try (var operator = as(OPERATOR)) {
            assertThat(operator.me()).isEqualTo(new Me("it", OPERATOR));
        }
        assertThat(client.me()).isEqualTo(new Me("admin", ADMIN));
    }

    @Test
    void aRevokedTokenAndAnExpiredOneSaySo() {
        try (var revoked = as(VIEWER);
                var late =
                        HttpCarillon.connect(
                                uri(""),
                                issued.create("short", VIEWER, Duration.ofHours(1), "admin")
                                        .secret())) {
            revoked.nodes();
            late.nodes();

            issuedElsewhere.revoke("it", "admin");
            time.advance(Duration.ofHours(1));

            assertThatThrownBy(revoked::nodes)
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED))
                    .hasMessageContaining("Token it was revoked at");
            assertThatThrownBy(late::nodes).hasMessageContaining("Token short expired at");
        }
    }

    @Test
    void aLogThatIsFollowedIsCutOffWhenItsTokenIsRevoked() {
        String secret = issued.create("it", VIEWER, null, "admin").secret();
        fake.log.add(new LogPart("a part\n", 7, false));
        var following =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return send(
                                        HttpRequest.newBuilder(
                                                        uri("/api/v1/runs/x/log?follow=true"))
                                                .header("Authorization", "Bearer " + secret)
                                                .GET());
                            } catch (IOException | InterruptedException e) {
                                throw new CompletionException(e);
                            }
                        });
        await().until(() -> fake.calls.size() > 2);

        issued.revoke("it", "admin");
        time.advance(Duration.ofSeconds(1));

        // Not ended, which would look like the whole.
        assertThatThrownBy(following::join).hasCauseInstanceOf(IOException.class);
    }

    private HttpCarillon as(Role role) {
        return HttpCarillon.connect(uri(""), issued.create("it", role, null, "admin").secret());
    }
}
