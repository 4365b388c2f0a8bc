package dev.carillon.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.LogPart;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.log.RunLogs.Chunk;
import dev.carillon.engine.store.LogTable.LogRow;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

@ParameterizedClass
@EnumSource(StoreKind.class)
class RunLogsStoreTest {
    private final EngineFixture engine;
    private final RunLogs logs;
    private final UUID run = UUID.randomUUID();

    RunLogsStoreTest(StoreKind kind) {
        engine = new EngineFixture(kind);
        logs = new RunLogs(engine.database);
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private void append(long start, byte[] bytes) {
        logs.append(List.of(new Chunk(run, start, bytes)));
    }

    private void append(long start, String text) {
        append(start, text.getBytes(StandardCharsets.UTF_8));
    }

    private void appendRaw(LogRow row) {
        engine.database.transaction(
                tx -> {
                    tx.logs().append(List.of(row));
                    return true;
                });
    }

    private String readAll(boolean finished) {
        var text = new StringBuilder();
        var part = logs.read(run, 0, finished);
        while (!part.text().isEmpty()) {
            text.append(part.text());
            part = logs.read(run, part.next(), finished);
        }
        assertThat(part.end()).isEqualTo(finished);
        return text.toString();
    }

    @Test
    void aRunWithoutOutputEndsWhenItIsFinished() {
        assertThat(logs.read(run, 0, false)).isEqualTo(new LogPart("", 0, false));
        assertThat(logs.read(run, 0, true)).isEqualTo(new LogPart("", 0, true));
        assertThat(logs.sizes(List.of(run))).isEmpty();
    }

    @Test
    void readingGoesOnFromAnyPosition() {
        append(0, "0123456789");
        append(10, "abcdefghij");
        logs.append(List.of(new Chunk(UUID.randomUUID(), 0, new byte[] {'z'})));

        for (int offset = 0; offset < 20; offset++) {
            assertThat(logs.read(run, offset, false))
                    .isEqualTo(new LogPart("0123456789abcdefghij".substring(offset), 20, false));
        }
        assertThat(logs.sizes(List.of(run))).containsEntry(run, 20L);
    }

    @Test
    void beyondTheEndThereIsNothingAndTheEndOnlyWhenFinished() {
        append(0, "0123456789");

        assertThat(logs.read(run, 10, false)).isEqualTo(new LogPart("", 10, false));
        assertThat(logs.read(run, 10, true)).isEqualTo(new LogPart("", 10, true));
        assertThat(logs.read(run, 1_000_000, true)).isEqualTo(new LogPart("", 1_000_000, true));
        assertThat(logs.read(run, 0, true).end()).isFalse();
    }

    @Test
    void aCharacterThatIsTornBetweenPiecesIsReadWhole() {
        byte[] text = "a\u00e4\u20ac\uD83D\uDE00z".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            append(i, new byte[] {text[i]});
        }

        assertThat(readAll(true)).isEqualTo("a\u00e4\u20ac\uD83D\uDE00z");
    }

    @Test
    void oneWhoFollowsNeverSeesHalfOfACharacter() {
        byte[] text = "\u00e4\u20ac\uD83D\uDE00z".getBytes(StandardCharsets.UTF_8);
        var seen = new StringBuilder();
        long next = 0;
        for (int i = 0; i < text.length; i++) {
            append(i, new byte[] {text[i]});
            var part = logs.read(run, next, false);
            seen.append(part.text());
            next = part.next();
        }

        assertThat(seen).hasToString("\u00e4\u20ac\uD83D\uDE00z");
        assertThat(next).isEqualTo(text.length);
    }

    @Test
    void aFinishedRunThatEndsWithinACharacterIsReadToItsEnd() {
        append(0, new byte[] {'a', (byte) 0xE2, (byte) 0x82});

        assertThat(readAll(true)).isEqualTo("a\uFFFD");
        assertThat(logs.read(run, 3, true)).isEqualTo(new LogPart("", 3, true));
    }

    @Test
    void bytesThatAreNoTextAreReadToTheEnd() {
        var bytes = new byte[300_000];
        new Random(45).nextBytes(bytes);
        for (int at = 0; at < bytes.length; at += 50_000) {
            append(at, Arrays.copyOfRange(bytes, at, at + 50_000));
        }

        assertThat(readAll(true).chars().filter(each -> each < 0x80).count())
                .isEqualTo(asciiOf(bytes));
    }

    private static long asciiOf(byte[] bytes) {
        long count = 0;
        for (byte each : bytes) {
            count += each >= 0 ? 1 : 0;
        }
        return count;
    }

    @Test
    void aLongOutputIsReadInPartsOfLimitedSize() {
        for (int i = 0; i < 40; i++) {
            append(i * 65_536L, "x".repeat(65_536));
        }

        assertThat(logs.read(run, 0, true).text()).hasSize(256 * 1024);
        assertThat(readAll(true)).hasSize(40 * 65_536);
    }

    @Test
    void aDamagedPieceIsToldInItsPlaceAndHidesNoOther() {
        append(0, "before");
        appendRaw(new LogRow(run, 6, 100, new byte[] {1, 2, 3, 4}));
        append(106, "after");

        assertThat(readAll(true)).isEqualTo("before\n[100 bytes are damaged]\nafter");
    }

    @Test
    void aPieceShorterThanItSaysIsDamagedToo() {
        append(0, "short");
        var other = UUID.randomUUID();
        byte[] packed =
                RunLogs.rows(List.of(new Chunk(other, 0, "short".getBytes(StandardCharsets.UTF_8))))
                        .getFirst()
                        .content();
        appendRaw(new LogRow(run, 5, 50, packed));
        appendRaw(new LogRow(run, 55, 50, Arrays.copyOf(packed, packed.length / 2)));

        assertThat(readAll(true))
                .isEqualTo("short\n[50 bytes are damaged]\n\n[50 bytes are damaged]\n");
    }

    @Test
    void aPieceThatIsStoredAgainStaysAsItWas() {
        append(0, "first");
        append(0, "again and longer");

        assertThat(readAll(true)).isEqualTo("first");
    }

    @Test
    void piecesOverOneAnotherAreReadOnce() {
        append(0, "0123456789");
        append(3, "345");
        append(8, "89abc");

        assertThat(readAll(true)).isEqualTo("0123456789abc");
    }

    @Test
    void aGapIsPassedOver() {
        append(0, "0123");
        append(1_000, "abcd");

        assertThat(readAll(true)).isEqualTo("0123abcd");
        assertThat(logs.sizes(List.of(run))).containsEntry(run, 1_004L);
    }
}
