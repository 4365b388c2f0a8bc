package dev.carillon.console.tonight;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.ForecastQuery;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Durations;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.Forecast;
import dev.carillon.api.Forecast.Expected;
import dev.carillon.api.Forecast.Warning;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.link.Pages;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.tonight.Lane.By;
import dev.carillon.console.tonight.Load.Slot;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The past and the time to come on one line. More than is seen is read, so that moving a little asks nothing; what is
/// under way changes as the feed tells it, and all is read anew each minute.
final class TonightModel {
    private static final Texts TEXTS = Texts.of(TonightModel.class);
    private static final Duration CALM = Duration.ofMillis(250);
    private static final Duration REDRAW = Duration.ofSeconds(1);
    private static final Duration ANEW = Duration.ofMinutes(1);
    private static final Duration LONGEST_FORECAST = Duration.ofDays(90);
    private static final int PAGE = 500;
    private static final int MOST_RUNS = 10_000;
    private static final double MARGIN = 0.5;

    /// Of what was read in parts alone more can be told when so much less of it is seen.
    private static final int MUCH_NEARER = 4;

    private static final Set<RunState> UNDER_WAY =
            EnumSet.of(RunState.CLAIMED, RunState.RUNNING, RunState.STOPPING);

    /// What is drawn.
    ///
    /// @param bars of all lanes
    /// @param warnings about the time to come, in order of time
    /// @param capped whether there is more than was read
    record Chart(List<Lane> lanes, List<Bar> bars, List<Warning> warnings, boolean capped) {
        static final Chart EMPTY = new Chart(List.of(), List.of(), List.of(), false);
    }

    private final ClusterLink link;
    private final Notices notices;
    private final ZoneId zone;
    private final Latest reading;
    private final ReadOnlyObjectWrapper<Window> window;
    private final ReadOnlyObjectWrapper<Chart> chart = new ReadOnlyObjectWrapper<>(Chart.EMPTY);
    private final Problem problem = new Problem();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<List<Slot>> slots = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyStringWrapper freeNote = new ReadOnlyStringWrapper("");
    private final List<Ticking> open = new ArrayList<>();
    private List<Bar> all = List.of();
    private Map<String, RunView> runs = new LinkedHashMap<>();
    private @Nullable Forecast forecast;
    private Map<String, Expected> expected = Map.of();
    private boolean capped;
    private @Nullable Window read;
    private By by = By.JOB;
    private String filter = "";
    private Background.@Nullable Question waiting;
    private boolean redrawing;
    private boolean lookedAround;

    TonightModel(ClusterLink link, Notices notices, ZoneId zone) {
        this.link = link;
        this.notices = notices;
        this.zone = zone;
        reading = new Latest(link.background());
        window = new ReadOnlyObjectWrapper<>(Window.of(null, null, now(), zone));
    }

    ReadOnlyObjectProperty<Window> windowProperty() {
        return window.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Chart> chartProperty() {
        return chart.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// Whether an answer is on its way.
    ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// Free stretches of time that were looked for last.
    ReadOnlyObjectProperty<List<Slot>> slotsProperty() {
        return slots.getReadOnlyProperty();
    }

    /// What one has to know of the free stretches; empty when there is nothing.
    ReadOnlyStringProperty freeNoteProperty() {
        return freeNote.getReadOnlyProperty();
    }

    ZoneId zone() {
        return zone;
    }

    Instant now() {
        return link.clock().instant();
    }

    By by() {
        return by;
    }

    /// @param from and until of the time to be seen as [Window#of] reads them; null for both is what was seen last
    void show(@Nullable String from, @Nullable String until) {
        if (open.isEmpty()) {
            open.add(link.listen(this::changed));
            open.add(link.background().every(ANEW, this::read));
        }
        if (from != null || until != null || read == null) {
            window.set(Window.of(from, until, now(), zone));
            lookedAround = false;
        }
        read();
    }

    void hide() {
        open.forEach(Ticking::close);
        open.clear();
        reading.cancel();
        busy.set(false);
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
    }

    /// Looks at another part of time.
    void look(Window next) {
        window.set(next);
        lookedAround = true;
        if (read == null
                || next.from() < read.from()
                || next.until() > read.until()
                || inParts() && next.length() * MUCH_NEARER < read.length()) {
            readSoon();
        }
    }

    private boolean inParts() {
        return capped || forecast != null && !forecast.frequent().isEmpty();
    }

    // While one still drags or turns the wheel nothing is asked.
    private void readSoon() {
        if (waiting != null) {
            waiting.cancel();
        }
        waiting = link.background().after(CALM, this::read);
    }

    void zoom(double factor, long anchor) {
        look(window.get().zoom(factor, anchor));
    }

    /// From when the time is seen, as [#show] takes it, so that it is the same around another now. Of a time that is all past
    /// or all to come only the length is told.
    String seenFrom() {
        return fromNow(aroundNow().from());
    }

    /// Until when.
    String seenUntil() {
        return fromNow(aroundNow().until());
    }

    private Window aroundNow() {
        var seen = window.get();
        return seen.has(now().toEpochMilli())
                ? seen
                : Window.of(null, null, now(), zone)
                        .lasting(Duration.ofMillis(seen.length()), now().toEpochMilli());
    }

    private String fromNow(long at) {
        var away = Duration.ofMillis(at - now().toEpochMilli());
        return (away.isNegative() ? "-" : "+") + Durations.format(away.abs());
    }

    /// Whether the person chose the time that is seen, and no link did.
    boolean lookedAround() {
        return lookedAround;
    }

    void groupBy(By wanted) {
        by = wanted;
        draw();
    }

    /// @param text that jobs, queues and nodes have in their names
    void filter(String text) {
        filter = text.strip().toLowerCase(Locale.ROOT);
        draw();
    }

    private record Answer(List<RunView> runs, @Nullable Forecast forecast, boolean capped) {}

    private void read() {
        waiting = null;
        var seen = window.get();
        long margin = Math.round(seen.length() * MARGIN);
        var wide = new Window(seen.from() - margin, seen.until() + margin);
        var now = now();
        busy.set(true);
        reading.ask(
                () -> ask(link.carillon(), wide, now),
                answer -> {
                    busy.set(false);
                    problem.set(null);
                    read = wide;
                    runs = new LinkedHashMap<>();
                    answer.runs.forEach(this::know);
                    forecast = answer.forecast;
                    capped = answer.capped;
                    learn();
                    draw();
                },
                refusal -> {
                    busy.set(false);
                    problem.refuse(refusal);
                });
    }

    // On another thread.
    private static Answer ask(Carillon carillon, Window wide, Instant now) {
        var found = new ArrayList<RunView>();
        boolean more = false;
        var from = Instant.ofEpochMilli(wide.from());
        var until = Instant.ofEpochMilli(wide.until());
        if (from.isBefore(now)) {
            var query =
                    new RunQuery(
                            Set.of(),
                            null,
                            from,
                            until.isBefore(now) ? until : now.plusSeconds(1),
                            null,
                            null,
                            Set.of(),
                            null,
                            null,
                            null);
            var past = Pages.read(cursor -> carillon.runs(query, cursor, PAGE), MOST_RUNS);
            found.addAll(past.items());
            more = past.more();
            // What is under way may have begun long ago.
            found.addAll(
                    carillon.runs(new RunQuery(UNDER_WAY, null, null, null), null, PAGE).items());
        }
        if (!until.isAfter(now)) {
            return new Answer(found, null, more);
        }
        var latest = now.plus(LONGEST_FORECAST);
        var forecast =
                carillon.forecast(
                        new ForecastQuery(
                                from.isAfter(now) ? from : now,
                                until.isAfter(latest) ? latest : until,
                                null,
                                null));
        return new Answer(found, forecast, more || forecast.capped());
    }

    private void know(RunView run) {
        runs.merge(run.id(), run, (was, is) -> is.version() >= was.version() ? is : was);
    }

    private void learn() {
        var known = new HashMap<String, Expected>();
        if (forecast != null) {
            for (var due : forecast.due()) {
                if (due.expected() != null) {
                    known.put(due.job(), due.expected());
                }
            }
            for (var each : forecast.frequent()) {
                if (each.expected() != null) {
                    known.put(each.job(), each.expected());
                }
            }
        }
        expected = known;
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            read();
            return;
        }
        if (changes.has("job")) {
            // Another schedule is due at other times.
            readSoon();
        }
        var range = read;
        if (range == null) {
            return;
        }
        for (var run : changes.runs().values()) {
            if (runs.containsKey(run.id())
                    || runs.size() < MOST_RUNS && range.has(run.due().toEpochMilli())) {
                know(run);
            }
        }
        if (!changes.runs().isEmpty() && !redrawing) {
            redrawing = true;
            link.background()
                    .after(
                            REDRAW,
                            () -> {
                                redrawing = false;
                                if (!open.isEmpty()) {
                                    draw();
                                }
                            });
        }
    }

    private void draw() {
        var now = now();
        var bars = new ArrayList<Bar>();
        for (var run : runs.values()) {
            bars.add(Bar.of(run, expected.get(run.job()), now));
        }
        List<Warning> warnings = List.of();
        if (forecast != null) {
            for (var due : forecast.due()) {
                // What has begun meanwhile is a run by now.
                if (due.start().isAfter(now)) {
                    bars.add(Bar.of(due));
                }
            }
            for (var each : forecast.frequent()) {
                bars.add(Bar.of(each, forecast));
            }
            warnings =
                    forecast.warnings().stream()
                            .filter(
                                    each ->
                                            fits(
                                                    each.job() == null ? "" : each.job(),
                                                    each.queue() == null ? "" : each.queue(),
                                                    null))
                            .toList();
        }
        all = bars;
        var seen = bars.stream().filter(bar -> fits(bar.job(), bar.queue(), bar.node())).toList();
        chart.set(new Chart(Lane.of(seen, by, TEXTS.get("nowhere")), seen, warnings, capped));
    }

    private boolean fits(String job, String queue, @Nullable String node) {
        return filter.isEmpty()
                || job.toLowerCase(Locale.ROOT).contains(filter)
                || queue.toLowerCase(Locale.ROOT).contains(filter)
                || node != null && node.toLowerCase(Locale.ROOT).contains(filter);
    }

    /// Looks for stretches of time without runs, from now on to the end of what is read. All runs count, also those that
    /// the filter hides.
    void findFree(Duration length) {
        long from = Math.max(now().toEpochMilli(), window.get().from());
        long until = read == null ? window.get().until() : read.until();
        var span = new Window(from, Math.max(from, until));
        slots.set(
                until - from < length.toMillis()
                        ? List.of()
                        : Load.free(all, span, length.toMillis()));
        freeNote.set(freeNote(span));
    }

    private String freeNote(Window span) {
        var said = new ArrayList<String>();
        if (!filter.isEmpty()) {
            said.add(TEXTS.get("free.all"));
        }
        long unknown =
                all.stream()
                        .filter(bar -> bar.loads() && bar.endless())
                        .filter(bar -> bar.from() < span.until() && bar.over() > span.from())
                        .count();
        if (unknown > 0) {
            said.add(TEXTS.get("free.unknown", unknown));
        }
        if (capped) {
            said.add(TEXTS.get("free.capped"));
        }
        return String.join(" ", said);
    }

    /// Everything that is seen, as comma-separated values.
    String csv() {
        var text = new StringBuilder(TEXTS.get("csv")).append('\n');
        for (var bar : chart.get().bars()) {
            if (bar.from() < window.get().until() && bar.most() >= window.get().from()) {
                text.append(
                                String.join(
                                        ",",
                                        quoted(bar.job()),
                                        quoted(bar.queue()),
                                        quoted(bar.node() == null ? "" : bar.node()),
                                        bar.state() == null
                                                ? bar.idle() ? "IDLE" : "DUE"
                                                : bar.state().name(),
                                        Instant.ofEpochMilli(bar.from()).toString(),
                                        Instant.ofEpochMilli(bar.until()).toString(),
                                        Instant.ofEpochMilli(bar.most()).toString(),
                                        Long.toString(bar.count()),
                                        bar.run() == null ? "" : bar.run()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    // A program for tables takes what begins like a formula for one.
    private static String quoted(String text) {
        String safe = text.matches("[=+@-].*") ? "'" + text : text;
        return safe.matches(".*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    void export(Path file) {
        String text = csv();
        link.ask(
                _ -> write(file, text),
                written -> notices.done(TEXTS.get("exported", written)),
                refusal -> notices.failed(TEXTS.get("not.exported"), refusal));
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.STORAGE_FULL, TEXTS.get("file.wrong", file, e), e);
        }
    }
}
