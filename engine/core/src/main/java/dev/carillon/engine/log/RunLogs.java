package dev.carillon.engine.log;

import dev.carillon.api.Carillon.LogPart;
import dev.carillon.engine.store.Database;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Output in compressed chunks, addressed by the position of its bytes in the whole.
public final class RunLogs {
    private static final int MOST_READ_BYTES = 256 * 1024;

    private static final String APPEND =
            """
            INSERT INTO run_log (run_id, start_byte, size_bytes, content) VALUES (?, ?, ?, ?)
            """;
    private static final String READ =
            """
            SELECT start_byte, size_bytes, content FROM run_log
            WHERE run_id = ? AND start_byte + size_bytes > ? ORDER BY start_byte LIMIT 8
            """;
    private static final String SIZE =
            """
            SELECT COALESCE(MAX(start_byte + size_bytes), 0) FROM run_log WHERE run_id = ?
            """;

    private final Database database;

    public RunLogs(Database database) {
        this.database = database;
    }

    /// A piece of output to be stored.
    public record Chunk(UUID run, long start, byte[] bytes) {}

    /// Stores pieces in one commit.
    public void append(List<Chunk> chunks) {
        if (chunks.isEmpty()) {
            return;
        }
        database.transaction(
                connection -> {
                    try (var append = connection.prepareStatement(APPEND)) {
                        for (var chunk : chunks) {
                            append.setObject(1, chunk.run);
                            append.setLong(2, chunk.start);
                            append.setInt(3, chunk.bytes.length);
                            append.setBytes(4, compress(chunk.bytes));
                            append.addBatch();
                        }
                        return append.executeBatch().length;
                    }
                });
    }

    /// Bytes stored of a run, those of earlier attempts included.
    public long size(UUID run) {
        return database.transaction(
                connection -> {
                    try (var select = connection.prepareStatement(SIZE)) {
                        select.setObject(1, run);
                        try (var rows = select.executeQuery()) {
                            rows.next();
                            return rows.getLong(1);
                        }
                    }
                });
    }

    /// A part of the output from a position on.
    ///
    /// @param finished whether the run is finished, read before this call
    public LogPart read(UUID run, long offset, boolean finished) {
        return database.transaction(
                connection -> {
                    var bytes = new ByteArrayOutputStream();
                    long next = offset;
                    int chunks = 0;
                    try (var select = connection.prepareStatement(READ)) {
                        select.setObject(1, run);
                        select.setLong(2, offset);
                        try (var rows = select.executeQuery()) {
                            while (rows.next() && bytes.size() < MOST_READ_BYTES) {
                                chunks++;
                                long start = rows.getLong(1);
                                byte[] content = expand(rows.getBytes(3), rows.getInt(2));
                                int skip = (int) Math.max(0, next - start);
                                bytes.write(content, skip, content.length - skip);
                                next = start + content.length;
                            }
                        }
                    }
                    return part(bytes.toByteArray(), offset, finished && chunks == 0);
                });
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

    private static byte[] expand(byte[] compressed, int size) throws SQLException {
        try (var inflater = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            return inflater.readNBytes(size);
        } catch (IOException e) {
            throw new SQLException("a stored piece of output is damaged", e);
        }
    }
}
