package dev.carillon.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.JobDefinition.CatchUp;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.ScheduleView;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.StoresAround;
import dev.carillon.engine.catalog.JobViews;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TriggerTable.Advance;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

@ParameterizedClass
@EnumSource(StoreKind.class)
class LaneStoreTest {
    private final EngineFixture engine;

    LaneStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private static String every(String name, String period, String more) {
        return "name: "
                + name
                + "\ntask: {shell: {command: [\"true\"]}}\noverlap: allow\nschedules: [{id: s, every: "
                + period
                + "}]\n"
                + more;
    }

    private List<RunView> runs() {
        return engine.views.find(RunQuery.ALL, null, 1000).items();
    }

    private static void fireAll(Lane lane) {
        while (lane.runOnce() > 0) {}
    }

    @Test
    void theDefinitionsOfManyThatAreDueTogetherAreReadBefore() {
        for (int job = 0; job < 501; job++) {
            engine.job(every("job-" + job, "60s", ""));
        }
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(5));
        assertThat(lane.readAhead(Duration.ofSeconds(1))).isFalse();
        engine.time.advance(Duration.ofSeconds(40));

        assertThat(lane.readAhead(Duration.ZERO)).isTrue();
        assertThat(lane.readAhead(Duration.ofSeconds(1))).isFalse();

        engine.time.advance(Duration.ofSeconds(15));
        fireAll(lane);
        assertThat(engine.views.find(RunQuery.ALL, null, 1_000).items()).hasSize(501);
    }

    @Test
    void eachDueTimeMakesOneRun() {
        engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());

        for (int minute = 0; minute < 3; minute++) {
            engine.time.advance(Duration.ofSeconds(60));
            fireAll(lane);
            fireAll(lane);
        }

        assertThat(runs())
                .extracting(RunView::nominal)
                .containsExactlyInAnyOrder(
                        EngineFixture.START.plusSeconds(60),
                        EngineFixture.START.plusSeconds(120),
                        EngineFixture.START.plusSeconds(180));
    }

    @Test
    void nothingFiresMoreThanTheLookAheadEarly() {
        engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());

        engine.time.advance(Duration.ofMillis(60_000 - Lane.AHEAD.toMillis() - 1));
        assertThat(lane.runOnce()).isZero();
        engine.time.advance(Duration.ofMillis(1));

        assertThat(lane.runOnce()).isEqualTo(1);
    }

    @Test
    void aFencedLaneChangesNothingAndTheNewOwnerFires() {
        engine.job(every("minutely", "60s", ""));
        var old = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(60));
        var due = old.due();

        var owner = engine.lane(engine.takeSegments());
        assertThat(old.fire(due)).isZero();
        assertThat(runs()).isEmpty();
        fireAll(owner);

        assertThat(runs()).hasSize(1);
    }

    @Test
    void aFireThatDiesBeforeItsCommitIsFiredByTheNextOwner() {
        engine.job(every("minutely", "60s", ""));
        engine.time.advance(Duration.ofSeconds(60));
        var dying = engine.lane(engine.takeSegments());

        assertThatThrownBy(
                        () ->
                                engine.database.transaction(
                                        tx -> {
                                            var trigger = dying.due().getFirst();
                                            tx.triggers()
                                                    .advance(
                                                            List.of(
                                                                    new Advance(
                                                                            trigger,
                                                                            trigger.nextMillis(),
                                                                            trigger.nextMillis()
                                                                                    + 60_000,
                                                                            false)));
                                            throw new StoreFailure(
                                                    StoreFailure.Kind.AWAY, "the node died here");
                                        }))
                .hasMessageContaining("died here");
        fireAll(engine.lane(engine.takeSegments()));

        assertThat(runs()).hasSize(1);
    }

    @Test
    void anEditBetweenReadingAndFiringWins() {
        engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(60));
        var due = lane.due();

        engine.job(every("minutely", "1h", ""));

        assertThat(lane.fire(due)).isZero();
        assertThat(runs()).isEmpty();
    }

    @Test
    void deletingAndMakingAJobAgainDoublesNoDueTime() {
        var job = engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofMillis(59_900));
        fireAll(lane);

        engine.catalog.delete(job.namespace(), job.name(), "test");
        engine.job(every("minutely", "60s", ""));
        fireAll(lane);
        engine.time.advance(Duration.ofMillis(100));
        fireAll(lane);

        assertThat(runs()).hasSize(1);
    }

    @Test
    void oneTriggerThatCannotFireDoesNotHoldBackTheOthers() {
        engine.job(every("broken", "60s", ""));
        for (int i = 0; i < 20; i++) {
            engine.job(every("fine-" + i, "60s", ""));
        }
        engine.renameSchedule("broken", "gone");
        var lane = engine.lane(engine.takeSegments());

        engine.time.advance(Duration.ofSeconds(60));
        fireAll(lane);

        assertThat(runs()).hasSize(20);
        assertThat(
                        new JobViews(engine.database)
                                .get("default", "broken")
                                .schedules()
                                .getFirst()
                                .error())
                .contains("no schedule");
    }

    @Test
    void aScheduleThatWasSetAsideGoesOnWhenItsJobIsAppliedAgainAsItIs() {
        engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(60));
        setAside(lane);
        engine.time.advance(Duration.ofMinutes(10));
        fireAll(lane);
        assertThat(runs()).isEmpty();

        var planned = apply(every("minutely", "60s", ""));

        assertThat(planned).isEqualTo("UPDATE");
        assertThat(schedule("minutely").error()).isNull();
        assertThat(apply(every("minutely", "60s", ""))).isEqualTo("NONE");
        fireAll(lane);
        assertThat(runs())
                .extracting(RunView::nominal, RunView::state)
                .containsExactlyInAnyOrder(
                        tuple(EngineFixture.START.plusSeconds(60), RunState.MISSED),
                        tuple(EngineFixture.START.plusSeconds(600), RunState.QUEUED),
                        tuple(EngineFixture.START.plusSeconds(660), RunState.QUEUED));
    }

    @Test
    void aScheduleThatWasSetAsideGoesOnWhenSomethingElseOfItsJobIsChanged() {
        engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(60));
        setAside(lane);

        engine.job(every("minutely", "60s", "priority: 7\n"));
        fireAll(lane);

        assertThat(runs())
                .extracting(RunView::nominal)
                .containsExactly(EngineFixture.START.plusSeconds(60));
    }

    @Test
    void aScheduleThatWasSetAsideStaysPausedWithItsJob() {
        engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(60));
        setAside(lane);
        engine.catalog.pause("default", "minutely", "test", null);

        apply(every("minutely", "60s", ""));
        fireAll(lane);
        assertThat(runs()).isEmpty();
        engine.catalog.resume("default", "minutely", CatchUp.Policy.ALL, "test");
        fireAll(lane);

        assertThat(runs())
                .extracting(RunView::nominal)
                .containsExactly(EngineFixture.START.plusSeconds(60));
    }

    @Test
    void aScheduleWithADamagedRowIsMadeAnewWhenItsJobIsAppliedAgain() {
        engine.job(every("broken", "60s", ""));
        engine.renameSchedule("broken", "gone");
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(60));
        fireAll(lane);

        apply(every("broken", "60s", ""));
        engine.time.advance(Duration.ofSeconds(60));
        fireAll(lane);

        assertThat(schedule("broken").error()).isNull();
        assertThat(runs())
                .extracting(RunView::nominal)
                .containsExactly(EngineFixture.START.plusSeconds(120));
    }

    @Test
    void aTriggerThatMeetsAKeyWhichIsThereAlreadyIsFiredOnceMoreBeforeItIsSetAside() {
        engine.job(every("minutely", "60s", ""));
        var duplicates = new AtomicInteger();
        var lane =
                new Lane(
                        refusing(duplicates),
                        engine.ground,
                        engine.time::micros,
                        () -> {},
                        Lease.FOR_EVER);
        lane.own(engine.takeSegments());
        engine.time.advance(Duration.ofSeconds(60));
        var due = lane.due();

        duplicates.set(1);
        assertThat(lane.fire(due)).isEqualTo(1);

        assertThat(runs()).hasSize(1);
        engine.time.advance(Duration.ofSeconds(60));
        var next = lane.due();
        duplicates.set(2);
        assertThat(lane.fire(next)).isZero();
        assertThat(schedule("minutely").error()).contains("it is there");
    }

    // The first so many transactions fail.
    private Stores refusing(AtomicInteger duplicates) {
        return new StoresAround(engine.database) {
            @Override
            public <T> T transaction(Work<T> work) {
                if (duplicates.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new CarillonException(
                            ErrorCode.UNAVAILABLE,
                            "it is there",
                            new StoreFailure(StoreFailure.Kind.DUPLICATE, "it is there"));
                }
                return engine.database.transaction(work);
            }
        };
    }

    private void setAside(Lane lane) {
        var trigger = lane.due().getFirst();
        engine.database.transaction(
                tx -> {
                    tx.triggers().poison(trigger, "it could not be fired");
                    return true;
                });
    }

    private String apply(String yaml) {
        return engine.catalog
                .put(Definitions.parse(yaml, "test"), "test", null, false)
                .getFirst()
                .change();
    }

    private ScheduleView schedule(String job) {
        var schedules = new JobViews(engine.database).get("default", job).schedules();
        assertThat(schedules).hasSize(1);
        return schedules.getFirst();
    }

    @Test
    void afterAnOutageTheLatestRunsAndTheOthersAreOneRecord() {
        engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());

        engine.time.advance(Duration.ofMinutes(30));
        fireAll(lane);

        assertThat(runs())
                .filteredOn(run -> run.state() == RunState.MISSED)
                .singleElement()
                .satisfies(run -> assertThat(run.message()).contains("due times from"));
        assertThat(runs()).filteredOn(run -> run.cause().equals("CATCH_UP")).hasSize(1);
    }

    @Test
    void aMonthOfEverySecondIsSummarisedNotEnumerated() {
        engine.job(every("secondly", "1s", "catchUp: {policy: none}\n"));
        var lane = engine.lane(engine.takeSegments());

        engine.time.advance(Duration.ofDays(30));
        lane.runOnce();

        assertThat(runs()).filteredOn(run -> run.state() == RunState.MISSED).hasSize(1);
    }

    @Test
    void aPausedJobDoesNotFireAndAResumedOneRecordsWhatPassed() {
        var job = engine.job(every("minutely", "60s", ""));
        var lane = engine.lane(engine.takeSegments());

        engine.catalog.pause(job.namespace(), job.name(), "test", null);
        engine.time.advance(Duration.ofMinutes(5));
        fireAll(lane);
        assertThat(runs()).isEmpty();
        engine.catalog.resume(job.namespace(), job.name(), CatchUp.Policy.NONE, "test");
        fireAll(lane);
        engine.time.advance(Duration.ofMinutes(1));
        fireAll(lane);

        assertThat(runs())
                .extracting(RunView::nominal, RunView::state)
                .containsExactly(
                        tuple(Instant.parse("2026-11-23T12:06:00Z"), RunState.QUEUED),
                        tuple(Instant.parse("2026-11-23T12:01:00Z"), RunState.MISSED));
        assertThat(runs().getLast().message())
                .isEqualTo(
                        "5 due times from 2026-11-23T12:01:00Z to 2026-11-23T12:05:00Z not run: the"
                                + " job was paused");
    }
}
