package dev.carillon.console.flows;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Navigator;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.StillRows;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The runs of flows, and one of them with its steps. The list is of the jobs that are flows now and have a text in their
/// names, fifty at most, each with its last runs; both are kept up by the feed.
final class FlowsModel {
    private static final Texts TEXTS = Texts.of(FlowsModel.class);
    private static final int PART = 200;
    private static final int MOST_JOBS = 2_000;
    private static final int MOST_FLOWS = 50;
    private static final int EACH = 10;
    private static final int MOST = 200;
    private static final Duration CALM = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    /// A run of a flow that is shown.
    ///
    /// @param changed whether the definition is of another version than the run
    record Shown(RunView run, FlowShape shape, boolean changed) {}

    private final ClusterLink link;
    private final StillRows<RunView> runs = new StillRows<>(RunView::id);
    private final ReadOnlyObjectWrapper<@Nullable Shown> shown = new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final ReadOnlyObjectWrapper<Boolean> read = new ReadOnlyObjectWrapper<>(false);
    private final ReadOnlyBooleanWrapper capped = new ReadOnlyBooleanWrapper();
    private final Set<String> flows = new HashSet<>();
    private final Map<String, RunView> parts = new HashMap<>();
    private final Latest listing;
    private final Latest reading;
    private final List<Ticking> open = new ArrayList<>();
    private Background.@Nullable Question waiting;
    private String filter = "";
    private @Nullable String listedBy;
    private @Nullable String wanted;
    private @Nullable JobDefinition definition;
    private int definitionVersion;

    FlowsModel(ClusterLink link) {
        this.link = link;
        listing = new Latest(link.background());
        reading = new Latest(link.background());
    }

    /// Newest first.
    StillRows<RunView> runs() {
        return runs;
    }

    /// The one that is chosen; null when none is, or while it is read.
    ReadOnlyObjectProperty<@Nullable Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// Whether the list was read.
    ReadOnlyObjectProperty<Boolean> readProperty() {
        return read.getReadOnlyProperty();
    }

    /// Whether there are more flows than are listed.
    ReadOnlyBooleanProperty cappedProperty() {
        return capped.getReadOnlyProperty();
    }

    /// Lists the flows with a text in their names; empty for all.
    void filter(String text) {
        String wish = text.strip();
        if (wish.equals(filter)) {
            return;
        }
        filter = wish;
        // Not while one still writes.
        forget();
        waiting = link.background().after(CALM, this::list);
    }

    private void forget() {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
    }

    Instant now() {
        return link.clock().instant();
    }

    void show(@Nullable String run) {
        if (open.isEmpty()) {
            open.add(link.listen(this::changed));
            open.add(link.background().every(AGAIN, this::list));
            list();
        }
        choose(run);
    }

    void hide() {
        // No pointer is over what is not seen.
        runs.setStill(false);
        open.forEach(Ticking::close);
        open.clear();
        forget();
        listing.cancel();
        reading.cancel();
    }

    private record Listed(Set<String> flows, boolean capped, List<RunView> runs) {}

    private void list() {
        String text = filter.isEmpty() ? null : filter;
        listing.ask(
                () -> listed(link.carillon(), text),
                found -> {
                    flows.clear();
                    flows.addAll(found.flows);
                    capped.set(found.capped);
                    problem.set(null);
                    read.set(true);
                    if (!Objects.equals(text, listedBy)) {
                        // Not those of before: none of them keeps its place.
                        runs.clear();
                        listedBy = text;
                    }
                    runs.apply(found.runs);
                },
                problem::refuse);
    }

    private static Listed listed(Carillon carillon, @Nullable String text) {
        var found = new ArrayList<String>();
        String cursor = null;
        int looked = 0;
        do {
            var page = carillon.jobs(text, cursor, PART);
            for (var job : page.items()) {
                if (job.definition().path("task").has("flow")) {
                    found.add(job.key());
                }
            }
            looked += page.items().size();
            cursor = page.cursor();
        } while (cursor != null && looked < MOST_JOBS && found.size() <= MOST_FLOWS);
        boolean capped = cursor != null || found.size() > MOST_FLOWS;
        var flows = found.stream().limit(MOST_FLOWS).collect(Collectors.toSet());
        var runs = new ArrayList<RunView>();
        for (String flow : flows) {
            var query = new RunQuery(Set.of(), flow, null, null);
            carillon.runs(query, null, EACH * 4).items().stream()
                    .filter(run -> run.flow() == null)
                    .limit(EACH)
                    .forEach(runs::add);
        }
        return new Listed(flows, capped, newest(runs));
    }

    private static List<RunView> newest(List<RunView> runs) {
        return runs.stream()
                .sorted(Comparator.comparing(RunView::id).reversed())
                .limit(MOST)
                .toList();
    }

    private void choose(@Nullable String run) {
        if (run == null) {
            wanted = null;
            reading.cancel();
            shown.set(null);
            return;
        }
        if (!run.equals(wanted)) {
            wanted = run;
            shown.set(null);
        }
        readShown(run);
    }

    private record Read(
            RunView run, List<RunView> parts, @Nullable JobDefinition job, int version) {}

    private void readShown(String id) {
        reading.ask(
                () -> read(link.carillon(), id),
                found -> {
                    parts.clear();
                    found.parts.forEach(part -> parts.put(part.id(), part));
                    definition = found.job;
                    definitionVersion = found.version;
                    problem.set(null);
                    shape(found.run);
                },
                problem::refuse);
    }

    private static Read read(Carillon carillon, String id) {
        var run = carillon.run(id);
        var parts = carillon.parts(id);
        String[] name = run.job().split("/", 2);
        try {
            var job = carillon.job(name[0], name[1]);
            return new Read(
                    run, parts, Definitions.fromJson(job.definition(), job.key()), job.version());
        } catch (CarillonException e) {
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.INVALID_DEFINITION) {
                throw e;
            }
            // The job is gone, or of a newer node: the steps that ran can be shown all the same.
            return new Read(run, parts, null, 0);
        }
    }

    private void shape(RunView run) {
        shown.set(
                new Shown(
                        run,
                        FlowShape.of(definition, List.copyOf(parts.values())),
                        definition == null || definitionVersion != run.jobVersion()));
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            list();
            if (wanted != null) {
                readShown(wanted);
            }
            return;
        }
        if (changes.has("job")) {
            list();
        }
        var current = shown.get();
        var run = current == null ? null : current.run;
        boolean touched = false;
        var listed = new ArrayList<RunView>();
        for (var each : changes.runs().values()) {
            if (each.flow() == null && flows.contains(each.job())) {
                listed.add(each);
                runs.change(each);
            }
            if (each.id().equals(wanted)) {
                run = each;
                touched = true;
            } else if (wanted != null && wanted.equals(each.flow())) {
                parts.merge(each.id(), each, (was, is) -> is.version() >= was.version() ? is : was);
                touched = true;
            }
        }
        if (!listed.isEmpty()) {
            keep(listed);
        }
        if (touched && run != null) {
            shape(run);
        }
    }

    private void keep(List<RunView> changed) {
        var all = new HashMap<String, RunView>();
        runs.latest().forEach(run -> all.put(run.id(), run));
        changed.forEach(
                run ->
                        all.merge(
                                run.id(),
                                run,
                                (was, is) -> is.version() >= was.version() ? is : was));
        runs.apply(newest(new ArrayList<>(all.values())));
    }

    /// Runs the flow again from some steps; those that succeeded before them are taken over.
    ///
    /// @param steps empty for those that did not succeed
    void resume(RunView run, List<String> steps, Notices notices, Navigator navigator) {
        link.ask(
                carillon -> carillon.retry(run.id(), new RetryRequest(Map.of(), steps, false)),
                made -> {
                    notices.done(
                            steps.isEmpty()
                                    ? TEXTS.get("resumed", run.job())
                                    : TEXTS.get(
                                            "resumed.from", run.job(), String.join(", ", steps)));
                    navigator.go(new Place.Flows(made.id()));
                },
                refusal -> notices.failed(TEXTS.get("not.resumed", run.job()), refusal));
    }

    void cancel(RunView run, Notices notices) {
        link.ask(
                carillon -> carillon.cancel(run.id()),
                _ -> notices.done(TEXTS.get("cancelled", run.job())),
                refusal -> notices.failed(TEXTS.get("not.cancelled", run.job()), refusal));
    }
}
