package dev.carillon.node;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// A datagram to a Unix socket, of Linux. Java has none, so these are calls of the C library.
final class UnixDatagram {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;

    /// Of `sun_path` in `sockaddr_un`.
    private static final int LONGEST_PATH_BYTES = 108;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET =
            function(
                    "socket",
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT);
    private static final MethodHandle SENDTO =
            function(
                    "sendto",
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE =
            function("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    private UnixDatagram() {}

    /// @param path of the socket; one that begins with `@` is in the abstract name space
    /// @throws IOException when nobody took it, with the number of the error
    static void send(String path, String message) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= LONGEST_PATH_BYTES) {
            throw new IOException("the path of the socket " + path + " is too long");
        }
        if (path.startsWith("@")) {
            name[0] = 0;
        }
        byte[] content = message.getBytes(StandardCharsets.UTF_8);
        try (var arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment address = arena.allocate(Short.BYTES + LONGEST_PATH_BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, name.length);
            // The name of an abstract socket has no end of its own, that of a file a zero.
            int length = Short.BYTES + name.length + (path.startsWith("@") ? 0 : 1);
            int socket = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            require(socket >= 0, "no socket", state);
            try {
                long sent =
                        (long)
                                SENDTO.invokeExact(
                                        state,
                                        socket,
                                        arena.allocateFrom(ValueLayout.JAVA_BYTE, content),
                                        (long) content.length,
                                        MSG_NOSIGNAL,
                                        address,
                                        length);
                require(sent == content.length, "nothing was sent to " + path, state);
            } finally {
                int closed = (int) CLOSE.invokeExact(state, socket);
                require(closed == 0, "the socket was not closed", state);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a function of the C library cannot throw", e);
        }
    }

    private static void require(boolean done, String what, MemorySegment state) throws IOException {
        if (!done) {
            throw new IOException(what + ": error " + (int) ERRNO.get(state, 0L));
        }
    }

    private static MethodHandle function(
            String name, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"));
    }
}
