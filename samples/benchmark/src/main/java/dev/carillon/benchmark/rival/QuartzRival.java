package dev.carillon.benchmark.rival;

import com.zaxxer.hikari.HikariDataSource;

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
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/// Stock Quartz with its JDBC job store, as the product's own engine would be without our job store.
final class QuartzRival implements Rival {
    private static final int THREADS = 32;
    private static final int TRIGGERS_A_CALL = 500;

    private final HikariDataSource pool;
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

    QuartzRival(HikariDataSource pool, boolean postgres) throws SchedulerException, SQLException {
        this.pool = pool;
        Tables.create(
                pool,
                "/org/quartz/impl/jdbcjobstore/tables_" + (postgres ? "postgres" : "h2") + ".sql");
        DBConnectionManager.getInstance().addConnectionProvider("rival", new Connections(pool));
        var settings = new Properties();
        settings.putAll(
                Map.of(
                        "org.quartz.threadPool.threadCount",
                        "" + THREADS,
                        "org.quartz.scheduler.batchTriggerAcquisitionMaxCount",
                        "" + THREADS,
                        "org.quartz.jobStore.class",
                        "org.quartz.impl.jdbcjobstore.JobStoreTX",
                        "org.quartz.jobStore.driverDelegateClass",
                        "org.quartz.impl.jdbcjobstore."
                                + (postgres ? "PostgreSQLDelegate" : "StdJDBCDelegate"),
                        "org.quartz.jobStore.dataSource",
                        "rival",
                        "org.quartz.jobStore.acquireTriggersWithinLock",
                        "true",
                        "org.quartz.jobStore.misfireThreshold",
                        "600000",
                        "org.quartz.scheduler.skipUpdateCheck",
                        "true"));
        scheduler = new StdSchedulerFactory(settings).getScheduler();
        scheduler.addJob(job, true);
    }

    @Override
    public String settings() {
        return "Quartz 2.5.2: JobStoreTX, threadCount and batchTriggerAcquisitionMaxCount "
                + THREADS
                + ", acquireTriggersWithinLock, misfireThreshold 10 min; bulk by scheduleJobs.";
    }

    @Override
    public void submit(String id) throws SchedulerException {
        submitAt(id, Executions.now());
    }

    @Override
    public void submitAll(List<String> ids) throws SchedulerException {
        Date now = Date.from(Executions.now());
        for (int at = 0; at < ids.size(); at += TRIGGERS_A_CALL) {
            Set<Trigger> triggers = new HashSet<>();
            ids.subList(at, Math.min(ids.size(), at + TRIGGERS_A_CALL))
                    .forEach(id -> triggers.add(trigger(id, now)));
            scheduler.scheduleJobs(Map.of(job, triggers), true);
        }
    }

    @Override
    public boolean punctual() {
        return true;
    }

    @Override
    public void submitAt(String id, Instant due) throws SchedulerException {
        scheduler.scheduleJob(trigger(id, Date.from(due)));
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
        return Tables.count(pool, "SELECT COUNT(*) FROM QRTZ_TRIGGERS")
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
