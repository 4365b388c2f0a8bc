package dev.carillon.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.QueueDefinition.Rate;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class TokenBucketTest {
    private static final long SECOND = 1_000_000;

    private final TokenBucket bucket = new TokenBucket(new Rate(6, Duration.ofMinutes(1), 3));

    @Test
    void aBucketThatWasNeverUsedHasItsBurst() {
        assertThat(bucket.available(0, 1_000 * SECOND)).isEqualTo(3);
    }

    @Test
    void eachStartTakesATokenAndEachIntervalGivesOne() {
        long now = 1_000 * SECOND;
        long tat = bucket.after(0, now, 3);

        assertThat(bucket.available(tat, now)).isZero();
        assertThat(bucket.nextUs(tat)).isEqualTo(now + 10 * SECOND);
        assertThat(bucket.available(tat, now + 10 * SECOND - 1)).isZero();
        assertThat(bucket.available(tat, now + 10 * SECOND)).isEqualTo(1);
        assertThat(bucket.available(tat, now + 20 * SECOND)).isEqualTo(2);
        assertThat(bucket.available(tat, now + 1_000 * SECOND)).isEqualTo(3);
    }

    @Test
    void aClockThatStepsBackStartsNothingTwice() {
        long tat = bucket.after(0, 1_000 * SECOND, 3);

        assertThat(bucket.available(tat, 900 * SECOND)).isZero();
    }

    @Test
    void overALongTimeNoMoreStartThanTheRateAndTheBurst() {
        long tat = 0;
        int started = 0;
        for (long now = 0; now < 600 * SECOND; now += SECOND / 7) {
            int free = bucket.available(tat, now);
            tat = free > 0 ? bucket.after(tat, now, free) : tat;
            started += free;
        }

        assertThat(started).isBetween(60, 63);
    }
}
