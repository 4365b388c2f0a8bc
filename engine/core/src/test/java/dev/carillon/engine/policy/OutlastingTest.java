package dev.carillon.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class OutlastingTest {
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    private static RunView run(int minute, RunState state, int seconds, @Nullable String message) {
        var nominal = START.plusSeconds(60L * minute);
        boolean ran = state != RunState.SKIPPED;
        return new RunView(
                "r" + minute,
                "a/b",
                1,
                state,
                "SCHEDULE",
                "s",
                nominal,
                nominal,
                nominal,
                ran ? nominal : null,
                ran ? nominal.plusSeconds(seconds) : nominal,
                1,
                1,
                5,
                "default",
                "n",
                1,
                message,
                null,
                null,
                null,
                Map.of());
    }

    private static List<RunView> runs(int seconds) {
        var runs = new ArrayList<RunView>();
        for (int minute = 9; minute >= 0; minute--) {
            runs.add(run(minute, RunState.SUCCEEDED, seconds, null));
        }
        return runs;
    }

    @Test
    void aJobWhoseRunsEndInTimeDoesNot() {
        assertThat(Outlasting.is(runs(59))).isFalse();
        assertThat(Outlasting.is(List.of())).isFalse();
    }

    @Test
    void aJobWhoseRunsEndAfterTheNextIsDueDoes() {
        assertThat(Outlasting.is(runs(61))).isTrue();
    }

    @Test
    void oneLongRunDoesNotMakeItTheRule() {
        var runs = runs(10);
        runs.set(4, run(5, RunState.SUCCEEDED, 100, null));

        assertThat(Outlasting.is(runs)).isFalse();
    }

    @Test
    void dueTimesThatWereSkippedForItCount() {
        String why = "an earlier run of the job is not finished (overlap: skip)";
        var runs = new ArrayList<RunView>();
        for (int minute = 9; minute >= 0; minute--) {
            runs.add(
                    minute % 5 == 0
                            ? run(minute, RunState.SUCCEEDED, 290, null)
                            : run(minute, RunState.SKIPPED, 0, why));
        }

        assertThat(Outlasting.is(runs)).isTrue();
    }
}
