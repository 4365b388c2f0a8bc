package dev.carillon.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The process of [Processes] that starts them by itself. Arguments: how many threads, how many processes before the
/// clock runs, how many then, and the folder for their files. Prints a line for each figure.
public final class ProcessesMain {
    static final String RATE = "processes a second";
    static final String CPU = "processor time for one, us";

    private final String folder;
    private final AtomicInteger next = new AtomicInteger();

    private ProcessesMain(String folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[0]);
        int warmUp = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        var main = new ProcessesMain(arguments[3]);
        main.run(threads, warmUp);
        long ticks = ticks();
        long began = System.nanoTime();
        main.run(threads, warmUp + count);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.println(RATE + "\t" + count / seconds);
        System.out.println(CPU + "\t" + 10_000.0 * (ticks() - ticks) / count);
    }

    private static long ticks() throws IOException {
        return ProcessUsage.ticksOfTrees(Stream.of(ProcessHandle.current()));
    }

    // Starts those up to a number.
    private void run(int threads, int until) throws Exception {
        Callable<Void> starter =
                () -> {
                    for (int own = next.getAndIncrement();
                            own < until;
                            own = next.getAndIncrement()) {
                        runOne(own);
                    }
                    return null;
                };
        var starters = new ArrayList<Callable<Void>>();
        for (int thread = 0; thread < threads; thread++) {
            starters.add(starter);
        }
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var each : pool.invokeAll(starters)) {
                each.get();
            }
        }
        next.set(until);
    }

    private void runOne(int number) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(ShortProcess.COMMAND).redirectErrorStream(true);
        builder.environment().put(ShortProcess.FOLDER, folder);
        builder.environment().put(ShortProcess.NAME, Integer.toString(number));
        var process = builder.start();
        process.getOutputStream().close();
        byte[] output;
        try (var in = process.getInputStream()) {
            output = in.readAllBytes();
        }
        int exit = process.waitFor();
        if (exit != 0 || output.length > 0) {
            throw new IOException("process " + number + " ended with " + exit);
        }
    }
}
