package dev.carillon.engine.executor.java;

import java.io.Serial;

/// Why no job can be made of a plugin jar; the message is for a person.
final class UnusableJob extends Exception {
    @Serial private static final long serialVersionUID = 1;

    UnusableJob(String message) {
        super(message);
    }
}
