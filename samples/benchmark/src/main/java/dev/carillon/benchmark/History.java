package dev.carillon.benchmark;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.FailureQuery;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.benchmark.job.Failing;
import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;
import dev.carillon.plugin.Job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// What many finished runs cost: every list of the API, and a backlog drained, with a short history and with a long one;
/// and a backlog drained while retention removes runs of the long one.
///
/// The first thousand runs are made through the API, the others are copies in the database ([HistoryMain]).
final class History implements Measurement {
    /// A history is a multiple of so many runs.
    static final int TEMPLATES = 1_000;

    private static final int FAILING_JOBS = 10;
    private static final int FAILED_RUNS = 1;
    static final int PRUNED_JOBS = 3;
    static final int PRUNED_RUNS = 100;
    private static final int OTHER_JOBS = 23;
    private static final int OTHER_RUNS = 30;
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Override
    public void measure(Bench bench) throws Exception {
        var fewest = new LinkedHashMap<String, Double>();
        for (int size : bench.histories()) {
            var setting = bench.setting("history", bench.slots());
            Instant newest;
            try (var node = NodeProcess.start(setting);
                    var carillon = node.connect()) {
                newest = makeTemplates(new Runs(carillon));
            }
            var place = setting.database();
            int copies = size / TEMPLATES - 1;
            Child.figures(
                    bench,
                    bench.freshName("copies"),
                    HistoryMain.class,
                    List.of(
                            Child.durable(place.url()),
                            place.user(),
                            place.password(),
                            "" + copies));
            try (var node = NodeProcess.start(setting);
                    var carillon = node.connect()) {
                LockSupport.parkNanos(SETTLE.toNanos());
                var past =
                        new Past(
                                size, newest, newest.minusMillis(copies * HistoryMain.STEP_MILLIS));
                verify(carillon, past);
                var medians = new HistoryLists(bench, node, carillon, past).measure();
                if (fewest.isEmpty()) {
                    fewest.putAll(medians);
                } else {
                    compare(bench, past, fewest, medians);
                }
                boolean longest = bench.histories().stream().allMatch(each -> each <= size);
                new HistoryDrains(bench, node, new Runs(carillon), past).measure(longest);
            }
        }
    }

    /// The name of a job of which retention removes runs.
    static String pruned(int number) {
        return "pruned-" + number;
    }

    /// @param kept how many runs retention keeps
    static String definition(String name, Class<? extends Job> job, int kept) {
        return PluginJar.definition(name, job, "")
                .replaceFirst("(?m)^retention: .*$", "retention: {runs: " + kept + ", age: 365d}");
    }

    // Failed ones are dealt with: retention keeps few of the others.
    private static Instant makeTemplates(Runs runs) {
        var carillon = runs.carillon();
        var counts = new LinkedHashMap<String, Integer>();
        var definitions = new ArrayList<String>();
        for (int job = 0; job < OTHER_JOBS; job++) {
            definitions.add(definition("history-" + job, Nothing.class, 1_000_000));
            counts.put("history-" + job, OTHER_RUNS);
        }
        for (int job = 0; job < PRUNED_JOBS; job++) {
            definitions.add(definition(pruned(job), Nothing.class, 1_000_000));
            counts.put(pruned(job), PRUNED_RUNS);
        }
        for (int job = 0; job < FAILING_JOBS; job++) {
            definitions.add(
                    definition("failing-" + job, Failing.class, 1_000_000)
                            + "retry: {attempts: 2, initial: 1s}\n");
            counts.put("failing-" + job, FAILED_RUNS);
        }
        runs.define(definitions.toArray(String[]::new));
        counts.forEach((job, count) -> Drain.store(runs, job, count));
        runs.awaitQuiet();
        var failed = new RunQuery(Set.of(RunState.FAILED), null, null, null);
        carillon.runs(failed, null, TEMPLATES).items().forEach(run -> carillon.dismiss(run.id()));
        var all = carillon.runs(RunQuery.ALL, null, TEMPLATES).items();
        Runs.require(all.size() == TEMPLATES, all.size() + " of " + TEMPLATES + " runs are there");
        var due = all.stream().map(RunView::due).sorted().toList();
        var took = Duration.between(due.getFirst(), due.getLast());
        Runs.require(
                took.toMillis() < HistoryMain.STEP_MILLIS,
                "the runs took " + took + ", longer than their copies are apart");
        return due.getLast();
    }

    /// Makes sure that all are there, with what belongs to them.
    private static void verify(Carillon carillon, Past past) {
        int share = past.size() / TEMPLATES;
        int failures = share * FAILED_RUNS;
        requireCount(carillon, RunState.FAILED, (long) failures * FAILING_JOBS);
        requireCount(carillon, RunState.SUCCEEDED, past.size() - (long) failures * FAILING_JOBS);
        var groups = carillon.failures(FailureQuery.OPEN, null, 100).items();
        Runs.require(
                groups.size() == FAILING_JOBS
                        && groups.stream().allMatch(group -> group.count() == failures),
                "not " + FAILING_JOBS + " groups of " + failures + " failures: " + groups);
        var failed = past.newest(carillon, RunState.FAILED, past.oldest());
        int attempts = carillon.attempts(failed.id()).size();
        Runs.require(attempts == 2, "failed run " + failed.id() + " has attempts: " + attempts);
    }

    private static void requireCount(Carillon carillon, RunState state, long expected) {
        long count = carillon.stats().runs().getOrDefault(state, 0L);
        Runs.require(count == expected, count + " of " + expected + " runs are " + state);
    }

    // How much longer the list takes of which that is most.
    private static void compare(
            Bench bench, Past past, Map<String, Double> fewest, Map<String, Double> medians) {
        double most = 0;
        for (var list : medians.entrySet()) {
            double ratio = list.getValue() / fewest.getOrDefault(list.getKey(), Double.NaN);
            System.err.printf(Locale.ROOT, "  %s: %.2f times%n", list.getKey(), ratio);
            most = Math.max(most, ratio);
        }
        bench.figure(
                past.figure("p50 of the list that got slowest, to that with the fewest runs"),
                "times",
                most);
    }
}
