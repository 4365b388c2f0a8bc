package dev.carillon.engine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.EventView;
import dev.carillon.api.FailureChange;
import dev.carillon.api.JobDefinition;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.queue.Failures;
import dev.carillon.engine.store.EventTable.Position;
import dev.carillon.engine.store.jdbc.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The feed on the two databases, with two feeds as two nodes would have them.
@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL"})
class EventFeedStoreTest {
    private final EngineFixture engine;
    private final EventFeed here;
    private final EventFeed there;
    private final JobDefinition job;
    private final Random random = new Random(1);
    private final List<EventView> heard = new CopyOnWriteArrayList<>();

    EventFeedStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        here = new EventFeed(engine.database, engine.views::get);
        there = new EventFeed(engine.database, engine.views::get);
        here.start();
        there.start();
        job = engine.job("{name: work, overlap: allow, task: {shell: {command: [\"true\"]}}}");
    }

    @AfterEach
    void close() throws Exception {
        here.close();
        there.close();
        engine.close();
    }

    private static List<String> subjects(List<EventView> events) {
        return events.stream().map(event -> String.valueOf(event.subject())).toList();
    }

    private void awaitHeard(UUID run) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> subjects(heard).contains(run.toString()));
    }

    @Test
    void aChangeIsHeardOnEachNode() {
        var elsewhere = new CopyOnWriteArrayList<EventView>();
        try (var _ = here.subscribe(null, heard::add);
                var _ = there.subscribe(null, elsewhere::add)) {
            var run = engine.submit(job);

            awaitHeard(run);
            await().until(() -> subjects(elsewhere).contains(run.toString()));
        }
    }

    @Test
    void anEntryOfTheLogOfChangesIsHeardByItsId() {
        try (var _ = there.subscribe(null, heard::add)) {
            engine.catalog.pause("default", "work", "ann", null);

            await().until(() -> heard.stream().anyMatch(each -> each.type().equals("change")));
        }
        var change = heard.stream().filter(each -> each.type().equals("change")).findFirst();
        long id = Long.parseLong(String.valueOf(change.orElseThrow().subject()));
        var row = engine.database.transaction(tx -> tx.changeLog().find(id)).orElseThrow().row();
        assertThat(row.action()).isEqualTo("job.pause");
        assertThat(heard).extracting(EventView::type).contains("job");
    }

    @Test
    void failuresAreToldWhenTheyComeAndWhenSomebodySortsThemOut() {
        var failures = new Failures(engine.database, engine.time::micros);
        try (var _ = here.subscribe(null, heard::add)) {
            engine.submit(job);
            engine.fail(engine.claim(1).getFirst());
            await().atMost(10, TimeUnit.SECONDS).until(() -> !ofFailures().isEmpty());
            String told = ofFailures().getFirst();
            heard.clear();

            failures.change(told, new FailureChange.Mute(), "test");
            await().atMost(10, TimeUnit.SECONDS).until(() -> ofFailures().contains(told));
        }
    }

    private List<String> ofFailures() {
        return subjects(heard.stream().filter(event -> event.type().equals("failure")).toList());
    }

    @Test
    void aSubscriberGoesOnOnAnotherNodeFromWhereItWas() {
        UUID first;
        try (var _ = here.subscribe(null, heard::add)) {
            first = engine.submit(job);
            awaitHeard(first);
        }
        String cursor = heard.getLast().cursor();
        heard.clear();
        var missed = engine.submitAll(job, 700).getLast();

        try (var _ = there.subscribe(cursor, heard::add)) {
            awaitHeard(missed);
            var live = engine.submit(job);
            awaitHeard(live);
        }
        assertThat(subjects(heard)).doesNotContain(first.toString(), "null");
        assertThat(subjects(heard).stream().distinct()).hasSize(701);
    }

    @Test
    void aCursorInTheMiddleOfABatchMissesNothing() {
        List<UUID> runs;
        try (var _ = here.subscribe(null, heard::add)) {
            runs = engine.submitAll(job, 10);
            awaitHeard(runs.getLast());
        }
        String cursor = heard.get(4).cursor();
        heard.clear();

        try (var _ = there.subscribe(cursor, heard::add)) {
            awaitHeard(runs.getLast());
        }
        assertThat(subjects(heard))
                .containsAll(runs.subList(5, 10).stream().map(UUID::toString).toList());
    }

    @Test
    void aTransactionThatCommitsLateIsNotMissed() throws Exception {
        var inserted = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var run = engine.submit(job);
        try (var _ = here.subscribe(null, heard::add)) {
            var late =
                    Thread.ofPlatform()
                            .start(
                                    () ->
                                            engine.database.transaction(
                                                    tx -> {
                                                        tx.runs()
                                                                .handled(run, engine.time.micros());
                                                        inserted.countDown();
                                                        await().until(
                                                                        () ->
                                                                                mayCommit.getCount()
                                                                                        == 0);
                                                        return true;
                                                    }));
            inserted.await();
            var after = engine.submit(job);
            mayCommit.countDown();
            late.join();

            awaitHeard(run);
            awaitHeard(after);
        }
    }

    // Rows of runs that are not there, in one transaction, as requests for many runs leave them.
    private void storeRows(int rows, int runsOfEach) throws SQLException {
        storeRows(rows, runsOfEach, 0);
    }

    private void storeRows(int rows, int runsOfEach, long atUs) throws SQLException {
        try (var connection = ((Database) engine.database).dedicated();
                var insert =
                        connection.prepareStatement(
                                "INSERT INTO event (at_us, runs, jobs) VALUES (?, ?, '')")) {
            for (int i = 0; i < rows; i++) {
                var ids = ByteBuffer.allocate(runsOfEach * 2 * Long.BYTES);
                while (ids.hasRemaining()) {
                    ids.putLong(random.nextLong());
                }
                insert.setLong(1, atUs);
                insert.setBytes(2, ids.array());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    private EventFeed recordingFeed(List<Integer> asked) {
        return new EventFeed(
                engine.database,
                ids -> {
                    asked.add(ids.size());
                    return engine.views.get(ids);
                });
    }

    @Test
    void changesOfTooManyRunsAreOneReset() throws Exception {
        var asked = new CopyOnWriteArrayList<Integer>();
        try (var feed = recordingFeed(asked);
                var _ = feed.subscribe(null, heard::add)) {
            storeRows(100, 10_000);
            feed.runOnce();
            var last = engine.submit(job);
            feed.runOnce();
            awaitHeard(last);
        }

        assertThat(heard).extracting(EventView::type).containsExactly("reset", "run");
        assertThat(asked).containsExactly(1);
    }

    @Test
    void asManyRunsAreReadAtOnceAsFitWhetherTheyAreNewOrMissed() throws Exception {
        var asked = new CopyOnWriteArrayList<Integer>();
        try (var feed = recordingFeed(asked)) {
            String cursor;
            try (var _ = feed.subscribe(null, heard::add)) {
                var first = engine.submit(job);
                feed.runOnce();
                awaitHeard(first);
                cursor = heard.getLast().cursor();
                storeRows(30, 500);
                while (feed.runOnce().isZero()) {
                    assertThat(asked).hasSizeLessThan(100);
                }
                assertThat(asked.stream().mapToInt(each -> each).sum()).isEqualTo(15_001);
                assertThat(asked).allMatch(each -> each <= 2_000).hasSizeLessThan(12);
            }
            asked.clear();
            try (var _ = feed.subscribe(cursor, heard::add)) {
                awaitHeard(engine.submit(job));
            }
        }

        assertThat(asked.stream().mapToInt(each -> each).sum()).isGreaterThanOrEqualTo(15_001);
        assertThat(asked).allMatch(each -> each <= 2_000);
    }

    @Test
    void allThatIsOldIsRemovedAtOnceHoweverMuchItIs() throws Exception {
        here.prune(Long.MAX_VALUE, Long.MAX_VALUE);
        storeRows(60_000, 1);
        engine.submit(job);

        here.prune(1, Long.MAX_VALUE);

        assertThat(rowsLeft()).isEqualTo(1);
    }

    @Test
    void whatAWrongClockStoredIsInNobodysWay() throws Exception {
        here.prune(Long.MAX_VALUE, Long.MAX_VALUE);
        storeRows(1, 1, Long.MAX_VALUE);
        storeRows(10, 1);
        engine.submit(job);

        here.prune(1, Long.MAX_VALUE - 1);

        assertThat(rowsLeft()).isEqualTo(1);
    }

    private int rowsLeft() {
        return engine.database.transaction(
                tx -> tx.events().after(Position.START, 100, 1_000).rows().size());
    }

    @Test
    void aCursorWhoseEventsAreRemovedGivesReset() {
        try (var _ = here.subscribe(null, heard::add)) {
            awaitHeard(engine.submit(job));
        }
        String cursor = heard.getFirst().cursor();
        engine.submit(job);
        here.prune(Long.MAX_VALUE, Long.MAX_VALUE);
        var last = engine.submit(job);
        heard.clear();

        try (var _ = there.subscribe(cursor, heard::add)) {
            await().until(() -> !heard.isEmpty());
        }
        assertThat(heard.getFirst().type()).isEqualTo("reset");
        heard.clear();
        try (var _ = there.subscribe("other-1.2", heard::add)) {
            await().until(() -> !heard.isEmpty());
        }
        assertThat(heard.getFirst().type()).isEqualTo("reset");
        assertThat(last).isNotNull();
    }
}
