package dev.carillon.console.changes;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.ChangeDetails;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.Page;
import dev.carillon.console.frame.Notices;
import dev.carillon.console.frame.Place;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.words.LineDiff;
import dev.carillon.console.words.LineDiff.Line;
import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Objects;

/// The log of changes, newest first. New ones wait above the list until they are asked for; while nothing is selected
/// they come in by themselves.
final class ChangesModel {
    private static final Texts TEXTS = Texts.of(ChangesModel.class);
    private static final int PAGE = 100;

    private final ClusterLink link;
    private final Notices notices;
    private final Latest reading;
    private final Latest readingMore;
    private final Latest opening;
    private final ObservableList<ChangeView> changes = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable ChangeView> opened =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<List<Line>> diff = new ReadOnlyObjectWrapper<>(List.of());
    private final Problem problem = new Problem();
    private final ReadOnlyIntegerWrapper waiting = new ReadOnlyIntegerWrapper();
    private final ReadOnlyBooleanWrapper more = new ReadOnlyBooleanWrapper();
    private ChangeQuery query = ChangeQuery.ALL;
    private @Nullable String cursor;
    private @Nullable Ticking listening;

    ChangesModel(ClusterLink link, Notices notices) {
        this.link = link;
        this.notices = notices;
        reading = new Latest(link.background());
        readingMore = new Latest(link.background());
        opening = new Latest(link.background());
    }

    ObservableList<ChangeView> changes() {
        return changes;
    }

    ReadOnlyObjectProperty<@Nullable ChangeView> openedProperty() {
        return opened.getReadOnlyProperty();
    }

    /// What the opened change changed; empty when it has nothing to compare.
    ReadOnlyObjectProperty<List<Line>> diffProperty() {
        return diff.getReadOnlyProperty();
    }

    Problem problem() {
        return problem;
    }

    /// How many came that are not in the list yet.
    ReadOnlyIntegerProperty waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /// Whether there are older ones to be read.
    ReadOnlyBooleanProperty moreProperty() {
        return more.getReadOnlyProperty();
    }

    Instant now() {
        return link.clock().instant();
    }

    /// @param what such as `job default/report`, a kind or a key alone; null for what was shown last
    void show(@Nullable String what) {
        if (listening == null) {
            listening = link.listen(this::heard);
        }
        if (what != null) {
            filter(what, Objects.requireNonNullElse(query.actor(), ""));
        } else {
            read();
        }
    }

    void hide() {
        reading.cancel();
        readingMore.cancel();
        opening.cancel();
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    /// Lists those of some things, by somebody.
    ///
    /// @param what a kind, a key, or both with a space between them; empty for all
    /// @param actor empty for anybody
    void filter(String what, String actor) {
        choose(what, actor);
        read();
    }

    /// The same before the first [#show], which reads it.
    void choose(String what, String actor) {
        String[] words = what.strip().split("\\s+", 2);
        boolean kindFirst = KINDS.contains(words[0]);
        String kind = kindFirst ? words[0] : "";
        String key = kindFirst ? words.length == 2 ? words[1] : "" : what.strip();
        query = new ChangeQuery(orNull(kind), orNull(key), orNull(actor.strip()), null);
    }

    /// What can be changed.
    static final List<String> KINDS =
            List.of("job", "run", "queue", "calendar", "node", "token", "failure");

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /// The filter by things as it is written.
    String what() {
        return String.join(
                        " ",
                        Objects.requireNonNullElse(query.kind(), ""),
                        Objects.requireNonNullElse(query.key(), ""))
                .strip();
    }

    private void heard(Changes heard) {
        if (!heard.has("change")) {
            return;
        }
        if (opened.get() == null) {
            read();
            return;
        }
        var asked = query;
        reading.ask(() -> link.carillon().changes(asked, null, PAGE), this::count, problem::refuse);
    }

    private void count(Page<ChangeView> page) {
        var known = new HashSet<Long>();
        changes.forEach(change -> known.add(change.id()));
        waiting.set((int) page.items().stream().filter(each -> !known.contains(each.id())).count());
        // One that was undone meanwhile says so in its place.
        for (var change : page.items()) {
            changes.replaceAll(was -> was.id() == change.id() ? change : was);
        }
        followOpened(page);
    }

    private void followOpened(Page<ChangeView> page) {
        var open = opened.get();
        if (open != null) {
            page.items().stream()
                    .filter(each -> each.id() == open.id())
                    .findFirst()
                    .ifPresent(opened::set);
        }
    }

    /// Reads the newest.
    void read() {
        var asked = query;
        reading.ask(
                () -> link.carillon().changes(asked, null, PAGE),
                page -> {
                    problem.set(null);
                    waiting.set(0);
                    changes.setAll(page.items());
                    setCursor(page.cursor());
                    followOpened(page);
                },
                problem::refuse);
    }

    private void setCursor(@Nullable String next) {
        cursor = next;
        more.set(next != null);
    }

    /// Reads older ones.
    void readMore() {
        String from = cursor;
        if (from == null) {
            return;
        }
        var asked = query;
        readingMore.ask(
                () -> link.carillon().changes(asked, from, PAGE),
                page -> {
                    changes.addAll(page.items());
                    setCursor(page.cursor());
                },
                problem::refuse);
    }

    /// Shows what a change changed.
    ///
    /// @param change null for none
    void open(@Nullable ChangeView change) {
        opened.set(change);
        diff.set(List.of());
        opening.cancel();
        if (change != null) {
            opening.ask(() -> compare(link.carillon(), change.id()), diff::set, problem::refuse);
        }
    }

    // On another thread.
    private static List<Line> compare(Carillon carillon, long id) {
        ChangeDetails details = carillon.change(id);
        return LineDiff.of(text(details.before()), text(details.after()));
    }

    private static String text(@Nullable JsonNode node) {
        return node == null ? "" : Definitions.toYaml(node);
    }

    /// Takes a change back.
    void undo(ChangeView change) {
        link.ask(
                carillon -> carillon.undo(change.id()),
                undone -> {
                    notices.done(
                            TEXTS.get("undone", sentence(change)),
                            TEXTS.get("redo"),
                            () -> undo(undone));
                    read();
                },
                refusal -> notices.failed(TEXTS.get("not.undone", sentence(change)), refusal));
    }

    /// Why a change cannot be taken back; null when it can be tried.
    static @Nullable String irrevocable(ChangeView change) {
        if (change.undoneBy() != null) {
            return TEXTS.get("is.undone");
        }
        return change.irrevocable() == null ? null : TEXTS.get("irrevocable", change.irrevocable());
    }

    /// What was done, such as `paused job billing/orders`.
    static String sentence(ChangeView change) {
        return TEXTS.get("sentence", action(change.action()), kind(change.kind()), change.key());
    }

    /// What taking it back will do.
    static String consequence(ChangeView change) {
        try {
            return TEXTS.get("undo." + change.action(), change.key());
        } catch (MissingResourceException newer) {
            // An action of a newer version.
            return TEXTS.get("undo.other", sentence(change));
        }
    }

    static String action(String action) {
        try {
            return TEXTS.get("action." + action);
        } catch (MissingResourceException newer) {
            return action;
        }
    }

    private static String kind(String kind) {
        return KINDS.contains(kind) ? TEXTS.get("kind." + kind) : kind;
    }

    /// Where what was changed is shown; null when it is nowhere.
    static @Nullable Place place(ChangeView change) {
        return switch (change.kind()) {
            case "job" -> new Place.Job(change.key());
            case "run" -> new Place.Run(change.key());
            case "queue" -> new Place.Queues(change.key());
            case "calendar" -> new Place.Calendars(change.key());
            case "node" -> new Place.Nodes(change.key());
            case "failure" -> new Place.Failures(change.key());
            default -> null;
        };
    }

    /// The names that are in the list, for choosing one.
    List<String> actors() {
        var names = new ArrayList<String>();
        for (var change : changes) {
            if (!names.contains(change.actor())) {
                names.add(change.actor());
            }
        }
        return names;
    }
}
