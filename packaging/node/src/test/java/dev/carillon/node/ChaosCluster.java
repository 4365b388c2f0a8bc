package dev.carillon.node;

import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.NodeView;
import dev.carillon.api.CarillonException;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.node.ClusterProcess.Place;

import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Three nodes as processes on a PostgreSQL, each with a way of its own to it: on the loopback address of this
/// machine, or each in a network namespace with a fourth node outside, which only answers requests.
final class ChaosCluster implements AutoCloseable {
    static final List<String> NAMES = List.of("a", "b", "c");

    /// The node whose clock can be stepped.
    private static final String OF_OTHER_TIME = "c";

    private static final int SEGMENTS = 32;

    final PausablePostgres database;
    private final @Nullable Namespaces network;
    private final Optional<FakeClock> clock;
    private final Random random;
    private final Map<String, ClusterProcess> nodes = new LinkedHashMap<>();
    private final Map<String, CuttableProxy> ways = new LinkedHashMap<>();
    private @Nullable ClusterProcess door;
    private @Nullable HttpCarillon carillon;

    /// @param messages whether the nodes talk to each other
    static ChaosCluster start(Path folder, boolean messages, Arrangement arrangement, Random random)
            throws IOException, InterruptedException {
        return start(folder, messages, arrangement, random, NodeCommandLine.PACKAGED);
    }

    /// @param messages whether the nodes talk to each other
    /// @param classPath of what the nodes are started of
    static ChaosCluster start(
            Path folder, boolean messages, Arrangement arrangement, Random random, String classPath)
            throws IOException, InterruptedException {
        var cluster = new ChaosCluster(folder, arrangement, random);
        try {
            cluster.start(folder, messages, classPath);
            return cluster;
        } catch (IOException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private ChaosCluster(Path folder, Arrangement arrangement, Random random)
            throws IOException, InterruptedException {
        this.random = random;
        network = arrangement == Arrangement.NAMESPACES ? new Namespaces(NAMES) : null;
        clock =
                arrangement == Arrangement.ONE_CLOCK_OF_ITS_OWN
                        ? FakeClock.in(folder)
                        : Optional.empty();
        database = new PausablePostgres(folder);
    }

    private void start(Path folder, boolean messages, String classPath) throws IOException {
        for (String name : NAMES) {
            var way = new CuttableProxy(databaseAddress(), database.port());
            ways.put(name, way);
            var place = place(name);
            nodes.put(
                    name,
                    new ClusterProcess(
                            folder,
                            name,
                            place,
                            classPath,
                            ClusterProcess.database(way.url())
                                    + ClusterProcess.member(messages, place)));
        }
        if (network != null) {
            var place = new Place(List.of(), Map.of(), network.address(Namespaces.DOOR), "api");
            door =
                    new ClusterProcess(
                            folder,
                            Namespaces.DOOR,
                            database.url(),
                            place,
                            ClusterProcess.member(messages, place));
        }
        carillon = (door == null ? node("a") : door).connect();
        awaitAll();
        carillon.learn();
    }

    private InetAddress databaseAddress() {
        return network == null ? InetAddress.getLoopbackAddress() : network.databaseAddress();
    }

    private Place place(String name) {
        var environment =
                name.equals(OF_OTHER_TIME)
                        ? clock.map(FakeClock::environment).orElse(Map.of())
                        : Map.<String, String>of();
        return network == null
                ? new Place(List.of(), environment, Place.HERE.bind(), Place.HERE.roles())
                : new Place(
                        network.prefix(name),
                        environment,
                        network.address(name),
                        Place.HERE.roles());
    }

    /// A client of all of them.
    HttpCarillon carillon() {
        return Objects.requireNonNull(carillon);
    }

    Collection<ClusterProcess> nodes() {
        return nodes.values();
    }

    ClusterProcess node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    /// One of them at random.
    ClusterProcess any() {
        return node(NAMES.get(random.nextInt(NAMES.size())));
    }

    /// The one that plans: the oldest.
    ClusterProcess coordinator() {
        return carillon().nodes().stream()
                .filter(node -> nodes.containsKey(node.name()))
                .min(Comparator.comparing(NodeView::startedAt))
                .map(node -> node(node.name()))
                .orElseThrow();
    }

    /// Of a node to its database.
    CuttableProxy way(ClusterProcess node) {
        return Objects.requireNonNull(ways.get(node.name));
    }

    Collection<CuttableProxy> ways() {
        return ways.values();
    }

    Namespaces network() {
        return Objects.requireNonNull(network);
    }

    /// All others that a node may talk to.
    List<String> others(ClusterProcess node) {
        var others = new ArrayList<>(NAMES);
        others.remove(node.name);
        others.add(Namespaces.DOOR);
        return others;
    }

    FakeClock clock() {
        return clock.orElseThrow();
    }

    /// Waits until all of them are there and have their share of the work.
    void awaitAll() {
        awaitNodes(NAMES.size());
    }

    /// @param count of the nodes that there shall be
    void awaitNodes(int count) {
        try {
            await().atMost(120, TimeUnit.SECONDS)
                    .ignoreExceptionsInstanceOf(CarillonException.class)
                    .until(
                            () -> {
                                for (var node : nodes.values()) {
                                    node.restartIfUnreached();
                                }
                                return areShared(carillon().nodes(), count);
                            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not " + count + " nodes with their shares: " + state(), e);
        }
    }

    // As the nodes themselves tell it, each with the end of its log.
    private String state() {
        var text = new StringBuilder();
        try {
            carillon().nodes().forEach(node -> text.append('\n').append(node));
        } catch (CarillonException e) {
            text.append(e.getMessage());
        }
        for (var node : nodes.values()) {
            text.append('\n').append(node.describe());
        }
        return text.toString();
    }

    private boolean areShared(List<NodeView> all, int count) {
        var members =
                all.stream()
                        .filter(node -> nodes.values().stream().anyMatch(each -> each.isThis(node)))
                        .toList();
        return members.size() == count
                && all.stream().allMatch(node -> node.url() != null)
                && members.stream().mapToInt(NodeView::segments).sum() == SEGMENTS
                && members.stream()
                        .allMatch(
                                node ->
                                        node.segments() >= SEGMENTS / count
                                                && node.segments() <= SEGMENTS / count + 1);
    }

    /// How often one of them was given up by the others.
    long givenUp() throws IOException {
        long count = 0;
        for (var node : nodes.values()) {
            count += node.logLines("; its work is taken over").size();
        }
        return count + (door == null ? 0 : door.logLines("; its work is taken over").size());
    }

    /// How often a segment got another owner.
    long moves() throws SQLException {
        try (var connection = DriverManager.getConnection(database.url(), "postgres", "postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT sum(epoch) FROM segment")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (carillon != null) {
            carillon.close();
        }
        nodes.values().forEach(ClusterProcess::close);
        if (door != null) {
            door.close();
        }
        for (var way : ways.values()) {
            way.close();
        }
        database.close();
        if (network != null) {
            network.close();
        }
    }
}
