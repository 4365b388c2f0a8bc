package dev.carillon.benchmark.contender;

import com.zaxxer.hikari.HikariDataSource;

import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Function;

/// Quartz with its JDBC job store.
final class QuartzScheduler implements Contender {
    private static final int TRIGGERS_A_CALL = 500;

    private final HikariDataSource pool;
    private final boolean clustered;
    private final int threads;
    private final Scheduler scheduler;
    private final JobDetail job =
            JobBuilder.newJob(Nothing.class).withIdentity("nothing").storeDurably().build();

    /// Does nothing but count.
    public static final class Nothing implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            Executions.started(context.getTrigger().getKey().getName());
        }
    }

    QuartzScheduler(HikariDataSource pool, boolean clustered, Member member)
            throws SchedulerException, SQLException {
        this.pool = pool;
        this.clustered = clustered;
        threads = member.threads();
        boolean postgres = Tables.postgres(pool);
        if (member.first()) {
            Tables.create(
                    pool,
                    "/org/quartz/impl/jdbcjobstore/tables_"
                            + (postgres ? "postgres" : "h2")
                            + ".sql");
        }
        DBConnectionManager.getInstance().addConnectionProvider("measured", new Connections(pool));
        var settings = new Properties();
        settings.putAll(
                Map.of(
                        "org.quartz.scheduler.instanceId",
                        "member-" + member.number(),
                        "org.quartz.threadPool.threadCount",
                        "" + threads,
                        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount",
                        "" + threads,
                        "org.quartz.jobStore.class",
                        "org.quartz.impl.jdbcjobstore.JobStoreTX",
                        "org.quartz.jobStore.driverDelegateClass",
                        "org.quartz.impl.jdbcjobstore."
                                + (postgres ? "PostgreSQLDelegate" : "StdJDBCDelegate"),
                        "org.quartz.jobStore.dataSource",
                        "measured",
                        "org.quartz.jobStore.acquireTriggersWithinLock",
                        "true",
                        "org.quartz.jobStore.misfireThreshold",
                        "600000",
                        "org.quartz.jobStore.isClustered",
                        "" + clustered,
                        "org.quartz.scheduler.skipUpdateCheck",
                        "true"));
        scheduler = new StdSchedulerFactory(settings).getScheduler();
        if (member.first()) {
            scheduler.addJob(job, true);
        }
    }

    @Override
    public String settings() {
        return "Quartz 2.5.2, %s: JobStoreTX, threadCount and batchTriggerAcquisitionMaxCount %d, acquireTriggersWithinLock, misfireThreshold 10 min; bulk by scheduleJobs, %d triggers a call."
                .formatted(clustered ? "clustered" : "not clustered", threads, TRIGGERS_A_CALL);
    }

    @Override
    public String submit(String id) throws SchedulerException {
        return submitAt(id, Executions.now());
    }

    @Override
    public Collection<String> submitAll(List<String> ids) throws SchedulerException {
        Date now = Date.from(Executions.now());
        store(ids, id -> trigger(id, now));
        return ids;
    }

    @Override
    public String submitAt(String id, Instant due) throws SchedulerException {
        scheduler.scheduleJob(trigger(id, Date.from(due)));
        return id;
    }

    @Override
    public void schedule(List<String> ids, int minute, int second) throws SchedulerException {
        var cron =
                CronScheduleBuilder.cronSchedule("%d %d * * * ?".formatted(second, minute))
                        .inTimeZone(TimeZone.getTimeZone("UTC"));
        store(
                ids,
                id ->
                        TriggerBuilder.newTrigger()
                                .withIdentity(id)
                                .forJob(job)
                                .withSchedule(cron)
                                .build());
    }

    private void store(List<String> ids, Function<String, Trigger> trigger)
            throws SchedulerException {
        for (int at = 0; at < ids.size(); at += TRIGGERS_A_CALL) {
            Set<Trigger> triggers = new HashSet<>();
            ids.subList(at, Math.min(ids.size(), at + TRIGGERS_A_CALL))
                    .forEach(id -> triggers.add(trigger.apply(id)));
            scheduler.scheduleJobs(Map.of(job, triggers), true);
        }
    }

    private SimpleTrigger trigger(String id, Date due) {
        return (SimpleTrigger)
                TriggerBuilder.newTrigger().withIdentity(id).forJob(job).startAt(due).build();
    }

    @Override
    public void pause() throws SchedulerException {
        scheduler.standby();
    }

    @Override
    public void resume() throws SchedulerException {
        scheduler.start();
    }

    @Override
    public long left() throws SQLException {
        return Tables.count(pool, "SELECT COUNT(*) FROM QRTZ_SIMPLE_TRIGGERS")
                + Tables.count(pool, "SELECT COUNT(*) FROM QRTZ_FIRED_TRIGGERS");
    }

    @Override
    public void close() throws SchedulerException {
        scheduler.shutdown(true);
    }

    private record Connections(HikariDataSource pool) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return pool.getConnection();
        }

        @Override
        public void shutdown() {}

        @Override
        public void initialize() {}
    }
}
