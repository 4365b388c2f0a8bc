package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Schedule;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;

class CronExpressionTest {
    @Test
    void aTimeInTheGapRunsAtItsEnd() {
        var next =
                CronExpression.parse("30 2 * * *", 0)
                        .next(
                                Instant.parse("2027-03-27T12:00:00Z"),
                                ZoneId.of("Europe/Berlin"),
                                Schedule.Dst.DEFAULT);

        assertThat(next).isEqualTo("2027-03-28T01:00:00Z");
    }
}
