package dev.carillon.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.JobDefinition.Dependency.On;
import dev.carillon.api.RunState;
import dev.carillon.api.Task.After;
import dev.carillon.engine.policy.FlowPlan.Part;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class FlowPlanTest {
    private static Part part(String name, After... after) {
        return new Part(name, List.of(after), false);
    }

    private static After after(String step, On on) {
        return new After(step, on);
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCESS, SUCCEEDED, true", "SUCCESS, FAILED, false", "SUCCESS, SKIPPED, false",
        "FAILURE, FAILED, true", "FAILURE, TIMED_OUT, true", "FAILURE, LOST, true",
        "FAILURE, CANCELLED, true", "FAILURE, SUCCEEDED, false", "FAILURE, SKIPPED, false",
        "END, SUCCEEDED, true", "END, FAILED, true", "END, SKIPPED, true",
    })
    void theStepAfterAnotherIsStartedOrSkipped(On on, RunState first, boolean starts) {
        var plan =
                FlowPlan.of(
                        List.of(part("a"), part("b", after("a", on))),
                        Map.of("a", first, "b", RunState.WAITING),
                        false);

        assertThat(plan.start()).isEqualTo(starts ? List.of("b") : List.of());
        assertThat(plan.skip()).isEqualTo(starts ? List.of() : List.of("b"));
    }

    @Test
    void aStepWaitsForAllBeforeIt() {
        var parts =
                List.of(
                        part("a"),
                        part("b"),
                        part("c", after("a", On.SUCCESS), after("b", On.SUCCESS)));

        var half =
                FlowPlan.of(
                        parts,
                        Map.of(
                                "a",
                                RunState.SUCCEEDED,
                                "b",
                                RunState.RUNNING,
                                "c",
                                RunState.WAITING),
                        false);

        assertThat(half.start()).isEmpty();
        assertThat(half.skip()).isEmpty();
        assertThat(half.end()).isNull();
    }

    @Test
    void whatComesAfterASkippedStepIsSkippedInTheSameBreath() {
        var plan =
                FlowPlan.of(
                        List.of(
                                part("a"),
                                part("b", after("a", On.SUCCESS)),
                                part("c", after("b", On.SUCCESS)),
                                part("d", after("c", On.END))),
                        Map.of(
                                "a", RunState.FAILED,
                                "b", RunState.WAITING,
                                "c", RunState.WAITING,
                                "d", RunState.WAITING),
                        false);

        assertThat(plan.skip()).containsExactly("b", "c");
        assertThat(plan.start()).containsExactly("d");
    }

    @Test
    void theWholeFailsWhenAPartFailedThatMayNot() {
        var states = Map.of("a", RunState.FAILED, "b", RunState.SUCCEEDED);
        var forgiving = new Part("a", List.of(), true);

        assertThat(FlowPlan.of(List.of(part("a"), part("b")), states, false))
                .returns(RunState.FAILED, FlowPlan::end)
                .returns("a FAILED", FlowPlan::why);
        assertThat(FlowPlan.of(List.of(forgiving, part("b")), states, false).end())
                .isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aStoppedFlowStartsNothingAndEndsWhenItsPartsHave() {
        var parts = List.of(part("a"), part("b", after("a", On.END)));

        var plan = FlowPlan.of(parts, Map.of("a", RunState.STOPPING, "b", RunState.WAITING), true);
        var end = FlowPlan.of(parts, Map.of("a", RunState.CANCELLED, "b", RunState.SKIPPED), true);

        assertThat(plan.skip()).containsExactly("b");
        assertThat(plan.end()).isNull();
        assertThat(end.end()).isEqualTo(RunState.CANCELLED);
    }
}
