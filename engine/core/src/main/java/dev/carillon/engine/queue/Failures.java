package dev.carillon.engine.queue;

import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.FailureChange;
import dev.carillon.api.FailureState;
import dev.carillon.api.FailureView;
import dev.carillon.api.Page;
import dev.carillon.engine.change.Action;
import dev.carillon.engine.change.ChangeLog;
import dev.carillon.engine.change.Entry;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.FailureTable.Filter;
import dev.carillon.engine.store.FailureTable.GroupRow;
import dev.carillon.engine.store.FailureTable.Place;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The inbox of failures: groups of failed runs that are alike, as people read and sort them out.
public final class Failures {
    private static final Set<FailureState> OPEN =
            Set.of(FailureState.NEW, FailureState.ACKNOWLEDGED);
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,18})\\.([0-9a-f]{16})");
    private static final int HOURS = 24;
    private static final long HOUR_US = Duration.ofHours(1).toNanos() / 1_000;
    private static final Duration KEPT = Duration.ofDays(90);
    private static final int MOST_PRUNED = 500;
    private static final int MOST_ASSIGNEE = 100;
    private static final int MOST_NOTE = 2_000;

    private final Stores stores;
    private final LongSupplier nowUs;

    /// @param nowUs lower bound of the database's clock
    public Failures(Stores stores, LongSupplier nowUs) {
        this.stores = stores;
        this.nowUs = nowUs;
    }

    /// Those that failed last come first; without states those that are open.
    ///
    /// @throws CarillonException MALFORMED_REQUEST for a cursor that is none
    public Page<FailureView> list(FailureQuery query, @Nullable String cursor, int limit) {
        long now = nowUs.getAsLong();
        var job = query.job();
        var filter =
                new Filter(
                        query.states().isEmpty() ? OPEN : query.states(),
                        job == null || job.contains("/") ? job : "default/" + job,
                        query.assignee(),
                        now);
        var before = cursor == null ? null : place(cursor);
        return stores.transaction(
                tx -> {
                    var found = tx.failures().list(filter, before, limit + 1);
                    boolean more = found.size() > limit;
                    var part = more ? found.subList(0, limit) : found;
                    return new Page<>(views(tx, part, now), more ? cursor(part.getLast()) : null);
                });
    }

    private static Place place(String cursor) {
        Matcher matcher = CURSOR.matcher(cursor);
        if (!matcher.matches()) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\"" + cursor + "\" is no cursor of a list of failures");
        }
        return new Place(Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    private static String cursor(GroupRow group) {
        return group.lastUs() + "." + group.fingerprint();
    }

    /// @throws CarillonException NOT_FOUND
    public FailureView get(String fingerprint) {
        long now = nowUs.getAsLong();
        return stores.transaction(
                tx -> {
                    var group =
                            tx.failures().find(fingerprint).orElseThrow(() -> missing(fingerprint));
                    return views(tx, List.of(group), now).getFirst();
                });
    }

    private static CarillonException missing(String fingerprint) {
        return new CarillonException(
                ErrorCode.NOT_FOUND,
                "there are no failures \"" + fingerprint + "\"; `carillon failures` lists them");
    }

    /// @throws CarillonException NOT_FOUND, or MALFORMED_REQUEST for a text that is too long
    public FailureView change(String fingerprint, FailureChange change, String by) {
        long now = nowUs.getAsLong();
        return stores.transaction(
                tx -> {
                    var group =
                            tx.failures().lock(fingerprint).orElseThrow(() -> missing(fingerprint));
                    var changed = changed(group, change, by, now);
                    tx.failures().update(changed);
                    ChangeLog.record(
                            tx,
                            new Entry(Action.FAILURE_CHANGE, fingerprint, by, now)
                                    .noting(said(changed, now)));
                    return views(tx, List.of(changed), now).getFirst();
                });
    }

    private static String said(GroupRow group, long now) {
        return group.job()
                + ": "
                + group.at(now)
                + (group.assignee() == null ? "" : ", " + group.assignee())
                + (group.note() == null ? "" : ", with a note");
    }

    private static GroupRow changed(GroupRow group, FailureChange change, String by, long now) {
        return switch (change) {
            case FailureChange.Assign assign ->
                    with(
                            group,
                            group.at(now),
                            group.snoozedUntilUs(),
                            checked("assignee", assign.to(), MOST_ASSIGNEE),
                            group.note(),
                            by,
                            now);
            case FailureChange.Note note ->
                    with(
                            group,
                            group.at(now),
                            group.snoozedUntilUs(),
                            group.assignee(),
                            checked("note", note.text(), MOST_NOTE),
                            by,
                            now);
            case FailureChange.Acknowledge() -> in(group, FailureState.ACKNOWLEDGED, null, by, now);
            case FailureChange.Snooze snooze ->
                    in(
                            group,
                            FailureState.SNOOZED,
                            now + snooze.duration().toNanos() / 1_000,
                            by,
                            now);
            case FailureChange.Mute() -> in(group, FailureState.MUTED, null, by, now);
            case FailureChange.Resolve() -> in(group, FailureState.RESOLVED, null, by, now);
        };
    }

    private static @Nullable String checked(String what, @Nullable String text, int most) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > most) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "the " + what + " has " + text.length() + " characters; the most is " + most);
        }
        return text;
    }

    private static GroupRow in(
            GroupRow group, FailureState state, @Nullable Long untilUs, String by, long now) {
        return with(group, state, untilUs, group.assignee(), group.note(), by, now);
    }

    private static GroupRow with(
            GroupRow group,
            FailureState state,
            @Nullable Long untilUs,
            @Nullable String assignee,
            @Nullable String note,
            String by,
            long now) {
        return new GroupRow(
                group.fingerprint(),
                group.job(),
                group.message(),
                group.exitCode(),
                group.count(),
                group.firstUs(),
                group.lastUs(),
                group.lastRun(),
                state,
                state == FailureState.SNOOZED ? untilUs : null,
                assignee,
                note,
                now,
                by);
    }

    private static List<FailureView> views(Tx tx, List<GroupRow> groups, long now) {
        long from = Math.floorDiv(now, HOUR_US) * HOUR_US - (HOURS - 1) * HOUR_US;
        var perHour =
                tx.failures()
                        .perHour(groups.stream().map(GroupRow::fingerprint).toList(), from, HOURS);
        var views = new ArrayList<FailureView>();
        for (var group : groups) {
            long[] counts = perHour.getOrDefault(group.fingerprint(), new long[HOURS]);
            views.add(view(group, Arrays.stream(counts).boxed().toList(), now));
        }
        return views;
    }

    private static FailureView view(GroupRow group, List<Long> perHour, long now) {
        var state = group.at(now);
        var until = group.snoozedUntilUs();
        var changed = group.changedUs();
        return new FailureView(
                group.fingerprint(),
                group.job(),
                group.message(),
                group.exitCode(),
                group.count(),
                Micros.instant(group.firstUs()),
                Micros.instant(group.lastUs()),
                group.lastRun().toString(),
                state,
                state != FailureState.SNOOZED || until == null ? null : Micros.instant(until),
                group.assignee(),
                group.note(),
                changed == null ? null : Micros.instant(changed),
                group.changedBy(),
                perHour);
    }

    /// Removes groups that failed last 90 days ago and have no run any more; muted ones stay.
    public void prune() {
        long before = nowUs.getAsLong() - KEPT.toNanos() / 1_000;
        stores.transaction(
                tx -> {
                    tx.failures().prune(before, MOST_PRUNED);
                    return true;
                });
    }
}
