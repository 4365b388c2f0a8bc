package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class ProcessUsageTest {
    @Test
    void processorTimeIsUserPlusSystemAlsoWithAStrangeName() {
        String stat =
                "4711 (a) b (c) S 1 4711 4711 0 -1 4194304 900 0 0 0 123 45 6 7 20 0 30 0 99 1 1";

        assertThat(ProcessUsage.cpuTicks(stat)).isEqualTo(168);
    }

    @Test
    void memoryIsReadInKilobytes() {
        assertThat(ProcessUsage.bytes(List.of("Name:\tjava", "VmRSS:\t  2048 kB"), "VmRSS:"))
                .isEqualTo(2L << 20);
    }

    @Test
    void missingLineIsRefused() {
        assertThatThrownBy(() -> ProcessUsage.bytes(List.of("Name:\tjava"), "VmRSS:"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VmRSS:");
    }
}
