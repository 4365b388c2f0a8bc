package dev.carillon.engine.store.memory;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.BulkTable;
import dev.carillon.engine.store.CalendarTable;
import dev.carillon.engine.store.ChangeTable;
import dev.carillon.engine.store.EventTable;
import dev.carillon.engine.store.FailureTable;
import dev.carillon.engine.store.FlowTable;
import dev.carillon.engine.store.GateTable;
import dev.carillon.engine.store.JobTable;
import dev.carillon.engine.store.KeyTable;
import dev.carillon.engine.store.LimitTable;
import dev.carillon.engine.store.LogTable;
import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.QueueTable;
import dev.carillon.engine.store.RunReads;
import dev.carillon.engine.store.RunSearch;
import dev.carillon.engine.store.RunTable;
import dev.carillon.engine.store.SegmentTable;
import dev.carillon.engine.store.StoreFailure;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.TokenTable;
import dev.carillon.engine.store.TriggerTable;
import dev.carillon.engine.store.Tx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// The tables as maps. Transactions run one after the other; a failed one is undone step by step. A
/// [Fault] decides before each commit whether it happens and whether its answer arrives.
public final class MemoryStores implements Stores {
    /// What happens to a commit.
    public enum Fate {
        DONE,
        /// The process died before it: nothing happened.
        LOST,
        /// It happened, and the process died before it heard so.
        UNHEARD
    }

    /// Decides the fate of the next commit.
    public interface Fault {
        Fate next();
    }

    private final LongSupplier nowMicros;
    private final Undo undo = new Undo();
    private final MemorySegments segments = new MemorySegments(undo);
    private final MemoryNodes nodes = new MemoryNodes(undo, segments);
    private final MemoryJobs jobs = new MemoryJobs(undo);
    private final MemoryTriggers triggers = new MemoryTriggers(undo, jobs);
    private final MemoryGates gates = new MemoryGates(undo);
    private final MemoryLogs logs = new MemoryLogs(undo);
    private final MemoryBulk bulk = new MemoryBulk(undo);
    private final MemoryFailures failures = new MemoryFailures(undo);
    private final MemoryRuns runs = new MemoryRuns(undo, nodes, logs, failures);
    private final MemoryKeys keys = new MemoryKeys(undo);
    private final MemoryQueues queues = new MemoryQueues(undo);
    private final MemoryLimits limits = new MemoryLimits(undo);
    private final MemoryFlows flows = new MemoryFlows(undo, runs);
    private final MemoryCalendars calendars = new MemoryCalendars(undo);
    private final MemoryEvents events = new MemoryEvents();
    private final MemoryTokens tokens = new MemoryTokens(undo);
    private final MemoryChangeLog changeLog = new MemoryChangeLog(undo);
    private Fault fault = () -> Fate.DONE;

    /// @param nowMicros the database's clock
    public MemoryStores(LongSupplier nowMicros) {
        this.nowMicros = nowMicros;
    }

    public void setFault(Fault fault) {
        this.fault = fault;
    }

    /// Which processes hold their session.
    public void setSessions(Predicate<UUID> sessions) {
        nodes.setSessions(sessions);
    }

    @Override
    public synchronized <T> T transaction(Work<T> work) {
        try {
            T result = work.in(new MemoryTx());
            var fate = undo.isEmpty() ? Fate.DONE : fault.next();
            if (fate == Fate.LOST) {
                throw new StoreFailure(StoreFailure.Kind.AWAY, "the commit did not happen");
            }
            undo.forget();
            if (fate == Fate.UNHEARD) {
                throw new StoreFailure(StoreFailure.Kind.AWAY, "the answer did not arrive");
            }
            return result;
        } catch (StoreFailure e) {
            undo.back();
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE, "the database failed: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            undo.back();
            throw e;
        }
    }

    @Override
    public long nowMicros() {
        return nowMicros.getAsLong();
    }

    /// How to take back what a transaction did.
    static final class Undo {
        private final Deque<Runnable> steps = new ArrayDeque<>();

        void add(Runnable step) {
            steps.push(step);
        }

        private boolean isEmpty() {
            return steps.isEmpty();
        }

        private void forget() {
            steps.clear();
        }

        private void back() {
            while (!steps.isEmpty()) {
                steps.pop().run();
            }
        }
    }

    private final class MemoryTx implements Tx {
        @Override
        public SegmentTable segments() {
            return segments;
        }

        @Override
        public JobTable jobs() {
            return jobs;
        }

        @Override
        public TriggerTable triggers() {
            return triggers;
        }

        @Override
        public GateTable gates() {
            return gates;
        }

        @Override
        public RunTable runs() {
            return runs;
        }

        @Override
        public RunReads reads() {
            return runs.reads();
        }

        @Override
        public RunSearch search() {
            return runs.search();
        }

        @Override
        public KeyTable keys() {
            return keys;
        }

        @Override
        public LogTable logs() {
            return logs;
        }

        @Override
        public NodeTable nodes() {
            return nodes;
        }

        @Override
        public QueueTable queues() {
            return queues;
        }

        @Override
        public LimitTable limits() {
            return limits;
        }

        @Override
        public FlowTable flows() {
            return flows;
        }

        @Override
        public CalendarTable calendars() {
            return calendars;
        }

        @Override
        public FailureTable failures() {
            return failures;
        }

        @Override
        public BulkTable bulk() {
            return bulk;
        }

        @Override
        public EventTable events() {
            return events;
        }

        @Override
        public TokenTable tokens() {
            return tokens;
        }

        @Override
        public ChangeTable changeLog() {
            return changeLog;
        }
    }
}
