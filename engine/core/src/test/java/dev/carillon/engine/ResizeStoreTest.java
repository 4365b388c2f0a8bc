package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunView;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.schedule.Lane;
import dev.carillon.engine.segment.OwnedSegment;
import dev.carillon.engine.segment.Resize;
import dev.carillon.engine.segment.Segment;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.DueTrigger;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.SegmentTable.SegmentRow;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/// Another number of segments: everything is found in its new one, and no due time is lost or doubled.
@ParameterizedClass
@EnumSource(StoreKind.class)
class ResizeStoreTest {
    private static final int JOBS = 40;
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /// The process ended in the middle.
    private static final class Died extends RuntimeException {}

    private final StoreKind kind;
    private final EngineFixture engine;

    ResizeStoreTest(StoreKind kind) {
        this.kind = kind;
        engine = new EngineFixture(kind);
        var text = new StringBuilder();
        for (int i = 0; i < JOBS; i++) {
            text.append("---\nname: job-")
                    .append(i)
                    .append(
                            """

                            task: {shell: {command: [x]}}
                            overlap: allow
                            catchUp: {policy: all, after: 60s, window: 1d, max: 1000}
                            schedules: [{id: s, every: 10s}]
                            """);
        }
        engine.catalog.put(Definitions.parse(text.toString(), "test"), "test", null, false);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private Resize resize(int count) {
        return Resize.to(new Segments(count), engine.database, jobs -> {});
    }

    private void resizeAndDie(int count) {
        assertThatThrownBy(
                        () ->
                                Resize.to(
                                        new Segments(count),
                                        engine.database,
                                        jobs -> {
                                            throw new Died();
                                        }))
                .isInstanceOf(Died.class);
    }

    private JobCatalog catalog(int count) {
        return new JobCatalog(
                engine.database,
                new Segments(count),
                engine.time::micros,
                1_000,
                (queue, placement) -> {});
    }

    private List<SegmentRow> segments() {
        return engine.database.transaction(tx -> tx.segments().all());
    }

    private List<JobRow> jobs() {
        return engine.database.transaction(tx -> tx.jobs().after(null, 1_000));
    }

    private List<DueTrigger> triggers(int segment) {
        return engine.database.transaction(
                tx ->
                        tx.triggers()
                                .due(
                                        List.of(new Segment(segment).schedulerName()),
                                        Long.MAX_VALUE,
                                        1_000));
    }

    private static void fireAll(Lane lane) {
        while (lane.runOnce() > 0) {}
    }

    @Test
    void jobsAndTheirTriggersAreInTheirNewSegment() {
        engine.catalog.delete("default", "job-3", "test");

        for (int count : List.of(7, 64, 1, Segments.MOST)) {
            assertThat(resize(count).moved()).isPositive();

            var now = new Segments(count);
            assertThat(segments())
                    .extracting(SegmentRow::id)
                    .hasSize(count)
                    .doesNotHaveDuplicates();
            assertThat(jobs())
                    .hasSize(JOBS)
                    .allMatch(job -> job.segment() == now.of(job.id()).id());
            int found = 0;
            for (int segment : new TreeSet<>(jobs().stream().map(JobRow::segment).toList())) {
                var triggers = triggers(segment);
                assertThat(triggers)
                        .allMatch(trigger -> trigger.segment() == segment)
                        .allMatch(trigger -> now.of(trigger.jobId()).id() == segment);
                found += triggers.size();
            }
            assertThat(found).isEqualTo(JOBS - 1);
        }
    }

    @Test
    void epochsOnlyRiseAndNobodyOwnsASegment() {
        long highest = 0;
        for (int count : List.of(7, 64, 32)) {
            engine.takeSegments();
            engine.takeSegments();
            highest += 2;
            assertThat(segments()).extracting(SegmentRow::epoch).containsOnly(highest);

            resize(count);

            highest++;
            assertThat(segments())
                    .hasSize(count)
                    .containsExactlyElementsOf(unowned(count, highest));
        }
    }

    private static List<SegmentRow> unowned(int count, long epoch) {
        var rows = new ArrayList<SegmentRow>();
        for (int id = 0; id < count; id++) {
            rows.add(new SegmentRow(id, null, epoch, null));
        }
        return rows;
    }

    @Test
    void theSameNumberChangesNothing() {
        engine.takeSegments();
        var before = segments();

        assertThat(resize(Segments.DEFAULT)).isEqualTo(new Resize(Segments.DEFAULT, 0));

        assertThat(segments()).isEqualTo(before);
    }

    @Test
    void aDatabaseThatNoNodeWorkedOnIsRefused() throws Exception {
        var stores = kind.open(new ManualTime(EngineFixture.START));
        try (AutoCloseable _ = stores instanceof AutoCloseable open ? open : () -> {}) {
            assertThatThrownBy(() -> Resize.to(new Segments(7), stores, jobs -> {}))
                    .isInstanceOfSatisfying(
                            CarillonException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                    .hasMessageContaining("cluster.segments");
        }
    }

    @Test
    void whatDiesInTheMiddleLeavesEverythingAsItWas() {
        engine.takeSegments();
        var segmentsBefore = segments();
        var jobsBefore = jobs();

        resizeAndDie(7);

        assertThat(segments()).isEqualTo(segmentsBefore);
        assertThat(jobs()).isEqualTo(jobsBefore);
        for (var job : jobsBefore) {
            assertThat(triggers(job.segment())).anyMatch(each -> each.jobId().equals(job.id()));
        }
    }

    @Test
    void anEarlierOwnerFiresNothingAnyMore() {
        var earlier = engine.lane(engine.takeSegments());
        resize(7);
        engine.time.advance(PERIOD);

        fireAll(earlier);

        assertThat(engine.runs("job-0")).isEmpty();
    }

    @Test
    void aNodeThatKnowsAnotherNumberEditsNothing() {
        resize(7);

        assertThatThrownBy(() -> engine.catalog.pause("default", "job-0", "test", null))
                .isInstanceOfSatisfying(
                        CarillonException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("repeat the change");
        assertThat(jobs()).noneMatch(JobRow::paused);
    }

    @Test
    void jobsAreEditedInTheirNewSegment() {
        resize(7);
        var catalog = catalog(7);

        catalog.pause("default", "job-0", "test", null);
        catalog.resume(
                "default", "job-0", dev.carillon.api.JobDefinition.CatchUp.Policy.ALL, "test");
        catalog.put(
                Definitions.parse(
                        """
                        name: job-1
                        task: {shell: {command: [x]}}
                        schedules: [{id: s, every: 20s}, {id: t, every: 30s}]
                        ---
                        name: made
                        task: {shell: {command: [x]}}
                        schedules: [{id: s, every: 20s}]
                        """,
                        "test"),
                "test",
                null,
                false);
        catalog.delete("default", "job-2", "test");

        var inPlace = new TreeMap<String, Integer>();
        for (int segment = 0; segment < 7; segment++) {
            for (var trigger : triggers(segment)) {
                assertThat(new Segments(7).of(trigger.jobId()).id()).isEqualTo(segment);
                inPlace.merge(trigger.group(), 1, Integer::sum);
            }
        }
        assertThat(inPlace)
                .containsEntry("default/job-0", 1)
                .containsEntry("default/job-1", 2)
                .containsEntry("default/made", 1)
                .doesNotContainKey("default/job-2")
                .hasSize(JOBS);
    }

    // Stops, resizes and deaths at random moments, with due times that pass meanwhile.
    @Test
    void noDueTimeIsLostOrDoubled() {
        long seed = Long.getLong("simulation.seed", 20_261_123L);
        var random = new Random(seed);
        var counts = new ArrayList<>(List.of(7, 64, 32, 1, 7, Segments.MOST, 64));
        var lane = engine.lane(engine.takeSegments());

        while (!counts.isEmpty()) {
            for (int step = random.nextInt(8); step >= 0; step--) {
                engine.time.advance(Duration.ofMillis(random.nextLong(PERIOD.toMillis())));
                lane.runOnce();
            }
            if (random.nextInt(3) == 0) {
                resizeAndDie(counts.getFirst());
            } else {
                resize(counts.removeFirst());
                fireAll(lane);
            }
            engine.time.advance(Duration.ofMillis(random.nextLong(2 * PERIOD.toMillis())));
            lane = engine.lane(taken());
        }
        engine.time.advance(PERIOD);
        fireAll(lane);

        var due = new ArrayList<Instant>();
        for (var at = EngineFixture.START.plus(PERIOD);
                !at.isAfter(engine.time.instant());
                at = at.plus(PERIOD)) {
            due.add(at);
        }
        assertThat(due).hasSizeGreaterThan(10);
        for (int job = 0; job < JOBS; job++) {
            assertThat(times("default/job-" + job))
                    .as("job %s, seed %s", job, seed)
                    .containsExactlyInAnyOrderElementsOf(due);
        }
    }

    private List<OwnedSegment> taken() {
        var taken = engine.takeSegments();
        assertThat(taken).hasSize(segments().size());
        return taken;
    }

    private List<Instant> times(String job) {
        return engine
                .views
                .find(new RunQuery(java.util.Set.of(), job, null, null), null, 500)
                .items()
                .stream()
                .map(RunView::nominal)
                .toList();
    }

    @Test
    void aNodeThatHadLostItsSessionWithTheDatabaseIsGivenUp() {
        resize(7);

        boolean renewed = engine.database.transaction(tx -> tx.nodes().beat(engine.node));
        assertThat(renewed).as("the node that knows the number before").isFalse();
    }
}
