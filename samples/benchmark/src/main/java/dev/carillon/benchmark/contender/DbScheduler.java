package dev.carillon.benchmark.contender;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.PlainScheduleAndData;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTaskWithPersistentSchedule;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.CronSchedule;
import com.zaxxer.hikari.HikariDataSource;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// db-scheduler with its settings for many executions.
final class DbScheduler implements Contender {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final double LOWER = 1.0;
    private static final double UPPER = 4.0;

    /// How it takes what is due: `FETCH` reads and lets threads compete for each row, `LOCK` takes many rows by
    /// `SKIP LOCKED`.
    enum Polling {
        FETCH,
        LOCK
    }

    private final HikariDataSource pool;
    private final Polling polling;
    private final int threads;
    private final OneTimeTask<Void> task =
            Tasks.oneTime("nothing").execute((instance, _) -> Executions.started(instance.getId()));
    private final RecurringTaskWithPersistentSchedule<PlainScheduleAndData> recurring =
            Tasks.recurringWithPersistentSchedule("recurring", PlainScheduleAndData.class)
                    .execute((instance, _) -> Executions.started(instance.getId()));
    private final Scheduler scheduler;

    DbScheduler(HikariDataSource pool, Polling polling, Member member) throws SQLException {
        this.pool = pool;
        this.polling = polling;
        threads = member.threads();
        if (member.first()) {
            Tables.create(
                    pool,
                    "/contender/db-scheduler-"
                            + (Tables.postgres(pool) ? "postgresql" : "h2")
                            + ".sql");
        }
        var builder =
                Scheduler.create(pool, task, recurring)
                        .schedulerName(new SchedulerName.Fixed("member-" + member.number()))
                        .threads(threads)
                        .pollingInterval(POLL)
                        .enableImmediateExecution();
        scheduler =
                (polling == Polling.LOCK
                                ? builder.pollUsingLockAndFetch(LOWER, UPPER)
                                : builder.pollUsingFetch(LOWER, UPPER))
                        .build();
        scheduler.start();
        scheduler.pause();
    }

    @Override
    public String settings() {
        return "db-scheduler 16.12.0, %s: %d threads, polling every %d ms (default 10 s), thresholds (%s, %s), immediate execution; bulk by scheduleBatch."
                .formatted(
                        polling == Polling.LOCK ? "lock-and-fetch" : "fetch-and-lock-on-execute",
                        threads,
                        POLL.toMillis(),
                        LOWER,
                        UPPER);
    }

    @Override
    public String submit(String id) {
        return submitAt(id, Executions.now());
    }

    @Override
    public Collection<String> submitAll(List<String> ids) {
        var instances = new ArrayList<TaskInstance<?>>();
        ids.forEach(id -> instances.add(task.instance(id)));
        scheduler.scheduleBatch(instances, Executions.now());
        return ids;
    }

    @Override
    public String submitAt(String id, Instant due) {
        scheduler.schedule(task.instance(id), due);
        return id;
    }

    @Override
    public void schedule(List<String> ids, int minute, int second) {
        var cron = new CronSchedule("%d %d * * * *".formatted(second, minute), ZoneOffset.UTC);
        var instances = new ArrayList<SchedulableInstance<?>>();
        ids.forEach(
                id ->
                        instances.add(
                                recurring.schedulableInstance(
                                        id, new PlainScheduleAndData(cron, null))));
        scheduler.scheduleBatch(instances);
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
        return Tables.count(
                pool, "SELECT COUNT(*) FROM scheduled_tasks WHERE task_name = 'nothing'");
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
