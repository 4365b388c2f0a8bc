package dev.carillon.engine.log;

import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.engine.store.LogTable.LogRow;
import dev.carillon.engine.store.Stores;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Output in compressed chunks, addressed by the position of its bytes in the whole.
public final class RunLogs {
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

    /// Bytes stored of a run, those of earlier attempts included.
    public long size(UUID run) {
        return stores.transaction(tx -> tx.logs().size(run));
    }

    /// A part of the output from a position on.
    ///
    /// @param finished whether the run is finished, read before this call
    public LogPart read(UUID run, long offset, boolean finished) {
        var pieces = stores.transaction(tx -> tx.logs().read(run, offset, MOST_PIECES));
        var bytes = new ByteArrayOutputStream();
        long next = offset;
        for (var piece : pieces) {
            if (bytes.size() >= MOST_READ_BYTES) {
                break;
            }
            byte[] content = expand(piece.content(), piece.sizeBytes());
            int skip = (int) Math.max(0, next - piece.start());
            bytes.write(content, skip, content.length - skip);
            next = piece.start() + content.length;
        }
        return part(bytes.toByteArray(), offset, finished && pieces.isEmpty());
    }

    // Ends at the last whole character, so that none is torn between two parts.
    private static LogPart part(byte[] bytes, long offset, boolean end) {
        int whole = bytes.length;
        for (int back = 1; back <= 3 && back < bytes.length; back++) {
            int value = bytes[bytes.length - back] & 0xFF;
            if (value >= 0xC0) {
                int needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
                whole = needed > back ? bytes.length - back : bytes.length;
                break;
            }
            if (value < 0x80) {
                break;
            }
        }
        return new LogPart(
                new String(bytes, 0, whole, StandardCharsets.UTF_8), offset + whole, end);
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

    private static byte[] expand(byte[] compressed, int size) {
        try (var inflater = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            return inflater.readNBytes(size);
        } catch (IOException e) {
            throw new CarillonException(ErrorCode.BUG, "a stored piece of output is damaged", e);
        }
    }
}
