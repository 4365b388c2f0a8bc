package dev.carillon.engine.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Schedule;
import dev.carillon.api.Schedule.Dst;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

class ClockChangesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant FROM = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2028-01-01T00:00:00Z");

    private static List<ClockChanges.Met> of(Schedule.When when) {
        return ClockChanges.of(
                new Schedule("a", when, null, null, Duration.ZERO), "default/a", FROM, UNTIL);
    }

    private static List<ClockChanges.Met> cron(String expression) {
        return of(new Schedule.Cron(expression, BERLIN, Dst.DEFAULT));
    }

    @Test
    void aTimeThatIsPassedOverAndComesTwiceMeetsBothChanges() {
        var met = cron("30 2 * * *");

        assertThat(met).hasSize(2);
        assertThat(met.getFirst().gap()).isTrue();
        assertThat(met.getFirst().at()).isEqualTo(Instant.parse("2027-03-28T01:00:00Z"));
        assertThat(met.getFirst().local()).isEqualTo(LocalDateTime.parse("2027-03-28T02:30:00"));
        assertThat(met.getLast().gap()).isFalse();
        assertThat(met.getLast().at()).isEqualTo(Instant.parse("2027-10-31T01:00:00Z"));
        assertThat(met.getLast().local()).isEqualTo(LocalDateTime.parse("2027-10-31T02:30:00"));
    }

    @Test
    void anotherTimeOfDayMeetsNone() {
        assertThat(cron("30 1 * * *")).isEmpty();
        assertThat(cron("0 3 * * *")).isEmpty();
        assertThat(cron("30 2 1 * *")).isEmpty();
    }

    @Test
    void theEdgesOfTheGapAreInItAndAfterIt() {
        assertThat(cron("0 2 * * *"))
                .extracting(ClockChanges.Met::gap)
                .containsExactly(true, false);
        assertThat(cron("59 2 * * *")).hasSize(2);
    }

    @Test
    void schedulesWithoutAZoneMeetNone() {
        assertThat(of(new Schedule.Every(Duration.ofMinutes(1), null))).isEmpty();
        assertThat(of(new Schedule.Delay(Duration.ofMinutes(1)))).isEmpty();
        assertThat(of(new Schedule.At(Instant.parse("2027-03-28T01:00:00Z")))).isEmpty();
    }

    @Test
    void intervalsOfLocalTimeMeetThemToo() {
        assertThat(
                        of(
                                new Schedule.Interval(
                                        1,
                                        Schedule.Interval.Unit.DAYS,
                                        LocalDateTime.parse("2026-01-01T02:15:00"),
                                        BERLIN,
                                        Dst.DEFAULT)))
                .extracting(ClockChanges.Met::gap)
                .containsExactly(true, false);
    }
}
