package dev.carillon.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.StoresAround;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.service.BackOff;
import dev.carillon.engine.service.Pause;
import dev.carillon.engine.store.Stores;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quartz.JobPersistenceException;
import org.quartz.spi.OperableTrigger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// What Quartz's thread is told when the heap is full.
class LaneJobStoreTest {
    private final EngineFixture engine = new EngineFixture(StoreKind.MEMORY);
    private final List<String> ends = new ArrayList<>();
    private final LaneJobStore store;
    private boolean full;

    LaneJobStoreTest() {
        var lane = new Lane(scarce(), engine.ground, engine.time::micros, () -> {}, Lease.FOR_EVER);
        lane.own(engine.takeSegments());
        store = new LaneJobStore(lane, Pause.SHORT, new BackOff("lane", (why, _) -> ends.add(why)));
    }

    private Stores scarce() {
        return new StoresAround(engine.database) {
            @Override
            public <T> T transaction(Work<T> work) {
                if (full) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return engine.database.transaction(work);
            }
        };
    }

    @BeforeEach
    void makeOneDue() {
        engine.job("{name: job, task: {shell: {command: [x]}}, schedules: [{every: 60s}]}");
        engine.time.advance(Duration.ofMinutes(1));
    }

    // Woken, so that it does not wait for the back-off.
    private List<OperableTrigger> acquire() throws JobPersistenceException {
        store.wake();
        return store.acquireNextTriggers(0, 500, 0);
    }

    @Test
    void anErrorIsAFailureAfterWhichTheLaneFires() throws Exception {
        full = true;
        assertThatThrownBy(this::acquire).isInstanceOf(JobPersistenceException.class);
        full = false;
        var due = acquire();
        full = true;
        assertThatThrownBy(() -> store.triggersFired(due))
                .isInstanceOf(JobPersistenceException.class);
        full = false;
        store.triggersFired(acquire());

        assertThat(engine.runs("job")).hasSize(1);
        assertThat(ends).isEmpty();
    }

    @Test
    void firesThatFailByErrorsInARowEndTheProcessThoughTheTriggersCanBeRead() throws Exception {
        for (int i = 0; i < 9; i++) {
            failToFire();
        }
        assertThat(ends).isEmpty();

        failToFire();

        assertThat(ends).hasSize(1).first().asString().contains("10 times in a row");
    }

    @Test
    @Timeout(30)
    void aLaneWhoseLeaseIsBackFiresThoughNobodyWakesIt() throws Exception {
        var held = new AtomicBoolean();
        var lease =
                new Lease() {
                    @Override
                    public boolean holds() {
                        return held.get();
                    }

                    @Override
                    public int lapses() {
                        return 1;
                    }

                    @Override
                    public Long endsNanos() {
                        return Long.MAX_VALUE;
                    }
                };
        var lane = new Lane(engine.database, engine.ground, engine.time::micros, () -> {}, lease);
        lane.own(engine.takeSegments());
        var resting =
                new LaneJobStore(
                        lane, Duration.ofHours(1), new BackOff("lane", (why, _) -> ends.add(why)));
        assertThat(resting.acquireNextTriggers(0, 500, 0)).isEmpty();
        assertThat(resting.acquireNextTriggers(0, 500, 0)).isEmpty();

        held.set(true);

        assertThat(resting.acquireNextTriggers(0, 500, 0)).hasSize(1);
    }

    private void failToFire() throws JobPersistenceException {
        full = false;
        var due = acquire();
        full = true;
        assertThatThrownBy(() -> store.triggersFired(due))
                .isInstanceOf(JobPersistenceException.class);
    }
}
