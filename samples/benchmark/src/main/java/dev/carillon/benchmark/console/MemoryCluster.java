package dev.carillon.benchmark.console;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.Feed;
import dev.carillon.api.Carillon.LogPart;
import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Stats;
import dev.carillon.api.Carillon.Why;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.EventView;
import dev.carillon.api.Page;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.WhyReason;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A cluster that makes up what it is asked for: a million runs in its history, a log of a million lines, as many events
/// a second as wanted. What it does not know is refused, as by an older node.
public final class MemoryCluster {
    static final int RUNS = 1_000_000;
    static final int LINES = 1_000_000;
    private static final int LINE_BYTES = 80;
    private static final int PART_LINES = 2_000;
    private static final RunState[] STATES = {
        RunState.SUCCEEDED, RunState.SUCCEEDED, RunState.SUCCEEDED, RunState.FAILED
    };

    private final Instant begin = Instant.parse("2026-11-26T12:00:00Z");
    private final List<Consumer<EventView>> consumers = new CopyOnWriteArrayList<>();
    private final AtomicLong events = new AtomicLong();

    Carillon carillon() {
        return (Carillon)
                Proxy.newProxyInstance(
                        Carillon.class.getClassLoader(),
                        new Class<?>[] {Carillon.class},
                        (proxy, method, arguments) -> {
                            try {
                                return getClass()
                                        .getMethod(method.getName(), method.getParameterTypes())
                                        .invoke(this, arguments);
                            } catch (NoSuchMethodException e) {
                                if (method.isDefault()) {
                                    return InvocationHandler.invokeDefault(
                                            proxy, method, arguments);
                                }
                                throw new CarillonException(
                                        ErrorCode.NOT_FOUND, "not in this cluster: " + method, e);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    static String id(int number) {
        return "01a21789-0000-7000-8000-%012d".formatted(number);
    }

    private RunView run(int number, RunState state, long version) {
        var due = begin.minusSeconds(RUNS - (long) number);
        return new RunView(
                id(number),
                "default/job-" + number % 200,
                1,
                state,
                "SCHEDULE",
                "s",
                due,
                due,
                due,
                due.plusMillis(1),
                state.finished() ? due.plusMillis(900 + number % 5_000) : null,
                1,
                3,
                5,
                "default",
                "node-" + number % 3,
                version,
                state == RunState.FAILED ? "exit code 1: the file was not there" : null,
                state == RunState.FAILED ? Integer.valueOf(1) : null,
                null,
                null,
                Map.of());
    }

    private RunView stored(int number) {
        return run(number, STATES[number % STATES.length], 3);
    }

    /// Tells of one change of a run that is under way, one of some hundreds.
    void tellNext() {
        long number = events.incrementAndGet();
        var state = number % 2 == 0 ? RunState.RUNNING : RunState.SUCCEEDED;
        var run = run((int) (RUNS + number / 4 % 50_000), state, number);
        var event = new EventView("c" + number, "run", begin, run.id(), run);
        consumers.forEach(consumer -> consumer.accept(event));
    }

    public Stats stats() {
        return new Stats(
                200,
                200,
                Map.of(RunState.RUNNING, 300L, RunState.QUEUED, 40L, RunState.FAILED, 250_000L),
                900,
                2_400,
                events.get(),
                events.get());
    }

    public List<NodeView> nodes() {
        return List.of();
    }

    public Page<RunView> runs(RunQuery query, @Nullable String cursor, int limit) {
        int newest = cursor == null ? RUNS - 1 : Integer.parseInt(cursor);
        var items = new ArrayList<RunView>();
        for (int number = newest; number >= 0 && items.size() < limit; number--) {
            items.add(stored(number));
        }
        int next = newest - items.size();
        return new Page<>(items, next < 0 ? null : Integer.toString(next));
    }

    public RunView run(String id) {
        return stored(Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)));
    }

    public List<RunView> parts(String id) {
        return List.of();
    }

    public Why why(String id) {
        return new Why(WhyReason.FINISHED, "it is finished");
    }

    public LogPart log(String id, long offset) {
        long first = offset / LINE_BYTES;
        var text = new StringBuilder();
        long line = first;
        for (; line < LINES && line < first + PART_LINES; line++) {
            String body =
                    "%07d \u001b[32mINFO\u001b[0m copied part %d of the archive"
                            .formatted(line, line);
            text.append(body).append(" ".repeat(LINE_BYTES - 1 - body.length())).append('\n');
        }
        return new LogPart(text.toString(), line * LINE_BYTES, line >= LINES);
    }

    public Feed events(@Nullable String cursor, Consumer<EventView> consumer) {
        consumers.add(consumer);
        return () -> consumers.remove(consumer);
    }
}
