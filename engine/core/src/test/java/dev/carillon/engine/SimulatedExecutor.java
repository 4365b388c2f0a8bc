package dev.carillon.engine;

import dev.carillon.engine.executor.Attempt;
import dev.carillon.engine.executor.Ending;
import dev.carillon.engine.executor.Execution;
import dev.carillon.engine.executor.Executor;
import dev.carillon.engine.executor.Output;
import dev.carillon.testkit.ManualTime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/// Attempts that take simulated time. What it did is the evidence, kept outside of the stores.
public final class SimulatedExecutor implements Executor {
    /// One attempt as it really happened.
    public static final class Trace {
        public final Attempt attempt;
        public final long beganUs;
        public long endedUs = Long.MAX_VALUE;
        public boolean succeeded;
        public boolean killed;

        private Trace(Attempt attempt, long beganUs) {
            this.attempt = attempt;
            this.beganUs = beganUs;
        }
    }

    private final class Running implements Execution {
        private final Trace trace;
        private final CompletableFuture<Ending> ending = new CompletableFuture<>();
        private long endsUs;
        private boolean stopped;

        private Running(Trace trace, long endsUs) {
            this.trace = trace;
            this.endsUs = endsUs;
        }

        @Override
        public CompletableFuture<Ending> ending() {
            return ending;
        }

        @Override
        public void stop() {
            stopped = true;
            endsUs = Math.min(endsUs, time.micros() + 50_000);
        }
    }

    private record NeverBegun(CompletableFuture<Ending> ending) implements Execution {
        @Override
        public void stop() {
            // There is nothing to stop.
        }
    }

    private final ManualTime time;
    private final Random random;
    private final List<Trace> traces;
    private final ToLongFunction<Attempt> lengthUs;
    private final BooleanSupplier pause;
    private final List<Running> running = new ArrayList<>();
    private final List<Running> killed = new ArrayList<>();

    public SimulatedExecutor(ManualTime time, Random random, List<Trace> traces) {
        this(time, random, traces, attempt -> random.nextLong(3_000_000), () -> true);
    }

    /// @param lengthUs how long an attempt takes
    /// @param pause between the node's decision to start a process and the beginning of that; false when the node
    ///     did not survive it
    public SimulatedExecutor(
            ManualTime time,
            Random random,
            List<Trace> traces,
            ToLongFunction<Attempt> lengthUs,
            BooleanSupplier pause) {
        this.time = time;
        this.random = random;
        this.traces = traces;
        this.lengthUs = lengthUs;
        this.pause = pause;
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        if (!pause.getAsBoolean()) {
            return new NeverBegun(new CompletableFuture<>());
        }
        Long last = attempt.startBeforeNanos();
        if (last != null && time.nanos() - last >= 0) {
            return new NeverBegun(CompletableFuture.completedFuture(Ending.tooLate()));
        }
        var trace = new Trace(attempt, time.micros());
        traces.add(trace);
        byte[] said = ("attempt " + attempt.number() + "\n").getBytes(StandardCharsets.UTF_8);
        output.write(said, 0, said.length);
        var begun = new Running(trace, time.micros() + lengthUs.applyAsLong(attempt));
        running.add(begun);
        return begun;
    }

    /// Ends what is over by now.
    public void endDue() {
        for (var each : killed) {
            each.ending.complete(new Ending(false, 137, "killed"));
        }
        killed.clear();
        var over = running.stream().filter(each -> each.endsUs <= time.micros()).toList();
        running.removeAll(over);
        for (var each : over) {
            each.trace.endedUs = time.micros();
            each.trace.succeeded = !each.stopped && random.nextInt(5) > 0;
            each.ending.complete(
                    each.trace.succeeded
                            ? new Ending(true, 0, "exit code 0")
                            : new Ending(false, 1, "exit code 1"));
        }
    }

    /// The watcher killed the processes of the node, whether it died or hangs. A node that lives hears of it when
    /// it next ends what is over.
    public void kill() {
        for (var each : running) {
            each.trace.endedUs = time.micros();
            each.trace.killed = true;
        }
        killed.addAll(running);
        running.clear();
    }

    /// Whether there are processes.
    public boolean isBusy() {
        return running() > 0;
    }

    /// How many there are.
    public int running() {
        return running.size();
    }
}
