package dev.carillon.engine.executor.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/// Which processes may be younger than a moment, by their numbers alone. The kernel gives numbers to processes and threads
/// in ascending order, and after the highest begins again at the lowest that is free; `/proc/loadavg` has the last one.
/// As long as that is looked at often enough it is known how many were passed in between. Safe for several threads.
final class ProcessNumbers {
    /// No machine starts more threads and processes in a second.
    private static final long MOST_PER_MICROSECOND = 1;

    private static final Path HIGHEST = Path.of("sys", "kernel", "pid_max");

    private final Path proc;
    private final LongSupplier nanos;
    private final Object lock = new Object();
    // Numbers are counted from here on anew when they were not looked at for too long.
    private long series;
    private long passed;
    private long last;
    private long lastNanos;
    private long numbers;

    /// @param series of looks without a gap
    /// @param passed numbers since some moment in the series
    record Moment(long series, long passed) {
        Moment earlier(Moment other) {
            boolean before = series != other.series ? series < other.series : passed < other.passed;
            return before ? this : other;
        }
    }

    /// @param proc where the kernel shows its processes
    /// @param nanos the monotonic clock
    ProcessNumbers(Path proc, LongSupplier nanos) {
        this.proc = proc;
        this.nanos = nanos;
    }

    Moment now() {
        synchronized (lock) {
            look();
            return new Moment(series, passed);
        }
    }

    /// Accepts the numbers of all processes that were started since then and until now, and maybe others.
    LongPredicate since(Moment moment) {
        synchronized (lock) {
            look();
            long distance = passed - moment.passed;
            if (series != moment.series || distance >= numbers) {
                return _ -> true;
            }
            long newest = last;
            long count = numbers;
            return pid -> Math.floorMod(newest - pid, count) <= distance;
        }
    }

    private void look() {
        long now = nanos.getAsLong();
        try {
            long number = lastNumber();
            boolean known = numbers > number && now - lastNanos < longestGap().toNanos();
            if (known) {
                passed += Math.floorMod(number - last, numbers);
            } else {
                series++;
                passed = 0;
                numbers = Long.parseLong(SeenProcess.text(proc.resolve(HIGHEST)).strip());
            }
            last = number;
        } catch (IOException | NumberFormatException e) {
            // Nothing is known without them, as on another system.
            series++;
            numbers = 0;
        }
        lastNanos = now;
    }

    // In which not all numbers can have been given.
    private Duration longestGap() {
        return Duration.ofNanos(numbers * 1_000 / MOST_PER_MICROSECOND);
    }

    // "0.20 0.18 0.12 1/80 11206"
    private long lastNumber() throws IOException {
        String text = SeenProcess.text(proc.resolve("loadavg")).strip();
        return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
    }
}
