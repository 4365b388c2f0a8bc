package dev.carillon.engine.executor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// What an attempt said, for tests.
public final class Said implements Output {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile String result = "";

    @Override
    public synchronized void write(byte[] piece, int offset, int length) {
        bytes.write(piece, offset, length);
    }

    @Override
    public void progress(double percent, String text) {}

    @Override
    public void result(String value) {
        result = value;
    }

    public String result() {
        return result;
    }

    public synchronized String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    public synchronized int size() {
        return bytes.size();
    }
}
