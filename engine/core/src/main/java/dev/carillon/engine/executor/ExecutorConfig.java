package dev.carillon.engine.executor;

import java.nio.file.Path;
import java.util.Map;

/// What the executors need.
///
/// @param workFolder for the folders of attempts and the id of this process's sessions
/// @param pluginFolder where plugin jars are
public record ExecutorConfig(
        String nodeName,
        Path workFolder,
        Path pluginFolder,
        Map<String, SqlConnection> connections) {
    public ExecutorConfig {
        connections = Map.copyOf(connections);
    }
}
