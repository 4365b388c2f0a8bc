package dev.carillon.node;

import java.nio.file.Path;

/// Where the process logs to. It is chosen before the first logger is made, since the logging then
/// reads it once.
final class Logs {
    static final String FILE = "node.log";

    private Logs() {}

    /// Life of the node, for the supervisor that keeps standard error.
    static void toStandardError() {
        System.setProperty("carillon.log", "INFO");
    }

    /// The same into a file, where the screen belongs to somebody else.
    static void toFile(Path file) {
        System.setProperty("carillon.log.file", file.toString());
        System.setProperty("logback.configurationFile", "logback-file.xml");
    }
}
