package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;
import dev.carillon.api.client.HttpCarillon;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// What a cluster has to do while things happen to it: jobs that are due every second and write down what they do,
/// and a client that goes on submitting, with a key for each request.
final class ChaosLoad {
    /// Jobs of which each second is due.
    static final List<String> EVERY_SECOND = List.of("tick-0", "tick-1", "tick-2", "once", "gated");

    private static final String SCHEDULE = "schedules: [{id: s, every: %ds}]\n";

    // However long the database is away, each due time has a run of its own.
    private static final String LATE = "catchUp: {after: 10m}\n";

    private final HttpCarillon carillon;
    private final InstantSource clock = InstantSource.system();

    // Used by one task after the other.
    private final KeyedSubmissions submitted = new KeyedSubmissions();
    private final ExecutorService submitters = Executors.newVirtualThreadPerTaskExecutor();
    private CompletableFuture<Void> submitting = CompletableFuture.completedFuture(null);

    /// @param evidence to which the jobs write
    static ChaosLoad begin(HttpCarillon carillon, Path evidence) {
        carillon.apply(Definitions.parse(jobs(evidence), "test"), false);
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> carillon.stats().runs().getOrDefault(RunState.SUCCEEDED, 0L) > 20);
        return new ChaosLoad(carillon);
    }

    private ChaosLoad(HttpCarillon carillon) {
        this.carillon = carillon;
    }

    private static String jobs(Path evidence) {
        var text = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            text.append(job("tick-" + i, evidence, 2, "overlap: allow\n" + SCHEDULE.formatted(1)));
        }
        String once = "overlap: allow\ndelivery: at-most-once\n";
        text.append(job("once", evidence, 2, once + SCHEDULE.formatted(1)));
        text.append(job("gated", evidence, 3, "overlap: skip\n" + SCHEDULE.formatted(1)));
        text.append(job("long", evidence, 50, "overlap: allow\n" + SCHEDULE.formatted(2)));
        text.append(job("wanted", evidence, 1, "overlap: allow\n"));
        return text.toString();
    }

    private static String job(String name, Path evidence, int tenths, String more) {
        String script =
                ClusterEvidence.script(evidence, tenths)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"");
        return "name: "
                + name
                + "\nretention: {runs: 100000, age: 1d}\ntask: {shell: {script: \""
                + script
                + "\"}}\n"
                + more
                + LATE
                + "---\n";
    }

    /// Submits for that long, and no longer: the answer to a request to a node that hangs is not waited for.
    void goOn(Duration length) {
        var end = clock.instant().plus(length);
        submitting = submitting.thenRunAsync(() -> submitUntil(end), submitters);
        await().pollDelay(length).atMost(length.plusSeconds(5)).until(() -> true);
    }

    private void submitUntil(Instant end) {
        while (clock.instant().isBefore(end)) {
            try {
                submitted.add(carillon);
            } catch (CarillonException e) {
                // Nobody knows whether it was carried out; it is repeated later.
                assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            }
            await().pollDelay(100, TimeUnit.MILLISECONDS).until(() -> true);
        }
    }

    /// Waits until what has become due meanwhile is under way: it would stand before what is due after the next fault.
    void catchUp() {
        await().atMost(120, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(CarillonException.class)
                .until(
                        () ->
                                EVERY_SECOND.stream().allMatch(this::isFired)
                                        && carillon.stats().runs().getOrDefault(RunState.QUEUED, 0L)
                                                == 0);
    }

    // While it is behind with its due times, the queue may be empty just before they come in.
    private boolean isFired(String job) {
        var behind = clock.instant().minusSeconds(1);
        return carillon.job("default", job).schedules().stream()
                .map(ScheduleView::next)
                .allMatch(next -> next != null && next.isAfter(behind));
    }

    /// Asks again what was not answered, with the same key.
    void repeatUnanswered() {
        submitting.join();
        submitted.repeatUnanswered(carillon);
    }

    /// Ends it.
    ///
    /// @return all runs, when all of them have ended
    List<RunView> settle() {
        EVERY_SECOND.forEach(job -> carillon.pause("default", job));
        carillon.pause("default", "long");
        repeatUnanswered();
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> all().stream().allMatch(run -> run.state().finished()));
        return all();
    }

    private List<RunView> all() {
        return RunCommands.find(carillon, RunQuery.ALL, Integer.MAX_VALUE);
    }

    /// What was answered is there once, and nothing else.
    void everySubmissionIsThereOnce(List<RunView> runs) {
        submitted.areThereOnce(runs);
    }
}
