package dev.carillon.engine.catalog;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobVersion;
import dev.carillon.api.JobView;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.api.Schedule;
import dev.carillon.api.ScheduleView;
import dev.carillon.engine.policy.Outlasting;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.JobTable.ListedJob;
import dev.carillon.engine.store.JobTable.VersionRow;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.State;
import dev.carillon.engine.store.TriggerTable.TriggerRow;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads jobs for people.
public final class JobViews {
    private final Stores stores;

    public JobViews(Stores stores) {
        this.stores = stores;
    }

    /// @throws CarillonException NOT_FOUND
    public JobView get(String namespace, String name) {
        var found =
                stores.transaction(
                        tx ->
                                tx.jobs()
                                        .find(JobCatalog.idOf(namespace, name))
                                        .filter(job -> !job.deleted())
                                        .flatMap(job -> listed(tx, job))
                                        .map(job -> view(tx, job, outlasts(tx, job.job()))));
        return found.orElseThrow(() -> missing(namespace, name));
    }

    private static Optional<ListedJob> listed(Tx tx, JobRow job) {
        return tx.jobs().definition(job.id(), job.version()).map(text -> new ListedJob(job, text));
    }

    /// In order of namespace and name; the cursor is the key of the last job of the part before.
    ///
    /// @throws CarillonException MALFORMED_REQUEST for a cursor that is none
    public Page<JobView> find(@Nullable String text, @Nullable String cursor, int limit) {
        String lower = text == null ? null : text.toLowerCase(Locale.ROOT);
        String[] after = cursor == null ? new String[0] : cursor.split("/", 2);
        if (after.length == 1) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\"" + cursor + "\" is no cursor of a list of jobs");
        }
        var found =
                stores.transaction(
                        tx ->
                                tx
                                        .jobs()
                                        .list(
                                                lower,
                                                after.length == 0 ? null : after[0],
                                                after.length == 0 ? null : after[1],
                                                limit + 1)
                                        .stream()
                                        .map(job -> view(tx, job, false))
                                        .toList());
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), found.get(limit - 1).key());
    }

    /// The versions of a job, newest first, also of one that was deleted; the cursor is the version that the part before
    /// ended with.
    ///
    /// @throws CarillonException NOT_FOUND for a job that never was, MALFORMED_REQUEST for a cursor that is none
    public Page<JobVersion> versions(
            String namespace, String name, @Nullable String cursor, int limit) {
        int below = cursor == null ? Integer.MAX_VALUE : version(cursor);
        var id = JobCatalog.idOf(namespace, name);
        var found =
                stores
                        .transaction(
                                tx ->
                                        tx.jobs()
                                                .find(id)
                                                .map(
                                                        job ->
                                                                tx.jobs()
                                                                        .versions(
                                                                                id, below,
                                                                                limit + 1)))
                        .orElseThrow(() -> missing(namespace, name))
                        .stream()
                        .map(JobViews::version)
                        .toList();
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, limit), Integer.toString(found.get(limit - 1).version()));
    }

    private static int version(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\"" + cursor + "\" is no cursor of a list of versions",
                    e);
        }
    }

    private static JobVersion version(VersionRow row) {
        var atUs = row.atUs();
        return new JobVersion(
                row.version(),
                atUs == null ? null : Micros.instant(atUs),
                row.by(),
                Json.mapper().readTree(row.definition()));
    }

    private static CarillonException missing(String namespace, String name) {
        return new CarillonException(
                ErrorCode.NOT_FOUND, "there is no job " + namespace + "/" + name);
    }

    /// How many jobs and how many of their schedules there are.
    public int[] counts() {
        return stores.transaction(tx -> new int[] {tx.jobs().count(), tx.triggers().count()});
    }

    // The newest of them, which is what an operator asks about.
    private static boolean outlasts(Tx tx, JobRow job) {
        var query = new RunQuery(Set.of(), job.namespace() + "/" + job.name(), null, null);
        return Outlasting.is(tx.search().find(query, null, 40).views());
    }

    private static JobView view(Tx tx, ListedJob listed, boolean outlasts) {
        var job = listed.job();
        var rules = Definitions.parse(listed.definition(), "stored job").getFirst().schedules();
        return new JobView(
                job.namespace(),
                job.name(),
                job.version(),
                job.paused(),
                Micros.instant(job.updatedUs()),
                job.updatedBy(),
                tx.triggers().ofJob(job.id()).stream().map(row -> schedule(row, rules)).toList(),
                Json.mapper().readTree(listed.definition()),
                job.pausedWhy(),
                job.failures(),
                outlasts);
    }

    private static ScheduleView schedule(TriggerRow row, List<Schedule> rules) {
        return new ScheduleView(
                row.name(),
                text(row.name(), rules),
                row.state() == State.WAITING ? instant(row.nextMillis()) : null,
                instant(row.firedMillis()),
                row.error());
    }

    private static String text(String id, List<Schedule> rules) {
        for (var rule : rules) {
            if (rule.id().equals(id)) {
                return switch (rule.when()) {
                    case Schedule.Cron cron -> cron.expression() + " " + cron.zone();
                    case Schedule.Every every -> "every " + Durations.format(every.period());
                    case Schedule.Delay delay ->
                            Durations.format(delay.pause()) + " after the last end";
                    case Schedule.Interval interval ->
                            "every "
                                    + interval.step()
                                    + " "
                                    + interval.unit().name().toLowerCase(Locale.ROOT)
                                    + " from "
                                    + interval.first()
                                    + " "
                                    + interval.zone();
                    case Schedule.BusinessDay day ->
                            "business day " + day.day() + " at " + day.time() + " " + day.zone();
                    case Schedule.At at -> "at " + at.instant();
                };
            }
        }
        return id;
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
