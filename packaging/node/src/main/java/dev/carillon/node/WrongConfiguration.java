package dev.carillon.node;

/// The node cannot start as configured. The message is a sentence with the place and the remedy.
final class WrongConfiguration extends RuntimeException {
    WrongConfiguration(String message) {
        super(message);
    }
}
