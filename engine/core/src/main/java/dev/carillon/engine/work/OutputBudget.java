package dev.carillon.engine.work;

/// How many bytes of output all runs of a node may hold until they are stored. While the database is
/// away nothing is given back, and runs keep less of what they say. Safe for several threads.
final class OutputBudget {
    private final long mostBytes;
    private final Object lock = new Object();
    private long heldBytes;

    OutputBudget(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /// 64 MiB, and of a small heap an eighth.
    static OutputBudget ofThisProcess() {
        return new OutputBudget(Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8));
    }

    /// @param atLeast what is granted in any case, beyond the budget if need be
    /// @return how many bytes may be held more, between `atLeast` and `wanted`
    int take(int wanted, int atLeast) {
        synchronized (lock) {
            int granted = (int) Math.clamp(mostBytes - heldBytes, atLeast, wanted);
            heldBytes += granted;
            return granted;
        }
    }

    void giveBack(long bytes) {
        synchronized (lock) {
            heldBytes -= bytes;
        }
    }

    long heldBytes() {
        synchronized (lock) {
            return heldBytes;
        }
    }
}
