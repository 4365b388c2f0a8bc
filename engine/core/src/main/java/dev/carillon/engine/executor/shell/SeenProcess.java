package dev.carillon.engine.executor.shell;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A living process as `/proc` showed it at one moment.
///
/// @param startTicks since the machine started; with the pid it names a process for ever
/// @param tag 0 when it has none
/// @param environment empty when it is another user's
record SeenProcess(
        long pid,
        long parent,
        long session,
        long startTicks,
        AttemptTag tag,
        List<String> environment) {
    private static final int USUAL_BYTES = 4096;
    private static final String TAG_LINE = "Max realtime timeout";

    /// Whether an attempt of the session started it, directly or not.
    boolean isOf(UUID nodeSession) {
        return tag.isOf(nodeSession)
                || environment.contains(ShellExecutor.SESSION + "=" + nodeSession);
    }

    /// Whether it is of the session and must not outlive its node.
    boolean endsWithNode(UUID nodeSession) {
        boolean continues =
                tag.isOf(nodeSession)
                        ? tag.continues()
                        : environment.contains(ShellExecutor.CONTINUE + "=true");
        return isOf(nodeSession) && !continues;
    }

    /// The tag that it has, or will have: it is found by its environment before that.
    AttemptTag attemptTag() {
        String begin = ShellExecutor.TAG + "=";
        return tag.value() != 0
                ? tag
                : environment.stream()
                        .filter(entry -> entry.startsWith(begin))
                        .map(
                                entry ->
                                        new AttemptTag(
                                                Long.parseLong(entry.substring(begin.length()))))
                        .findFirst()
                        .orElse(tag);
    }

    /// Null when it is gone or a zombie.
    static @Nullable SeenProcess read(long pid) {
        return read(Processes.PROC, pid);
    }

    /// @param proc where the kernel shows its processes
    static @Nullable SeenProcess read(Path proc, long pid) {
        try {
            var stat = stat(proc, pid);
            return stat == null
                    ? null
                    : new SeenProcess(
                            pid,
                            stat.parent,
                            stat.session,
                            stat.startTicks,
                            readTag(proc, pid),
                            readEnvironment(proc, pid));
        } catch (IOException e) {
            return null;
        }
    }

    private record Stat(long parent, long session, long startTicks) {}

    /// What `stat` says after the name: the state comes first, which the documentation of the kernel calls field 3.
    static String[] statFields(Path proc, long pid) throws IOException {
        // The name, in parentheses, may hold any character; the fields begin after the last one.
        String text = text(proc, pid, "stat");
        return text.substring(text.lastIndexOf(')') + 2).split(" ", 21);
    }

    private static @Nullable Stat stat(Path proc, long pid) throws IOException {
        String[] fields = statFields(proc, pid);
        boolean over = fields[0].equals("Z") || fields[0].equals("X");
        return over
                ? null
                : new Stat(
                        Long.parseLong(fields[1]),
                        Long.parseLong(fields[3]),
                        Long.parseLong(fields[19]));
    }

    /// @throws IOException when it is gone
    static AttemptTag readTag(Path proc, long pid) throws IOException {
        return tagIn(text(proc, pid, "limits"));
    }

    /// @param limits as `/proc/PID/limits` shows them; the tag is in the last line
    static AttemptTag tagIn(String limits) {
        int at = limits.lastIndexOf(TAG_LINE);
        if (at < 0) {
            return new AttemptTag(0);
        }
        int begin = at + TAG_LINE.length();
        while (begin < limits.length() && limits.charAt(begin) == ' ') {
            begin++;
        }
        long value = 0;
        for (int i = begin; i < limits.length() && Character.isDigit(limits.charAt(i)); i++) {
            value = value * 10 + limits.charAt(i) - '0';
        }
        return new AttemptTag(value);
    }

    private static List<String> readEnvironment(Path proc, long pid) {
        try {
            return List.of(text(proc, pid, "environ").split("\0"));
        } catch (IOException e) {
            return List.of();
        }
    }

    static String text(Path proc, long pid, String file) throws IOException {
        return text(proc.resolve(Long.toString(pid)).resolve(file));
    }

    // What the kernel makes as it is read has no length that could be asked for.
    static String text(Path path) throws IOException {
        try (var in = new FileInputStream(path.toFile())) {
            var bytes = new byte[USUAL_BYTES];
            int count = 0;
            while (true) {
                int read = in.read(bytes, count, bytes.length - count);
                if (read < 0) {
                    return new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
                }
                count += read;
                if (count == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * count);
                }
            }
        }
    }

    /// A handle on exactly this process. Empty when it ended, even if another one has its number now:
    /// a handle remembers the start time too and signals nobody else.
    Optional<ProcessHandle> handle() {
        var handle = ProcessHandle.of(pid);
        try {
            var now = stat(Processes.PROC, pid);
            return now != null && now.startTicks == startTicks ? handle : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
