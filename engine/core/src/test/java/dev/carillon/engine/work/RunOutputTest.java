package dev.carillon.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.log.RunLogs.Chunk;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

class RunOutputTest {
    private static final int PIECE = 64 * 1024;

    private final RunOutput output = new RunOutput(UUID.randomUUID(), 0);

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
        var later = new RunOutput(UUID.randomUUID(), 100);
        later.write(new byte[] {1, 2}, 0, 2);

        assertThat(later.take(true))
                .singleElement()
                .satisfies(c -> assertThat(c.start()).isEqualTo(100));
    }
}
