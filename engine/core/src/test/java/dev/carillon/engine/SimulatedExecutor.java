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

/// Attempts that take simulated time. What it did is the evidence, kept outside of the stores.
final class SimulatedExecutor implements Executor {
    /// One attempt as it really happened.
    static final class Trace {
        final Attempt attempt;
        final long beganUs;
        long endedUs = Long.MAX_VALUE;
        boolean succeeded;
        boolean killed;

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

    private final ManualTime time;
    private final Random random;
    private final List<Trace> traces;
    private final List<Running> running = new ArrayList<>();

    SimulatedExecutor(ManualTime time, Random random, List<Trace> traces) {
        this.time = time;
        this.random = random;
        this.traces = traces;
    }

    @Override
    public Execution start(Attempt attempt, Output output) {
        var trace = new Trace(attempt, time.micros());
        traces.add(trace);
        byte[] said = ("attempt " + attempt.number() + "\n").getBytes(StandardCharsets.UTF_8);
        output.write(said, 0, said.length);
        var begun = new Running(trace, time.micros() + random.nextLong(3_000_000));
        running.add(begun);
        return begun;
    }

    /// Ends what is over by now.
    void endDue() {
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

    /// The node died, and the watcher killed its processes.
    void kill() {
        for (var each : running) {
            each.trace.endedUs = time.micros();
            each.trace.killed = true;
        }
        running.clear();
    }
}
