package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// An answer that is expensive to find and good for a while, and for [#SHARE] times as long as it took to find, so that
/// no more than a small part of the time is spent on it. Safe for several threads: one searches at a time, and while
/// there is an earlier answer the others get that. So does who asks when one that takes long has just become too old: it
/// is found anew beside.
public final class Recent<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Recent.class);
    private static final long SHARE = 20;

    /// Nobody gets an answer that is older than so many times what it is good for.
    private static final long OLDEST = 2;

    private final long goodNanos;
    private final LongSupplier nanos;
    private final Supplier<T> search;
    private final Executor beside;
    private final ReentrantLock searching = new ReentrantLock();
    private final AtomicBoolean finding = new AtomicBoolean();
    private volatile boolean failed;
    private volatile @Nullable Found<T> found;

    private record Found<T>(T answer, long atNanos, long goodNanos) {
        private boolean isGood(long nowNanos) {
            return nowNanos - atNanos < goodNanos;
        }

        private boolean isTolerable(long nowNanos) {
            return nowNanos - atNanos < OLDEST * goodNanos;
        }
    }

    /// @param nanos monotonic clock
    public Recent(Duration good, LongSupplier nanos, Supplier<T> search) {
        this(good, nanos, search, task -> Thread.ofVirtual().name("carillon-recent").start(task));
    }

    Recent(Duration good, LongSupplier nanos, Supplier<T> search, Executor beside) {
        this.goodNanos = good.toNanos();
        this.nanos = nanos;
        this.search = search;
        this.beside = beside;
    }

    public T get() {
        var known = found;
        if (known != null) {
            long now = nanos.getAsLong();
            if (known.isGood(now) || searching.isLocked()) {
                return known.answer;
            }
            if (known.goodNanos > goodNanos && known.isTolerable(now) && !failed) {
                findBeside();
                return known.answer;
            }
        }
        return find();
    }

    private void findBeside() {
        if (finding.compareAndSet(false, true)) {
            beside.execute(
                    () -> {
                        try {
                            find();
                        } catch (RuntimeException e) {
                            // Whoever asks next searches, and meets the same.
                            failed = true;
                            LOG.debug("what becomes too old was not found anew", e);
                        } finally {
                            finding.set(false);
                        }
                    });
        }
    }

    private T find() {
        searching.lock();
        try {
            var known = found;
            if (known != null && known.isGood(nanos.getAsLong())) {
                return known.answer;
            }
            long began = nanos.getAsLong();
            var answer = search.get();
            long ended = nanos.getAsLong();
            found = new Found<>(answer, ended, Math.max(goodNanos, SHARE * (ended - began)));
            failed = false;
            return answer;
        } finally {
            searching.unlock();
        }
    }
}
