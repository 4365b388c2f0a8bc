package dev.carillon.console.jobs;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.JobView;
import dev.carillon.api.RunView;
import dev.carillon.console.link.Background.Ticking;
import dev.carillon.console.link.Changes;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;
import dev.carillon.console.parts.Problem;
import dev.carillon.console.parts.StillRows;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The jobs in order of their keys, read in parts as one scrolls. The last runs are read of those alone that are seen,
/// and kept up by the feed from then on.
final class JobsModel {
    private static final int PART = 200;
    private static final int MOST_READ_AGAIN = 1_000;
    private static final int MOST_SEEN = 60;
    private static final int MOST_REMEMBERED = 1_000;
    private static final Duration SETTLE = Duration.ofMillis(120);
    private static final Duration AGAIN = Duration.ofSeconds(15);

    /// A job with what is shown of it.
    ///
    /// @param health null until it was read
    record Row(JobView job, String words, @Nullable Health health) {
        String key() {
            return job.key();
        }

        @Nullable Instant next() {
            return JobWords.next(job);
        }
    }

    private final ClusterLink link;
    private final StillRows<Row> rows = new StillRows<>(Row::key);
    private final Problem problem = new Problem();
    private final ReadOnlyBooleanWrapper read = new ReadOnlyBooleanWrapper();
    private final Latest reading;
    private final Latest readingMore;
    private final Latest readingHealth;
    private final List<Ticking> open = new ArrayList<>();
    private final Map<String, Health> healths =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Health> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };
    private final Set<String> seen = new LinkedHashSet<>();
    private Runnable replaced = () -> {};
    private boolean replacing;
    private boolean healthWaits;
    private boolean stopping;
    private boolean readingAll;
    private boolean partAsked;
    private String text = "";
    // Of which text the rows are; null for rows that somebody has just changed something of.
    private @Nullable String shownText;
    private @Nullable String cursor;

    JobsModel(ClusterLink link) {
        this.link = link;
        reading = new Latest(link.background());
        readingMore = new Latest(link.background());
        readingHealth = new Latest(link.background());
    }

    StillRows<Row> rows() {
        return rows;
    }

    Problem problem() {
        return problem;
    }

    /// Whether the list was read at all: an empty one before is none.
    ReadOnlyBooleanProperty readProperty() {
        return read.getReadOnlyProperty();
    }

    String text() {
        return text;
    }

    Instant now() {
        return link.clock().instant();
    }

    void show(String wanted) {
        if (open.isEmpty()) {
            open.add(link.listen(this::changed));
            open.add(link.background().every(AGAIN, this::readAgain));
            text = wanted;
            readAgain();
        } else {
            search(wanted);
        }
    }

    /// @param pointed whether a pointer is over the rows, which keep their places then
    void setStill(boolean pointed) {
        replace(() -> rows.setStill(pointed));
    }

    void hide() {
        // No pointer is over what is not seen.
        setStill(false);
        open.forEach(Ticking::close);
        open.clear();
        reading.cancel();
        giveUpMore();
        readingHealth.cancel();
    }

    /// Shows those whose names hold a text.
    void search(String wanted) {
        if (!wanted.equals(text)) {
            text = wanted;
            cursor = null;
            readPart(PART);
        }
    }

    /// Reads what is shown anew after somebody changed it, who wants to see that also under the pointer.
    void readChanged() {
        shownText = null;
        readAgain(Integer.MAX_VALUE);
    }

    /// Reads what is shown anew, as far as it is worth it again and again.
    void readAgain() {
        readAgain(MOST_READ_AGAIN);
    }

    private void readAgain(int most) {
        if (readingAll) {
            // It would be given up; what is shown is read anew soon after it.
            return;
        }
        readPart(Math.clamp(rows.latest().size(), PART, most));
    }

    private void giveUpMore() {
        readingAll = false;
        readingMore.cancel();
        partAsked = false;
    }

    private record Part(List<Row> rows, @Nullable String cursor) {}

    private void readPart(int count) {
        String wanted = text;
        var known = Map.copyOf(healths);
        giveUpMore();
        reading.ask(
                () -> part(link.carillon(), wanted, null, count, known),
                part -> {
                    var all = new ArrayList<>(part.rows);
                    boolean more =
                            part.cursor != null
                                    && wanted.equals(shownText)
                                    && rows.latest().size() > MOST_READ_AGAIN;
                    if (more) {
                        all.addAll(behind(part.rows));
                    } else {
                        cursor = part.cursor;
                    }
                    problem.set(null);
                    read.set(true);
                    boolean another = !wanted.equals(shownText);
                    shownText = wanted;
                    replace(another ? () -> rows.replace(all) : () -> rows.apply(all));
                },
                problem::refuse);
    }

    // What lies behind was read earlier and stays until all is read again.
    private List<Row> behind(List<Row> part) {
        var there = part.stream().map(Row::key).collect(Collectors.toSet());
        var before = rows.latest();
        int end = before.size();
        while (end > 0 && !there.contains(before.get(end - 1).key())) {
            end--;
        }
        return before.subList(end, before.size());
    }

    private static Part part(
            Carillon carillon,
            String text,
            @Nullable String from,
            int count,
            Map<String, Health> known) {
        var rows = new ArrayList<Row>();
        String cursor = from;
        do {
            var page = carillon.jobs(text.isBlank() ? null : text.strip(), cursor, PART);
            page.items().forEach(job -> rows.add(row(job, known.get(job.key()))));
            cursor = page.cursor();
        } while (cursor != null && rows.size() < count);
        return new Part(rows, cursor);
    }

    private static Row row(JobView job, @Nullable Health health) {
        return new Row(job, JobWords.schedules(job), health);
    }

    /// Reads the next part when there is one: the end of the list is seen.
    void more() {
        String from = cursor;
        if (from == null || partAsked) {
            return;
        }
        partAsked = true;
        String wanted = text;
        var known = Map.copyOf(healths);
        readingMore.ask(
                () -> part(link.carillon(), wanted, from, 1, known),
                part -> {
                    partAsked = false;
                    cursor = part.cursor;
                    rows.add(part.rows);
                },
                refusal -> {
                    partAsked = false;
                    problem.refuse(refusal);
                });
    }

    /// Whether there are jobs that are not in the list yet.
    boolean hasMore() {
        return cursor != null;
    }

    /// How many jobs are listed, of how many.
    ///
    /// @param all that there are, at least about; null when it is not known
    record Count(int listed, @Nullable Integer all, boolean more) {}

    Count count() {
        var stats = link.standing().stats();
        int listed = rows.latest().size();
        boolean known = hasMore() && text.isBlank() && stats != null && stats.jobs() > listed;
        return new Count(listed, known && stats != null ? stats.jobs() : null, hasMore());
    }

    /// Reads all parts that are left, one after the other, until [#stopReading].
    ///
    /// @param progress hears how many are listed after each part
    /// @param done when all are there
    /// @param refused when a part could not be read; it is told as a problem as well
    void readAll(Consumer<Count> progress, Runnable done, Runnable refused) {
        stopping = false;
        readingAll = true;
        readNext(progress, done, refused);
    }

    private void readNext(Consumer<Count> progress, Runnable done, Runnable refused) {
        String from = cursor;
        if (from == null || stopping) {
            readingAll = false;
            if (!stopping) {
                done.run();
            }
            return;
        }
        String wanted = text;
        var known = Map.copyOf(healths);
        // What is read of the part that is shown would give this up.
        reading.cancel();
        partAsked = true;
        readingMore.ask(
                () -> part(link.carillon(), wanted, from, PART, known),
                part -> {
                    partAsked = false;
                    cursor = part.cursor;
                    rows.add(part.rows);
                    progress.accept(count());
                    readNext(progress, done, refused);
                },
                refusal -> {
                    partAsked = false;
                    readingAll = false;
                    problem.refuse(refusal);
                    refused.run();
                });
    }

    void stopReading() {
        stopping = true;
    }

    /// Whether rows are being replaced by what is known now, which is no doing of the person.
    boolean replacing() {
        return replacing;
    }

    /// Is called when rows were replaced.
    void setReplaced(Runnable action) {
        replaced = action;
    }

    private void replace(Runnable change) {
        replacing = true;
        change.run();
        replacing = false;
        replaced.run();
    }

    /// Tells which jobs are in sight; their last runs are read when they stay there.
    void see(List<String> keys) {
        seen.clear();
        keys.stream().limit(MOST_SEEN).forEach(seen::add);
        if (!healthWaits && !missing().isEmpty()) {
            healthWaits = true;
            link.background().after(SETTLE, this::readHealth);
        }
    }

    private List<String> missing() {
        return seen.stream().filter(key -> !healths.containsKey(key)).toList();
    }

    private void readHealth() {
        healthWaits = false;
        var wanted = missing();
        if (wanted.isEmpty() || open.isEmpty()) {
            return;
        }
        readingHealth.ask(
                () -> {
                    var found = new HashMap<String, Health>();
                    for (String key : wanted) {
                        found.put(key, Health.of(last(link.carillon(), key)));
                    }
                    return found;
                },
                found -> {
                    healths.putAll(found);
                    showHealths(found.keySet());
                    see(List.copyOf(seen));
                },
                problem::refuse);
    }

    private static List<RunView> last(Carillon carillon, String key) {
        var query = new RunQuery(Set.of(), key, null, null);
        return carillon.runs(query, null, 2 * Health.MOST).items();
    }

    private void changed(Changes changes) {
        if (changes.everything()) {
            healths.clear();
            readAgain();
            see(List.copyOf(seen));
            return;
        }
        if (changes.has("job")) {
            readAgain();
        }
        var touched = new LinkedHashSet<String>();
        for (var run : changes.runs().values()) {
            var health = healths.get(run.job());
            if (health != null && run.flow() == null) {
                healths.put(run.job(), health.with(run));
                touched.add(run.job());
            }
        }
        if (!touched.isEmpty()) {
            showHealths(touched);
        }
    }

    private void showHealths(Set<String> keys) {
        replace(
                () ->
                        rows.update(
                                row ->
                                        keys.contains(row.key())
                                                ? new Row(
                                                        row.job, row.words, healths.get(row.key()))
                                                : row));
    }
}
