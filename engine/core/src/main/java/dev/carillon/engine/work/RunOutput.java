package dev.carillon.engine.work;

import dev.carillon.engine.executor.Output;
import dev.carillon.engine.log.RunLogs;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What an attempt says, within bounds: the first [#HEAD_BYTES] as they come, of the rest the last
/// [#TAIL_BYTES], with a line between that says how much is missing. Safe for several threads.
final class RunOutput implements Output {
    static final int HEAD_BYTES = 4 << 20;
    static final int TAIL_BYTES = 1 << 20;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final UUID run;
    private final Object lock = new Object();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(0);
    private byte @Nullable [] tail;
    private long tailTotal;
    private long written;
    private long stored;
    private @Nullable Double progress;
    private @Nullable String result;

    /// @param stored bytes of earlier attempts, after which this output goes
    RunOutput(UUID run, long stored) {
        this.run = run;
        this.stored = stored;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        synchronized (lock) {
            int toHead = (int) Math.min(length, HEAD_BYTES - Math.min(written, HEAD_BYTES));
            head.write(bytes, offset, toHead);
            written += toHead;
            toTail(bytes, offset + toHead, length - toHead);
        }
    }

    private void toTail(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        var ring = tail == null ? (tail = new byte[TAIL_BYTES]) : tail;
        int skip = Math.max(0, length - TAIL_BYTES);
        for (int i = skip; i < length; ) {
            int at = (int) ((tailTotal + i) % TAIL_BYTES);
            int part = Math.min(length - i, TAIL_BYTES - at);
            System.arraycopy(bytes, offset + i, ring, at, part);
            i += part;
        }
        tailTotal += length;
    }

    @Override
    public void progress(double percent, String text) {
        synchronized (lock) {
            progress = Math.clamp(percent, 0, 100);
        }
    }

    @Override
    public void result(String value) {
        synchronized (lock) {
            result = value;
        }
    }

    @Nullable Double progress() {
        synchronized (lock) {
            return progress;
        }
    }

    @Nullable String result() {
        synchronized (lock) {
            return result;
        }
    }

    /// Takes what is to be stored now.
    ///
    /// @param last true when nothing follows, so the tail is taken too
    List<RunLogs.Chunk> take(boolean last) {
        synchronized (lock) {
            var chunks = new ArrayList<RunLogs.Chunk>();
            add(chunks, head.toByteArray());
            head.reset();
            var ring = tail;
            if (last && ring != null) {
                long missing = Math.max(0, tailTotal - TAIL_BYTES);
                if (missing > 0) {
                    add(
                            chunks,
                            ("\n[" + missing + " bytes are not stored]\n")
                                    .getBytes(StandardCharsets.UTF_8));
                }
                add(chunks, ordered(ring));
                tail = null;
            }
            return chunks;
        }
    }

    private byte[] ordered(byte[] ring) {
        int size = (int) Math.min(tailTotal, TAIL_BYTES);
        int begin = (int) ((tailTotal - size) % TAIL_BYTES);
        var bytes = new byte[size];
        int first = Math.min(size, TAIL_BYTES - begin);
        System.arraycopy(ring, begin, bytes, 0, first);
        System.arraycopy(ring, 0, bytes, first, size - first);
        return bytes;
    }

    private void add(List<RunLogs.Chunk> chunks, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += CHUNK_BYTES) {
            var piece =
                    java.util.Arrays.copyOfRange(
                            bytes, at, Math.min(bytes.length, at + CHUNK_BYTES));
            chunks.add(new RunLogs.Chunk(run, stored, piece));
            stored += piece.length;
        }
    }
}
