package dev.carillon.engine.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.BackfillRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.store.ChangeTable.ChangeRow;
import dev.carillon.engine.store.ChangeTable.StoredChange;
import dev.carillon.engine.store.ChangeTable.Wanted;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

@ParameterizedClass
@EnumSource(StoreKind.class)
class ChangeLogStoreTest {
    private static final Wanted ALL = new Wanted(null, null, null, null);

    private final EngineFixture engine;

    ChangeLogStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private List<ChangeRow> list(Wanted wanted) {
        return engine.database.transaction(tx -> tx.changeLog().list(wanted, Long.MAX_VALUE, 1000));
    }

    private StoredChange last() {
        long id = list(ALL).getFirst().id();
        return engine.database.transaction(tx -> tx.changeLog().find(id)).orElseThrow();
    }

    private void job(String more) {
        engine.job(
                """
                name: work
                overlap: allow
                task: {shell: {command: ["true"]}}
                %s
                """
                        .formatted(more));
    }

    private long record(Action action, String key, String by) {
        return engine.database.transaction(
                tx -> ChangeLog.record(tx, new Entry(action, key, by, engine.time.micros())));
    }

    private long undo(long id, Action by) {
        var undone = engine.database.transaction(tx -> tx.changeLog().find(id)).orElseThrow();
        return ChangeLog.undoing(undone.row(), () -> record(by, undone.row().subject(), "ann"));
    }

    private static void refused(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CarillonException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void eachChangeOfAJobIsWrittenWithWhatWasBeforeAndAfter() {
        job("priority: 5");
        var made = last();
        job("priority: 7");
        var edited = last();
        engine.catalog.pause("default", "work", "bob", null);
        engine.catalog.resume("default", "work", CatchUp.Policy.ALL, "bob");
        engine.catalog.delete("default", "work", "eve");
        var deleted = last();

        assertThat(list(ALL).reversed())
                .extracting(each -> each.actor() + " " + each.action() + " " + each.subject())
                .containsExactly(
                        "test job.put default/work",
                        "test job.put default/work",
                        "bob job.pause default/work",
                        "bob job.resume default/work",
                        "eve job.delete default/work");
        assertThat(made.before()).isNull();
        assertThat(edited.before()).isEqualTo(made.after()).contains("\"version\":1");
        assertThat(edited.after()).contains("\"version\":2", "\"priority\":7", "\"name\":\"work\"");
        assertThat(deleted.before()).contains("\"priority\":7", "\"paused\":false");
        assertThat(deleted.after()).isNull();
    }

    @Test
    void whatChangesNothingIsNotWritten() {
        job("priority: 5");
        var run = engine.run("work", Map.of());
        engine.changes.hold(run, "test", engine.time.micros());
        engine.catalog.pause("default", "work", "test", null);
        int before = list(ALL).size();

        job("priority: 5");
        engine.catalog.pause("default", "work", "test", null);
        engine.changes.hold(run, "test", engine.time.micros());
        engine.queues.resume("default", "test");
        engine.queues.resume("default", "test");

        assertThat(list(ALL)).hasSize(before + 1);
    }

    @Test
    void aChangeThatFailsIsNotWritten() {
        job("priority: 5");
        int before = list(ALL).size();

        assertThatThrownBy(
                        () ->
                                engine.database.transaction(
                                        tx -> {
                                            ChangeLog.record(
                                                    tx,
                                                    new Entry(Action.JOB_PAUSE, "a/b", "ann", 1));
                                            throw new IllegalStateException("broken");
                                        }))
                .hasMessage("broken");

        assertThat(list(ALL)).hasSize(before);
    }

    @Test
    void whatIsDoneToRunsIsWrittenAndThatTheyAreMadeIsNot() {
        job("retry: {attempts: 1}");
        var held = engine.run("work", Map.of());
        engine.changes.hold(held, "ann", engine.time.micros());
        engine.changes.release(held, "ann", engine.time.micros());
        var claimed = engine.claim(10).getFirst();
        engine.fail(claimed);
        engine.changes.dismiss(held, "ann", engine.time.micros());
        engine.changes.dismiss(held, "ann", engine.time.micros());
        engine.changes.reopen(held, "ann", engine.time.micros());
        var other = engine.run("work", Map.of());
        engine.changes.cancel(other, "ann", engine.time.micros());
        engine.changes.cancel(other, "ann", engine.time.micros());

        assertThat(list(new Wanted("run", null, null, null)).reversed())
                .extracting(each -> each.action() + " " + each.subject())
                .containsExactly(
                        "run.hold " + held,
                        "run.release " + held,
                        "run.dismiss " + held,
                        "run.reopen " + held,
                        "run.cancel " + other);
    }

    @Test
    void changesOfQueuesCalendarsSkipsAndBackfillsAreWritten() {
        job("schedules: [{id: s, cron: \"0 * * * *\", zone: UTC}]");
        engine.queues.put(
                Definitions.parseQueue("{name: mail, concurrency: 2}", "test"), null, "ann");
        engine.queues.put(
                Definitions.parseQueue("{name: mail, concurrency: 9}", "test"),
                Duration.ofHours(2),
                "ann");
        engine.queues.pause("mail", null, "ann");
        assertThat(last().before()).contains("\"concurrency\":2", "\"concurrency\":9");
        assertThat(last().after()).contains("\"pausedUntil\":\"9999-12-31T23:59:59Z\"");
        engine.queues.delete("mail", "ann");
        engine.calendars.put(
                Definitions.parseCalendar("{name: free, weekdays: [sun]}", "test"), "ann");
        engine.calendars.delete("free", "ann");
        engine.catalog.skipNext("default", "work", null, "ann");
        assertThat(last().row().note()).isEqualTo("2026-11-23T13:00:00Z");
        var from = EngineFixture.START.minus(Duration.ofHours(3));
        var preview = new BackfillRequest(from, EngineFixture.START, null, Map.of(), null);
        String plan = engine.backfills.backfill("default", "work", preview, "ann").plan();
        engine.backfills.backfill(
                "default",
                "work",
                new BackfillRequest(from, EngineFixture.START, null, Map.of(), plan),
                "ann");

        assertThat(list(new Wanted(null, null, "ann", null)).reversed())
                .extracting(each -> each.action() + " " + each.subject())
                .containsExactly(
                        "queue.put mail",
                        "queue.limit mail",
                        "queue.pause mail",
                        "queue.delete mail",
                        "calendar.put free",
                        "calendar.delete free",
                        "job.skip default/work",
                        "job.backfill default/work");
        assertThat(last().after()).contains(engine.runs("work").getLast().id());
    }

    @Test
    void aChangeAndTheOneThatTakesItBackNameEachOther() {
        long pause = record(Action.JOB_PAUSE, "a/b", "bob");

        long resume = undo(pause, Action.JOB_RESUME);

        assertThat(row(pause).undoneBy()).isEqualTo(resume);
        assertThat(row(resume).undoes()).isEqualTo(pause);
        refused(ErrorCode.CONFLICT, "is undone already", () -> undo(pause, Action.JOB_RESUME));
        assertThat(list(ALL)).hasSize(2);
    }

    private ChangeRow row(long id) {
        return engine.database.transaction(tx -> tx.changeLog().find(id)).orElseThrow().row();
    }

    @Test
    void aChangeIsNotTakenBackWhileALaterOneOfItsAspectHolds() {
        long first = record(Action.JOB_PUT, "a/b", "ann");
        record(Action.JOB_PAUSE, "a/b", "bob");
        record(Action.JOB_PUT, "a/other", "bob");
        long second = record(Action.JOB_PUT, "a/b", "bob");

        refused(
                ErrorCode.CHANGED_MEANWHILE,
                "change " + second + " (job.put by bob) came after it",
                () -> undo(first, Action.JOB_DELETE));
        long third = undo(second, Action.JOB_PUT);
        undo(first, Action.JOB_DELETE);

        assertThat(row(first).undoneBy()).isNotNull();
        assertThat(row(second).undoneBy()).isEqualTo(third);
    }

    @Test
    void whatIsTakenBackTwiceHoldsAgain() {
        long first = record(Action.JOB_PUT, "a/b", "ann");
        long second = record(Action.JOB_PUT, "a/b", "ann");
        long third = undo(second, Action.JOB_PUT);

        undo(third, Action.JOB_PUT);

        assertThat(row(second).undoneBy()).isNull();
        refused(
                ErrorCode.CHANGED_MEANWHILE,
                "change " + second,
                () -> undo(first, Action.JOB_DELETE));
        undo(second, Action.JOB_PUT);
        undo(first, Action.JOB_DELETE);
    }

    @Test
    void changesAreFoundByWhatWhoAndWhenInParts() {
        var ids =
                LongStream.range(0, 5)
                        .map(
                                i -> {
                                    engine.time.advance(Duration.ofSeconds(1));
                                    return record(
                                            Action.QUEUE_PAUSE,
                                            i % 2 == 0 ? "mail" : "print",
                                            i < 3 ? "ann" : "bob");
                                })
                        .boxed()
                        .toList();
        record(Action.JOB_PAUSE, "mail", "ann");

        assertThat(found(new Wanted("queue", "mail", null, null)))
                .containsExactly(ids.get(4), ids.get(2), ids.get(0));
        assertThat(found(new Wanted("queue", null, "bob", null)))
                .containsExactly(ids.get(4), ids.get(3));
        assertThat(found(new Wanted("queue", null, null, row(ids.get(2)).atUs())))
                .containsExactly(ids.get(4), ids.get(3), ids.get(2));
        var part =
                engine.database.transaction(
                        tx ->
                                tx.changeLog()
                                        .list(
                                                new Wanted("queue", null, null, null),
                                                ids.get(3),
                                                2));
        assertThat(part).extracting(ChangeRow::id).containsExactly(ids.get(2), ids.get(1));
    }

    private List<Long> found(Wanted wanted) {
        return list(wanted).stream().map(ChangeRow::id).toList();
    }

    @Test
    void oldChangesAreRemovedInParts() {
        for (int i = 0; i < 3; i++) {
            record(Action.QUEUE_PAUSE, "mail", "ann");
        }
        engine.time.advance(Duration.ofDays(1));
        long kept = record(Action.QUEUE_PAUSE, "mail", "ann");
        long before = engine.time.micros();

        assertThat(prune(before)).isEqualTo(2);
        assertThat(prune(before)).isEqualTo(1);
        assertThat(prune(before)).isZero();
        assertThat(found(ALL)).containsExactly(kept);
    }

    @Test
    void changesAreKeptForFourHundredDays() {
        var views = new ChangeViews(engine.database);
        long id = record(Action.QUEUE_PAUSE, "mail", "ann");
        engine.time.advance(Duration.ofDays(400));
        assertThat(views.prune(engine.time.micros())).isZero();
        assertThat(views.get(id).change().key()).isEqualTo("mail");

        engine.time.advance(Duration.ofMillis(1));

        assertThat(views.prune(engine.time.micros())).isEqualTo(1);
        refused(ErrorCode.NOT_FOUND, "kept for 400 days", () -> views.get(id));
    }

    @Test
    void aChangeOfANewerVersionIsShownAndSaysSo() {
        var row = new ChangeRow(0, 1, "ann", "job.bless", "job", "a/b", null, null, null);
        long id =
                engine.database.transaction(
                        tx -> tx.changeLog().insert(new StoredChange(row, null, null)));

        var view = new ChangeViews(engine.database).get(id).change();

        assertThat(view.action()).isEqualTo("job.bless");
        assertThat(view.irrevocable()).contains("newer version");
    }

    private int prune(long beforeUs) {
        return engine.database.transaction(tx -> tx.changeLog().prune(beforeUs, 2));
    }

    @Test
    void aVersionNamesWhoMadeItAndWhen() {
        job("priority: 5");
        engine.time.advance(Duration.ofSeconds(1));
        var second =
                Definitions.parse(
                                "{name: work, priority: 6, task: {shell: {command: [\"true\"]}}}",
                                "test")
                        .getFirst();
        engine.catalog.put(List.of(second), "ann", null, false);

        var id = JobCatalog.idOf("default/work");
        var versions =
                engine.database.transaction(tx -> tx.jobs().versions(id, Integer.MAX_VALUE, 10));

        assertThat(versions)
                .extracting(each -> each.version() + " " + each.by() + " " + each.atUs())
                .containsExactly(
                        "2 ann " + engine.time.micros(),
                        "1 test " + (engine.time.micros() - 1_000_000));
        var first = engine.database.transaction(tx -> tx.jobs().versions(id, 2, 10));
        assertThat(first).singleElement().isEqualTo(versions.getLast());
    }
}
