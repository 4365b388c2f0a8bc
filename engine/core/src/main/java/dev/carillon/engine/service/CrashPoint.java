package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A place at which a test may end the process at once, as a loss of power would end it: no finally
/// block, no shutdown hook, no flush. The points are in the shipped program on purpose, so that what
/// is tested is what is run; a process that is not armed pays nothing, since the compiler removes the
/// test of a constant.
///
/// One point is armed by the system property `carillon.crash` as `POINT`, `POINT:HITS` or
/// `POINT:HITS:FILE`: the process ends with exit code 137 at that many hits, counted from the moment
/// the file exists, and says so on standard error before. A hit is any thread's.
///
/// The letters are those of the list of crash points in the test plan.
public enum CrashPoint {
    /// C1: a request was read and checked, nothing is written.
    SUBMISSION_READ,
    /// C2: runs and idempotency keys are inserted and not committed.
    SUBMISSION_INSERTED,
    /// C3: the submission is committed, its answer not sent.
    SUBMISSION_COMMITTED,
    /// C4: a trigger is due and planned, nothing is written.
    TRIGGER_DUE,
    /// C5: inside of the fire transaction, between its two halves.
    TRIGGER_ADVANCED,
    /// C5, seen from the other side: both halves are written and not committed.
    DUE_RUNS_INSERTED,
    /// C6: runs are claimed, no process is started.
    CLAIMED,
    /// C6 of a run that was claimed ahead: it is marked as begun, its process is not started.
    BEGUN,
    /// C7: the process is started, nothing in this process knows it yet.
    PROCESS_STARTED,
    /// C8: attempts are under way.
    RUNNING,
    /// C9: attempts ended and their output is stored, their results are not.
    ENDED,
    /// C10: results are committed, the attempts are not closed.
    RESULT_WRITTEN,
    /// C14: before a statement of a migration.
    SCHEMA_STATEMENT,
    /// C14: between two migrations.
    SCHEMA_VERSION,
    /// C14: the new schema is complete beside the old one.
    SCHEMA_READY,
    /// C14: the new schema is in place, the database is not open.
    SCHEMA_REPLACED,
    /// A backup is ready beside the database whose place it is to take.
    RESTORE_READY,
    /// The database has its second name, under which it is kept.
    RESTORE_KEPT,
    /// The backup is the database.
    RESTORE_REPLACED,
    /// C16: the node drains.
    DRAINING,
    /// C16: the loops have stopped, processes of attempts are still there.
    CLOSING,
    /// A crash during the recovery from a crash: one run of the ended node is settled, others not.
    RECOVERING;

    static final String PROPERTY = "carillon.crash";

    private static final boolean ARMED = System.getProperty(PROPERTY) != null;

    /// Ends the process here when this point is armed and its hits are counted down.
    public void hit() {
        if (ARMED) {
            Armed.ONE.hit(this);
        }
    }

    /// What the property says, and the hits that are left.
    ///
    /// @param file counts only once it exists; null counts from the start
    record Armed(CrashPoint point, AtomicInteger left, @Nullable Path file) {
        private static final int EXIT_CODE = 137;

        // In a class of its own, so that a process that is not armed never parses anything.
        private static final Armed ONE = parse(System.getProperty(PROPERTY, ""));

        /// @throws IllegalArgumentException when the text arms nothing
        static Armed parse(String text) {
            String[] parts = text.split(":", 3);
            int hits = parts.length > 1 ? Integer.parseInt(parts[1]) : 1;
            if (hits < 1) {
                throw new IllegalArgumentException(
                        "a crash needs at least 1 hit, not \"" + text + "\"");
            }
            return new Armed(
                    CrashPoint.valueOf(parts[0]),
                    new AtomicInteger(hits),
                    parts.length > 2 ? Path.of(parts[2]) : null);
        }

        /// Whether this hit is the last one.
        boolean counts(CrashPoint here) {
            return here == point
                    && (file == null || Files.exists(file))
                    && left.decrementAndGet() == 0;
        }

        private void hit(CrashPoint here) {
            if (counts(here)) {
                System.err.println("carillon: crash point " + here);
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
