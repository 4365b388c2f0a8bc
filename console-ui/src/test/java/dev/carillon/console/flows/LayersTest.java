package dev.carillon.console.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.console.flows.Layers.Edge;
import dev.carillon.console.flows.Layers.Spot;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

class LayersTest {
    @Test
    void aStepIsInTheColumnAfterTheLastOfThoseBeforeIt() {
        var graph = new LinkedHashMap<String, Set<String>>();
        graph.put("a", Set.of());
        graph.put("b", Set.of("a"));
        graph.put("c", Set.of("b"));
        graph.put("d", Set.of("a", "c"));

        var layout = Layers.of(graph);

        assertThat(layout.columns()).isEqualTo(4);
        assertThat(layout.spots().values()).extracting(Spot::column).containsExactly(0, 1, 2, 3);
        assertThat(layout.ways().get(new Edge("a", "d"))).hasSize(2);
        assertThat(layout.ways().get(new Edge("a", "b"))).isEmpty();
    }

    @Test
    void edgesThatNeedNotCrossDoNot() {
        var graph = new LinkedHashMap<String, Set<String>>();
        graph.put("a", Set.of());
        graph.put("b", Set.of());
        graph.put("x", Set.of("b"));
        graph.put("y", Set.of("a"));

        var spots = Layers.of(graph).spots();

        assertThat(row(spots, "a") < row(spots, "b")).isEqualTo(row(spots, "y") < row(spots, "x"));
    }

    private static int row(Map<String, Spot> spots, String step) {
        return spots.getOrDefault(step, new Spot(-1, -1)).row();
    }

    @Test
    void whateverTheGraphEachStepHasAPlaceOfItsOwnAndEdgesGoForward() {
        var random = new Random(11);
        for (int i = 0; i < 100; i++) {
            var graph = new LinkedHashMap<String, Set<String>>();
            int count = 1 + random.nextInt(20);
            for (int step = 0; step < count; step++) {
                var before = new LinkedHashSet<String>();
                for (int other = 0; other < step; other++) {
                    if (random.nextInt(4) == 0) {
                        before.add("s" + other);
                    }
                }
                graph.put("s" + step, before);
            }

            var layout = Layers.of(graph);

            assertThat(new HashSet<>(layout.spots().values())).hasSize(count);
            for (var edge : layout.ways().keySet()) {
                assertThat(column(layout.spots(), edge.to()))
                        .isGreaterThan(column(layout.spots(), edge.from()));
            }
        }
    }

    private static int column(Map<String, Spot> spots, String step) {
        return spots.getOrDefault(step, new Spot(-1, -1)).column();
    }

    @Test
    void aCircleAndUnknownNamesDoNotEndIt() {
        var graph = new HashMap<String, Set<String>>();
        graph.put("a", Set.of("b", "gone"));
        graph.put("b", Set.of("a"));

        assertThat(Layers.of(graph).spots()).hasSize(2);
        assertThat(Layers.of(Map.of()).columns()).isZero();
        assertThat(List.copyOf(Layers.of(Map.of("a", Set.<String>of())).spots().values()))
                .containsExactly(new Spot(0, 0));
    }
}
