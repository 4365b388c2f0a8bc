package dev.carillon.engine.feed;

import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.EventView;
import dev.carillon.api.RunView;
import dev.carillon.engine.service.Loop;
import dev.carillon.engine.store.EventTable.EventRow;
import dev.carillon.engine.store.EventTable.Part;
import dev.carillon.engine.store.EventTable.Position;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.Tx;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Tells subscribers what changed, on whichever node, as the table of events has it: complete and in order. One
/// thread follows the table for all subscribers of this node while there are any. Changes of one run close
/// together become one event with its newest view.
///
/// The cursor of an event is where a subscriber may go on, on this node or another one: the last event of a batch
/// has the place of the batch's end, those before it that of its beginning, so that a subscriber may get some
/// of them again and misses none. A cursor whose events are removed, or of another database, gives `reset`, and so
/// do a subscriber that is too slow and a transaction that changed more than [#MOST_RUNS] runs. Nothing waits for a
/// subscriber.
public final class EventFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final int MOST_BEHIND = 20_000;
    private static final int MOST_ROWS = 500;
    private static final int MOST_RUNS = 2_000;
    private static final int PRUNED_AT_ONCE = 1_000;
    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration POLL = Duration.ofMillis(200);
    // The first subscriber wakes it.
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final String GENERATION = "event-generation";
    private static final String PRUNED = "event-pruned";

    private final Stores stores;
    private final Function<Collection<UUID>, List<RunView>> read;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Loop loop = new Loop("carillon-feed", this::runOnce);
    private final String generation;

    // Written by the loop, and by the first subscriber while the loop has nothing to follow.
    private final Object lock = new Object();
    private Position position = Position.START;

    /// @param read the newest views of runs
    public EventFeed(Stores stores, Function<Collection<UUID>, List<RunView>> read) {
        this.stores = stores;
        this.read = read;
        generation = generation(stores);
    }

    // Of the database, so that a cursor of another one is known as such.
    private static String generation(Stores stores) {
        return stores.transaction(
                tx -> {
                    var known = tx.calendars().setting(GENERATION);
                    if (known.isPresent()) {
                        return known.get();
                    }
                    tx.nodes().lockJoin();
                    var meanwhile = tx.calendars().setting(GENERATION);
                    if (meanwhile.isPresent()) {
                        return meanwhile.get();
                    }
                    String fresh = UUID.randomUUID().toString().substring(0, 8);
                    tx.calendars().set(GENERATION, fresh);
                    return fresh;
                });
    }

    public void start() {
        loop.start();
    }

    /// There may be something new. Cheap.
    public void wake() {
        if (!subscribers.isEmpty()) {
            loop.wake();
        }
    }

    /// Removes all events that are not of a range of times, in small transactions. Those after its end are of a clock that
    /// was wrong, and would be in the way for as long.
    public void prune(long keptFromUs, long keptUntilUs) {
        var at = Optional.of(Position.START);
        while (at.isPresent()) {
            var after = at.get();
            at = stores.transaction(tx -> prune(tx, after, keptFromUs, keptUntilUs));
        }
    }

    private static Optional<Position> prune(
            Tx tx, Position after, long keptFromUs, long keptUntilUs) {
        var last = tx.events().prune(after, keptFromUs, keptUntilUs, PRUNED_AT_ONCE);
        last.ifPresent(each -> tx.calendars().set(PRUNED, each.tx() + "." + each.id()));
        return last;
    }

    /// Subscribes from now on, or from a cursor on.
    public Feed subscribe(@Nullable String cursor, Consumer<EventView> consumer) {
        var from = cursor == null ? null : position(cursor);
        var subscriber = new Subscriber(consumer, from, cursor != null && from == null);
        synchronized (lock) {
            if (subscribers.isEmpty()) {
                position = stores.transaction(tx -> tx.events().last());
            }
            subscribers.add(subscriber);
        }
        subscriber.start();
        loop.wake();
        return () -> {
            subscribers.remove(subscriber);
            subscriber.end();
        };
    }

    // Null when its events are not all there any more.
    private @Nullable Position position(String cursor) {
        if (!cursor.startsWith(generation + "-")) {
            return null;
        }
        try {
            var from = parse(cursor.substring(generation.length() + 1));
            var pruned = stores.transaction(tx -> tx.calendars().setting(PRUNED));
            boolean gone = pruned.isPresent() && from.compareTo(parse(pruned.get())) < 0;
            return gone ? null : from;
        } catch (IllegalArgumentException e) {
            LOG.debug("the cursor {} is none of ours", cursor, e);
            return null;
        }
    }

    private static Position parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("no place of an event: " + text);
        }
        return new Position(
                Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    }

    private String cursor(Position at) {
        return generation + "-" + at.tx() + "." + at.id();
    }

    Duration runOnce() {
        Position from;
        synchronized (lock) {
            if (subscribers.isEmpty()) {
                return IDLE;
            }
            from = position;
        }
        var part = after(from);
        if (part.rows().isEmpty()) {
            return POLL;
        }
        var events = events(from, part.rows());
        synchronized (lock) {
            position = part.rows().getLast().position();
            subscribers.forEach(subscriber -> events.forEach(subscriber::offer));
        }
        return part.more() ? Duration.ZERO : PACE;
    }

    private Part after(Position from) {
        return stores.transaction(tx -> tx.events().after(from, MOST_ROWS, MOST_RUNS));
    }

    private List<EventView> events(Position from, List<EventRow> rows) {
        var runs = new LinkedHashSet<UUID>();
        var jobs = new LinkedHashSet<String>();
        var failures = new LinkedHashSet<String>();
        boolean overflow = false;
        for (var row : rows) {
            runs.addAll(row.runs());
            jobs.addAll(row.jobs());
            failures.addAll(row.failures());
            overflow |= row.overflow();
        }
        String begin = cursor(from);
        var at = Instant.ofEpochMilli(rows.getLast().atUs() / 1_000);
        var events = new ArrayList<EventView>();
        if (overflow) {
            events.add(new EventView(begin, "reset", Instant.EPOCH, null, null));
        }
        jobs.forEach(job -> events.add(new EventView(begin, "job", at, job, null)));
        rows.forEach(
                row ->
                        row.changes()
                                .forEach(change -> events.add(change(begin, row.atUs(), change))));
        failures.forEach(each -> events.add(new EventView(begin, "failure", at, each, null)));
        // After a reset all runs are read anew.
        if (!overflow && !runs.isEmpty()) {
            for (var view : read.apply(runs)) {
                events.add(new EventView(begin, "run", at(view), view.id(), view));
            }
        }
        if (!events.isEmpty()) {
            var last = events.removeLast();
            events.add(
                    new EventView(
                            cursor(rows.getLast().position()),
                            last.type(),
                            last.at(),
                            last.subject(),
                            last.run()));
        }
        return events;
    }

    private static EventView change(String cursor, long atUs, long id) {
        return new EventView(
                cursor, "change", Instant.ofEpochMilli(atUs / 1_000), Long.toString(id), null);
    }

    private static Instant at(RunView view) {
        var finished = view.finishedAt();
        var started = view.startedAt();
        return finished != null ? finished : started != null ? started : view.createdAt();
    }

    @Override
    public void close() {
        loop.close();
        subscribers.forEach(Subscriber::end);
        subscribers.clear();
    }

    /// One receiver with a thread of its own, so that a slow one holds up nobody. It first gets what was before it
    /// came, from the table, while what is new waits in its queue.
    private final class Subscriber {
        private final Consumer<EventView> consumer;
        private final @Nullable Position from;
        private final boolean expired;
        private final LinkedBlockingQueue<EventView> queue = new LinkedBlockingQueue<>(MOST_BEHIND);
        private volatile boolean ended;

        private Subscriber(Consumer<EventView> consumer, @Nullable Position from, boolean expired) {
            this.consumer = consumer;
            this.from = from;
            this.expired = expired;
        }

        private void start() {
            Thread.ofVirtual().name("carillon-subscriber").start(this::deliver);
        }

        private void offer(EventView event) {
            if (!queue.offer(event)) {
                queue.clear();
                queue.add(new EventView(event.cursor(), "reset", event.at(), null, null));
            }
        }

        private void end() {
            ended = true;
        }

        private void deliver() {
            try {
                if (expired) {
                    var now = stores.transaction(tx -> tx.events().last());
                    consumer.accept(new EventView(cursor(now), "reset", Instant.EPOCH, null, null));
                }
                if (from != null) {
                    replay(from);
                }
                while (!ended) {
                    var event = queue.poll(500, TimeUnit.MILLISECONDS);
                    if (event != null && !ended) {
                        consumer.accept(event);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                ended = true;
                LOG.debug("a subscriber failed and is dropped", e);
            }
        }

        private void replay(Position begin) {
            var at = begin;
            while (!ended) {
                var rows = after(at).rows();
                if (rows.isEmpty()) {
                    return;
                }
                events(at, rows).forEach(consumer);
                at = rows.getLast().position();
            }
        }
    }
}
