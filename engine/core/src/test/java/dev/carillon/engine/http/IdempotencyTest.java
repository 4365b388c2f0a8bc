package dev.carillon.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.auth.Tokens;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A request that is repeated with its key is done once: client, server, engine and database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyTest {
    private static final Instant LATER = Instant.parse("2199-01-01T00:00:00Z");
    private static final RunRequest AT = new RunRequest(Map.of("day", "1"), LATER);

    private Engine engine;
    private ApiServer server;
    private HttpCarillon client;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        engine = Engine.start(EngineConfig.embedded("a", folder, 4));
        server =
                ApiServer.start(
                        new ApiConfig("127.0.0.1", 0),
                        engine,
                        Tokens.inFolder(folder, engine.issuedTokens()));
        client =
                HttpCarillon.connect(
                        URI.create("http://127.0.0.1:" + server.port()),
                        Files.readString(folder.resolve("admin.token")).strip());
        client.apply(
                Definitions.parse(
                        """
                        name: once
                        task: {shell: {command: ["true"]}}
                        parameters: [{name: day, default: "0"}]
                        overlap: allow
                        """,
                        "test"),
                false);
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
        engine.close();
    }

    private String run(RunRequest request, String key) {
        return client.run("default", "once", request, key).id();
    }

    private static void assertReused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
    }

    @Test
    void theSameKeyGivesTheSameRun() {
        String first = run(AT, "same");

        assertThat(run(AT, "same")).isEqualTo(first);
        assertThat(run(AT, "other")).isNotEqualTo(first);
        assertThat(client.run(first).state()).isEqualTo(RunState.DELAYED);
        assertThat(client.run(first).due()).isEqualTo(LATER);
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        run(AT, "reused");

        assertReused(() -> run(new RunRequest(Map.of("day", "2"), LATER), "reused"));
        assertReused(() -> run(new RunRequest(Map.of("day", "1"), LATER.plusSeconds(1)), "reused"));
        assertReused(() -> run(new RunRequest(Map.of("day", "1"), null), "reused"));
    }

    @Test
    void manyAtOnceMakeOneRun() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls =
                    IntStream.range(0, 20)
                            .<Callable<String>>mapToObj(i -> () -> run(AT, "many"))
                            .toList();

            Set<String> ids =
                    threads.invokeAll(calls).stream()
                            .map(each -> each.resultNow())
                            .collect(Collectors.toSet());

            assertThat(ids).hasSize(1);
        }
    }

    @Test
    void submissionsAndSingleRunsShareTheirKeys() {
        var submission = new Submission("default", "once", Map.of("day", "1"), "shared");
        var plain = new RunRequest(Map.of("day", "1"), null);

        List<String> ids = client.runAll(List.of(submission, submission));

        assertThat(ids).hasSize(2).containsOnly(ids.getFirst());
        assertThat(run(plain, "shared")).isEqualTo(ids.getFirst());
    }

    @Test
    void aSetWithOneWrongElementMakesNoRun() {
        var right = new Submission("default", "once", Map.of(), "of-a-wrong-set");
        var wrong = new Submission("default", "none", Map.of(), null);
        long before = client.runs(RunQuery.ALL, null, 1000).items().size();

        assertThatThrownBy(() -> client.runAll(List.of(right, wrong)))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));

        assertThat(client.runs(RunQuery.ALL, null, 1000).items()).hasSize((int) before);
    }
}
