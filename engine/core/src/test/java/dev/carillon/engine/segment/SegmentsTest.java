package dev.carillon.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

class SegmentsTest {
    @Property
    void everyJobHasOneOfThem(
            @ForAll long most,
            @ForAll long least,
            @ForAll @IntRange(min = 1, max = Segments.MOST) int count) {
        var segment = new Segments(count).of(new UUID(most, least));

        assertThat(segment.id()).isBetween(0, count - 1);
        assertThat(new Segments(count).of(new UUID(most, least))).isEqualTo(segment);
    }

    @Test
    void jobsAreSpreadOverAllOfThem() {
        var random = new Random(7);
        var jobs = new int[Segments.MOST];
        for (int i = 0; i < 50 * Segments.MOST; i++) {
            jobs[new Segments(Segments.MOST).of(id(random)).id()]++;
        }

        assertThat(IntStream.of(jobs)).allMatch(each -> each > 10 && each < 100);
    }

    private static UUID id(Random random) {
        return new UUID(random.nextLong(), random.nextLong());
    }

    @Test
    void theNumberHasBounds() {
        assertThatThrownBy(() -> new Segments(0)).hasMessage("segments must be 1 to 1024, not 0");
        assertThatThrownBy(() -> new Segments(1025)).hasMessageContaining("not 1025");
    }

    @Test
    void namesInTheTableOfTriggersGoPastTwoDigits() {
        assertThat(new Segment(7).schedulerName()).isEqualTo("segment-07");
        assertThat(new Segment(1023).schedulerName()).isEqualTo("segment-1023");
    }
}
