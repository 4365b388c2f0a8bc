package dev.carillon.console.jobs;

import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.Carillon.Backfilled;
import dev.carillon.api.JobView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;

/// Runs for due times that have passed: first which ones, then exactly those.
final class BackfillModel {
    private static final Texts TEXTS = Texts.of(BackfillModel.class);

    private final ClusterLink link;
    private final JobView job;
    private final Latest asking;
    private final ReadOnlyObjectWrapper<@Nullable Backfilled> preview =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable String> problem = new ReadOnlyObjectWrapper<>();
    private @Nullable BackfillRequest previewed;

    BackfillModel(ClusterLink link, JobView job) {
        this.link = link;
        this.job = job;
        asking = new Latest(link.background());
    }

    /// What would be made; null until it was asked for, and when something changed since.
    ReadOnlyObjectProperty<@Nullable Backfilled> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<@Nullable String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// The range changed: what was previewed is no longer what is asked for.
    void forget() {
        asking.cancel();
        preview.set(null);
        previewed = null;
    }

    /// @param from and until such as `2027-01-31` or `2027-01-31 06:00`, in this machine's zone
    /// @param schedule null for all
    void preview(String from, String until, @Nullable String schedule) {
        forget();
        var first = instant(from);
        var end = instant(until);
        if (first == null || end == null) {
            problem.set(TEXTS.get("backfill.time"));
            return;
        }
        if (!first.isBefore(end)) {
            problem.set(TEXTS.get("backfill.order"));
            return;
        }
        problem.set(null);
        var request = new BackfillRequest(first, end, schedule, Map.of(), null);
        asking.ask(
                () -> link.carillon().backfill(job.namespace(), job.name(), request),
                found -> {
                    previewed = request;
                    preview.set(found);
                },
                refusal -> problem.set(refusal.getMessage()));
    }

    static @Nullable Instant instant(String text) {
        String written = text.strip();
        try {
            return written.length() == 10
                    ? LocalDate.parse(written).atStartOfDay(ZoneId.systemDefault()).toInstant()
                    : LocalDateTime.parse(written.replace(' ', 'T'))
                            .atZone(ZoneId.systemDefault())
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// Makes the runs of the preview, or none when the job changed since.
    void make(Notices notices, Runnable then) {
        var request = previewed;
        var shown = preview.get();
        if (request == null || shown == null) {
            return;
        }
        var exact =
                new BackfillRequest(
                        request.from(),
                        request.until(),
                        request.schedule(),
                        request.parameters(),
                        shown.plan());
        asking.ask(
                () -> link.carillon().backfill(job.namespace(), job.name(), exact),
                made -> {
                    notices.done(TEXTS.get("backfill.done", made.due().size(), job.key()));
                    then.run();
                },
                refusal -> {
                    preview.set(null);
                    problem.set(refusal.getMessage());
                });
    }
}
