package dev.carillon.engine;

import dev.carillon.engine.store.Stores;

/// Stores whose transactions are those of others, with something around them.
public abstract class StoresAround implements Stores {
    private final Stores others;

    protected StoresAround(Stores others) {
        this.others = others;
    }

    @Override
    public long nowMicros() {
        return others.nowMicros();
    }
}
