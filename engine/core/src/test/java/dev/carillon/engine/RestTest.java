package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.engine.auth.Secrets;
import dev.carillon.engine.queue.Ground;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.queue.Submissions.Wanted;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.store.jdbc.Database;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// A node that rests for an hour finds all the same what is committed in its process, by whomever: nobody tells its
/// loops here.
@Timeout(60)
class RestTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    // As long as all loops take to find nothing and to rest.
    private static final Duration SETTLES = Duration.ofSeconds(4);

    @TempDir Path folder;

    private @Nullable Engine started;
    private @Nullable Database opened;
    private @Nullable LongSupplier clock;

    @BeforeEach
    void start() {
        var config = EngineConfig.embedded("a", folder, 2);
        started =
                Engine.start(
                        config,
                        (database, node, nowUs) -> {
                            opened = database;
                            clock = nowUs;
                            return RestingCluster.of(
                                    Engine.Clusters.ALONE.on(database, node, nowUs));
                        },
                        () -> {});
        LockSupport.parkNanos(SETTLES.toNanos());
    }

    @AfterEach
    void close() {
        engine().close();
    }

    private Engine engine() {
        return Objects.requireNonNull(started);
    }

    private Database database() {
        return Objects.requireNonNull(opened);
    }

    // Another way to the same database, of which the engine knows nothing.
    private Ground ground() {
        var nowUs = Objects.requireNonNull(clock);
        return Engine.ground(
                database(),
                Segments.of(database(), Segments.DEFAULT),
                nowUs,
                new Ids(nowUs),
                1_000,
                Secrets.inFolder(folder));
    }

    private void store(String job) {
        ground().catalog()
                .put(
                        List.of(Definitions.parse("name: work\n" + job, "test").getFirst()),
                        "test",
                        null,
                        false);
    }

    private String submit(@Nullable Instant at) {
        var wanted = new Wanted("default", "work", Map.of(), at, null, Cause.MANUAL);
        return new Submissions(
                        database(), ground(), Objects.requireNonNull(clock), Optional.empty())
                .submit("test", wanted)
                .id();
    }

    private Instant now() {
        return Instant.ofEpochMilli(Objects.requireNonNull(clock).getAsLong() / 1_000);
    }

    private void awaitState(String run, RunState state) {
        await().atMost(LONGEST).until(() -> engine().run(run).state() == state);
    }

    @Test
    void aRunThatIsQueuedIsClaimed() {
        store("task: {shell: {command: [\"true\"]}}");
        LockSupport.parkNanos(SETTLES.toNanos());

        awaitState(submit(null), RunState.SUCCEEDED);
    }

    @Test
    void aRunThatIsDelayedIsQueuedWhenItIsDue() {
        store("task: {shell: {command: [\"true\"]}}");
        LockSupport.parkNanos(SETTLES.toNanos());

        awaitState(submit(now().plusSeconds(3)), RunState.SUCCEEDED);
    }

    @Test
    void aScheduleThatIsStoredFires() {
        store("task: {shell: {command: [\"true\"]}}\nschedules: [{id: s, every: 2s}]");

        await().atMost(LONGEST).until(() -> engine().countRuns(RunQuery.ALL).count() > 0);
    }

    @Test
    void aDeadlineIsHeeded() {
        store("task: {shell: {command: [\"true\"]}}\ndeadline: 2s");
        engine().cordon("a", null);
        LockSupport.parkNanos(SETTLES.toNanos());

        awaitState(submit(null), RunState.TIMED_OUT);
    }

    @Test
    void aRunOnDemandDoesNotWaitForALook() {
        store("task: {shell: {command: [\"true\"]}}");
        LockSupport.parkNanos(SETTLES.toNanos());
        var due = now().plusMillis(5);

        var run = engine().run("default", "work", new RunRequest(Map.of(), due, null), null);

        awaitState(run.id(), RunState.SUCCEEDED);
        var view = engine().run(run.id());
        assertThat(Objects.requireNonNull(view.startedAt())).isBefore(due.plus(Pause.SHORT));
    }
}
