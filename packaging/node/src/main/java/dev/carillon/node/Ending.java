package dev.carillon.node;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The clean end of a process: a signal asks for it, and the process ends when the node is closed.
/// Open it before the node, so that it is closed after it.
record Ending(CountDownLatch asked, CountDownLatch done) implements AutoCloseable {
    static Ending onSignal() {
        var ending = new Ending(new CountDownLatch(1), new CountDownLatch(1));
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("carillon-stop").unstarted(ending::askAndAwait));
        return ending;
    }

    @Override
    public void close() {
        done.countDown();
    }

    private void askAndAwait() {
        asked.countDown();
        try {
            if (!done.await(20, TimeUnit.SECONDS)) {
                System.err.println(
                        "carillon: the node did not stop within 20 s; the process ends now");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
