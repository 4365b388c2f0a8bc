package dev.carillon.node;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// A Unix socket that takes datagrams, as a service manager has one.
final class UnixDatagramReceiver implements AutoCloseable {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int LONGEST_BYTES = 4096;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final long PATIENCE_SECONDS = 20;

    private final Arena arena = Arena.ofShared();
    private final int socket;

    /// @param path one that begins with `@` is in the abstract name space
    UnixDatagramReceiver(String path) {
        socket = call("socket", FunctionDescriptor.of(INT, INT, INT, INT), 1, 2, 0);
        byte[] name = path.replace('@', '\0').getBytes(StandardCharsets.UTF_8);
        MemorySegment address = arena.allocate(110);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
        MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
        call(
                "bind",
                FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT),
                socket,
                address,
                2 + name.length);
        MemorySegment patience = arena.allocate(16);
        patience.set(ValueLayout.JAVA_LONG, 0, PATIENCE_SECONDS);
        call(
                "setsockopt",
                FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT),
                socket,
                SOL_SOCKET,
                SO_RCVTIMEO,
                patience,
                16);
    }

    /// The next message; fails when none comes for 20 seconds.
    String next() {
        MemorySegment buffer = arena.allocate(LONGEST_BYTES);
        int bytes =
                call(
                        "recv",
                        FunctionDescriptor.of(
                                INT, INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, INT),
                        socket,
                        buffer,
                        (long) LONGEST_BYTES,
                        0);
        return new String(
                buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        call("close", FunctionDescriptor.of(INT, INT), socket);
        arena.close();
    }

    private static int call(String function, FunctionDescriptor shape, Object... arguments) {
        Linker linker = Linker.nativeLinker();
        MethodHandle handle =
                linker.downcallHandle(linker.defaultLookup().findOrThrow(function), shape);
        try {
            int result = (int) handle.invokeWithArguments(arguments);
            if (result < 0) {
                throw new AssertionError(function + " failed");
            }
            return result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(function, e);
        }
    }
}
