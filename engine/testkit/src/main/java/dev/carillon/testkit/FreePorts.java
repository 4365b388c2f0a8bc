package dev.carillon.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Random;

/// Ports for servers that a test stops and starts again.
///
/// They are below those that the system gives to outgoing connections and to `ServerSocket(0)`: such a port may be
/// taken by a connection of somebody else while its server is down, and the server cannot start again.
public final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int END = 32_000;
    private static final int TRIES = 100;
    private static final Random RANDOM = new Random();

    private FreePorts() {}

    /// @return a port that nobody listens at now, 12,000 to 31,999
    /// @throws IOException when none of a hundred was free
    public static int next() throws IOException {
        return block(1);
    }

    /// @param count of ports, one after the other
    /// @return the first of them; nobody listens at any now, all are within 12,000 to 31,999
    /// @throws IOException when none of a hundred such rows was free
    public static int block(int count) throws IOException {
        IOException last = new IOException("no port tried");
        for (int i = 0; i < TRIES; i++) {
            int first = RANDOM.nextInt(FIRST, END - count + 1);
            try {
                for (int port = first; port < first + count; port++) {
                    new ServerSocket(port).close();
                }
                return first;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("none of " + TRIES + " ports was free", last);
    }
}
