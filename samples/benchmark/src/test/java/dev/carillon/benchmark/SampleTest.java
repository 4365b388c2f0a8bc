package dev.carillon.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

class SampleTest {
    @Test
    void percentileIsTheNearestRankOfTheTextbook() {
        var sample = Sample.of(15, 20, 35, 40, 50);

        assertThat(sample.percentile(5)).isEqualTo(15);
        assertThat(sample.percentile(30)).isEqualTo(20);
        assertThat(sample.percentile(40)).isEqualTo(20);
        assertThat(sample.percentile(50)).isEqualTo(35);
        assertThat(sample.percentile(100)).isEqualTo(50);
    }

    @Test
    void ninetyNinthOfAHundredLeavesOneAbove() {
        var sample = Sample.of(LongStream.rangeClosed(1, 100).toArray());

        assertThat(sample.percentile(99)).isEqualTo(99);
        assertThat(sample.most()).isEqualTo(100);
    }

    @Test
    void ninetyNinthOfHundredAndOneIsTheHundredth() {
        assertThat(Sample.of(LongStream.rangeClosed(1, 101).toArray()).percentile(99))
                .isEqualTo(100);
    }

    @Test
    void orderOfTheValuesDoesNotMatterAndTheyAreNotChanged() {
        long[] values = {3, 1, 2};

        assertThat(Sample.of(values).percentile(50)).isEqualTo(2);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void oneValueIsEveryPercentile() {
        var sample = Sample.of(7);

        assertThat(sample.percentile(1)).isEqualTo(7);
        assertThat(sample.percentile(100)).isEqualTo(7);
        assertThat(sample.least()).isEqualTo(7);
    }

    @Test
    void nothingMeasuredIsRefused() {
        assertThatThrownBy(Sample::of).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void percentileZeroIsRefused() {
        assertThatThrownBy(() -> Sample.of(1).percentile(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
