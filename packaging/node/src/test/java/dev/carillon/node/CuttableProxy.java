package dev.carillon.node;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The way of one node to its PostgreSQL, which a test can cut, stop, refuse and slow down. What is under way when
/// it is stopped arrives when it goes on, as with a network that repeats what was lost.
final class CuttableProxy implements AutoCloseable {
    /// Where all connections are cut.
    enum Cut {
        /// The server does not get the COMMIT.
        BEFORE_COMMIT,
        /// The server has committed; its answer does not get back.
        AFTER_COMMIT
    }

    private static final int PROTOCOL = 3;
    private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private final InetSocketAddress address;
    private final int target;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Cut> armed = new AtomicReference<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean held;
    private Duration delay = Duration.ZERO;
    private volatile ServerSocket listening;

    /// @param at where the node connects to
    /// @param target port of the server on this machine
    CuttableProxy(InetAddress at, int target) throws IOException {
        this.target = target;
        listening = new ServerSocket(0, 50, at);
        address = new InetSocketAddress(at, listening.getLocalPort());
        accept(listening);
    }

    String url() {
        return "jdbc:postgresql://"
                + address.getAddress().getHostAddress()
                + ":"
                + address.getPort()
                + "/postgres";
    }

    /// The next commit that passes cuts all connections.
    void cutAtNextCommit(Cut cut) {
        armed.set(cut);
    }

    /// How many commits were cut.
    int cuts() {
        return cuts.get();
    }

    void disarm() {
        armed.set(null);
    }

    /// Nothing passes, and nobody is told.
    void hold() {
        change(true, Duration.ZERO);
    }

    /// Whatever passes does so later.
    void delay(Duration each) {
        change(false, each);
    }

    void goOn() {
        change(false, Duration.ZERO);
    }

    private void change(boolean hold, Duration each) {
        lock.lock();
        try {
            held = hold;
            delay = each;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// New connections are refused for that long, those there are go on.
    void refuse(Duration length) throws IOException {
        listening.close();
        threads.execute(
                () -> {
                    try {
                        closed.await(length.toNanos(), TimeUnit.NANOSECONDS);
                        acceptAgain();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private synchronized void acceptAgain() throws IOException {
        if (closed.getCount() > 0) {
            var again = new ServerSocket();
            again.setReuseAddress(true);
            again.bind(address);
            listening = again;
            accept(again);
        }
    }

    private void accept(ServerSocket server) {
        threads.execute(
                () -> {
                    while (!server.isClosed()) {
                        try {
                            begin(server.accept());
                        } catch (IOException e) {
                            // It was closed, or the server is away and so is this connection.
                        }
                    }
                });
    }

    private void begin(Socket node) throws IOException {
        try {
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            var connection = new Connection(node, server);
            connections.add(connection);
            threads.execute(() -> run(connection, connection::fromNode));
            threads.execute(() -> run(connection, connection::fromServer));
        } catch (IOException e) {
            node.close();
            throw e;
        }
    }

    private interface Direction {
        void pass() throws IOException, InterruptedException;
    }

    private void run(Connection connection, Direction direction) {
        try (connection) {
            direction.pass();
        } catch (IOException e) {
            // One of the two ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cutAll() {
        cuts.incrementAndGet();
        connections.forEach(Connection::close);
    }

    // Where what is under way waits.
    private void pass() throws InterruptedException {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (held || left > 0) {
                if (held) {
                    changed.await();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed.countDown();
            listening.close();
        }
        goOn();
        connections.forEach(Connection::close);
        threads.close();
    }

    private final class Connection implements Closeable {
        private final Socket node;
        private final Socket server;
        private final CommitSniffer sniffer = new CommitSniffer();
        // The node shall not hear what comes from here on.
        private volatile boolean swallows;

        Connection(Socket node, Socket server) throws IOException {
            this.node = node;
            this.server = server;
            node.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void fromNode() throws IOException, InterruptedException {
            var in = new DataInputStream(new BufferedInputStream(node.getInputStream()));
            var out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
            greet(in, out);
            while (true) {
                char type = (char) in.readUnsignedByte();
                byte[] body = body(in, in.readInt());
                boolean commits = sniffer.isCommit(type, body);
                // Waiting here keeps the order of what was decided and what was sent.
                pass();
                var cut = commits ? armed.getAndSet(null) : null;
                if (cut == Cut.BEFORE_COMMIT) {
                    cutAll();
                    return;
                }
                swallows |= cut == Cut.AFTER_COMMIT;
                out.writeByte(type);
                out.writeInt(body.length + 4);
                out.write(body);
                if (in.available() == 0) {
                    out.flush();
                }
            }
        }

        // Messages without a type, until the one that begins the session.
        private void greet(DataInputStream in, DataOutputStream out)
                throws IOException, InterruptedException {
            int code = 0;
            while (code >> 16 != PROTOCOL) {
                int length = in.readInt();
                code = in.readInt();
                byte[] body = body(in, length - 4);
                pass();
                out.writeInt(length);
                out.writeInt(code);
                out.write(body);
                out.flush();
            }
        }

        private static byte[] body(DataInputStream in, int length) throws IOException {
            byte[] body = in.readNBytes(length - 4);
            if (body.length < length - 4) {
                throw new EOFException();
            }
            return body;
        }

        void fromServer() throws IOException, InterruptedException {
            var in = server.getInputStream();
            var out = node.getOutputStream();
            byte[] some = new byte[1 << 16];
            for (int length = in.read(some); length >= 0; length = in.read(some)) {
                pass();
                if (!swallows) {
                    out.write(some, 0, length);
                } else if (indexOf(some, length) >= 0) {
                    cutAll();
                    return;
                }
            }
        }

        private static int indexOf(byte[] some, int length) {
            for (int i = 0; i + COMMITTED.length <= length; i++) {
                if (java.util.Arrays.equals(
                        some, i, i + COMMITTED.length, COMMITTED, 0, COMMITTED.length)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public void close() {
            connections.remove(this);
            try (server;
                    node) {
                // What the node sent and nobody read makes the system answer with a reset.
            } catch (IOException e) {
                // It is closed.
            }
        }
    }
}
