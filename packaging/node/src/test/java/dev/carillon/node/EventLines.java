package dev.carillon.node;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// An output whose reader goes away when the test says so.
final class EventLines extends OutputStream {
    volatile boolean broken;
    volatile int code = -1;
    private final StringBuffer text = new StringBuffer();

    PrintWriter writer() {
        return new PrintWriter(this, true, StandardCharsets.UTF_8);
    }

    String text() {
        return text.toString();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (broken) {
            throw new IOException("Broken pipe");
        }
        text.append(new String(bytes, from, length, StandardCharsets.UTF_8));
    }
}
