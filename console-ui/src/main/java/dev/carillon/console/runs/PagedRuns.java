package dev.carillon.console.runs;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Page;
import dev.carillon.api.RunView;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.link.Latest;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ObservableListBase;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/// The runs that match a query, newest first, as far as somebody has scrolled: a page more is read when the last one
/// comes into sight. Of pages out of sight only the ids are kept, 16 bytes a run; they are read again by their cursor
/// when they come back into sight. A row keeps its place whatever happens to its run.
final class PagedRuns extends ObservableListBase<PagedRuns.Row> {
    static final int PAGE = 250;
    private static final int MOST_PAGES = 16;
    private static final int MOST_EMPTY_PARTS = 50;
    private static final Duration SOON = Duration.ofMillis(20);

    /// A place in the list.
    static final class Row {
        private final String id;
        private final ReadOnlyObjectWrapper<@Nullable RunView> run = new ReadOnlyObjectWrapper<>();

        private Row(String id, @Nullable RunView run) {
            this.id = id;
            this.run.set(run);
        }

        String id() {
            return id;
        }

        /// Null while it is read, and when it matches no longer.
        ReadOnlyObjectProperty<@Nullable RunView> runProperty() {
            return run.getReadOnlyProperty();
        }

        @Nullable RunView run() {
            return run.get();
        }
    }

    private record Known(@Nullable String cursor, int first, long[] ids) {
        int count() {
            return ids.length / 2;
        }

        String id(int inside) {
            return new UUID(ids[2 * inside], ids[2 * inside + 1]).toString();
        }
    }

    private final ClusterLink link;
    private final Consumer<CarillonException> refused;
    private final Latest reading;
    private final List<Known> pages = new ArrayList<>();
    private final LinkedHashMap<Integer, Row[]> rows = new LinkedHashMap<>(32, 0.75f, true);
    private final Map<String, Row> byId = new HashMap<>();
    private final List<Integer> wanted = new ArrayList<>();
    private final RunQuery query;
    private @Nullable String next;
    private int size;
    private int seen;
    private boolean asked;
    private boolean scheduled;

    /// @param first page of the query
    /// @param refused gets why a page could not be read
    PagedRuns(
            ClusterLink link,
            RunQuery query,
            Page<RunView> first,
            Consumer<CarillonException> refused) {
        this.link = link;
        this.query = query;
        this.refused = refused;
        reading = new Latest(link.background());
        append(null, first);
    }

    /// Asks for nothing more.
    void close() {
        reading.cancel();
        next = null;
        wanted.clear();
    }

    @Override
    public int size() {
        return size;
    }

    /// Whether all that match are in the list.
    boolean complete() {
        return next == null && !asked;
    }

    /// How many pages are in memory.
    int loadedPages() {
        return rows.size();
    }

    /// The run that is first in the list, null in an empty one.
    @Nullable String newest() {
        return pages.isEmpty() ? null : pages.getFirst().id(0);
    }

    @Override
    public Row get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("row " + index + " of " + size);
        }
        int place = pageOf(index);
        seen = Math.max(seen, index);
        var page = rows.get(place);
        if (page == null) {
            page = blank(pages.get(place));
            keep(place, page);
            wanted.add(place);
            soon();
        } else if (next != null && index >= size - PAGE / 2) {
            soon();
        }
        return page[index - pages.get(place).first];
    }

    private int pageOf(int index) {
        int low = 0;
        int high = pages.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (pages.get(middle).first <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static Row[] blank(Known page) {
        var blank = new Row[page.count()];
        for (int i = 0; i < blank.length; i++) {
            blank[i] = new Row(page.id(i), null);
        }
        return blank;
    }

    private void keep(int place, Row[] page) {
        rows.put(place, page);
        for (var row : page) {
            byId.put(row.id, row);
        }
        if (rows.size() > MOST_PAGES) {
            var eldest = rows.pollFirstEntry();
            for (var row : eldest.getValue()) {
                byId.remove(row.id);
            }
        }
    }

    // Not while the table asks for its rows.
    private void soon() {
        if (!scheduled && !asked) {
            scheduled = true;
            link.background()
                    .after(
                            SOON,
                            () -> {
                                scheduled = false;
                                load();
                            });
        }
    }

    /// A page that is not empty, unless nothing follows. Called in the background.
    static Page<RunView> read(Carillon carillon, RunQuery query, @Nullable String from) {
        var page = carillon.runs(query, from, PAGE);
        for (int i = 0; i < MOST_EMPTY_PARTS && page.items().isEmpty(); i++) {
            if (page.cursor() == null) {
                return page;
            }
            page = carillon.runs(query, page.cursor(), PAGE);
        }
        return page;
    }

    private void append(@Nullable String cursor, Page<RunView> page) {
        next = page.cursor();
        if (page.items().isEmpty()) {
            return;
        }
        int count = page.items().size();
        long[] ids = new long[2 * count];
        var loaded = new Row[count];
        for (int i = 0; i < count; i++) {
            var run = page.items().get(i);
            var id = UUID.fromString(run.id());
            ids[2 * i] = id.getMostSignificantBits();
            ids[2 * i + 1] = id.getLeastSignificantBits();
            loaded[i] = new Row(run.id(), run);
        }
        beginChange();
        pages.add(new Known(cursor, size, ids));
        keep(pages.size() - 1, loaded);
        size += count;
        nextAdd(size - count, size);
        endChange();
    }

    private void load() {
        if (asked) {
            return;
        }
        while (!wanted.isEmpty()) {
            // What was wanted last is in sight.
            int place = wanted.removeLast();
            if (rows.containsKey(place)) {
                reload(place);
                return;
            }
        }
        if (next != null && seen >= size - PAGE / 2) {
            more();
        }
    }

    private void more() {
        asked = true;
        String from = next;
        var of = query;
        reading.ask(
                () -> read(link.carillon(), of, from),
                page -> {
                    asked = false;
                    append(from, page);
                    again();
                },
                this::failed);
    }

    private void reload(int place) {
        asked = true;
        var page = pages.get(place);
        var of = query;
        reading.ask(
                () -> read(link.carillon(), of, page.cursor),
                found -> {
                    asked = false;
                    found.items().forEach(this::update);
                    again();
                },
                this::failed);
    }

    private void failed(CarillonException refusal) {
        asked = false;
        refused.accept(refusal);
    }

    private void again() {
        if (!wanted.isEmpty()) {
            soon();
        }
    }

    /// Reads again what was in sight last, after nobody told of changes for a while. Rows stay where they are.
    void catchUp() {
        rows.sequencedKeySet().reversed().stream().limit(2).forEach(wanted::add);
        soon();
    }

    /// Shows a run as it is now, when its row is in memory.
    ///
    /// @return whether it is
    boolean update(RunView run) {
        var row = byId.get(run.id());
        if (row == null) {
            return false;
        }
        var known = row.run();
        if (known == null || run.version() >= known.version()) {
            row.run.set(run);
        }
        return true;
    }

    /// Ids of some rows, also of those out of memory.
    List<String> ids(List<Integer> indices) {
        return indices.stream()
                .map(
                        index -> {
                            var page = pages.get(pageOf(index));
                            return page.id(index - page.first);
                        })
                .toList();
    }
}
