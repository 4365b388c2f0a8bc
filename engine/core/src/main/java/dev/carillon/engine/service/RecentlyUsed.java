package dev.carillon.engine.service;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A bounded cache that keeps what was asked for lately: when it is full, what was not asked for since half of it was
/// new is dropped. For any threads; two may make the same value.
public final class RecentlyUsed<K, V> {
    private final int half;
    private volatile Map<K, V> young = new ConcurrentHashMap<>();
    private volatile Map<K, V> old = Map.of();

    /// @param most how many are kept at most; at least half of them
    public RecentlyUsed(int most) {
        half = Math.max(1, most / 2);
    }

    public @Nullable V get(K key) {
        V value = young.get(key);
        if (value == null) {
            value = old.get(key);
            if (value != null) {
                put(key, value);
            }
        }
        return value;
    }

    public void put(K key, V value) {
        if (young.size() >= half) {
            turn();
        }
        young.put(key, value);
    }

    private synchronized void turn() {
        if (young.size() >= half) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }
}
