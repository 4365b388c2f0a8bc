package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

class FloorCheckTest {
    private static final Map<String, Double> RECORDED = Map.of("h2 drained", 0.4);

    @Test
    void lessThanHalfOfWhatWasRecordedIsALoss() {
        assertThat(FloorCheck.losses(RECORDED, Map.of("h2 drained", 0.19)))
                .containsExactly(
                        "h2 drained is 0.190 of plain JDBC, less than half of the recorded 0.400");
    }

    @Test
    void halfOfWhatWasRecordedIsNoLoss() {
        assertThat(FloorCheck.losses(RECORDED, Map.of("h2 drained", 0.2))).isEmpty();
    }

    @Test
    void whatWasNeverRecordedIsToldAndNotPassedOver() {
        assertThat(FloorCheck.losses(RECORDED, Map.of("postgresql drained", 0.9)))
                .singleElement()
                .asString()
                .contains("postgresql drained", "--record");
    }

    @Test
    void oneSlowTurnOfThreeDoesNotCount() {
        var measured = new FloorCheck.Measured();
        measured.add("h2 drained", 0.41);
        measured.add("h2 drained", 0.01);
        measured.add("h2 drained", 0.39);

        assertThat(measured.medians()).containsExactly(Map.entry("h2 drained", 0.39));
    }

    @Test
    void recordedRatiosAreReadBack(@TempDir Path folder) throws IOException {
        var check = new FloorCheck(folder.resolve("floor-ratios.json"));

        check.record(Map.of("h2 drained", 0.41234));

        assertThat(check.recorded()).containsExactly(Map.entry("h2 drained", 0.412));
    }

    @Test
    void missingFileSaysHowToWriteIt(@TempDir Path folder) {
        assertThatThrownBy(() -> new FloorCheck(folder.resolve("floor-ratios.json")).recorded())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--record");
    }
}
