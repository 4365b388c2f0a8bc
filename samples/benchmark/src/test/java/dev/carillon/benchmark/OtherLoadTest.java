package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OtherLoadTest {
    private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

    //                                        user nice system idle iowait irq softirq steal guest
    private static final String BEFORE = "cpu  1000 0 500 8000 500 0 0 0 300 0";
    private static final String LATER = "cpu  1060 0 520 8070 510 0 0 40 350 0";

    @Test
    void whatIsNotIdleAndNotOurOwnBelongsToOthers() {
        // 200 ticks: 80 of processes, of which 50 are ours, and 40 that the host took.
        var before = OtherLoad.of(BEFORE, 700);

        assertThat(before.othersUntil(OtherLoad.of(LATER, 750))).isEqualTo(0.35, EXACTLY);
    }

    @Test
    void roundingDoesNotMakeItNegative() {
        var before = OtherLoad.of(BEFORE, 700);

        assertThat(before.othersUntil(OtherLoad.of(LATER, 830))).isZero();
    }

    @Test
    void noTimeHasNoOthers() {
        var before = OtherLoad.of(BEFORE, 700);

        assertThat(before.othersUntil(before)).isZero();
    }
}
