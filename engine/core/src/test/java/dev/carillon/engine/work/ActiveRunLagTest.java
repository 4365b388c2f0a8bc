package dev.carillon.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.engine.run.ClaimedRun;
import dev.carillon.engine.run.RunTraits;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.OptionalLong;
import java.util.UUID;

class ActiveRunLagTest {
    private static final long DUE_US = 1_000_000;
    private static final long START_US = 1_000_700;

    private static ActiveRun run(
            String more, @Nullable String limitKey, @Nullable UUID flow, long openSinceUs) {
        return run(more, limitKey, flow, openSinceUs, 1, 0);
    }

    private static ActiveRun run(
            String more,
            @Nullable String limitKey,
            @Nullable UUID flow,
            long openSinceUs,
            int attempt,
            int failures) {
        var definition =
                Definitions.parse(
                                """
                        name: mail
                        task: {shell: {command: ["true"]}}
                        %s
                        """
                                        .formatted(more),
                                "test")
                        .getFirst();
        var traits =
                new RunTraits(
                        UUID.randomUUID(),
                        1,
                        "default/mail",
                        null,
                        null,
                        null,
                        "mail",
                        1,
                        5,
                        1,
                        1,
                        false,
                        true,
                        limitKey,
                        null,
                        flow,
                        null,
                        null);
        var run =
                new ClaimedRun(UUID.randomUUID(), traits, DUE_US, attempt, failures, 1, "{}", true);
        var output = new RunOutput(run.id(), 0, new OutputBudget(1 << 20));
        return new ActiveRun(run, definition, output, openSinceUs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "overlap: skip", "overlap: allow"})
    void isLateSinceItWasDue(String more) {
        assertThat(run(more, null, null, 0).lagUs(START_US)).hasValue(700);
    }

    @Test
    void isNotLateForTheTimeItsQueueWasPaused() {
        assertThat(run("", null, null, DUE_US + 600).lagUs(START_US)).hasValue(100);
    }

    @Test
    void tellsNothingWhereItsQueueHasLimits() {
        assertThat(run("", null, null, Long.MAX_VALUE).lagUs(START_US)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "overlap: queue",
                "overlap: replace",
                "dependsOn: [{job: other}]",
            })
    void tellsNothingWhereItMayHaveWaitedForAnother(String more) {
        assertThat(run(more, null, null, 0).lagUs(START_US)).isEmpty();
    }

    @Test
    void tellsNothingWhereItsKeyIsLimitedOrItIsAPart() {
        assertThat(run("", "customer 7", null, 0).lagUs(START_US)).isEqualTo(OptionalLong.empty());
        assertThat(run("", null, UUID.randomUUID(), 0).lagUs(START_US)).isEmpty();
    }

    @Test
    void tellsNothingWhereItBeganBeforeOnANodeThatIsGone() {
        assertThat(run("", null, null, 0, 2, 1).lagUs(START_US)).hasValue(700);
        assertThat(run("", null, null, 0, 2, 0).lagUs(START_US)).isEmpty();
    }
}
