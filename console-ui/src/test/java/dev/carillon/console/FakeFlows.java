package dev.carillon.console;

import dev.carillon.api.Carillon.RetryRequest;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// A cluster in memory with runs of flows.
public class FakeFlows extends FakeJobs {
    /// A flow of an order: extract, then two that load at the same time, a check, a mail at a failure.
    public static final String FLOW =
            """
            name: orders
            task:
              flow:
                steps:
                  - {name: extract, shell: {command: [extract]}}
                  - {name: customers, shell: {command: [load, customers]}, after: [extract]}
                  - {name: invoices, sql: {connection: dwh, statement: CALL load()}, after: [extract]}
                  - {name: check, job: quality, after: [customers, invoices]}
                  - {name: publish, http: {url: "https://example.org"}, after: [check, extract]}
                  - name: tell
                    http: {url: "https://example.org/failed"}
                    after: [{step: check, on: failure}]
            """;

    private int made;

    /// Adds a step's run.
    ///
    /// @param from when it began, after [#NOW] less an hour
    /// @param took null while it runs
    public synchronized RunView addPart(
            RunView flow, String step, RunState state, Duration from, @Nullable Duration took) {
        made++;
        var begun = NOW.minus(Duration.ofHours(1)).plus(from);
        var part =
                new RunView(
                        "01a21789-1111-7000-8000-%012d".formatted(made),
                        flow.job(),
                        1,
                        state,
                        "FLOW",
                        null,
                        null,
                        begun,
                        begun,
                        state == RunState.WAITING ? null : begun,
                        took == null ? null : begun.plus(took),
                        state == RunState.WAITING ? 0 : 1,
                        1,
                        5,
                        "default",
                        "a",
                        1,
                        state == RunState.FAILED ? "exit code 3: no such table" : null,
                        null,
                        null,
                        null,
                        java.util.Map.of(),
                        flow.id(),
                        step,
                        state == RunState.WAITING ? "STEP" : null,
                        null,
                        null,
                        null,
                        false,
                        null);
        put(part);
        return part;
    }

    /// Adds a run of the flow of which a step failed, after one that succeeded and one that runs.
    public synchronized RunView addFailed() {
        define(FLOW);
        add("orders", RunState.SUCCEEDED);
        add("orders", RunState.RUNNING);
        var flow = add("orders", RunState.FAILED);
        addPart(flow, "extract", RunState.SUCCEEDED, Duration.ZERO, Duration.ofSeconds(72));
        addPart(
                flow,
                "customers",
                RunState.SUCCEEDED,
                Duration.ofSeconds(72),
                Duration.ofSeconds(640));
        addPart(
                flow,
                "invoices",
                RunState.SUCCEEDED,
                Duration.ofSeconds(72),
                Duration.ofSeconds(95));
        addPart(flow, "check", RunState.FAILED, Duration.ofSeconds(712), Duration.ofSeconds(8));
        addPart(flow, "publish", RunState.SKIPPED, Duration.ofSeconds(720), Duration.ZERO);
        addPart(flow, "tell", RunState.RUNNING, Duration.ofSeconds(720), null);
        return flow;
    }

    /// The same part in another state.
    public synchronized void change(RunView part, RunState state, Duration took) {
        put(
                changed(
                        part,
                        json -> {
                            json.put("state", state.name());
                            json.put("startedAt", text(part.due()));
                            json.put(
                                    "finishedAt",
                                    text(state.finished() ? part.due().plus(took) : null));
                            json.put("attempt", 1);
                            json.putNull("waitsFor");
                        }));
    }

    @Override
    public RunView retry(String id, RetryRequest request) {
        called("retry " + id + " " + request.steps());
        return super.retry(id, request);
    }
}
