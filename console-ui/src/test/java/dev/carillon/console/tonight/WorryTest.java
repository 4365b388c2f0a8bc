package dev.carillon.console.tonight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Forecast.Kind;
import dev.carillon.api.Forecast.Warning;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class WorryTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void warningsOfOneKindAboutOneJobAreOneWorry() {
        var first = warning(Kind.values()[0], "a", 0);
        var other = warning(Kind.values()[0], "b", 1);

        var worries =
                Worry.of(
                        List.of(
                                first,
                                other,
                                warning(Kind.values()[0], "a", 2),
                                warning(Kind.values()[1], "a", 3)));

        assertThat(worries).extracting(Worry::count).containsExactly(2, 1, 1);
        assertThat(worries.getFirst()).isEqualTo(new Worry(first, 2, NOON.plusSeconds(7200)));
    }

    private static Warning warning(Kind kind, String job, int hours) {
        return new Warning(kind, "default/" + job, "s", null, NOON.plusSeconds(3600L * hours), "");
    }
}
