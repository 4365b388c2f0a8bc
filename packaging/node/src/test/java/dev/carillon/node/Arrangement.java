package dev.carillon.node;

import java.io.IOException;

/// How the nodes of a cluster under test stand.
enum Arrangement {
    /// On the loopback address of this machine.
    ONE_ADDRESS,
    /// The same, and the clock of one of them can be stepped, which makes it slow.
    ONE_CLOCK_OF_ITS_OWN,
    /// Each in a network namespace of its own.
    NAMESPACES;

    /// Whether this machine can do it.
    boolean isPossible() throws IOException, InterruptedException {
        return switch (this) {
            case ONE_ADDRESS -> true;
            case ONE_CLOCK_OF_ITS_OWN -> FakeClock.isInstalled();
            case NAMESPACES -> Namespaces.arePossible();
        };
    }
}
