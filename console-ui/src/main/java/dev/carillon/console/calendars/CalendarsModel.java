package dev.carillon.console.calendars;

import dev.carillon.api.CalendarDefinition;
import dev.carillon.api.CalendarDefinition.Days;
import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.CalendarView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.link.Background.Question;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Drafts;
import dev.carillon.console.link.Drafts.Draft;
import dev.carillon.console.link.Watch;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.RowUpdates;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The calendars, and one of them as it is edited: a text, and the year that the text means, always in step.
final class CalendarsModel {
    private static final Texts TEXTS = Texts.of(CalendarsModel.class);
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final Duration TYPING = Duration.ofMillis(350);
    private static final long LARGEST_FILE = 4 << 20;

    /// A calendar, read.
    ///
    /// @param queues names of those that it closes
    record Row(CalendarView view, CalendarDefinition definition, List<String> queues) {
        Row {
            queues = List.copyOf(queues);
        }

        String name() {
            return view.name();
        }
    }

    private final ClusterLink link;
    private final Notices notices;
    private final Drafts drafts;
    private final ZoneId zone;
    private final Watch<List<Row>> watch;
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable Row> selected = new ReadOnlyObjectWrapper<>();
    private final Problem problem = new Problem();
    private final ReadOnlyObjectWrapper<String> draft = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<@Nullable String> wrong = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<YearOf> year;
    private final ReadOnlyObjectWrapper<Set<String>> unsaved =
            new ReadOnlyObjectWrapper<>(Set.of());
    private @Nullable CalendarDefinition meant;
    private @Nullable String wanted;
    private @Nullable Row begun;
    private @Nullable Question settling;
    private String original = "";
    private long revision;
    private boolean fresh;
    private boolean restored;
    private boolean keptOnDisk = true;

    /// @param zone in which days are shown
    CalendarsModel(ClusterLink link, Notices notices, Drafts drafts, ZoneId zone) {
        this.link = link;
        this.notices = notices;
        this.drafts = drafts;
        this.zone = zone;
        year = new ReadOnlyObjectWrapper<>(YearOf.none(today().getYear()));
        watch =
                new Watch<>(
                        link.background(),
                        PERIOD,
                        () -> look(link.carillon()),
                        this::looked,
                        problem::refuse);
    }

    ObservableList<Row> rows() {
        return rows;
    }

    ReadOnlyObjectProperty<@Nullable Row> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// The text as it is edited.
    ReadOnlyObjectProperty<String> draftProperty() {
        return draft.getReadOnlyProperty();
    }

    /// What is wrong with the text, null when it can be saved.
    ReadOnlyObjectProperty<@Nullable String> wrongProperty() {
        return wrong.getReadOnlyProperty();
    }

    /// What the text means in the chosen year; what it meant last while it is wrong.
    ReadOnlyObjectProperty<YearOf> yearProperty() {
        return year.getReadOnlyProperty();
    }

    /// Names of the calendars of which something is written that is not saved.
    ReadOnlyObjectProperty<Set<String>> unsavedProperty() {
        return unsaved.getReadOnlyProperty();
    }

    private void lookForDrafts() {
        unsaved.set(
                rows.stream()
                        .map(Row::name)
                        .filter(drafts::has)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    ZoneId zone() {
        return zone;
    }

    Instant now() {
        return link.clock().instant();
    }

    LocalDate today() {
        return LocalDate.ofInstant(now(), zone);
    }

    /// Whether there is something to save.
    boolean edited() {
        return !draft.get().equals(original);
    }

    boolean fresh() {
        return fresh;
    }

    /// Whether what is edited was written earlier, and not saved.
    boolean restored() {
        return restored && edited();
    }

    /// Who changed the stored calendar while one edits it; null when nobody did.
    @Nullable String changedBy() {
        var now = selected.get();
        return begun != null && now != null && now.view.revision() != revision
                ? now.view.updatedBy()
                : null;
    }

    void show(@Nullable String name) {
        if (name != null) {
            select(name);
        }
        watch.start();
    }

    /// Keeps what was edited.
    void hide() {
        watch.stop();
        settleNow();
    }

    // On another thread.
    private static List<Row> look(Carillon carillon) {
        var queues = carillon.queues();
        return carillon.calendars().stream()
                .sorted(Comparator.comparing(CalendarView::name))
                .map(
                        view ->
                                new Row(
                                        view,
                                        Definitions.parseCalendar(
                                                view.definition().toString(),
                                                "calendar " + view.name()),
                                        queues.stream()
                                                .filter(
                                                        queue ->
                                                                closes(
                                                                        queue.definition()
                                                                                .path("closed"),
                                                                        view.name()))
                                                .map(queue -> queue.name())
                                                .toList()))
                .toList();
    }

    private static boolean closes(JsonNode closed, String name) {
        return closed.valueStream().anyMatch(each -> each.asString().equals(name));
    }

    private void looked(List<Row> found) {
        RowUpdates.apply(rows, found, Row::name);
        problem.set(null);
        if (wanted == null && !fresh && !rows.isEmpty()) {
            select(rows.getFirst().name());
        } else {
            selectWanted();
        }
        lookForDrafts();
    }

    private void selectWanted() {
        settleNow();
        var row = row(wanted);
        selected.set(row);
        boolean other = !Objects.equals(row, begun);
        // What was typed before it was read is of nothing.
        if (row != null && other && (begun == null || !edited())) {
            begin(row);
        } else if (row == null && begun != null && !edited()) {
            begun = null;
            setOriginal("");
        }
    }

    private @Nullable Row row(@Nullable String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElse(null);
    }

    /// Opens a calendar, with what was edited of it earlier and not saved. What is edited now is kept.
    void select(String name) {
        if (name.equals(wanted)) {
            return;
        }
        settleNow();
        fresh = false;
        wanted = name;
        begun = null;
        setOriginal("");
        selectWanted();
    }

    /// Gives up what was edited.
    void revert() {
        if (fresh || begun != null) {
            keep(() -> drafts.forget(key()));
        }
        restored = false;
        var row = selected.get();
        if (row != null) {
            begin(row);
        } else {
            setOriginal("");
        }
    }

    private void begin(Row row) {
        var kept = drafts.recall(row.name()).orElse(null);
        begun = row;
        revision = kept == null ? row.view.revision() : kept.version();
        restored = kept != null;
        original = Definitions.toYaml(row.view.definition());
        // The year of it stays where what was kept is wrong.
        edit(original);
        if (kept != null) {
            edit(kept.text());
        }
    }

    // Null for a calendar that is not there yet.
    private @Nullable String key() {
        return begun == null ? null : begun.name();
    }

    private void later() {
        if (settling != null) {
            settling.cancel();
        }
        settling = link.background().after(TYPING, this::settle);
    }

    private void settleNow() {
        if (settling != null) {
            settling.cancel();
            settle();
        }
    }

    // Once one has stopped typing for a moment.
    private void settle() {
        settling = null;
        if (!fresh && begun == null) {
            // Nothing is known yet of what was edited earlier.
            return;
        }
        String text = draft.get();
        boolean some = fresh ? !text.isBlank() && !text.equals(TEXTS.get("new.text")) : edited();
        keep(
                () -> {
                    if (some) {
                        drafts.keep(key(), new Draft(text, fresh ? 0 : revision));
                    } else {
                        drafts.forget(key());
                    }
                });
    }

    // What is on the screen is there all the same when the disk is full; that is said once.
    private void keep(Runnable keeping) {
        try {
            keeping.run();
            keptOnDisk = true;
        } catch (CarillonException e) {
            if (keptOnDisk) {
                notices.failed(TEXTS.get("not.kept"), e);
            }
            keptOnDisk = false;
        }
        lookForDrafts();
    }

    private void setOriginal(String text) {
        original = text;
        edit(text);
    }

    /// Begins a calendar that is not there yet, or goes on with one that was not saved. What is edited now is kept.
    void beginNew() {
        settleNow();
        fresh = true;
        wanted = null;
        begun = null;
        selected.set(null);
        original = "";
        var kept = drafts.recall(null).orElse(null);
        restored = kept != null;
        edit(kept == null ? TEXTS.get("new.text") : kept.text());
    }

    /// The text is another one now.
    void edit(String text) {
        draft.set(text);
        later();
        if (text.isBlank()) {
            meant = null;
            wrong.set(fresh ? TEXTS.get("empty") : null);
            year.set(YearOf.none(year.get().year()));
            return;
        }
        try {
            var read = Definitions.parseCalendar(text, TEXTS.get("text"));
            if (begun != null && !read.name().equals(begun.name())) {
                wrong.set(TEXTS.get("renamed", begun.name()));
                return;
            }
            meant = read;
            wrong.set(null);
            showYear(year.get().year());
        } catch (CarillonException refused) {
            wrong.set(refused.getMessage());
        }
    }

    /// Shows what the text means in another year.
    void showYear(int number) {
        var calendar = meant;
        if (calendar == null) {
            year.set(YearOf.none(number));
            return;
        }
        Map<String, CalendarDefinition> others = new HashMap<>();
        rows.forEach(row -> others.put(row.name(), row.definition));
        year.set(YearOf.of(calendar, others, number, zone));
    }

    /// Adds a day to the text, or takes it out of the days that the text lists. A day that a rule has stays.
    ///
    /// @return whether the text changed
    boolean toggle(LocalDate day) {
        var calendar = meant;
        if (calendar == null || wrong.get() != null) {
            return false;
        }
        var dates = new ArrayList<Days>();
        boolean was = false;
        for (var days : calendar.dates()) {
            if (day.isBefore(days.first()) || day.isAfter(days.last())) {
                dates.add(days);
                continue;
            }
            was = true;
            if (days.first().isBefore(day)) {
                dates.add(new Days(days.first(), day.minusDays(1)));
            }
            if (days.last().isAfter(day)) {
                dates.add(new Days(day.plusDays(1), days.last()));
            }
        }
        if (!was) {
            if (year.get().share(day) == YearOf.Share.WHOLE) {
                return false;
            }
            dates.add(new Days(day, day));
            dates.sort(Comparator.comparing(Days::first));
        }
        edit(
                Definitions.toYaml(
                        Definitions.toJson(
                                new CalendarDefinition(
                                        calendar.name(),
                                        calendar.description(),
                                        dates,
                                        calendar.yearly(),
                                        calendar.weekdays(),
                                        calendar.cron(),
                                        calendar.periods(),
                                        calendar.include(),
                                        calendar.except()))));
        return true;
    }

    /// Stores what is edited; jobs that use it are planned anew at once.
    void save() {
        var calendar = meant;
        if (calendar == null || wrong.get() != null) {
            return;
        }
        String name = calendar.name();
        var before = row(name);
        String sent = draft.get();
        String from = key();
        link.ask(
                carillon -> carillon.putCalendar(calendar),
                view -> {
                    settleNow();
                    boolean here = from == null ? fresh : from.equals(key());
                    keep(() -> forgetSent(from, sent));
                    if (here) {
                        goOn(
                                new Row(view, calendar, before == null ? List.of() : before.queues),
                                !draft.get().equals(sent));
                    }
                    watch.hurry();
                    offerUndo(TEXTS.get("saved", name), name, before);
                },
                refusal -> notices.failed(TEXTS.get("not.saved", name), refusal));
    }

    private void forgetSent(@Nullable String of, String sent) {
        if (of == null) {
            drafts.forget(null);
        } else {
            drafts.forget(of, sent);
        }
    }

    // What was typed while it was saved is something that is not saved.
    private void goOn(Row row, boolean typed) {
        fresh = false;
        restored = false;
        wanted = row.name();
        begun = row;
        revision = row.view.revision();
        original = Definitions.toYaml(row.view.definition());
        edit(typed ? draft.get() : original);
    }

    private void open(CalendarView view) {
        settleNow();
        fresh = false;
        wanted = view.name();
        begun = null;
        setOriginal("");
        watch.hurry();
    }

    private void offerUndo(String done, String name, @Nullable Row before) {
        notices.done(done, TEXTS.get("undo"), () -> restore(name, before));
    }

    private void restore(String name, @Nullable Row before) {
        link.ask(
                carillon -> {
                    if (before == null) {
                        carillon.deleteCalendar(name);
                    } else {
                        carillon.putCalendar(before.definition);
                    }
                    return name;
                },
                _ -> {
                    notices.done(TEXTS.get("restored", name));
                    settleNow();
                    if (!edited()) {
                        fresh = false;
                        begun = null;
                        setOriginal("");
                        wanted = before == null ? null : name;
                    }
                    watch.hurry();
                },
                refusal -> notices.failed(TEXTS.get("not.restored", name), refusal));
    }

    /// Stores a calendar from an iCalendar file.
    ///
    /// @param done is called when it is so
    /// @param refused gets why not
    void importFile(String name, Path file, Runnable done, Consumer<CarillonException> refused) {
        var before = row(name);
        link.ask(
                carillon -> carillon.importCalendar(name, read(file)),
                view -> {
                    done.run();
                    open(view);
                    offerUndo(TEXTS.get("imported", name), name, before);
                },
                refused);
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new CarillonException(
                        ErrorCode.BODY_TOO_LARGE, TEXTS.get("file.large", file));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST, TEXTS.get("file.wrong", file, e), e);
        }
    }

    void delete(Row row) {
        String name = row.name();
        link.ask(
                carillon -> {
                    carillon.deleteCalendar(name);
                    return name;
                },
                _ -> {
                    settleNow();
                    keep(() -> drafts.forget(name));
                    if (name.equals(wanted)) {
                        begun = null;
                        setOriginal("");
                        wanted = null;
                    }
                    watch.hurry();
                    offerUndo(TEXTS.get("deleted", name), name, row);
                },
                refusal -> notices.failed(TEXTS.get("not.deleted", name), refusal));
    }
}
