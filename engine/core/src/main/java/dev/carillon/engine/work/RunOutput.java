package dev.carillon.engine.work;

import dev.carillon.engine.executor.Output;
import dev.carillon.engine.log.RunLogs;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// What an attempt says, within bounds: the first [#HEAD_BYTES] as they come, of the rest the last
/// [#TAIL_BYTES], with a line between that says how much is missing. When the budget of the node is
/// used up, the head ends early and the tail is as short as [#LEAST_TAIL_BYTES]. Safe for several
/// threads.
final class RunOutput implements Output {
    static final int HEAD_BYTES = 4 << 20;
    static final int TAIL_BYTES = 1 << 20;
    static final int LEAST_TAIL_BYTES = 32 * 1024;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int MOST_RESULT_CHARACTERS = 4_000;

    private final UUID run;
    private final OutputBudget budget;
    private final Object lock = new Object();
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(0);
    private List<RunLogs.Chunk> pieces = new ArrayList<>();
    private int headLeft = HEAD_BYTES;
    private byte @Nullable [] tail;
    private long tailTotal;
    private long stored;
    private boolean closed;
    private @Nullable Double progress;
    private @Nullable String result;

    /// @param stored bytes of earlier attempts, after which this output goes
    /// @param budget of which each byte is taken that is held here or in pieces taken from here
    RunOutput(UUID run, long stored, OutputBudget budget) {
        this.run = run;
        this.stored = stored;
        this.budget = budget;
    }

    /// What comes after the last piece was taken, of a process that outlived its attempt, is dropped.
    @Override
    public void write(byte[] bytes, int offset, int length) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            int toHead = budget.take(Math.min(length, headLeft), 0);
            toHead(bytes, offset, toHead);
            if (toHead < length) {
                headLeft = 0;
                toTail(bytes, offset + toHead, length - toHead);
            }
        }
    }

    private void toHead(byte[] bytes, int offset, int length) {
        headLeft -= length;
        for (int at = 0; at < length; ) {
            int part = Math.min(length - at, CHUNK_BYTES - head.size());
            head.write(bytes, offset + at, part);
            at += part;
            if (head.size() == CHUNK_BYTES) {
                endPiece();
            }
        }
    }

    private void endPiece() {
        if (head.size() > 0) {
            add(head.toByteArray());
            head.reset();
        }
    }

    private void toTail(byte[] bytes, int offset, int length) {
        var ring = tail;
        if (ring == null) {
            ring = new byte[budget.take(TAIL_BYTES, LEAST_TAIL_BYTES)];
            tail = ring;
        }
        for (int i = Math.max(0, length - ring.length); i < length; ) {
            int at = (int) ((tailTotal + i) % ring.length);
            int part = Math.min(length - i, ring.length - at);
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
            result =
                    value.length() <= MOST_RESULT_CHARACTERS
                            ? value
                            : value.substring(0, MOST_RESULT_CHARACTERS);
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

    /// Takes what is to be stored now. It counts as held until it is stored: giving it back to the
    /// budget then is the caller's.
    ///
    /// @param last true when nothing follows, so the tail is taken too
    List<RunLogs.Chunk> take(boolean last) {
        synchronized (lock) {
            endPiece();
            if (last) {
                closed = true;
                takeTail();
            }
            var taken = pieces;
            pieces = new ArrayList<>();
            return taken;
        }
    }

    private void takeTail() {
        var ring = tail;
        if (ring == null) {
            return;
        }
        tail = null;
        long missing = Math.max(0, tailTotal - ring.length);
        if (missing > 0) {
            byte[] marker =
                    ("\n[" + missing + " bytes are not stored]\n").getBytes(StandardCharsets.UTF_8);
            budget.take(marker.length, marker.length);
            add(marker);
        }
        byte[] ordered = ordered(ring);
        budget.giveBack(ring.length - ordered.length);
        for (int at = 0; at < ordered.length; at += CHUNK_BYTES) {
            add(Arrays.copyOfRange(ordered, at, Math.min(ordered.length, at + CHUNK_BYTES)));
        }
    }

    private byte[] ordered(byte[] ring) {
        int size = (int) Math.min(tailTotal, ring.length);
        int begin = (int) ((tailTotal - size) % ring.length);
        var bytes = new byte[size];
        int first = Math.min(size, ring.length - begin);
        System.arraycopy(ring, begin, bytes, 0, first);
        System.arraycopy(ring, 0, bytes, first, size - first);
        return bytes;
    }

    private void add(byte[] piece) {
        pieces.add(new RunLogs.Chunk(run, stored, piece));
        stored += piece.length;
    }
}
