package dev.carillon.cluster;

import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.cluster.jgroups.JGroupsMembership;
import dev.carillon.cluster.keys.Authority;
import dev.carillon.cluster.keys.SharedKeys;
import dev.carillon.engine.Engine;
import dev.carillon.engine.segment.Cluster;
import dev.carillon.engine.service.Clocks;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.engine.store.jdbc.NodeSession;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Makes a node a member of the cluster on its database.
public final class ClusterOfNodes implements Engine.Clusters {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterOfNodes.class);
    private static final String MACHINE = readMachine();
    private static final Duration MOST_APART = Duration.ofSeconds(2);
    private static final String NODE_FILE = "node.id";

    private final ClusterConfig config;
    private volatile @Nullable Authority authority;

    public ClusterOfNodes(ClusterConfig config) {
        this.config = config;
    }

    /// The authority of the cluster, once the node has joined it.
    ///
    /// @throws IllegalStateException before
    public Authority authority() {
        var joined = authority;
        if (joined == null) {
            throw new IllegalStateException("the node has not joined a cluster yet");
        }
        return joined;
    }

    /// The start of this machine's system, the same for all processes on it.
    public static String machine() {
        return MACHINE;
    }

    private static String readMachine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            LOG.debug("this system does not tell its machine", e);
            return UUID.randomUUID().toString();
        }
    }

    @Override
    public Cluster on(Database database, UUID node, LongSupplier nowUs) {
        var own = Database.prompt(config.database());
        try {
            requireSameTime(Clocks.SYSTEM.wall().instant(), nowUs.getAsLong());
            var session = NodeSession.of(own, database, node);
            var now = Instant.EPOCH.plus(nowUs.getAsLong(), ChronoUnit.MICROS);
            var keys = SharedKeys.adopt(own, config.secret(), config.folder(), now);
            authority = keys;
            var membership =
                    config.messages()
                            ? new JGroupsMembership(
                                    node,
                                    config.bind(),
                                    config.port(),
                                    keys.contextFor(node.toString(), now))
                            : new DatabaseMembership();
            return new ClusterMember(
                    node,
                    new ClusterMember.Parts(
                            own,
                            membership,
                            config.messages() ? new PortProbe(machine()) : each -> false,
                            new Session(session, own),
                            previous(node),
                            Timing.DEFAULT,
                            Clocks.SYSTEM.nanos()));
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    // What runs here would write other times than what runs elsewhere.
    static void requireSameTime(Instant here, long databaseUs) {
        long apartUs = Micros.of(here) - databaseUs;
        if (Math.abs(apartUs) > MOST_APART.toNanos() / 1_000) {
            throw new CarillonException(
                    ErrorCode.CONFLICT,
                    "the clock of this machine is %.1f s %s the database's; set it right, as by NTP, and start again"
                            .formatted(
                                    Math.abs(apartUs) / 1e6, apartUs > 0 ? "ahead of" : "behind"));
        }
    }

    // The earlier start in this folder, whose processes were killed when this one took the folder.
    private Optional<UUID> previous(UUID node) {
        var file = config.folder().resolve(NODE_FILE);
        try {
            var before =
                    Files.exists(file)
                            ? Optional.of(UUID.fromString(Files.readString(file).strip()))
                            : Optional.<UUID>empty();
            Files.writeString(file, node + "\n");
            return before;
        } catch (IOException | IllegalArgumentException e) {
            throw new CarillonException(
                    ErrorCode.UNAVAILABLE, "cannot read or write " + file + ": " + e, e);
        }
    }

    private record Session(NodeSession session, Database own) implements ClusterMember.Session {
        @Override
        public void renew() {
            session.renew();
        }

        @Override
        public void joinAlone(Runnable joining) {
            session.alone(joining);
        }

        @Override
        public void close() {
            try (own) {
                session.close();
            } catch (CarillonException e) {
                LOG.warn("cannot close the session of this node; the database ends it", e);
            }
        }
    }
}
