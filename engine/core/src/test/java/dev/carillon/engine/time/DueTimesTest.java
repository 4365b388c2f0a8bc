package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.Cron;
import dev.carillon.api.Schedule.Dst;
import dev.carillon.api.Schedule.Every;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

class DueTimesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 30 2 *",
                "0 0 31 4,6,9,11 *",
                "0 0 0 1 1 ? 2025",
                "0 0 0 29 2 ? 2027",
                "0 0 31W 2 *"
            })
    void refusesACronThatIsNeverDue(String text) {
        assertThatThrownBy(() -> cron(text)).hasMessageContaining("never due");
    }

    @Test
    void countsACronExactlyUpToTheLimit() {
        var missed = cron("* * * * * *").missed(START, START.plusSeconds(100_000), 2);

        assertThat(missed.total()).isEqualTo(100_000);
        assertThat(missed.exact()).isTrue();
        assertThat(missed.newest())
                .containsExactly(START.plusSeconds(99_999), START.plusSeconds(100_000));
    }

    @Test
    void givesTheTrueNewestBeyondTheLimit() {
        var missed = cron("* * * * * *").missed(START, START.plusSeconds(50_000_000), 2);

        assertThat(missed.total()).isEqualTo(100_000);
        assertThat(missed.exact()).isFalse();
        assertThat(missed.newest())
                .containsExactly(START.plusSeconds(49_999_999), START.plusSeconds(50_000_000));
    }

    @Test
    void findsTheNewestLongBeforeTheEnd() {
        var missed =
                cron("* * * * * ? 2026").missed(START, Instant.parse("2090-01-01T00:00:00Z"), 2);

        assertThat(missed.newest())
                .containsExactly(
                        Instant.parse("2026-12-31T23:59:58Z"),
                        Instant.parse("2026-12-31T23:59:59Z"));
    }

    @Test
    void theNewestOfABurstAreThoseOfAWalk() {
        var times = cron("*/7 3-5 9 * * FRI-MON");
        Instant end = Instant.parse("2200-01-01T00:00:00Z");

        var newest = times.missed(START, end, 500).newest();

        assertThat(newest).hasSize(500).isEqualTo(times.next(newest.get(0).minusNanos(1), 500));
        assertThat(times.after(newest.get(499))).isAfter(end);
    }

    @Test
    void countsAFixedRateByArithmetic() {
        var missed =
                every(Duration.ofMillis(1), null)
                        .missed(START, START.plus(Duration.ofDays(3650)), 2);

        assertThat(missed.total()).isEqualTo(Duration.ofDays(3650).toMillis());
        assertThat(missed.exact()).isTrue();
        assertThat(missed.newest())
                .containsExactly(
                        START.plus(Duration.ofDays(3650)).minusMillis(1),
                        START.plus(Duration.ofDays(3650)));
    }

    @Test
    void keepsFromAndExcludesUntil() {
        var schedule =
                new Schedule(
                        "s",
                        new Every(Duration.ofSeconds(10), null),
                        START,
                        START.plusSeconds(30),
                        Duration.ZERO);
        var times = DueTimes.of(schedule, "job");

        assertThat(times.next(Instant.MIN, 9))
                .containsExactly(START, START.plusSeconds(10), START.plusSeconds(20));
        assertThat(times.missed(Instant.MIN, Instant.MAX, 1))
                .isEqualTo(new DueTimes.Missed(List.of(START.plusSeconds(20)), 3, true));
    }

    @Test
    void aFixedRateDoesNotOverflow() {
        assertThat(every(Duration.ofSeconds(Long.MAX_VALUE), START).after(START)).isNull();
        assertThat(every(Duration.ofMillis(1), START).after(Instant.MAX)).isNull();
        assertThat(every(Duration.ofMillis(1), START).after(Instant.MIN)).isEqualTo(START);
        assertThatThrownBy(() -> every(Duration.ofMillis(1), Instant.MIN))
                .hasMessageContaining("never due");
        assertThatThrownBy(() -> every(Duration.ofNanos(1), START))
                .hasMessageContaining("never due");
    }

    @Test
    void aCronDoesNotOverflow() {
        assertThat(cron("* * * * *").after(Instant.MAX)).isNull();
        assertThat(cron("0 0 0 1 1 ? 2030").after(Instant.MIN)).isNull();
    }

    private static DueTimes cron(String text) {
        return DueTimes.of(
                new Schedule(
                        "s",
                        new Cron(text, ZoneOffset.UTC, Dst.DEFAULT),
                        null,
                        null,
                        Duration.ZERO),
                "job");
    }

    private static DueTimes every(Duration period, @Nullable Instant anchor) {
        return DueTimes.of(
                new Schedule("s", new Every(period, anchor), null, null, Duration.ZERO), "job");
    }
}
