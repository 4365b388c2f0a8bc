package dev.carillon.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The time between two looks at a node.
final class Pause {
    private Pause() {}

    static void of(Duration time) throws InterruptedException {
        // Never counted down: a wait that ends by interruption, unlike a pause of the thread
        // scheduler.
        if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("unreachable");
        }
    }
}
