package dev.carillon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobDefinition.Dependency.On;
import dev.carillon.api.JobDefinition.Retry;
import dev.carillon.api.Task.After;
import dev.carillon.api.Task.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

class FlowGraphTest {
    private static final List<Step> DIAMOND =
            List.of(
                    step("end", "left", "right"),
                    step("left", "begin"),
                    step("right", "begin"),
                    step("begin"),
                    step("alone"));

    @Test
    void stepsMayBeInAnyOrder() {
        assertThat(FlowGraph.problems(DIAMOND, Set.of())).isEmpty();
    }

    @Test
    void followersAreAllThatComeAfter() {
        assertThat(FlowGraph.withFollowers(DIAMOND, Set.of("left")))
                .containsExactlyInAnyOrder("left", "end");
        assertThat(FlowGraph.withFollowers(DIAMOND, Set.of("begin")))
                .containsExactlyInAnyOrder("begin", "left", "right", "end");
        assertThat(FlowGraph.withFollowers(DIAMOND, Set.of("left", "alone")))
                .containsExactlyInAnyOrder("left", "alone", "end");
        assertThat(FlowGraph.withFollowers(DIAMOND, Set.of("end"))).containsExactly("end");
        assertThat(FlowGraph.withFollowers(DIAMOND, Set.of())).isEmpty();
    }

    @Test
    void aCircleIsToldWithItsSteps() {
        var steps = List.of(step("in", "b"), step("a", "c"), step("b", "a"), step("c", "b"));

        assertThat(FlowGraph.problems(steps, Set.of()))
                .containsExactly(
                        new FlowGraph.Problem(
                                2,
                                "after",
                                "goes in a circle: \"b\" after \"a\" after \"c\" after \"b\"; remove one"
                                        + " of them"));
    }

    @Test
    void aLongCircleIsToldShort() {
        var steps =
                IntStream.range(0, 10).mapToObj(i -> step("s" + i, "s" + (i + 1) % 10)).toList();

        assertThat(FlowGraph.problems(steps, Set.of()))
                .extracting(FlowGraph.Problem::what)
                .containsExactly(
                        "goes in a circle: \"s0\" after \"s1\" after \"s2\" after \"s3\" after \"s4\" after"
                                + " \"s5\" after … after \"s0\"; remove one of them");
    }

    @Test
    void valuesMayBeOfAllThatComesBefore() {
        assertThat(valuesOf("end", "${steps.begin.result} ${steps.left.state} ${day} $ {x} ${"))
                .isEmpty();
    }

    @Test
    void valuesOfOthersAreRefused() {
        assertThat(valuesOf("end", "${steps.alone.result}"))
                .extracting(FlowGraph.Problem::step, FlowGraph.Problem::key)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(0, "with"));
        assertThat(valuesOf("end", "${steps.end.result}")).hasSize(1);
        assertThat(valuesOf("end", "${steps.begin}")).hasSize(1);
        assertThat(valuesOf("end", "${steps.begin.result.x}")).hasSize(1);
        assertThat(valuesOf("end", "${scheduledDate}")).hasSize(1);
        assertThat(valuesOf("end", "${steps.alone.result} ${steps.alone.result}")).hasSize(1);
    }

    private static List<FlowGraph.Problem> valuesOf(String name, String value) {
        var steps =
                DIAMOND.stream()
                        .map(
                                step ->
                                        step.name().equals(name)
                                                ? with(step, Map.of("v", value))
                                                : step)
                        .toList();
        return FlowGraph.problems(steps, Set.of("day"));
    }

    @Test
    @Timeout(10)
    void aFlowWithAllEdgesThereCanBeIsChecked() {
        var names = IntStream.range(0, 500).mapToObj(i -> "s" + i).toList();
        var steps =
                IntStream.range(0, 500)
                        .mapToObj(
                                i ->
                                        step(
                                                "s" + i,
                                                names.subList(i + 1, 500).toArray(String[]::new)))
                        .toList();

        assertThat(FlowGraph.problems(steps, Set.of())).isEmpty();
        assertThat(FlowGraph.withFollowers(steps, Set.of("s499"))).hasSize(500);
    }

    private static Step step(String name, String... after) {
        return new Step(
                name,
                null,
                "default/x",
                Map.of(),
                Stream.of(after).map(each -> new After(each, On.SUCCESS)).toList(),
                Retry.NONE,
                null,
                false);
    }

    private static Step with(Step step, Map<String, String> values) {
        return new Step(
                step.name(), null, step.job(), values, step.after(), step.retry(), null, false);
    }
}
