package dev.carillon.engine.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands between client and server and can cut all connections. It writes the Host header anew, as
/// the server takes only its own.
final class Breaking implements AutoCloseable {
    private final ServerSocket listening =
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int target;

    Breaking(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().name("breaking").start(this::acceptAll);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    void breakAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(near);
                sockets.add(far);
                Thread.ofVirtual().name("breaking-out").start(() -> copy(near, far));
                Thread.ofVirtual().name("breaking-in").start(() -> copy(far, near));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.getInputStream().read(buffer);
                    n > 0;
                    n = from.getInputStream().read(buffer)) {
                String text =
                        new String(buffer, 0, n, StandardCharsets.ISO_8859_1)
                                .replace(
                                        "127.0.0.1:" + listening.getLocalPort(),
                                        "127.0.0.1:" + target);
                to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // the connection was cut, which is the point of this class
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        breakAll();
    }
}
