package dev.carillon.engine.store.memory;

import dev.carillon.api.AttemptView;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.api.Usage;
import dev.carillon.engine.run.Parameters;
import dev.carillon.engine.run.SealedText;
import dev.carillon.engine.store.RunReads;
import dev.carillon.engine.store.RunTable.AttemptRow;
import dev.carillon.engine.store.memory.MemoryRuns.AttemptKey;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

record MemoryRunReads(
        Rows<UUID, MemoryRun> runs,
        Collection<AttemptRow> earlier,
        Rows<AttemptKey, Usage> usages,
        MemoryNodes nodes,
        MemoryFailures failures)
        implements RunReads {
    @Override
    public List<RunView> views(Collection<UUID> ids) {
        return ids.stream().map(runs::get).flatMap(Optional::stream).map(this::view).toList();
    }

    RunView view(MemoryRun run) {
        var made = run.made();
        var traits = made.traits();
        var node = run.node();
        var wait = run.waitsFor();
        return new RunView(
                made.id().toString(),
                traits.jobKey(),
                traits.jobVersion(),
                run.state(),
                made.cause(),
                traits.scheduleKey(),
                instant(traits.nominalUs()),
                Instant.EPOCH.plus(run.dueUs(), ChronoUnit.MICROS),
                Instant.EPOCH.plus(made.createdUs(), ChronoUnit.MICROS),
                instant(run.startedUs()),
                instant(run.finishedUs()),
                run.attempt(),
                traits.maxAttempts(),
                traits.priority(),
                traits.queue(),
                node == null ? null : nodes.name(node),
                run.version(),
                run.message(),
                run.exitCode(),
                run.progress(),
                run.result(),
                SealedText.masked(Parameters.read(run.parameters())),
                traits.flow() == null ? null : traits.flow().toString(),
                traits.step(),
                wait == null || run.state() != RunState.WAITING && run.state() != RunState.HELD
                        ? null
                        : wait.name(),
                traits.limitKey(),
                traits.uniqueKey(),
                instant(run.deadlineUs()),
                run.handled(),
                failures.of(made.id()));
    }

    private static @Nullable Instant instant(@Nullable Long micros) {
        return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public List<AttemptView> attempts(UUID id) {
        var views = new ArrayList<AttemptView>();
        long last = 0;
        for (var each : earlier) {
            if (each.run().equals(id)) {
                last = each.fence();
                views.add(
                        new AttemptView(
                                each.attempt(),
                                each.fence(),
                                name(each.node()),
                                each.state(),
                                instant(each.startedUs()),
                                instant(each.finishedUs()),
                                each.exitCode(),
                                each.message(),
                                usage(id, each.fence())));
            }
        }
        var run = runs.get(id).orElseThrow();
        if (run.fence() > last) {
            views.add(
                    new AttemptView(
                            run.attempt(),
                            run.fence(),
                            name(run.node()),
                            run.state(),
                            instant(run.startedUs()),
                            instant(run.finishedUs()),
                            run.exitCode(),
                            run.message(),
                            usage(id, run.fence())));
        }
        return views;
    }

    private @Nullable Usage usage(UUID run, long fence) {
        return usages.get(new AttemptKey(run, fence)).orElse(null);
    }

    private String name(@Nullable UUID node) {
        return node == null ? "-" : nodes.name(node);
    }

    @Override
    public List<Long> durationsUs(UUID job, int most) {
        return runs.descending().stream()
                .filter(run -> run.made().traits().jobId().equals(job))
                .limit(most)
                .filter(run -> run.state() == RunState.SUCCEEDED)
                .flatMap(
                        run ->
                                run.startedUs() instanceof Long started
                                                && run.finishedUs() instanceof Long finished
                                        ? Stream.of(finished - started)
                                        : Stream.empty())
                .toList();
    }

    @Override
    public Map<RunState, Long> counts() {
        var counts = new EnumMap<RunState, Long>(RunState.class);
        runs.all().forEach(run -> counts.merge(run.state(), 1L, Long::sum));
        return counts;
    }

    @Override
    public Map<RunState, Long> openCounts() {
        var counts = counts();
        counts.keySet().removeIf(RunState::finished);
        return counts;
    }

    @Override
    public Map<UUID, Integer> busy() {
        var busy = new HashMap<UUID, Integer>();
        runs.all().stream()
                .filter(
                        run ->
                                switch (run.state()) {
                                    case CLAIMED, RUNNING, STOPPING -> true;
                                    default -> false;
                                })
                .forEach(
                        run -> {
                            if (run.node() instanceof UUID node) {
                                busy.merge(node, 1, Integer::sum);
                            }
                        });
        return busy;
    }
}
