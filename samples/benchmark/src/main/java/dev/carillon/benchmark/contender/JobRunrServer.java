package dev.carillon.benchmark.contender;

import com.zaxxer.hikari.HikariDataSource;

import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration.JobRunrConfigurationResult;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.gson.GsonJsonMapper;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;

/// JobRunr, the open edition, without its dashboard.
final class JobRunrServer implements Contender {
    private static final int POLL_SECONDS = 5;

    private final int workers;
    private final StorageProvider storage;
    private final JobRunrConfigurationResult jobRunr;

    /// Does nothing but count.
    ///
    /// @param id of the run
    public record Nothing(String id) implements JobRequest {
        @Override
        public Class<Handler> getJobRequestHandler() {
            return Handler.class;
        }
    }

    /// Runs [Nothing].
    public static final class Handler implements JobRequestHandler<Nothing> {
        @Override
        public void run(Nothing request) {
            Executions.started(request.id());
        }
    }

    JobRunrServer(HikariDataSource pool, Member member) {
        workers = member.threads();
        storage = SqlStorageProviderFactory.using(pool);
        jobRunr =
                JobRunr.configure()
                        .useJsonMapper(new GsonJsonMapper())
                        .useStorageProvider(storage)
                        .useBackgroundJobServer(
                                BackgroundJobServerConfiguration
                                        .usingStandardBackgroundJobServerConfiguration()
                                        .andName("member-" + member.number())
                                        .andWorkerCount(workers)
                                        .andPollIntervalInSeconds(POLL_SECONDS))
                        .initialize();
        pause();
    }

    @Override
    public String settings() {
        return "JobRunr 8.7.0: "
                + workers
                + " workers, polling every "
                + POLL_SECONDS
                + " s (its least), JSON by Gson, no dashboard; bulk by a stream.";
    }

    @Override
    public String submit(String id) {
        jobRunr.getJobRequestScheduler().enqueue(new Nothing(id));
        return id;
    }

    @Override
    public Collection<String> submitAll(List<String> ids) {
        jobRunr.getJobRequestScheduler().enqueue(ids.stream().map(Nothing::new));
        return ids;
    }

    @Override
    public String submitAt(String id, Instant due) {
        jobRunr.getJobRequestScheduler().schedule(due, new Nothing(id));
        return id;
    }

    // Its API takes one at a time.
    @Override
    public void schedule(List<String> ids, int minute, int second) {
        String cron = "%d %d * * * *".formatted(second, minute);
        for (String id : ids) {
            jobRunr.getJobRequestScheduler()
                    .scheduleRecurrently(id, cron, ZoneOffset.UTC, new Nothing(id));
        }
    }

    @Override
    public void pause() {
        jobRunr.getBackgroundJobServer().pauseProcessing();
    }

    @Override
    public void resume() {
        jobRunr.getBackgroundJobServer().resumeProcessing();
    }

    @Override
    public long left() {
        return storage.countJobs(StateName.SCHEDULED)
                + storage.countJobs(StateName.ENQUEUED)
                + storage.countJobs(StateName.PROCESSING);
    }

    @Override
    public void close() {
        jobRunr.getBackgroundJobServer().stop();
    }
}
