package dev.carillon.engine.executor.shell;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/// The processor time of a process as `/proc` showed it at one moment, also of one that ended and that its parent has not
/// asked about yet.
///
/// @param startTicks since the machine started; with the pid it names a process for ever
/// @param ownTicks of all its threads, those that ended included
/// @param waitedTicks of its children that ended and that it has asked about, with all that those had waited for
record ProcessTimes(long pid, long parent, long startTicks, long ownTicks, long waitedTicks) {
    /// Null when it is gone.
    static @Nullable ProcessTimes read(Path proc, long pid) {
        try {
            String[] fields = SeenProcess.statFields(proc, pid);
            return new ProcessTimes(
                    pid,
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[19]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
        } catch (IOException e) {
            return null;
        }
    }

    boolean isSame(ProcessTimes other) {
        return pid == other.pid && startTicks == other.startTicks;
    }
}
