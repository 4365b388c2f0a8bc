package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.Definitions;
import dev.carillon.api.JobView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.WhyReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The samples of scheduling on a real node in a process of its own.
@Isolated
class SchedulingIT extends RealNode {
    private static final Path SAMPLES =
            Path.of(System.getProperty("basedir", "."), "../../samples/scheduling");

    SchedulingIT(@TempDir Path folder) throws IOException {
        super(folder, "name: it, slots: 8, labels: {os: linux}");
        applySamples();
    }

    private static String text(String file) throws IOException {
        return Files.readString(SAMPLES.resolve(file));
    }

    private void applySamples() throws IOException {
        for (String name : List.of("weekend", "holidays", "free", "night")) {
            carillon.putCalendar(
                    Definitions.parseCalendar(text("calendars/" + name + ".yaml"), name));
        }
        for (String name : List.of("mail", "reports")) {
            carillon.putQueue(Definitions.parseQueue(text("queues/" + name + ".yaml"), name), null);
        }
        var all = new StringBuilder();
        for (String name : List.of("time", "rules", "limits", "parameters", "flows")) {
            all.append(text("jobs/" + name + ".yaml")).append("\n---\n");
        }
        carillon.apply(Definitions.parse(all.toString(), "samples"), false);
    }

    private RunView submit(String name, Map<String, String> parameters) {
        return carillon.run("default", name, new RunRequest(parameters, null), null);
    }

    private void awaitState(String run, RunState state) {
        await().atMost(30, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> carillon.run(run).state() == state);
    }

    private Map<String, RunState> parts(String run) {
        return carillon.parts(run).stream()
                .collect(Collectors.toMap(part -> String.valueOf(part.step()), RunView::state));
    }

    @Test
    void allSamplesAreStoredAndDue() {
        var jobs = carillon.jobs(null, null, 100).items();

        assertThat(jobs).hasSize(23);
        assertThat(jobs.stream().flatMap(job -> job.schedules().stream()))
                .allMatch(schedule -> schedule.next() != null || schedule.id().equals("pause"))
                .allMatch(schedule -> schedule.error() == null);
        assertThat(carillon.next("default", "first-and-third-last-business-day", 4))
                .extracting(due -> due.schedule())
                .contains("first", "third-last");
    }

    @Test
    void aFlowRunsItsStepsInOrderAndStartsWhatDependsOnIt() {
        var run = submit("nightly-load", Map.of());

        awaitState(run.id(), RunState.SUCCEEDED);
        assertThat(parts(run.id()))
                .isEqualTo(
                        Map.of(
                                "orders", RunState.SUCCEEDED,
                                "customers", RunState.SUCCEEDED,
                                "check", RunState.SUCCEEDED,
                                "alarm", RunState.SKIPPED,
                                "clean-up", RunState.SUCCEEDED));
        assertThat(carillon.parts(run.id()).stream().filter(part -> "check".equals(part.step())))
                .extracting(RunView::result)
                .containsExactly("160 rows");
        await().atMost(10, TimeUnit.SECONDS)
                .until(
                        () ->
                                carillon.runs(
                                                new RunQuery(
                                                        Set.of(RunState.SUCCEEDED),
                                                        "default/after-nightly-load",
                                                        null,
                                                        null),
                                                null,
                                                10)
                                        .items()
                                        .size(),
                        count -> count == 1);
    }

    @Test
    void aFlowGoesOnAfterTheNodeWasKilledInTheMiddle() throws IOException {
        carillon.apply(
                Definitions.parse(
                        """
                        name: long
                        task:
                          flow:
                            steps:
                              - {name: one, shell: {script: "echo ::result 1"}}
                              - {name: two, after: [one], shell: {script: "sleep 2; echo ::result 2"}}
                              - {name: three, after: [two], with: {SUM: "${steps.one.result}${steps.two.result}"}, shell: {script: 'echo "::result $SUM"'}}
                        """,
                        "test"),
                false);
        var run = submit("long", Map.of());
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> parts(run.id()).get("two") == RunState.RUNNING);

        killAndRestart();
        awaitState(run.id(), RunState.SUCCEEDED);

        assertThat(carillon.parts(run.id()).stream().sorted(Comparator.comparing(RunView::step)))
                .extracting(RunView::result)
                .containsExactly("1", "12", "2");
        assertThat(
                        carillon.parts(run.id()).stream()
                                .filter(part -> Objects.equals(part.step(), "one"))
                                .map(RunView::attempt))
                .containsExactly(1);
    }

    @Test
    void shardsAndNodesAreToldWhoTheyAre() {
        var shards = submit("in-four-parts", Map.of());
        var nodes = submit("on-every-node", Map.of());

        awaitState(shards.id(), RunState.SUCCEEDED);
        awaitState(nodes.id(), RunState.SUCCEEDED);
        assertThat(
                        carillon.parts(shards.id()).stream()
                                .map(part -> carillon.log(part.id(), 0).text().strip()))
                .containsExactlyInAnyOrder(
                        "part 0 of 4", "part 1 of 4", "part 2 of 4", "part 3 of 4");
        assertThat(carillon.log(carillon.parts(nodes.id()).getFirst().id(), 0).text().strip())
                .isEqualTo("on it");
    }

    @Test
    void aSecretReachesTheJobAndIsFoundNowhereElse() throws IOException {
        String secret = "hunter2-" + "x".repeat(20);
        var run = submit("transfer", Map.of("account", "4711", "password", secret));
        awaitState(run.id(), RunState.SUCCEEDED);

        assertThat(carillon.run(run.id()).parameters()).containsEntry("password", "••••");
        assertThat(carillon.log(run.id(), 0).text())
                .contains("with password ••••")
                .doesNotContain(secret);
        var again = carillon.retry(run.id(), new RetryRequest(Map.of(), List.of(), true));
        awaitState(again.id(), RunState.SUCCEEDED);
        node.destroy();
        node.onExit().join();
        try (var files = Files.walk(folder.resolve("data"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(secret);
            }
        }
    }

    @Test
    void oneCustomerIsServedAfterTheOther() {
        var first = submit("sync-customer", Map.of("customer", "acme"));
        var second = submit("sync-customer", Map.of("customer", "acme"));
        var other = submit("sync-customer", Map.of("customer", "globex"));

        assertThat(carillon.why(second.id()).reason())
                .isIn(WhyReason.KEY_LIMIT, WhyReason.NO_SLOT, WhyReason.RUNNING);
        awaitState(second.id(), RunState.SUCCEEDED);
        var firstEnd = Objects.requireNonNull(carillon.run(first.id()).finishedAt());
        assertThat(carillon.run(second.id()).startedAt()).isAfterOrEqualTo(firstEnd);
        awaitState(other.id(), RunState.SUCCEEDED);
        assertThat(carillon.run(other.id()).startedAt()).isBefore(firstEnd);
    }

    @Test
    void aPausedQueueSaysSoAndGoesOnWhenResumed() {
        carillon.pauseQueue("mail", Duration.ofHours(2));
        var run = submit("send-mail", Map.of("to", "ann"));

        assertThat(carillon.why(run.id()))
                .returns(WhyReason.QUEUE_PAUSED, Why::reason)
                .matches(why -> why.earliest() != null);
        carillon.resumeQueue("mail");

        awaitState(run.id(), RunState.SUCCEEDED);
    }

    @Test
    void aJobThatFailsThreeTimesIsPaused() {
        for (int i = 0; i < 3; i++) {
            awaitState(submit("gives-up", Map.of()).id(), RunState.FAILED);
        }

        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> carillon.job("default", "gives-up"), JobView::paused);
        assertThat(carillon.job("default", "gives-up").pausedWhy()).contains("3 runs failed");
    }

    @Test
    void aRuleEndsRetriesThatCannotHelpAndANewerRunReplacesAnOlder() {
        var old = submit("newest-only", Map.of());
        awaitState(old.id(), RunState.RUNNING);
        var newer = submit("newest-only", Map.of());

        awaitState(old.id(), RunState.CANCELLED);
        awaitState(newer.id(), RunState.RUNNING);
        carillon.cancel(newer.id());
        awaitState(newer.id(), RunState.CANCELLED);
    }
}
