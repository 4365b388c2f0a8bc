package dev.carillon.engine.queue;

import dev.carillon.engine.store.GateTable.GateRow;

/// How many runs of a job or a key go on and how many wait, while its row is locked. Never below
/// nothing.
final class Count {
    private final GateRow before;
    int active;
    int waiting;

    Count(GateRow row) {
        before = row;
        active = row.active();
        waiting = row.waiting();
    }

    void endOne() {
        active = Math.max(0, active - 1);
    }

    void leaveOne() {
        waiting = Math.max(0, waiting - 1);
    }

    GateRow row() {
        return new GateRow(active, waiting);
    }

    boolean changed() {
        return !row().equals(before);
    }
}
