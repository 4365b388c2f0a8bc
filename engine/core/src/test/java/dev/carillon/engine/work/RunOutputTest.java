package dev.carillon.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.log.RunLogs.Chunk;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;

class RunOutputTest {
    private static final int PIECE = 64 * 1024;

    private final OutputBudget budget = new OutputBudget(64 << 20);
    private final RunOutput output = new RunOutput(UUID.randomUUID(), 0, budget);

    private static byte[] joined(List<Chunk> chunks) {
        var all = new ByteArrayOutputStream();
        for (var chunk : chunks) {
            assertThat(chunk.start()).isEqualTo(all.size());
            all.writeBytes(chunk.bytes());
        }
        return all.toByteArray();
    }

    @Test
    void aGigabyteKeepsItsHeadAndItsTailAndSaysHowMuchIsMissing() {
        long pieces = (1L << 30) / PIECE;
        for (long i = 0; i < pieces; i++) {
            var piece = new byte[PIECE];
            piece[0] = (byte) (i == 0 ? 'F' : i == pieces - 1 ? 'L' : 'm');
            output.write(piece, 0, PIECE);
        }
        assertThat(budget.heldBytes()).isEqualTo(RunOutput.HEAD_BYTES + RunOutput.TAIL_BYTES);

        byte[] stored = joined(output.take(true));

        long missing = (1L << 30) - RunOutput.HEAD_BYTES - RunOutput.TAIL_BYTES;
        String marker = "\n[" + missing + " bytes are not stored]\n";
        assertThat(stored).hasSize(RunOutput.HEAD_BYTES + marker.length() + RunOutput.TAIL_BYTES);
        assertThat(stored[0]).isEqualTo((byte) 'F');
        assertThat(stored[stored.length - PIECE]).isEqualTo((byte) 'L');
        assertThat(
                        new String(
                                stored,
                                RunOutput.HEAD_BYTES,
                                marker.length(),
                                StandardCharsets.ISO_8859_1))
                .isEqualTo(marker);
    }

    @Test
    void outputThatIsTakenAsItComesIsWhole() {
        var text = new StringBuilder();
        var taken = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            String line = "line " + i + " \u00e4\n";
            text.append(line);
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            output.write(bytes, 0, bytes.length);
            if (i % 7 == 0) {
                output.take(false).forEach(chunk -> taken.writeBytes(chunk.bytes()));
            }
        }
        output.take(true).forEach(chunk -> taken.writeBytes(chunk.bytes()));

        assertThat(taken.toString(StandardCharsets.UTF_8)).isEqualTo(text.toString());
        assertThat(output.take(true)).isEmpty();
    }

    @Test
    void theOutputOfALaterAttemptGoesBehindThatOfTheEarlierOnes() {
        var later = new RunOutput(UUID.randomUUID(), 100, budget);
        later.write(new byte[] {1, 2}, 0, 2);

        assertThat(later.take(true))
                .singleElement()
                .satisfies(c -> assertThat(c.start()).isEqualTo(100));
    }

    @Test
    void oneWriteOfMoreThanAllBoundsKeepsItsTwoEnds() {
        var line = new byte[100_000_000];
        Arrays.fill(line, (byte) 'm');
        line[0] = 'F';
        line[line.length - 1] = 'L';

        output.write(line, 0, line.length);

        byte[] stored = joined(output.take(true));
        assertThat(stored).hasSizeBetween(5 << 20, (5 << 20) + 100).startsWith('F').endsWith('L');
    }

    @Test
    void bytesOfAllValuesStayAsTheyAreAroundTheMarker() {
        var bytes = new byte[RunOutput.HEAD_BYTES + RunOutput.TAIL_BYTES + 777];
        new Random(42).nextBytes(bytes);
        for (int at = 0; at < bytes.length; at += 9_973) {
            output.write(bytes, at, Math.min(9_973, bytes.length - at));
        }

        byte[] stored = joined(output.take(true));

        assertThat(stored).startsWith(Arrays.copyOf(bytes, RunOutput.HEAD_BYTES));
        assertThat(stored)
                .endsWith(
                        Arrays.copyOfRange(
                                bytes, bytes.length - RunOutput.TAIL_BYTES, bytes.length));
        assertThat(new String(stored, StandardCharsets.ISO_8859_1))
                .contains("\n[777 bytes are not stored]\n");
    }

    @Test
    void aTailThatHoldsTheRestHasNoMarker() {
        var bytes = new byte[RunOutput.HEAD_BYTES + RunOutput.TAIL_BYTES];
        new Random(43).nextBytes(bytes);
        output.write(bytes, 0, bytes.length);

        assertThat(joined(output.take(true))).isEqualTo(bytes);
    }

    @Test
    void takingWhileAnotherThreadWritesLosesAndDoublesNothing() throws Exception {
        var bytes = new byte[3_000_000];
        new Random(44).nextBytes(bytes);
        var taken = new ArrayList<Chunk>();
        try (var threads = Executors.newSingleThreadExecutor()) {
            var writing =
                    threads.submit(
                            () -> {
                                for (int at = 0; at < bytes.length; at += 1_000) {
                                    output.write(bytes, at, 1_000);
                                }
                            });
            while (!writing.isDone()) {
                taken.addAll(output.take(false));
            }
            writing.get();
        }
        taken.addAll(output.take(true));

        assertThat(joined(taken)).isEqualTo(bytes);
    }

    @Test
    void allRunsOfANodeTogetherHoldNoMoreThanTheBudgetAndAShortTailEach() {
        var runs = new ArrayList<RunOutput>();
        var megabyte = new byte[1 << 20];
        for (int i = 0; i < 256; i++) {
            runs.add(new RunOutput(UUID.randomUUID(), 0, budget));
        }

        for (int times = 0; times < 8; times++) {
            runs.forEach(run -> run.write(megabyte, 0, megabyte.length));
        }

        assertThat(budget.heldBytes())
                .isBetween(64L << 20, (64L << 20) + 256L * RunOutput.LEAST_TAIL_BYTES);

        long stored = 0;
        for (var run : runs) {
            byte[] all = joined(run.take(true));
            assertThat(new String(all, StandardCharsets.ISO_8859_1))
                    .contains(" bytes are not stored]");
            stored += all.length;
        }
        budget.giveBack(stored);
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void aRunThatFellToItsTailStaysThereSoThatNothingIsOutOfOrder() {
        var small = new OutputBudget(100_000);
        int others = small.take(99_990, 0);
        var run = new RunOutput(UUID.randomUUID(), 0, small);
        run.write("0123456789ab".getBytes(StandardCharsets.UTF_8), 0, 12);
        var head = run.take(false);
        small.giveBack(others);

        run.write("cd".getBytes(StandardCharsets.UTF_8), 0, 2);

        assertThat(run.take(false)).isEmpty();
        head.addAll(run.take(true));
        assertThat(new String(joined(head), StandardCharsets.UTF_8)).isEqualTo("0123456789abcd");
    }

    @Test
    void whatComesAfterTheLastPieceIsDroppedAndHoldsNothing() {
        output.take(true);

        output.write(new byte[1_000], 0, 1_000);

        assertThat(output.take(true)).isEmpty();
        assertThat(budget.heldBytes()).isZero();
    }
}
