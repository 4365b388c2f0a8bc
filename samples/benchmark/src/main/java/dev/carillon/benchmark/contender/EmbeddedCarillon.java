package dev.carillon.benchmark.contender;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.benchmark.job.Barriers;
import dev.carillon.benchmark.job.Counted;
import dev.carillon.benchmark.job.PluginJar;
import dev.carillon.cluster.ClusterConfig;
import dev.carillon.cluster.ClusterOfNodes;
import dev.carillon.engine.Engine;
import dev.carillon.engine.EngineConfig;
import dev.carillon.engine.store.NodeTable.Presence;
import dev.carillon.engine.store.NodeTable.Role;
import dev.carillon.engine.store.jdbc.DatabaseConfig;
import dev.carillon.engine.store.jdbc.DatabaseConfig.Durability;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Carillon's engine in this process, with the settings of a node. Everything a node keeps and checks it keeps and checks
/// here too; only HTTP is missing.
///
/// It is paused by runs that keep all slots until a file appears.
final class EmbeddedCarillon implements Contender {
    private static final String NAMESPACE = "default";
    private static final String JOB = "nothing";
    private static final int RUNS_A_CALL = 10_000;
    private static final int JOBS_A_CALL = 500;
    private static final int CONNECTIONS = 12;
    private static final int LANES = 2;
    private static final int MOST_SCHEDULES = 1_000_000;
    private static final RunQuery UNFINISHED =
            new RunQuery(
                    Arrays.stream(RunState.values())
                            .filter(state -> !state.finished())
                            .collect(Collectors.toSet()),
                    null,
                    null,
                    null);

    private final Member member;
    private final Durability durability;
    private final Path folder;
    private final Engine engine;
    // While it is paused, on the first member.
    private @Nullable Barriers gate;
    private int gates;

    /// @param folder of the node's own data, and beside it what members share
    EmbeddedCarillon(
            String url,
            String user,
            String password,
            Path folder,
            Durability durability,
            Member member)
            throws IOException {
        this.member = member;
        this.durability = durability;
        this.folder = folder;
        Path own = folder.resolve("member-" + member.number());
        Path plugins = Files.createDirectories(own.resolve("plugins"));
        PluginJar.write(plugins);
        Consumer<String> note = Executions::started;
        System.getProperties().put(Counted.NOTE, note);
        var database =
                new DatabaseConfig(
                        url, user, password, durability, CONNECTIONS, own.resolve("backups"));
        int port = member.of() > 1 ? freePort() : 0;
        var address = InetAddress.getLoopbackAddress();
        var config =
                new EngineConfig(
                        "member-" + member.number(),
                        own,
                        plugins,
                        database,
                        member.threads(),
                        LANES,
                        MOST_SCHEDULES,
                        null,
                        Map.of(),
                        Map.of(),
                        member.of() == 1 ? Presence.ALONE : presence(address, port));
        engine =
                Engine.start(
                        config,
                        member.of() == 1
                                ? Engine.Clusters.ALONE
                                : new ClusterOfNodes(
                                        new ClusterConfig(
                                                "of the benchmark alone",
                                                address,
                                                port,
                                                true,
                                                own,
                                                database)),
                        () -> {
                            throw new IllegalStateException(
                                    "the others gave this node up; nothing was measured");
                        });
        if (member.first()) {
            apply(List.of(PluginJar.definition(JOB, Counted.class, ""), Barriers.definition()));
        }
        pause();
    }

    private static Presence presence(InetAddress address, int port) {
        return new Presence(
                "0.1.0",
                ClusterOfNodes.machine(),
                address.getHostAddress() + ":" + port,
                null,
                1,
                Set.of(Role.values()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String settings() {
        return "Carillon, in the process: %d slots, durability %s, else as a node comes; history, fencing and events on; bulk by runAll, %d runs a call."
                .formatted(
                        member.threads(), durability.name().toLowerCase(Locale.ROOT), RUNS_A_CALL);
    }

    @Override
    public String submit(String id) {
        return engine.run(NAMESPACE, JOB, new RunRequest(Map.of(), null), null).id();
    }

    @Override
    public Collection<String> submitAll(List<String> ids) {
        var stored = new ArrayList<String>();
        for (int at = 0; at < ids.size(); at += RUNS_A_CALL) {
            stored.addAll(
                    engine.runAll(
                            Collections.nCopies(
                                    Math.min(RUNS_A_CALL, ids.size() - at),
                                    new Submission(NAMESPACE, JOB, Map.of(), null))));
        }
        return stored;
    }

    @Override
    public String submitAt(String id, Instant due) {
        return engine.run(NAMESPACE, JOB, new RunRequest(Map.of(), due), null).id();
    }

    @Override
    public void schedule(List<String> ids, int minute, int second) {
        for (int at = 0; at < ids.size(); at += JOBS_A_CALL) {
            apply(
                    ids.subList(at, Math.min(ids.size(), at + JOBS_A_CALL)).stream()
                            .map(id -> scheduled(id, minute, second))
                            .toList());
        }
    }

    private static String scheduled(String id, int minute, int second) {
        return PluginJar.definition(
                id,
                Counted.class,
                """
                parameters: [{name: id, default: %s}]
                schedules: [{id: s, cron: "%d %d * * * *", zone: UTC}]
                """
                        .formatted(id, second, minute));
    }

    private void apply(List<String> definitions) {
        engine.apply(Definitions.parse(String.join("---\n", definitions), "the benchmark"), false);
    }

    // The slots of all members: whichever of them takes a run, it must wait.
    @Override
    public void pause() {
        if (!member.first()) {
            return;
        }
        gates++;
        gate =
                new Barriers(
                        engine, folder.resolve("gate-" + gates), member.threads() * member.of());
        gate.keep();
    }

    @Override
    public void awaitPaused() {
        if (gate != null) {
            gate.await();
        }
    }

    @Override
    public void resume() throws IOException {
        if (gate != null) {
            gate.open();
            gate = null;
        }
    }

    @Override
    public long left() {
        // A part may be empty and not be the last.
        var page = engine.runs(UNFINISHED, null, 1);
        return page.items().isEmpty() && page.cursor() == null ? 0 : 1;
    }

    @Override
    public void close() {
        engine.close();
    }
}
