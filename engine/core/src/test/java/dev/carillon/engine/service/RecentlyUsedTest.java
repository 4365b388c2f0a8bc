package dev.carillon.engine.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.IntStream;

class RecentlyUsedTest {
    private final RecentlyUsed<Integer, String> recent = new RecentlyUsed<>(10);

    private long kept(int until) {
        return IntStream.range(0, until).filter(key -> recent.get(key) != null).count();
    }

    @Test
    void whatWasAskedForLatelyStays() {
        for (int key = 0; key < 100; key++) {
            recent.put(key, "value " + key);
            assertThat(recent.get(0)).isEqualTo("value 0");
            assertThat(recent.get(key)).isEqualTo("value " + key);
        }
        assertThat(recent.get(50)).isNull();
    }

    @Test
    void noMoreThanSoManyAreKept() {
        for (int key = 0; key < 100; key++) {
            recent.put(key, "");
        }
        assertThat(kept(100)).isBetween(5L, 10L);
    }
}
