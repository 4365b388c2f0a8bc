package dev.carillon.benchmark.rival;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// db-scheduler with its settings for many executions.
final class DbSchedulerRival implements Rival {
    private static final int THREADS = 50;
    private static final Duration POLL = Duration.ofMillis(100);

    private final HikariDataSource pool;
    private final boolean postgres;
    private final OneTimeTask<Void> task =
            Tasks.oneTime("nothing").execute((instance, _) -> Executions.started(instance.getId()));
    private final Scheduler scheduler;

    DbSchedulerRival(HikariDataSource pool, boolean postgres) throws SQLException {
        this.pool = pool;
        this.postgres = postgres;
        Tables.create(pool, "/rival/db-scheduler-" + (postgres ? "postgresql" : "h2") + ".sql");
        var builder =
                Scheduler.create(pool, task)
                        .threads(THREADS)
                        .pollingInterval(POLL)
                        .enableImmediateExecution();
        scheduler =
                (postgres
                                ? builder.pollUsingLockAndFetch(1.0, 4.0)
                                : builder.pollUsingFetchAndLockOnExecute(1.0, 4.0))
                        .build();
        scheduler.start();
        scheduler.pause();
    }

    @Override
    public String settings() {
        return "db-scheduler 16.12.0: "
                + THREADS
                + " threads, polling every "
                + POLL.toMillis()
                + " ms (default 10 s), immediate execution, "
                + (postgres ? "lock-and-fetch (1.0, 4.0)" : "fetch-and-lock-on-execute (1.0, 4.0)")
                + "; bulk by scheduleBatch.";
    }

    @Override
    public void submit(String id) {
        scheduler.schedule(task.instance(id), Executions.now());
    }

    @Override
    public void submitAll(List<String> ids) {
        var instances = new ArrayList<TaskInstance<?>>();
        ids.forEach(id -> instances.add(task.instance(id)));
        scheduler.scheduleBatch(instances, Executions.now());
    }

    @Override
    public boolean punctual() {
        return true;
    }

    @Override
    public void submitAt(String id, Instant due) {
        scheduler.schedule(task.instance(id), due);
    }

    @Override
    public void pause() {
        scheduler.pause();
    }

    @Override
    public void resume() {
        scheduler.resume();
    }

    @Override
    public long left() throws SQLException {
        return Tables.count(pool, "SELECT COUNT(*) FROM scheduled_tasks");
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
