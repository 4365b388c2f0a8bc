package dev.carillon.engine.executor.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Commands in a session of their own, so that a signal to the node's terminal does not reach them.
final class Sessions {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final boolean THERE = Files.isExecutable(SETSID);

    private Sessions() {}

    static List<String> own(List<String> command) {
        if (!THERE) {
            return command;
        }
        var own = new ArrayList<>(List.of(SETSID.toString()));
        own.addAll(command);
        return own;
    }
}
