package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.BulkAction;
import dev.carillon.api.Carillon.ChangeQuery;
import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ChangeView;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.JobVersion;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.Role;
import dev.carillon.api.RunState;
import dev.carillon.engine.auth.Actor;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What people did is taken back, on a whole engine.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UndoTest {
    private static final Actor OPERATOR = new Actor("op", Role.OPERATOR);
    private static final Actor AUTHOR = new Actor("author", Role.AUTHOR);

    private Engine engine;
    // Of each test its own, so that none meets what another one did.
    private String name = "";

    @BeforeAll
    void start(@TempDir Path folder) {
        engine = Engine.start(EngineConfig.embedded("a", folder, 4));
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    }

    private JobDefinition job(String more) {
        return Definitions.parse(
                        """
                        name: %s
                        task: {shell: {command: ["false"]}}
                        %s
                        """
                                .formatted(name, more),
                        "test")
                .getFirst();
    }

    private JobDefinition put(String more) {
        var definition = job(more);
        engine.put(definition, null);
        return definition;
    }

    private ChangeView last(String kind, String key) {
        return engine.changes(new ChangeQuery(kind, key, null, null), null, 1).items().getFirst();
    }

    private ChangeView lastOfJob() {
        return last("job", "default/" + name);
    }

    private static void refused(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CarillonException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private JobDefinition stored() {
        return Definitions.fromJson(engine.job("default", name).definition(), "stored");
    }

    @Test
    void pauseAndResumeAreTakenBackAndBackAgain() {
        put("schedules: [{every: 1h}]");
        engine.pause("default", name);
        var pause = lastOfJob();

        var resume = OPERATOR.does(() -> engine.undo(pause.id()));
        assertThat(engine.job("default", name).paused()).isFalse();
        engine.undo(resume.id());

        assertThat(engine.job("default", name).paused()).isTrue();
        assertThat(resume.action()).isEqualTo("job.resume");
        assertThat(resume.actor()).isEqualTo("op");
        assertThat(resume.undoes()).isEqualTo(pause.id());
        assertThat(engine.change(pause.id()).change().undoneBy()).isNull();
        assertThat(pause.actor()).isEqualTo("embedded");
    }

    @Test
    void aPauseThatWasTakenBackOtherwiseIsNotTakenBackAgain() {
        put("schedules: [{every: 1h}]");
        engine.pause("default", name);
        var pause = lastOfJob();
        engine.resume("default", name, CatchUp.Policy.NONE);

        refused(
                ErrorCode.CHANGED_MEANWHILE,
                "is not as change " + pause.id() + " left it",
                () -> engine.undo(pause.id()));
    }

    @Test
    void anEditIsTakenBackAsANewVersion() {
        var first = put("priority: 3");
        var second = put("priority: 4");
        var edit = lastOfJob();

        engine.undo(edit.id());

        assertThat(stored()).isEqualTo(first).isNotEqualTo(second);
        assertThat(engine.job("default", name).version()).isEqualTo(3);
        assertThat(engine.change(edit.id()).before()).isNotNull();
        assertThat(engine.versions("default", name, null, 10).items())
                .extracting(JobVersion::version)
                .containsExactly(3, 2, 1);
        refused(ErrorCode.CONFLICT, "is undone already", () -> engine.undo(edit.id()));
    }

    @Test
    void anEditIsNotTakenBackWhenTheJobWasChangedSince() {
        put("priority: 3");
        put("priority: 4");
        var edit = lastOfJob();
        var newest = put("priority: 5");

        refused(ErrorCode.CHANGED_MEANWHILE, "job default/" + name, () -> engine.undo(edit.id()));
        assertThat(stored()).isEqualTo(newest);

        put("priority: 4");
        refused(ErrorCode.CHANGED_MEANWHILE, "undo that first", () -> engine.undo(edit.id()));
    }

    @Test
    void aJobThatWasMadeIsRemovedAndPutBack() {
        var made = put("schedules: [{every: 1h}]");
        var making = lastOfJob();

        var removal = engine.undo(making.id());
        refused(ErrorCode.NOT_FOUND, name, () -> engine.job("default", name));
        engine.undo(removal.id());

        assertThat(stored()).isEqualTo(made);
        assertThat(engine.job("default", name).schedules().getFirst().next()).isNotNull();
    }

    @Test
    void aDeletedJobIsPutBackAsPausedAsItWas() {
        var definition = put("schedules: [{every: 1h}]");
        engine.pause("default", name);
        engine.delete("default", name);
        var removal = lastOfJob();

        engine.undo(removal.id());

        assertThat(stored()).isEqualTo(definition);
        assertThat(engine.job("default", name).paused()).isTrue();
        assertThat(engine.job("default", name).schedules().getFirst().next()).isNull();
    }

    @Test
    void aDeletedJobThatIsThereAgainIsNotOverwritten() {
        put("priority: 3");
        engine.delete("default", name);
        var removal = lastOfJob();
        var newer = put("priority: 9");

        refused(ErrorCode.CHANGED_MEANWHILE, "default/" + name, () -> engine.undo(removal.id()));
        assertThat(stored()).isEqualTo(newer);
    }

    private String later() {
        put("overlap: allow");
        var at = Instant.parse("2099-01-01T00:00:00Z");
        return engine.run("default", name, new RunRequest(Map.of(), at), null).id();
    }

    @Test
    void holdAndReleaseAreTakenBack() {
        String run = later();
        engine.hold(run);

        var release = engine.undo(last("run", run).id());
        assertThat(engine.run(run).state()).isEqualTo(RunState.DELAYED);
        engine.undo(release.id());

        assertThat(engine.run(run).state()).isEqualTo(RunState.HELD);
    }

    @Test
    void whatWasDoneToManyRunsIsTakenBackAsOneChange() {
        String one = later();
        var held = engine.planBulk(BulkAction.HOLD, RunQuery.ALL.ofJob(name));
        engine.stepBulk(held.plan());
        assertThat(engine.run(one).state()).isEqualTo(RunState.HELD);

        engine.undo(last("bulk", held.plan()).id());

        assertThat(engine.run(one).state()).isEqualTo(RunState.DELAYED);
        assertThat(engine.bulk(held.plan()).undone()).isEqualTo(1);
        refused(
                ErrorCode.CONFLICT,
                "cannot be undone",
                () -> engine.undo(last("bulk", held.plan()).id()));
        var cancelled = engine.planBulk(BulkAction.CANCEL, List.of(one));
        engine.stepBulk(cancelled.plan());
        assertThat(last("bulk", cancelled.plan()).irrevocable()).contains("retry them");
    }

    @Test
    void aCancelledRunCannotBeBroughtBack() {
        String run = later();
        engine.cancel(run);
        var cancel = last("run", run);

        assertThat(cancel.irrevocable()).contains("retry it");
        refused(ErrorCode.CONFLICT, "cannot be undone", () -> engine.undo(cancel.id()));
    }

    @Test
    void aRetryThatHasNotBegunIsTakenBackAndTheRunWaitsForAttentionAgain() {
        engine.pauseQueue(queueOfTheTest(), null);
        String run = failed();
        var again = engine.retry(run, RetryRequest.SAME);
        assertThat(engine.run(run).handled()).isTrue();

        var undone = engine.undo(last("run", run).id());

        assertThat(engine.run(again.id()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(engine.run(run).handled()).isFalse();
        assertThat(undone.action()).isEqualTo("run.cancel");
        assertThat(undone.note()).contains("the retry of run " + run);
    }

    @Test
    void aRetryThatHasBegunSaysSo() {
        String run = failed();
        var again = engine.retry(run, RetryRequest.SAME);
        await().until(() -> engine.run(again.id()).state().finished());

        refused(
                ErrorCode.CONFLICT,
                "run " + again.id() + ", the retry of run " + run + ", is FAILED",
                () -> engine.undo(last("run", run).id()));
    }

    // A run that ended without success, of a job in a queue of its own.
    private String failed() {
        queueOfTheTest();
        var at = Instant.parse("2099-01-01T00:00:00Z");
        String run = engine.run("default", name, new RunRequest(Map.of(), at), null).id();
        engine.cancel(run);
        return run;
    }

    private String queueOfTheTest() {
        String queue = "q-" + Integer.toHexString(name.hashCode());
        engine.put(job("queue: " + queue + "\noverlap: allow"), null);
        return queue;
    }

    @Test
    void aDismissalIsTakenBack() {
        String run = failed();
        engine.dismiss(run);

        var reopened = engine.undo(last("run", run).id());
        assertThat(engine.run(run).handled()).isFalse();
        engine.undo(reopened.id());

        assertThat(engine.run(run).handled()).isTrue();
    }

    @Test
    void limitsOfAQueueAreTakenBackWithThoseForAWhileAndThePause() {
        String queue = queueOfTheTest();
        engine.putQueue(limit(queue, 2), null);
        engine.putQueue(limit(queue, 9), Duration.ofHours(2));
        var forAWhile = last("queue", queue);
        engine.pauseQueue(queue, Duration.ofHours(1));
        var pause = last("queue", queue);
        var before = engine.queue(queue);
        engine.deleteQueue(queue);

        engine.undo(last("queue", queue).id());
        assertThat(engine.queue(queue)).isEqualTo(before);
        refused(
                ErrorCode.CHANGED_MEANWHILE,
                "changed meanwhile",
                () -> engine.undo(forAWhile.id()));
        engine.undo(pause.id());
        var undone = OPERATOR.does(() -> engine.undo(forAWhile.id()));
        assertThat(undone.action()).isEqualTo("queue.limit");
        OPERATOR.does(() -> engine.undo(undone.id()));
        assertThat(engine.queue(queue).changed()).isNotNull();
        OPERATOR.does(() -> engine.undo(forAWhile.id()));

        assertThat(engine.queue(queue).pausedUntil()).isNull();
        assertThat(engine.queue(queue).changed()).isNull();
        assertThat(engine.queue(queue).definition().path("concurrency").asInt()).isEqualTo(2);
    }

    private static QueueDefinition limit(String queue, int concurrency) {
        return Definitions.parseQueue(
                "{name: %s, concurrency: %d}".formatted(queue, concurrency), "test");
    }

    @Test
    void calendarsAreTakenBack() {
        var sunday = Definitions.parseCalendar("{name: cal-a, weekdays: [sun]}", "test");
        var monday = Definitions.parseCalendar("{name: cal-a, weekdays: [mon]}", "test");
        engine.putCalendar(sunday);
        var made = last("calendar", "cal-a");
        engine.putCalendar(monday);

        refused(ErrorCode.CHANGED_MEANWHILE, "cal-a", () -> engine.undo(made.id()));
        engine.undo(last("calendar", "cal-a").id());
        assertThat(engine.calendar("cal-a").definition().toString()).contains("sun");
        engine.undo(made.id());
        refused(ErrorCode.NOT_FOUND, "cal-a", () -> engine.calendar("cal-a"));
        engine.undo(last("calendar", "cal-a").id());

        assertThat(engine.calendar("cal-a").definition().toString()).contains("sun");
    }

    @Test
    void aCordonIsTakenBack() {
        engine.cordon("a", Duration.ofHours(1));

        engine.undo(last("node", "a").id());
        assertThat(engine.nodes().getFirst().cordonedUntil()).isNull();
        engine.undo(last("node", "a").id());
        assertThat(engine.nodes().getFirst().cordonedUntil()).isNotNull();

        engine.uncordon("a");
        assertThat(engine.nodes().getFirst().cordonedUntil()).isNull();
    }

    @Test
    void aTokenThatWasMadeIsRevoked() {
        engine.createToken("by-mistake", Role.VIEWER, null);

        engine.undo(last("token", "by-mistake").id());

        assertThat(engine.tokens())
                .filteredOn(token -> token.name().equals("by-mistake"))
                .singleElement()
                .satisfies(token -> assertThat(token.revokedAt()).isNotNull());
        assertThat(last("token", "by-mistake").irrevocable()).contains("make a new one");
    }

    @Test
    void whoMayNotDoItMayNotTakeItBack() {
        put("priority: 3");
        var making = lastOfJob();

        refused(
                ErrorCode.FORBIDDEN,
                "needs the role author",
                () -> OPERATOR.does(() -> engine.undo(making.id())));
        AUTHOR.does(() -> engine.undo(making.id()));

        assertThat(lastOfJob().actor()).isEqualTo("author");
    }

    @Test
    void changesAreListedInParts() {
        put("priority: 1");
        put("priority: 2");
        put("priority: 3");
        var query = new ChangeQuery("job", "default/" + name, null, null);

        var first = engine.changes(query, null, 2);
        var second = engine.changes(query, first.cursor(), 2);

        assertThat(first.items())
                .extracting(ChangeView::note)
                .containsExactly("version 3", "version 2");
        assertThat(second.items()).extracting(ChangeView::note).containsExactly("version 1");
        assertThat(second.cursor()).isNull();
        refused(ErrorCode.NOT_FOUND, "no change 999999", () -> engine.undo(999_999));
    }
}
