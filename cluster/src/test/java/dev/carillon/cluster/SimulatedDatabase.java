package dev.carillon.cluster;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.engine.store.memory.MemoryStores.Fate;
import dev.carillon.testkit.ManualTime;

import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// The database as one process reaches it: away for all, away for this one, slow before and after a commit, and
/// with answers that are lost.
final class SimulatedDatabase implements Stores {
    /// What is the same for all machines.
    static final class State {
        private final MemoryStores stores;
        private final Random random;
        private final ManualTime time;
        private boolean away;
        private boolean faulty;
        private long faults;

        State(MemoryStores stores, Random random, ManualTime time) {
            this.stores = stores;
            this.random = random;
            this.time = time;
        }

        void setAway(boolean away) {
            this.away = away;
        }

        /// Commits fail, or their answers are lost, from here on, or are not.
        void setFaulty(boolean faulty) {
            this.faulty = faulty;
        }

        long faults() {
            return faults;
        }
    }

    private final State state;
    private final BooleanSupplier cut;
    private final Runnable between;

    /// @param cut whether the machine does not reach the database
    /// @param between called before and after each transaction, when the process may freeze while the world goes on
    SimulatedDatabase(State state, BooleanSupplier cut, Runnable between) {
        this.state = state;
        this.cut = cut;
        this.between = between;
    }

    @Override
    public <T> T transaction(Work<T> work) {
        between.run();
        T result = reached(work);
        between.run();
        return result;
    }

    private <T> T reached(Work<T> work) {
        if (state.away || cut.getAsBoolean()) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE,
                    "the database does not answer",
                    new StoreFailure(StoreFailure.Kind.AWAY, "the database does not answer"));
        }
        if (!state.faulty) {
            state.stores.setFault(() -> Fate.DONE);
            return state.stores.transaction(work);
        }
        maybeSlow();
        state.stores.setFault(this::fate);
        T result = state.stores.transaction(work);
        maybeSlow();
        return result;
    }

    // Everybody else waits as well, which is what one thread can do.
    private void maybeSlow() {
        if (state.random.nextInt(400) == 0) {
            state.time.advance(Duration.ofMillis(state.random.nextInt(1_500)));
        }
    }

    private Fate fate() {
        if (state.random.nextInt(80) > 0) {
            return Fate.DONE;
        }
        state.faults++;
        return state.random.nextBoolean() ? Fate.LOST : Fate.UNHEARD;
    }

    @Override
    public long nowMicros() {
        return state.stores.nowMicros();
    }
}
