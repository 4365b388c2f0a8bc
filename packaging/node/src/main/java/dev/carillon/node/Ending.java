package dev.carillon.node;

import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The clean end of a process: a signal asks for it, and the process ends when the node is closed,
/// with the exit code of the command and not with that of the signal. Open it before the node, so that
/// it is closed after it.
final class Ending implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook =
            Thread.ofPlatform().name("carillon-stop").unstarted(this::askAndAwait);
    private volatile OptionalInt code = OptionalInt.empty();

    private Ending() {}

    static Ending onSignal() {
        var ending = new Ending();
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    /// Counted down when a signal, or anybody, asks the process to end.
    CountDownLatch asked() {
        return asked;
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /// Notes what the process is to end with, for the case that a signal is ending it.
    int with(int exitCode) {
        code = OptionalInt.of(exitCode);
        return exitCode;
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // A signal is ending the process; the hook ends it now, with the code of the command.
        }
    }

    private void askAndAwait() {
        asked.countDown();
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println(
                        "carillon: the node did not stop within "
                                + PATIENCE_SECONDS
                                + " s; the process ends now");
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        System.out.flush();
        // The one way to end a process that a signal is ending with a code of its own.
        code.ifPresent(Runtime.getRuntime()::halt);
    }
}
