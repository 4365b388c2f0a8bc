package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Usage;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// What is summed up from looks at processes: nothing is lost and nothing counted twice. Times are in hundredths.
class AttemptUsageTest {
    private final AttemptUsage usage =
            new AttemptUsage(AttemptTag.next(UUID.randomUUID(), false), 0);

    private static ProcessTimes process(long pid, long parent, long own, long waited) {
        return new ProcessTimes(pid, parent, 1_000 + pid, own, waited);
    }

    private void look(ProcessTimes... seen) {
        usage.add(List.of(seen), ProcessMemory.NONE, 100);
    }

    private long hundredths() {
        return Objects.requireNonNull(usage.last()).processorTime().toMillis() / 10;
    }

    @Test
    void nothingIsKnownBeforeSomethingIsSeen() {
        look();

        assertThat(usage.last()).isNull();
    }

    @Test
    void theTimesOfAllProcessesAreSummedUp() {
        look(process(1, 0, 10, 5), process(2, 1, 20, 0));

        assertThat(hundredths()).isEqualTo(35);
    }

    @Test
    void whatAChildTookAfterItWasSeenLastIsInWhatItsParentWaitedFor() {
        look(process(1, 0, 10, 0), process(2, 1, 20, 0));
        look(process(1, 0, 11, 25));

        assertThat(hundredths()).isEqualTo(36);
    }

    @Test
    void aChildThatWasNeverSeenIsInWhatItsParentWaitedFor() {
        look(process(1, 0, 10, 0));
        look(process(1, 0, 10, 70));

        assertThat(hundredths()).isEqualTo(80);
    }

    @Test
    void aChildThatItsParentHasNotWaitedForYetCountsAsItWasSeenLastAndNotTwice() {
        look(process(1, 0, 10, 0), process(2, 1, 20, 0));
        look(process(1, 0, 10, 0));
        assertThat(hundredths()).isEqualTo(30);

        look(process(1, 0, 10, 22));

        assertThat(hundredths()).isEqualTo(32);
    }

    @Test
    void aChildThatNobodyWaitsForIsNotLost() {
        look(process(1, 0, 10, 0), process(2, 1, 20, 0), process(3, 1, 30, 0));
        look(process(1, 0, 11, 0));

        assertThat(hundredths()).isEqualTo(61);
    }

    @Test
    void aWholeBranchThatEndedIsInWhatItsRootWaitedFor() {
        look(process(1, 0, 1, 0), process(2, 1, 20, 3), process(3, 2, 30, 0));
        look(process(1, 0, 1, 60));

        assertThat(hundredths()).isEqualTo(61);
    }

    @Test
    void aBranchThatNobodyWaitedForCountsAsItWasSeenLast() {
        look(process(1, 0, 1, 0), process(2, 1, 20, 3), process(3, 2, 30, 0));
        look(process(1, 0, 1, 0));

        assertThat(hundredths()).isEqualTo(51);
    }

    @Test
    void aChildThatOutlivesItsParentCountsOnUnderAnother() {
        look(process(1, 0, 1, 0), process(2, 1, 20, 0), process(3, 2, 30, 0));
        look(process(1, 0, 1, 21), process(3, 999, 40, 0));
        assertThat(hundredths()).isEqualTo(1 + 21 + 40);

        look(process(1, 0, 1, 21));

        assertThat(hundredths()).isEqualTo(1 + 21 + 40);
    }

    @Test
    void whatIsKnownStaysWhenAllHaveEnded() {
        look(process(1, 0, 1, 0), process(2, 1, 20, 0));
        look();
        look();

        assertThat(hundredths()).isEqualTo(21);
    }

    @Test
    void aNumberThatIsUsedAgainIsAnotherProcess() {
        look(process(1, 0, 1, 0), new ProcessTimes(2, 1, 2_000, 20, 0));
        look(process(1, 0, 1, 0), new ProcessTimes(2, 1, 3_000, 5, 0));

        assertThat(hundredths()).isEqualTo(26);
    }

    @Test
    void theHighestMemoryIsThatOfALookOrThatOfOneProcess() {
        var seen = List.of(process(1, 0, 1, 0));
        usage.add(seen, new ProcessMemory(300, 200), 100);
        usage.add(seen, new ProcessMemory(100, 250), 100);
        assertThat(usage.last()).isEqualTo(new Usage(Duration.ofMillis(10), 300));

        usage.add(seen, new ProcessMemory(100, 400), 100);

        assertThat(usage.last()).isEqualTo(new Usage(Duration.ofMillis(10), 400));
    }
}
