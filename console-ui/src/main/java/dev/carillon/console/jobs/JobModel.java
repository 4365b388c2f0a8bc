package dev.carillon.console.jobs;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Due;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobView;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.StillRows;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One job: its definition, when it is due, why it does not run, how it fared.
final class JobModel {
    private static final Texts TEXTS = Texts.of(JobModel.class);
    private static final int RUNS = 50;
    private static final int TIMES = 10;
    private static final Duration AGAIN = Duration.ofSeconds(15);

    /// What is shown of it.
    record Shown(JobView job, List<Due> next, List<Why> why) {}

    private final ClusterLink link;
    private final ReadOnlyObjectWrapper<@Nullable Shown> shown = new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final StillRows<RunView> runs = new StillRows<>(RunView::id);
    private final Map<String, RunView> known = new TreeMap<>(Comparator.reverseOrder());
    private final Latest reading;
    private final List<Ticking> open = new ArrayList<>();
    private String key = "";
    private boolean gone;

    JobModel(ClusterLink link) {
        this.link = link;
        reading = new Latest(link.background());
    }

    ReadOnlyObjectProperty<@Nullable Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// The last runs, newest first.
    StillRows<RunView> runs() {
        return runs;
    }

    String key() {
        return key;
    }

    /// Whether there is no such job.
    boolean gone() {
        return gone;
    }

    @Nullable JobView job() {
        var current = shown.get();
        return current == null ? null : current.job;
    }

    Instant now() {
        return link.clock().instant();
    }

    void show(String wanted) {
        if (!wanted.equals(key)) {
            key = wanted;
            gone = false;
            known.clear();
            runs.clear();
            shown.set(null);
            problem.set(null);
        }
        if (open.isEmpty()) {
            open.add(link.listen(this::changed));
            open.add(link.background().every(AGAIN, this::read));
        }
        read();
    }

    void hide() {
        // No pointer is over what is not seen.
        runs.setStill(false);
        open.forEach(Ticking::close);
        open.clear();
        reading.cancel();
    }

    private record Read(Shown shown, List<RunView> runs) {}

    void read() {
        String wanted = key;
        reading.ask(
                () -> read(link.carillon(), wanted),
                found -> {
                    gone = false;
                    problem.set(null);
                    known.clear();
                    found.runs.forEach(run -> known.put(run.id(), run));
                    shown.set(found.shown);
                    showRuns();
                },
                this::refused);
    }

    private void refused(CarillonException refusal) {
        if (refusal.code() == ErrorCode.NOT_FOUND) {
            gone = true;
            shown.set(null);
        }
        problem.refuse(refusal);
    }

    private static Read read(Carillon carillon, String key) {
        String[] name = key.split("/", 2);
        var job = carillon.job(name[0], name[1]);
        var query = new RunQuery(Set.of(), key, null, null);
        return new Read(
                new Shown(
                        job,
                        job.paused() ? List.of() : carillon.next(name[0], name[1], TIMES),
                        carillon.whyJob(name[0], name[1])),
                carillon.runs(query, null, RUNS).items());
    }

    private void changed(Changes changes) {
        if (changes.has("job")) {
            read();
            return;
        }
        boolean touched = false;
        for (var run : changes.runs().values()) {
            if (run.job().equals(key)) {
                runs.change(run);
                known.merge(run.id(), run, (was, is) -> is.version() >= was.version() ? is : was);
                touched = true;
            }
        }
        if (touched) {
            showRuns();
        }
    }

    private void showRuns() {
        var newest = known.values().stream().limit(RUNS).toList();
        known.values().retainAll(newest);
        runs.apply(newest);
    }

    /// Passes over the next due time.
    ///
    /// @param schedule null for all
    void skipNext(@Nullable String schedule, Notices notices) {
        var job = job();
        if (job == null) {
            return;
        }
        link.ask(
                carillon -> carillon.skipNext(job.namespace(), job.name(), schedule),
                skipped -> {
                    notices.done(TEXTS.get("skip.done", skipped.size(), job.key()));
                    read();
                },
                refusal -> notices.failed(TEXTS.get("skip.failed", job.key()), refusal));
    }

    BackfillModel backfill(JobView job) {
        return new BackfillModel(link, job);
    }
}
