package dev.carillon.console.runs;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunHistogram;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Json;
import dev.carillon.api.Page;
import dev.carillon.api.RunView;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.link.Memory;
import dev.carillon.console.link.Pages;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.runs.Completion.Suggestion;

import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.type.TypeReference;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Runs by a query, live: rows change in place, and runs that are new are counted until somebody wants to see them.
final class RunsModel {
    private static final String FILTERS = "runs.filters";
    private static final int BUCKETS = 60;
    private static final int MOST_NEW = 10_000;
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration COUNT = Duration.ofSeconds(10);

    private final ClusterLink link;
    private final Memory memory;
    private final ZoneId zone;
    private final Latest reading;
    private final Latest counting;
    private final Latest charting;
    private final Latest completing;
    private final Latest catchingUp;
    private final ReadOnlyObjectWrapper<String> text = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<Query.@Nullable Wrong> wrong =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<PagedRuns> rows;
    private final ReadOnlyObjectWrapper<@Nullable RunCount> count = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable RunHistogram> histogram =
            new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final ReadOnlyObjectWrapper<List<Suggestion>> suggestions =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyIntegerWrapper fresh = new ReadOnlyIntegerWrapper();
    private final Set<String> newIds = new HashSet<>();
    private final List<Ticking> open = new ArrayList<>();
    private Query.Understood query = new Query.Understood(RunQuery.ALL, null);

    RunsModel(ClusterLink link, Memory memory, ZoneId zone) {
        this.link = link;
        this.memory = memory;
        this.zone = zone;
        reading = new Latest(link.background());
        counting = new Latest(link.background());
        charting = new Latest(link.background());
        completing = new Latest(link.background());
        catchingUp = new Latest(link.background());
        rows = new ReadOnlyObjectWrapper<>(paged(RunQuery.ALL, new Page<>(List.of(), null)));
    }

    /// The query as it was written.
    ReadOnlyObjectProperty<String> textProperty() {
        return text.getReadOnlyProperty();
    }

    /// What is wrong with it, null when it is understood. The list stays that of the last one that was.
    ReadOnlyObjectProperty<Query.@Nullable Wrong> wrongProperty() {
        return wrong.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<PagedRuns> rowsProperty() {
        return rows.getReadOnlyProperty();
    }

    /// How many match, null while it is not known.
    ReadOnlyObjectProperty<@Nullable RunCount> countProperty() {
        return count.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<@Nullable RunHistogram> histogramProperty() {
        return histogram.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    ReadOnlyObjectProperty<List<Suggestion>> suggestionsProperty() {
        return suggestions.getReadOnlyProperty();
    }

    /// How many runs that match were made since the list was read.
    ReadOnlyIntegerProperty freshProperty() {
        return fresh.getReadOnlyProperty();
    }

    /// As the cluster understands it.
    RunQuery query() {
        return query.query();
    }

    /// Whether one run was asked for by its id, whatever it is like.
    boolean oneRun() {
        return query.id() != null;
    }

    void show(String wanted) {
        if (open.isEmpty()) {
            open.add(link.listen(this::changed));
            open.add(link.background().every(COUNT, this::count));
        }
        if (wanted.equals(text.get()) && !rows.get().isEmpty()) {
            // Somebody comes back: what was looked at stays where it was.
            catchUp();
            return;
        }
        text.set(wanted);
        var read = Query.of(wanted, link.clock().instant(), zone);
        switch (read) {
            case Query.Understood understood -> {
                wrong.set(null);
                query = understood;
                refresh();
            }
            case Query.Wrong mistake -> wrong.set(mistake);
        }
    }

    void hide() {
        open.forEach(Ticking::close);
        open.clear();
        reading.cancel();
        counting.cancel();
        charting.cancel();
        completing.cancel();
        catchingUp.cancel();
    }

    /// Reads the list anew, with the runs that are new.
    void refresh() {
        if (Query.of(text.get(), link.clock().instant(), zone) instanceof Query.Understood again) {
            // Times such as 2h are of now.
            query = again;
        }
        var wanted = query;
        reading.ask(
                () -> first(wanted),
                page -> {
                    problem.set(null);
                    rows.get().close();
                    newIds.clear();
                    fresh.set(0);
                    rows.set(paged(wanted.query(), page));
                },
                this::failed);
        count();
        chart();
    }

    private Page<RunView> first(Query.Understood wanted) {
        String id = wanted.id();
        return id == null
                ? PagedRuns.read(link.carillon(), wanted.query(), null)
                : new Page<>(List.of(link.carillon().run(id)), null);
    }

    private PagedRuns paged(RunQuery of, Page<RunView> first) {
        return new PagedRuns(link, of, first, this::failed);
    }

    private void failed(CarillonException refusal) {
        problem.refuse(refusal);
    }

    private void count() {
        if (query.id() != null) {
            counting.cancel();
            count.set(new RunCount(1, false));
            return;
        }
        var of = query.query();
        counting.ask(
                () -> link.carillon().countRuns(of),
                found -> {
                    problem.set(null);
                    count.set(found);
                },
                this::failed);
    }

    private void chart() {
        var of = charted(query.query(), link.clock().instant());
        if (of == null || query.id() != null) {
            histogram.set(null);
            return;
        }
        charting.ask(() -> link.carillon().histogram(of, BUCKETS), histogram::set, this::failed);
    }

    private static @Nullable RunQuery charted(RunQuery of, Instant now) {
        var until = of.until() == null ? now : of.until();
        var since = of.since() == null ? until.minus(USUAL) : of.since();
        return since.isBefore(until)
                ? new RunQuery(
                        of.states(),
                        of.job(),
                        since,
                        until,
                        of.queue(),
                        of.node(),
                        of.causes(),
                        of.error(),
                        null,
                        of.fingerprint())
                : null;
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            catchUp();
            return;
        }
        var list = rows.get();
        String newest = list.newest();
        for (var run : changes.runs().values()) {
            boolean shown = list.update(run);
            boolean later = newest == null || run.id().compareTo(newest) > 0;
            if (!shown && later && newIds.size() < MOST_NEW && matches(query.query(), run)) {
                newIds.add(run.id());
            }
        }
        fresh.set(newIds.size());
    }

    // Nobody told of what happened meanwhile.
    private void catchUp() {
        var list = rows.get();
        String newest = list.newest();
        if (newest == null || query.id() != null) {
            refresh();
            return;
        }
        list.catchUp();
        count();
        var later = newer(query.query(), newest);
        catchingUp.ask(
                () -> ids(link.carillon(), later),
                found -> {
                    newIds.addAll(found);
                    fresh.set(newIds.size());
                },
                this::failed);
    }

    // By their ids, since the feed may tell of some of them too.
    private static List<String> ids(Carillon carillon, RunQuery of) {
        return Pages.read(cursor -> PagedRuns.read(carillon, of, cursor), MOST_NEW).items().stream()
                .map(RunView::id)
                .toList();
    }

    private static RunQuery newer(RunQuery of, String than) {
        return new RunQuery(
                of.states(),
                of.job(),
                of.since(),
                of.until(),
                of.queue(),
                of.node(),
                of.causes(),
                of.error(),
                than,
                of.fingerprint());
    }

    /// Whether the cluster would find a run by a query.
    static boolean matches(RunQuery query, RunView run) {
        return (query.states().isEmpty() || query.states().contains(run.state()))
                && (query.job() == null || fits(query.job(), run.job()))
                && (query.since() == null || !run.due().isBefore(query.since()))
                && (query.until() == null || run.due().isBefore(query.until()))
                && (query.queue() == null || query.queue().equals(run.queue()))
                && (query.node() == null || query.node().equals(run.node()))
                && (query.causes().isEmpty() || query.causes().contains(run.cause()))
                && (query.error() == null || holds(run.message(), query.error()))
                && (query.fingerprint() == null || query.fingerprint().equals(run.fingerprint()));
    }

    private static boolean holds(@Nullable String message, String wanted) {
        return message != null
                && Pattern.compile(wanted, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                        .matcher(message)
                        .find();
    }

    private static boolean fits(String pattern, String job) {
        String whole = pattern.contains("/") ? pattern : "default/" + pattern;
        var regex = new StringBuilder();
        for (char c : whole.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)));
        }
        return Pattern.matches(regex.toString(), job);
    }

    /// Looks how the query can go on.
    void complete(String written, int caret) {
        completing.cancel();
        var completion = Completion.at(written, caret);
        suggestions.set(completion.known());
        if (completion.key() != null && completion.known().isEmpty()) {
            completing.ask(() -> completion.asked(link.carillon()), suggestions::set, this::failed);
        }
    }

    void endCompletion() {
        completing.cancel();
        suggestions.set(List.of());
    }

    /// The query with a range of time.
    String between(Instant since, Instant until) {
        String begin = QueryTerm.with(text.get(), QueryKey.SINCE, written(since));
        return QueryTerm.with(begin, QueryKey.UNTIL, written(until));
    }

    private String written(Instant at) {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                at.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    }

    /// Queries that were kept under a name.
    Map<String, String> filters() {
        return memory.recall(FILTERS)
                .map(
                        kept ->
                                Json.mapper()
                                        .readValue(
                                                kept,
                                                new TypeReference<TreeMap<String, String>>() {}))
                .orElseGet(TreeMap::new);
    }

    void keepFilter(String name, String kept) {
        var all = new TreeMap<>(filters());
        all.put(name, kept);
        memory.remember(FILTERS, Json.mapper().writeValueAsString(all));
    }

    void dropFilter(String name) {
        var all = new TreeMap<>(filters());
        all.remove(name);
        memory.remember(FILTERS, Json.mapper().writeValueAsString(all));
    }
}
