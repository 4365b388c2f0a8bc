package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A real node in a process of its own, killed with KILL.
@Isolated
class NodeIT extends RealNode {
    NodeIT(@TempDir Path folder) throws IOException {
        super(folder, "name: it");
    }

    private void job(String yaml) {
        carillon.apply(Definitions.parse(yaml, "test"), false);
    }

    private RunView submit(String name) {
        return carillon.run("default", name, new RunRequest(Map.of(), null), null);
    }

    private void awaitState(String run, RunState state) {
        await().atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> carillon.run(run).state() == state);
    }

    private static long processesWith(String argument) {
        return ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info()
                                        .arguments()
                                        .map(List::of)
                                        .orElse(List.of())
                                        .contains(argument))
                .count();
    }

    @Test
    void noProcessSurvivesAKilledNodeAndItsRunIsStartedAgain() throws IOException {
        job("name: sleeper\ntask: {shell: {script: \"setsid sleep 98765 & sleep 98766\"}}\n");
        var run = submit("sleeper");
        awaitState(run.id(), RunState.RUNNING);
        await().atMost(5, TimeUnit.SECONDS).until(() -> processesWith("98765") == 1);

        node.destroyForcibly().onExit().join();
        await().atMost(8, TimeUnit.SECONDS)
                .until(() -> processesWith("98765") + processesWith("98766") == 0);
        killAndRestart();

        awaitState(run.id(), RunState.RUNNING);
        assertThat(carillon.run(run.id()).attempt()).isEqualTo(2);
        carillon.cancel(run.id());
        awaitState(run.id(), RunState.CANCELLED);
        await().atMost(8, TimeUnit.SECONDS)
                .until(() -> processesWith("98765") + processesWith("98766") == 0);
    }

    @Test
    void segmentsAreDividedAnewOnlyWhileTheNodeIsStopped() throws IOException {
        job("name: often\ntask: {shell: {command: [\"true\"]}}\nschedules: [{id: s, every: 1s}]\n");
        String[] resize = {
            "segments", "resize", "7", "--config", folder.resolve("carillon.yaml").toString()
        };

        var refused = Answer.to(resize);
        assertThat(refused.code()).isEqualTo(Exit.CONFLICT);
        assertThat(refused.err()).contains("stop first", "(process " + node.pid() + ")");
        assertThat(carillon.segments()).hasSize(32);

        stop();
        node.onExit().join();
        var done = Answer.to(resize);
        // How far it is, when that takes more than a second.
        assertThat(done.err().lines()).allMatch(line -> line.startsWith("jobs looked at"));
        assertThat(done.out()).startsWith("The number of segments is 7 now and was 32; ");
        assertThat(done.code()).isEqualTo(Exit.OK);
        node = start();
        carillon = connect();

        assertThat(carillon.segments()).hasSize(7).allMatch(each -> "it".equals(each.node()));
        var before = carillon.stats().runs().getOrDefault(RunState.SUCCEEDED, 0L);
        await().atMost(20, TimeUnit.SECONDS)
                .until(
                        () ->
                                carillon.stats().runs().getOrDefault(RunState.SUCCEEDED, 0L)
                                        > before + 2);
    }

    @Test
    void anAtMostOnceRunOfAKilledNodeIsLost() throws IOException {
        job("name: once\ndelivery: at-most-once\ntask: {shell: {command: [sleep, \"98767\"]}}\n");
        var run = submit("once");
        awaitState(run.id(), RunState.RUNNING);

        killAndRestart();

        awaitState(run.id(), RunState.LOST);
    }

    @Test
    void acceptedSubmissionsSurviveAKillAndAreNotDoubledByTheSameKey() throws IOException {
        job(
                "name: quick\noverlap: allow\ntask: {shell: {command: [\"true\"]}}\nparameters: [{name: day, type: date, default: \"2026-01-01\"}]\n");
        var request = new RunRequest(Map.of("day", "2026-11-23"), null);
        var first = carillon.run("default", "quick", request, "key-1");

        killAndRestart();

        assertThat(carillon.run("default", "quick", request, "key-1").id()).isEqualTo(first.id());
        assertThatThrownBy(
                        () ->
                                carillon.run(
                                        "default",
                                        "quick",
                                        new RunRequest(Map.of("day", "2026-11-24"), null),
                                        "key-1"))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
        awaitState(first.id(), RunState.SUCCEEDED);
    }

    @Test
    void aFailureRetriesAndTheOutputOfAllAttemptsIsKept() {
        job(
                "name: second\nretry: {attempts: 2, backoff: fixed, initial: 100ms, jitter: 0}\n"
                        + "task: {shell: {script: \"echo attempt $ATTEMPT; echo '::result '$ATTEMPT; test $ATTEMPT = 2\"}}\n");

        var run = submit("second");
        awaitState(run.id(), RunState.SUCCEEDED);

        assertThat(carillon.log(run.id(), 0).text()).isEqualTo("attempt 1\nattempt 2\n");
        assertThat(carillon.run(run.id()).result()).isEqualTo("2");
        assertThat(carillon.attempts(run.id()))
                .extracting(attempt -> attempt.state())
                .containsExactly(RunState.FAILED, RunState.SUCCEEDED);
    }

    // What takes the time is a thousand short programs, of which looks see hardly any.
    @Test
    void whatARunUsedIsKeptWithItsAttempt() {
        job(
                "name: busy\ntask: {shell: {script: \"end=$(($(date +%s) + 4)); while [ $(date +%s) -lt $end ]; do :; done\"}}\n");

        var run = submit("busy");
        awaitState(run.id(), RunState.SUCCEEDED);

        var used = Objects.requireNonNull(carillon.attempts(run.id()).getFirst().usage());
        assertThat(used.processorTime()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(60));
        assertThat(used.peakMemoryBytes()).isBetween(100_000L, 1L << 30);
    }

    @Test
    void aRunOverItsTimeoutEndsWithItsWholeTree() {
        job(
                "name: late\ntimeout: 500ms\nkillGrace: 200ms\n"
                        + "task: {shell: {script: \"trap '' TERM; setsid sleep 98768 & while true; do sleep 0.1; done\"}}\n");

        var run = submit("late");
        awaitState(run.id(), RunState.TIMED_OUT);

        await().atMost(5, TimeUnit.SECONDS).until(() -> processesWith("98768") == 0);
    }

    @Test
    void aParameterIsDataAndNeverPartOfACommand() {
        job(
                "name: told\nparameters: [{name: word}]\ntask: {shell: {script: 'printf %s \"$word\"'}}\n");

        var run =
                carillon.run(
                        "default",
                        "told",
                        new RunRequest(Map.of("word", "$(id); `id`\n--"), null),
                        null);
        awaitState(run.id(), RunState.SUCCEEDED);

        assertThat(carillon.log(run.id(), 0).text()).isEqualTo("$(id); `id`\n--");
    }

    @Test
    void changesReachASubscriber() {
        job("name: seen\ntask: {shell: {command: [\"true\"]}}\n");
        var events = new CopyOnWriteArrayList<EventView>();
        try (var feed = carillon.events(null, events::add)) {
            await().atMost(15, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () -> {
                                if (carillon
                                        .runs(dev.carillon.api.Carillon.RunQuery.ALL, null, 1)
                                        .items()
                                        .stream()
                                        .allMatch(run -> run.state().finished())) {
                                    submit("seen");
                                }
                                return events.stream()
                                        .anyMatch(
                                                event ->
                                                        event.run() != null
                                                                && event.run().state()
                                                                        == RunState.SUCCEEDED);
                            });
        }
    }

    @Test
    void nothingButHealthAnswersWithoutTheToken() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            for (String path :
                    List.of(
                            "/api/v1/jobs",
                            "/api/v1/runs",
                            "/api/v1/events",
                            "/metrics",
                            "/none",
                            "/")) {
                assertThat(status(http, path, "Bearer wrong")).as(path).isEqualTo(401);
            }
            assertThat(status(http, "/health/live", "Bearer wrong")).isEqualTo(200);
        }
    }

    private int status(HttpClient http, String path, String authorization)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Authorization", authorization)
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void aWrongDefinitionChangesNothingAndSaysWhereItIsWrong()
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(url() + "/api/v1/jobs:apply"))
                        .header(
                                "Authorization",
                                "Bearer "
                                        + Files.readString(folder.resolve("data/admin.token"))
                                                .strip())
                        .header("Content-Type", "application/yaml")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "name: good\ntask: {shell: {command: [\"true\"]}}\n---\nname: bad\ntimeuot: 1h\ntask: {shell: {command: [\"true\"]}}\n"))
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).contains("body:5:1").contains("did you mean \\\"timeout\\\"");
        }
        assertThat(carillon.jobs(null, null, 10).items()).isEmpty();
    }
}
