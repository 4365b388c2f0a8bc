package dev.carillon.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class SharesTest {
    private final Shares shares = new Shares();
    private final List<String> given = new ArrayList<>();

    private void give(int times, Map<String, Integer> weights) {
        for (int i = 0; i < times; i++) {
            String next = shares.next(weights.keySet()).orElseThrow();
            given.add(next);
            shares.given(next, 1, weights.getOrDefault(next, 1));
        }
    }

    @Test
    void queuesAreServedByTheirWeights() {
        give(100, Map.of("a", 1, "b", 4));

        assertThat(given.stream().filter("b"::equals)).hasSize(80);
        assertThat(given.subList(0, 10)).contains("a");
    }

    @Test
    void aQueueThatWasEmptyDoesNotMakeUpForIt() {
        give(100, Map.of("a", 1));
        given.clear();
        give(10, Map.of("a", 1, "b", 1));

        assertThat(given.stream().filter("b"::equals)).hasSizeBetween(5, 6);
    }

    @Test
    void noQueueWaitsLongerThanTheWeightsOfTheOthers() {
        give(1_000, Map.of("a", 1, "b", 100, "c", 50));

        int last = -1;
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).equals("a")) {
                assertThat(i - last).isLessThanOrEqualTo(152);
                last = i;
            }
        }
        assertThat(last).isPositive();
    }
}
