package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.WhyReason;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.Stores;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Each reason why a run or a job is not running, brought about.
@ParameterizedClass
@EnumSource(StoreKind.class)
class WhyStoreTest {
    private final EngineFixture engine;
    private final NodeRules rules = new NodeRules("a", 4, Map.of("os", "linux"), true);
    private final UUID nodeId = UUID.randomUUID();

    WhyStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @BeforeEach
    void startNode() {
        engine.database.transaction(
                tx -> {
                    tx.nodes()
                            .insert(
                                    new NodeRow(
                                            nodeId,
                                            "a",
                                            0,
                                            4,
                                            Map.of("os", "linux"),
                                            null,
                                            Presence.ALONE));
                    return true;
                });
        engine.takeSegments();
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Whys whys(Stores stores) {
        rules.refresh(engine.database, engine.catalog, nodeId);
        return new Whys(stores, engine.catalog, rules, () -> 4, engine.time::micros);
    }

    private Why why(UUID run) {
        return whys(engine.database).run(run);
    }

    private JobDefinition job(String more) {
        return engine.job(
                """
                name: work
                task: {shell: {command: ["true"]}}
                %s
                """
                        .formatted(more));
    }

    private List<Why> whyJob() {
        return whys(engine.database).job("default", "work");
    }

    private void assertReason(UUID run, WhyReason reason, String text) {
        assertThat(why(run).reason()).isEqualTo(reason);
        assertThat(why(run).text()).contains(text);
    }

    private void assertJob(WhyReason reason, String text) {
        assertThat(whyJob()).extracting(Why::reason).contains(reason);
        assertThat(whyJob()).extracting(Why::text).anySatisfy(it -> assertThat(it).contains(text));
    }

    @Test
    void notDue() {
        var run = engine.submit(job(""), engine.time.micros() + 90_500_000);

        assertReason(run, WhyReason.NOT_DUE, "in 90.5 s");
        assertThat(why(run).earliest()).isEqualTo(EngineFixture.START.plusMillis(90_500));
    }

    @Test
    void retryBackOff() {
        var run = engine.submit(job("retry: {attempts: 2, initial: 10s}"));
        engine.queue.finish(
                List.of(engine.finish(engine.claim(1).getFirst(), RunState.FAILED, null)),
                engine.time.micros());

        assertReason(run, WhyReason.RETRY_BACKOFF, "attempt 1 failed");
    }

    @Test
    void jobPaused() {
        job("schedules: [{id: s, every: 1m}]");
        engine.catalog.pause("default", "work", "carillon", "3 runs failed in a row");

        assertJob(WhyReason.PAUSED, "3 runs failed in a row");
    }

    @Test
    void held() {
        var run = engine.submit(job(""));
        engine.changes.hold(run, "ann", engine.time.micros());

        assertReason(run, WhyReason.HELD, "held by ann");
    }

    @Test
    void queuePaused() {
        var run = engine.submit(job("queue: mail"));
        engine.queues.pause("mail", Duration.ofHours(2), "test");

        assertReason(run, WhyReason.QUEUE_PAUSED, "until 2026-11-23T14:00:00Z");
        assertThat(why(run).earliest()).isEqualTo(EngineFixture.START.plusSeconds(7200));
    }

    @Test
    void queueClosedByACalendar() {
        engine.calendars.put(
                Definitions.parseCalendar("{name: mondays, weekdays: [mon]}", "test"), "test");
        engine.queues.put(
                Definitions.parseQueue("{name: mail, closed: [mondays]}", "test"), null, "test");
        var run = engine.submit(job("queue: mail"));

        assertReason(run, WhyReason.QUEUE_CLOSED, "mondays");
    }

    @Test
    void queueClosedByACalendarThatChanges() {
        engine.calendars.put(
                Definitions.parseCalendar("{name: days, weekdays: [sun]}", "test"), "test");
        engine.queues.put(
                Definitions.parseQueue("{name: mail, closed: [days]}", "test"), null, "test");
        var run = engine.submit(job("queue: mail"));
        assertThat(why(run).reason()).isNotEqualTo(WhyReason.QUEUE_CLOSED);

        engine.calendars.put(
                Definitions.parseCalendar("{name: days, weekdays: [mon]}", "test"), "test");

        assertReason(run, WhyReason.QUEUE_CLOSED, "days");
    }

    @Test
    void queueLimit() {
        engine.queues.put(
                Definitions.parseQueue("{name: mail, concurrency: 1}", "test"), null, "test");
        var job = job("queue: mail\noverlap: allow");
        engine.submit(job);
        engine.time.advance(Duration.ofMillis(1));
        engine.submit(job);
        engine.time.advance(Duration.ofMillis(1));
        var run = engine.submit(job);
        engine.claim(10);

        assertReason(
                run,
                WhyReason.QUEUE_LIMIT,
                "1 run of queue mail is under way, and its limit is 1; 1 run is before it in its queue");
        assertThat(why(run).details()).containsEntry("running", "1").containsEntry("position", "2");
    }

    @Test
    void rateLimit() {
        engine.queues.put(Definitions.parseQueue("{name: mail, rate: 1/1m}", "test"), null, "test");
        var job = job("queue: mail\noverlap: allow");
        engine.submit(job);
        engine.time.advance(Duration.ofMillis(1));
        var run = engine.submit(job);
        engine.claim(10);

        assertReason(run, WhyReason.RATE_LIMIT, "the next may start at");
        assertThat(why(run).earliest())
                .isEqualTo(EngineFixture.START.plusMillis(1).plusSeconds(60));
    }

    @Test
    void keyLimit() {
        var job = job("overlap: allow\nlimit: {key: customer-a, concurrency: 1}");
        engine.submit(job);
        engine.time.advance(Duration.ofMillis(1));
        var run = engine.submit(job);

        assertReason(run, WhyReason.KEY_LIMIT, "customer-a");
        assertThat(why(run).details()).containsEntry("running", "1");
    }

    @Test
    void noSlot() {
        var run = engine.submit(job("priority: 4"));

        assertReason(
                run,
                WhyReason.NO_SLOT,
                "4 of 4 of this node are taken; it is the next of its queue");
        assertThat(why(run).details())
                .containsEntry("position", "1")
                .containsEntry("overtakenByDueBefore", "2026-11-23T12:05:00Z");
    }

    @Test
    void noNodeWithLabels() {
        var run = engine.submit(job("placement: {labels: {os: windows}}"));

        assertReason(run, WhyReason.NO_NODE_WITH_LABELS, "os=windows");
    }

    @Test
    void nodeCordoned() {
        var run = engine.submit(job("placement: {labels: {os: linux}}"));
        engine.database.transaction(
                tx -> {
                    tx.nodes().cordon(nodeId, engine.time.micros() + 60_000_000);
                    return true;
                });

        assertReason(run, WhyReason.NODE_CORDONED, "take no runs: a");
        assertThat(why(run).earliest()).isEqualTo(EngineFixture.START.plusSeconds(60));
    }

    @Test
    void waitingForPredecessor() {
        engine.job("{name: before, task: {shell: {command: [\"true\"]}}}");
        job("dependsOn: [{job: before}]");

        assertJob(WhyReason.WAITING_FOR_PREDECESSOR, "it waits for SUCCESS of default/before");
    }

    @Test
    void waitingForAStep() {
        engine.job(
                """
                name: work
                task:
                  flow:
                    steps:
                      - {name: one, shell: {command: ["true"]}}
                      - {name: two, shell: {command: ["true"]}, after: [one]}
                """);
        var flow = engine.run("work", Map.of());
        engine.claimWithParts(1);

        assertReason(
                UUID.fromString(engine.parts(flow).getLast().id()),
                WhyReason.WAITING_FOR_PREDECESSOR,
                "the steps before it");
        assertReason(flow, WhyReason.RUNNING, "its parts are running");
    }

    @Test
    void overlap() {
        var job = job("overlap: queue");
        var first = engine.submit(job);
        engine.time.advance(Duration.ofMillis(1));
        var run = engine.submit(job);

        assertReason(run, WhyReason.OVERLAP, first.toString());
        assertThat(why(run).details()).containsEntry("holder", first.toString());
    }

    @Test
    void noDueTimeAnyMore() {
        job("schedules: [{id: s, at: \"2026-01-01T00:00:00Z\"}]");

        assertJob(WhyReason.CALENDAR, "has no due time any more");
    }

    @Test
    void scheduleSetAside() {
        job("schedules: [{id: s, every: 1m}]");
        engine.renameSchedule("work", "gone");
        engine.time.advance(Duration.ofMinutes(1));
        engine.lane(engine.takeSegments()).runOnce();

        assertJob(WhyReason.SCHEDULE_ERROR, "has no schedule gone");
    }

    @Test
    void startDeadlinePassed() {
        var run = engine.submit(job(""));
        var claimed = engine.claim(1).getFirst();
        engine.queue.finish(
                List.of(
                        new Finish(
                                claimed,
                                RunState.FAILED,
                                RunState.FAILED,
                                0,
                                0,
                                null,
                                "not started: its start deadline of 1m after the due time passed",
                                null,
                                null)),
                engine.time.micros());

        assertReason(run, WhyReason.START_DEADLINE_PASSED, "start deadline of 1m");
    }

    @Test
    void segmentWithoutOwner() {
        var lonely = new EngineFixture(StoreKind.MEMORY);
        lonely.job("{name: work, schedules: [{every: 1m}], task: {shell: {command: [\"true\"]}}}");

        var whys =
                new Whys(lonely.database, lonely.catalog, rules, () -> 0, lonely.time::micros)
                        .job("default", "work");

        assertThat(whys).extracting(Why::reason).containsExactly(WhyReason.SEGMENT_WITHOUT_OWNER);
    }

    @Test
    void databaseUnreachable() {
        var run = engine.submit(job(""));
        var away =
                new Stores() {
                    @Override
                    public <T> T transaction(Work<T> work) {
                        throw new CarillonException(ErrorCode.UNAVAILABLE, "connection refused");
                    }

                    @Override
                    public long nowMicros() {
                        return engine.time.micros();
                    }
                };
        var whys = new Whys(away, engine.catalog, rules, () -> 0, engine.time::micros);

        assertThat(whys.run(run).reason()).isEqualTo(WhyReason.DATABASE_UNREACHABLE);
        assertThat(whys.run(run).text()).contains("connection refused");
        assertThat(whys.job("default", "work"))
                .extracting(Why::reason)
                .containsExactly(WhyReason.DATABASE_UNREACHABLE);
    }

    @Test
    void onDemand() {
        job("");

        assertJob(WhyReason.ON_DEMAND, "when somebody asks for it");
    }

    @Test
    void runningStoppingAndFinished() {
        var run = engine.submit(job(""));
        var claimed = engine.claim(1).getFirst();
        assertReason(run, WhyReason.RUNNING, "attempt 1");

        engine.changes.cancel(run, engine.time.micros());
        assertReason(run, WhyReason.STOPPING, "asked to end");

        engine.queue.finish(
                List.of(engine.finish(claimed, RunState.CANCELLED, RunState.CANCELLED)),
                engine.time.micros());
        assertReason(run, WhyReason.FINISHED, "CANCELLED");
    }

    @Test
    void neverRun() {
        job("schedules: [{id: s, every: 1m}]\ncatchUp: {policy: none}");
        engine.time.advance(Duration.ofMinutes(10));
        engine.lane(engine.takeSegments()).runOnce();

        var missed =
                engine.runs("work").stream()
                        .filter(run -> run.state() == RunState.MISSED)
                        .findFirst()
                        .orElseThrow();
        assertReason(UUID.fromString(missed.id()), WhyReason.NOT_RUN, "no node fired it in time");
    }

    @Test
    void theOpenRunsOfAJobAreToldBeforeItsSchedules() {
        job("schedules: [{id: s, every: 1m}]");
        engine.run("work", Map.of());

        assertThat(whyJob())
                .extracting(Why::reason)
                .containsExactly(WhyReason.NO_SLOT, WhyReason.NOT_DUE);
    }
}
