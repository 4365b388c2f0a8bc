package dev.carillon.benchmark;

import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How many submissions a node accepts, and how long one takes, while it also executes what it
/// accepted, and while it does not, as their queue is paused. Accepted means: answered with 201. Then
/// every accepted run must be there once and have succeeded, and the job's code must have run as often.
final class Submissions implements Measurement {
    private static final String RUN = "/api/v1/jobs/default/nothing:run";
    private static final String BULK = "/api/v1/runs:submit";
    private static final String QUEUE = "default";
    private static final int REPEAT_EVERY = 10;

    /// What one client saw.
    private record Client(Set<String> ids, long[] nanos) {}

    /// One request of one client.
    @FunctionalInterface
    private interface Request {
        List<String> send(WireClient wire, int client, int number) throws IOException;
    }

    @Override
    public void measure(Bench bench) throws Exception {
        try (var node = bench.startNode("submissions", bench.slots());
                var carillon = node.connect()) {
            var runs = new Runs(carillon);
            runs.define(PluginJar.definition("nothing", Nothing.class, ""));
            var scale = bench.scale();
            var accepted = new HashSet<String>();
            accepted.addAll(measure(node, scale.warmUp(), Submissions::single).ids);
            runs.awaitQuiet();

            try (var memory = MemoryWatch.start(node)) {
                var before = node.usage();
                var single = measure(node, scale.submissions(), Submissions::single);
                single.report(bench, "accepted submissions, 32 clients");
                accepted.addAll(single.ids);
                runs.awaitQuiet();
                bench.figure(
                        "processor time of the node for an accepted and executed run",
                        "us",
                        1e6 * node.usage().cpuSecondsSince(before) / single.ids.size());
                bench.figure("memory under load, highest RSS", "MB", memory.highestRssMegabytes());
                bench.figure("memory under load, highest PSS", "MB", memory.highestPssMegabytes());
            }
            var keyed = measure(node, scale.submissions(), Submissions::keyed);
            keyed.report(bench, "accepted submissions with idempotency keys, 10 % repeated");
            accepted.addAll(keyed.ids);
            runs.awaitQuiet();

            int bulks = Math.max(Scale.CLIENTS, 2 * scale.backlog() / scale.bulk());
            var bulk = measure(node, bulks, (wire, _, _) -> bulk(wire, scale.bulk()));
            bench.figure(
                    "runs accepted in bulks of " + scale.bulk(),
                    "/s",
                    bulk.ids.size() / bulk.seconds);
            accepted.addAll(bulk.ids);
            runs.awaitQuiet();

            carillon.pauseQueue(QUEUE, null);
            var waiting = measure(node, scale.submissions(), Submissions::single);
            waiting.report(bench, "accepted submissions, 32 clients, queue paused");
            accepted.addAll(waiting.ids);
            var waitingBulk = measure(node, bulks, (wire, _, _) -> bulk(wire, scale.bulk()));
            bench.figure(
                    "runs accepted in bulks of " + scale.bulk() + ", queue paused",
                    "/s",
                    waitingBulk.ids.size() / waitingBulk.seconds);
            accepted.addAll(waitingBulk.ids);
            carillon.resumeQueue(QUEUE);
            runs.awaitQuiet();

            runs.verified("nothing", accepted);
            runs.verifyExecutions(accepted.size());
        }
    }

    private static List<String> single(WireClient wire, int client, int number) throws IOException {
        return List.of(id(wire.create(RUN, "", "{}")));
    }

    // Every tenth request is the one before once more, and must be given its run.
    private static List<String> keyed(WireClient wire, int client, int number) throws IOException {
        boolean repeat = number % REPEAT_EVERY == REPEAT_EVERY - 1;
        String key = "client-" + client + "-" + (repeat ? number - 1 : number);
        return List.of(id(wire.create(RUN, "Idempotency-Key: " + key + "\r\n", "{}")));
    }

    /// Submits so many runs of `nothing` at once.
    ///
    /// @return their ids
    static List<String> bulk(WireClient wire, int size) throws IOException {
        String body = "[" + "{\"name\":\"nothing\"},".repeat(size - 1) + "{\"name\":\"nothing\"}]";
        String answer = wire.create(BULK, "", body);
        return List.of(answer.replaceAll("[\\[\\]\"\\s]", "").split(",", -1));
    }

    private static String id(String run) {
        int begin = run.indexOf("\"id\":\"") + 6;
        if (begin < 6) {
            throw new IllegalStateException("an answer without an id: " + run);
        }
        return run.substring(begin, run.indexOf('"', begin));
    }

    /// @param ids of the accepted runs
    /// @param requests how many there were, repeated ones included
    private record Result(Set<String> ids, int requests, double seconds, Sample nanos) {
        private void report(Bench bench, String figure) {
            bench.figure(figure, "/s", requests / seconds);
            bench.figure(figure + ", p50", "ms", nanos.percentile(50) / 1e6);
            bench.figure(figure + ", p99", "ms", nanos.percentile(99) / 1e6);
        }
    }

    private static Result measure(NodeProcess node, int total, Request request) throws Exception {
        int each = total / Scale.CLIENTS;
        var wires = new ArrayList<WireClient>();
        try (var threads = Executors.newFixedThreadPool(Scale.CLIENTS)) {
            var clients = new ArrayList<Callable<Client>>();
            for (int number = 0; number < Scale.CLIENTS; number++) {
                int client = number;
                var wire = node.wire();
                wires.add(wire);
                clients.add(() -> client(wire, client, each, request));
            }
            long began = System.nanoTime();
            var done = threads.invokeAll(clients);
            double seconds = (System.nanoTime() - began) / 1e9;
            return result(done, each, seconds);
        } finally {
            for (var wire : wires) {
                wire.close();
            }
        }
    }

    private static Client client(WireClient wire, int client, int requests, Request request)
            throws IOException {
        var ids = new HashSet<String>();
        long[] nanos = new long[requests];
        for (int number = 0; number < requests; number++) {
            long began = System.nanoTime();
            var answered = request.send(wire, client, number);
            nanos[number] = System.nanoTime() - began;
            ids.addAll(answered);
        }
        return new Client(ids, nanos);
    }

    private static Result result(List<Future<Client>> clients, int each, double seconds)
            throws Exception {
        var ids = new HashSet<String>();
        long[] nanos = new long[clients.size() * each];
        int at = 0;
        for (var future : clients) {
            var client = future.get();
            for (String id : client.ids) {
                Runs.require(ids.add(id), "two clients were given the run " + id);
            }
            System.arraycopy(client.nanos, 0, nanos, at, each);
            at += each;
        }
        return new Result(ids, nanos.length, seconds, Sample.of(nanos));
    }
}
