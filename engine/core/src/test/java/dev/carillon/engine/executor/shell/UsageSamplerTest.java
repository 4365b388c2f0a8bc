package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Usage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/// Looks at processes as a made-up `/proc` shows them, with 100 ticks a second.
class UsageSamplerTest {
    private static final long NODE = 7;
    private static final long SECOND = 1_000_000_000;
    private static final UUID SESSION = UUID.randomUUID();

    @TempDir private Path proc;
    private final AttemptTag tag = AttemptTag.next(SESSION, false);
    private final AttemptUsage usage = new AttemptUsage(tag, 0);
    private UsageSampler sampler;

    @BeforeEach
    void open() {
        sampler = new UsageSampler(proc, SESSION, NODE);
        sampler.add(usage);
    }

    private void process(long pid, long parent, AttemptTag tagged, long ticks, long kib)
            throws IOException {
        process(pid, parent, tagged, "", ticks, kib);
    }

    private void process(
            long pid, long parent, AttemptTag tagged, String environment, long ticks, long kib)
            throws IOException {
        var folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                "%d (a ) b) S %d 1 1 0 -1 0 0 0 0 0 %d %d 0 0 20 0 1 0 %d 0 0 0\n"
                        .formatted(pid, parent, ticks / 2, ticks - ticks / 2, 5_000 + pid));
        Files.writeString(
                folder.resolve("status"),
                "Name:\ta\nVmHWM:\t%8d kB\nVmRSS:\t%8d kB\nThreads:\t1\n".formatted(kib, kib));
        Files.writeString(
                folder.resolve("limits"),
                "Max realtime timeout      %-20s unlimited            us\n"
                        .formatted(tagged.value() == 0 ? "unlimited" : tagged.value()));
        Files.writeString(folder.resolve("environ"), environment);
    }

    private void end(long pid) throws IOException {
        for (String file : new String[] {"stat", "status", "limits", "environ", ""}) {
            Files.delete(proc.resolve(Long.toString(pid)).resolve(file));
        }
    }

    private @Nullable Usage look() {
        sampler.look(SECOND);
        return usage.last();
    }

    private static Usage used(long hundredths, long kib) {
        return new Usage(Duration.ofMillis(hundredths * 10), kib * 1024);
    }

    @Test
    void theProcessesOfAnAttemptAreSummedUpAndStrangersAreNot() throws Exception {
        process(100, NODE, tag, 30, 1_000);
        process(101, 100, tag, 20, 500);
        process(102, 1, new AttemptTag(0), 999, 9_000);
        process(103, NODE, AttemptTag.next(SESSION, false), 999, 9_000);

        assertThat(look()).isEqualTo(used(50, 1_500));
    }

    @Test
    void anAttemptThatIsYoungerThanASecondIsNotLookedAt() throws Exception {
        process(100, NODE, tag, 30, 1_000);

        sampler.look(SECOND - 1);

        assertThat(usage.last()).isNull();
    }

    @Test
    void oneLookIsForAllAttempts() throws Exception {
        var other = new AttemptUsage(AttemptTag.next(SESSION, true), 0);
        sampler.add(other);
        process(100, NODE, tag, 30, 1_000);
        process(200, NODE, other.tag(), 40, 2_000);

        assertThat(look()).isEqualTo(used(30, 1_000));
        assertThat(other.last()).isEqualTo(used(40, 2_000));
    }

    @Test
    void aProcessWithoutATagIsKnownByItsEnvironmentOrItsParent() throws Exception {
        var none = new AttemptTag(0);
        process(100, NODE, none, ShellExecutor.TAG + "=" + tag.value() + "\0", 30, 1_000);
        process(90, 100, none, 5, 10);
        process(101, 100, none, 5, 10);

        look();

        // 90 began before 100, so that it is no child of this one.
        assertThat(usage.last()).isEqualTo(used(35, 1_010));
    }

    @Test
    void aDaemonIsFoundByItsTagWhateverItsParentIs() throws Exception {
        process(100, NODE, tag, 30, 1_000);
        process(101, 1, tag, 20, 500);

        assertThat(look()).isEqualTo(used(50, 1_500));
    }

    @Test
    void whatEndedBetweenLooksIsNotLost() throws Exception {
        process(100, NODE, tag, 30, 1_000);
        process(101, 100, tag, 20, 500);
        look();

        end(101);
        process(100, NODE, tag, 33, 800);

        assertThat(look()).isEqualTo(used(53, 1_500));
    }

    @Test
    void aProcessThatCarriesItsTagLaterIsFoundAtTheNextLook() throws Exception {
        process(100, NODE, new AttemptTag(0), 1, 1_000);
        assertThat(look()).isNull();

        process(100, NODE, tag, 30, 1_000);

        assertThat(look()).isEqualTo(used(30, 1_000));
    }

    @Test
    void aProcessWithTheNumberOfAStrangerIsFoundBeforeLong() throws Exception {
        process(100, NODE, tag, 30, 1_000);
        process(101, 1, new AttemptTag(0), 999, 9_000);
        look();
        process(101, 100, tag, 20, 1_000);

        for (int i = 0; i < 10; i++) {
            look();
        }

        assertThat(look()).isEqualTo(used(50, 2_000));
    }

    @Test
    void anEndedAttemptKeepsWhatItUsed() throws Exception {
        process(100, NODE, tag, 30, 1_000);
        look();

        sampler.remove(usage);
        process(100, NODE, tag, 99, 5_000);

        assertThat(look()).isEqualTo(used(30, 1_000));
    }

    @Test
    void aProcessThatEndedWithItsTimesStillShownCounts() throws Exception {
        process(100, NODE, tag, 30, 1_000);
        look();
        process(100, NODE, tag, 44, 1_000);
        Files.writeString(proc.resolve("100").resolve("status"), "Name:\ta\nThreads:\t1\n");

        assertThat(look()).isEqualTo(used(44, 1_000));
    }

    @Test
    void aSystemWithoutProcHasNothing() throws Exception {
        sampler = new UsageSampler(proc.resolve("none"), SESSION, NODE);
        sampler.add(usage);

        assertThat(look()).isNull();
    }

    @Test
    void theLengthOfATickIsAskedOfTheKernel() throws Exception {
        var vector =
                ByteBuffer.allocate(6 * Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(6)
                        .putLong(4_096)
                        .putLong(17)
                        .putLong(1_000)
                        .putLong(0)
                        .putLong(0);
        Files.createDirectories(proc.resolve("self"));
        Files.write(proc.resolve("self").resolve("auxv"), vector.array());
        process(100, NODE, tag, 30, 1_000);
        sampler = new UsageSampler(proc, SESSION, NODE);
        sampler.add(usage);

        assertThat(look()).isEqualTo(used(3, 1_000));
    }
}
