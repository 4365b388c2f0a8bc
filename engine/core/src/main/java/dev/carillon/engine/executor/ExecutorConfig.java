package dev.carillon.engine.executor;

import java.nio.file.Path;
import java.util.Map;

/// What the executors need.
///
/// @param workFolder for the folders of attempts and the id of this process's sessions
/// @param pluginFolder where plugin jars are
/// @param engineUrl of the engine's own database, which no job may use
public record ExecutorConfig(
        String nodeName,
        Path workFolder,
        Path pluginFolder,
        Map<String, SqlConnection> connections,
        String engineUrl) {
    public ExecutorConfig {
        connections = Map.copyOf(connections);
    }
}
