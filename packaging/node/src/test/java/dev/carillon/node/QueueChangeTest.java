package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.QueueDefinition;
import dev.carillon.api.QueueDefinition.Rate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class QueueChangeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final QueueDefinition LIMITED =
            new QueueDefinition("mail", 4, new Rate(10, MINUTE, 3), 2, List.of("holidays"));

    private static QueueChange rate(@Nullable String rate, @Nullable Integer burst) {
        return new QueueChange(null, rate, burst, null, null);
    }

    @Test
    void whatIsNotNamedStays() {
        var change = new QueueChange(9, null, null, null, null);

        assertThat(change.of(LIMITED))
                .isEqualTo(
                        new QueueDefinition(
                                "mail", 9, new Rate(10, MINUTE, 3), 2, List.of("holidays")));
    }

    @Test
    void allOfThemAreReplaced() {
        var change = new QueueChange(1, "5/2s", 7, 8, List.of("night"));

        assertThat(change.of(LIMITED))
                .isEqualTo(
                        new QueueDefinition(
                                "mail",
                                1,
                                new Rate(5, Duration.ofSeconds(2), 7),
                                8,
                                List.of("night")));
    }

    @Test
    void burstStaysWithAnotherRateAndChangesAlone() {
        assertThat(rate("60/1h", null).of(LIMITED).rate())
                .isEqualTo(new Rate(60, Duration.ofHours(1), 3));
        assertThat(rate(null, 5).of(LIMITED).rate()).isEqualTo(new Rate(10, MINUTE, 5));
    }

    @Test
    void burstNeedsARate() {
        assertThatThrownBy(() -> rate(null, 5).of(QueueDefinition.unlimited("mail")))
                .hasMessageContaining("add --rate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0/1m", "10/", "x/1m", "10/soon", "1.5/1m"})
    void rateThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> rate(text, null).of(LIMITED)).hasMessageContaining("is no ");
    }

    @Test
    void changeOfNothingIsKnown() {
        assertThat(rate(null, null).isNothing()).isTrue();
        assertThat(rate(null, 1).isNothing()).isFalse();
    }
}
