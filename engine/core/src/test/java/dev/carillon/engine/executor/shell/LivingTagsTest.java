package dev.carillon.engine.executor.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

class LivingTagsTest {
    private static final AttemptTag YOUNG = AttemptTag.next(UUID.randomUUID(), false);
    private static final AttemptTag OLD = AttemptTag.next(UUID.randomUUID(), false);

    @TempDir Path proc;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel"));
        Files.writeString(proc.resolve("sys/kernel/pid_max"), "32768\n");
        Files.createDirectories(proc.resolve("tty"));
        last(500);
    }

    private void last(long number) throws IOException {
        Files.writeString(proc.resolve("loadavg"), "0.20 0.18 0.12 1/80 " + number + "\n");
    }

    private void process(long pid, AttemptTag tag) throws IOException {
        var folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                folder.resolve("limits"),
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max realtime priority     0                    0
                Max realtime timeout      %d  unlimited            us
                """
                        .formatted(tag.value()));
        last(pid);
    }

    @Test
    void whatIsOlderThanTheMomentIsNotRead() throws Exception {
        var living = new LivingTags(proc, () -> 0);
        process(501, OLD);
        last(510);
        var moment = living.moment();
        process(511, YOUNG);

        assertThat(living.since(moment)).containsExactly(YOUNG);
    }

    @Test
    void allAreReadForAnOldMoment() throws Exception {
        var living = new LivingTags(proc, System::nanoTime);
        process(501, OLD);
        process(502, YOUNG);

        assertThat(living.since(new ProcessNumbers.Moment(0, 0)))
                .containsExactlyInAnyOrder(OLD, YOUNG);
    }

    @Test
    void oneThatEndedMeanwhileIsPassedOver() throws Exception {
        var living = new LivingTags(proc, () -> 0);
        var moment = living.moment();
        process(501, YOUNG);
        Files.createDirectories(proc.resolve("502"));
        last(502);

        assertThat(living.since(moment)).containsExactly(YOUNG);
    }
}
