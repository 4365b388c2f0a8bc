package dev.carillon.engine.log;

import dev.carillon.api.Carillon.LogPart;
import dev.carillon.engine.store.LogTable.LogRow;
import dev.carillon.engine.store.Stores;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Output in compressed chunks, addressed by the position of its bytes in the whole.
public final class RunLogs {
    private static final Logger LOG = LoggerFactory.getLogger(RunLogs.class);
    private static final int MOST_READ_BYTES = 256 * 1024;

    private static final int MOST_PIECES = 8;

    private final Stores stores;

    public RunLogs(Stores stores) {
        this.stores = stores;
    }

    /// A piece of output to be stored.
    public record Chunk(UUID run, long start, byte[] bytes) {}

    /// Stores pieces in one commit.
    public void append(List<Chunk> chunks) {
        if (!chunks.isEmpty()) {
            var rows = rows(chunks);
            stores.transaction(
                    tx -> {
                        tx.logs().append(rows);
                        return true;
                    });
        }
    }

    /// The pieces as they are stored, for a transaction of the caller.
    public static List<LogRow> rows(List<Chunk> chunks) {
        return chunks.stream()
                .map(
                        chunk ->
                                new LogRow(
                                        chunk.run,
                                        chunk.start,
                                        chunk.bytes.length,
                                        compress(chunk.bytes)))
                .toList();
    }

    /// Bytes stored of each run, those of earlier attempts included; of those alone of which any are.
    public Map<UUID, Long> sizes(Collection<UUID> runs) {
        return runs.isEmpty() ? Map.of() : stores.transaction(tx -> tx.logs().sizes(runs));
    }

    /// A part of the output from a position on.
    ///
    /// @param finished whether the run is finished, read before this call
    public LogPart read(UUID run, long offset, boolean finished) {
        var pieces = stores.transaction(tx -> tx.logs().read(run, offset, MOST_PIECES));
        var bytes = new ByteArrayOutputStream();
        long next = offset;
        for (var piece : pieces) {
            long end = piece.start() + piece.sizeBytes();
            if (bytes.size() >= MOST_READ_BYTES) {
                break;
            }
            // Of an attempt that was taken for dead and wrote on, pieces may lie over others.
            if (end > next) {
                byte[] content = content(piece);
                int skip = (int) Math.clamp(next - piece.start(), 0, content.length);
                bytes.write(content, skip, content.length - skip);
                next = end;
            }
        }
        return part(bytes.toByteArray(), next, finished, pieces.isEmpty());
    }

    // A character whose rest is not there waits for it, so that none is torn between two parts. Of
    // a
    // finished run nothing more comes, so what is left goes as it is.
    private static LogPart part(byte[] bytes, long next, boolean finished, boolean nothingLeft) {
        int whole = wholeCharacters(bytes);
        if (whole == 0 && finished) {
            whole = bytes.length;
        }
        return new LogPart(
                new String(bytes, 0, whole, StandardCharsets.UTF_8),
                next - (bytes.length - whole),
                finished && nothingLeft);
    }

    private static int wholeCharacters(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int value = bytes[bytes.length - back] & 0xFF;
            if (value >= 0xC0) {
                int needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
                return needed > back ? bytes.length - back : bytes.length;
            }
            if (value < 0x80) {
                break;
            }
        }
        return bytes.length;
    }

    private static byte[] compress(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compress output in memory", e);
        }
        return out.toByteArray();
    }

    // One damaged piece does not hide the others: its place is told where it would be.
    private static byte[] content(LogRow piece) {
        try (var inflater = new InflaterInputStream(new ByteArrayInputStream(piece.content()))) {
            byte[] content = inflater.readNBytes(piece.sizeBytes());
            if (content.length == piece.sizeBytes()) {
                return content;
            }
            LOG.error(
                    "the output of run {} at byte {} is damaged: {} bytes instead of {}",
                    piece.run(),
                    piece.start(),
                    content.length,
                    piece.sizeBytes());
        } catch (IOException e) {
            LOG.error("the output of run {} at byte {} is damaged", piece.run(), piece.start(), e);
        }
        return ("\n[" + piece.sizeBytes() + " bytes are damaged]\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
