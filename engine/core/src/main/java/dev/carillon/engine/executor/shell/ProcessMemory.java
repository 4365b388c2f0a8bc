package dev.carillon.engine.executor.shell;

import java.io.IOException;
import java.nio.file.Path;

/// What processes have in memory, in bytes.
///
/// @param resident all of them together at one moment
/// @param highest the most that one of them had at any time
record ProcessMemory(long resident, long highest) {
    static final ProcessMemory NONE = new ProcessMemory(0, 0);
    private static final String RESIDENT = "\nVmRSS:";
    private static final String HIGHEST = "\nVmHWM:";

    /// None when the process ended.
    static ProcessMemory read(Path proc, long pid) {
        try {
            String status = SeenProcess.text(proc, pid, "status");
            return new ProcessMemory(bytes(status, RESIDENT), bytes(status, HIGHEST));
        } catch (IOException e) {
            return NONE;
        }
    }

    // "VmRSS:	    1234 kB"; one that ended has no such line.
    private static long bytes(String status, String line) {
        int at = status.indexOf(line);
        if (at < 0) {
            return 0;
        }
        int end = status.indexOf(" kB", at);
        return end < 0
                ? 0
                : 1024 * Long.parseLong(status.substring(at + line.length(), end).strip());
    }

    ProcessMemory with(ProcessMemory other) {
        return new ProcessMemory(resident + other.resident, Math.max(highest, other.highest));
    }
}
