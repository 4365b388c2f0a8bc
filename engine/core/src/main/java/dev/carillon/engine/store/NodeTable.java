package dev.carillon.engine.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The table `node`: one row for each start of a process. Its beat is the only lease there is.
public interface NodeTable {
    /// From UP to GONE only; a node that is GONE never comes back, its process starts as another one.
    enum State {
        UP,
        /// Takes no runs and hands its segments over.
        DRAINING,
        GONE
    }

    /// What a node does.
    enum Role {
        /// Owns segments and fires.
        SCHEDULE,
        /// Runs.
        EXECUTE,
        /// Answers requests.
        API
    }

    /// Where a node is and what it does in a cluster.
    ///
    /// @param machine the start of the machine's system, by which nodes know that they share one
    /// @param clusterAddress where the other nodes reach it, `host:port`
    /// @param capacity its share of the segments, relative to the others
    record Presence(
            String version,
            String machine,
            @Nullable String clusterAddress,
            @Nullable String apiUrl,
            int capacity,
            Set<Role> roles) {
        /// Of a node without others that does not tell its version.
        public static final Presence ALONE = alone("");

        public Presence {
            roles = Set.copyOf(roles);
        }

        /// Of a node without others.
        public static Presence alone(String version) {
            return new Presence(version, "", null, null, 1, Set.of(Role.values()));
        }
    }

    /// @param beat how often its lease was renewed
    /// @param cordonedUntilUs until when it takes no runs; null when it does
    record NodeRow(
            UUID id,
            String name,
            long startedUs,
            State state,
            long beat,
            int slots,
            Map<String, String> labels,
            @Nullable Long cordonedUntilUs,
            Presence presence) {
        public NodeRow(
                UUID id,
                String name,
                long startedUs,
                int slots,
                Map<String, String> labels,
                @Nullable Long cordonedUntilUs,
                Presence presence) {
            this(id, name, startedUs, State.UP, 0, slots, labels, cordonedUntilUs, presence);
        }
    }

    /// Until when the node takes no runs; null for none.
    void cordon(UUID id, @Nullable Long untilUs);

    Optional<NodeRow> find(UUID id);

    /// The newest start of a node of this name.
    Optional<NodeRow> newest(String name);

    void insert(NodeRow node);

    /// Renews the lease.
    ///
    /// @return false when the node was given up
    boolean beat(UUID id);

    /// Ends the lease of another node for good, if it was not renewed since its beat was read. What that node
    /// has under way in the database ends before this, or finds the node gone.
    ///
    /// @return false when it was renewed or is gone already
    boolean giveUp(UUID id, long beat);

    /// Whether the node is not given up, and cannot be until the transaction ends.
    boolean lockLive(UUID id);

    /// Waits until every transaction that asked [#lockLive] of the node has ended, also one whose client gave it up.
    void awaitClaims(UUID id);

    /// UP to DRAINING.
    boolean drain(UUID id);

    /// Where the node answers requests.
    void answersAt(UUID id, String apiUrl);

    void end(UUID id);

    /// Ends all others; a node that starts alone on a database knows them to be gone.
    void endOthers(UUID id);

    /// @param nodes those not gone, in order of name
    /// @param sessions those of them whose process holds its session with the database, which ends with the
    ///     process; all of them where that cannot be told
    /// @param segments another text after each change of the table `segment`
    /// @param changes another text after each commit that wrote an event; null while one may be under way that would not
    ///     give another, and where that cannot be told
    record Sight(
            List<NodeRow> nodes, Set<UUID> sessions, String segments, @Nullable String changes) {
        public Sight {
            nodes = List.copyOf(nodes);
            sessions = Set.copyOf(sessions);
        }
    }

    /// Those not gone, in order of name.
    List<NodeRow> up();

    /// Waits until nobody else is joining; until the transaction ends nobody else does.
    void lockJoin();

    /// The nodes at one moment, by one statement.
    Sight sight();

    /// What the nodes share under a name, sealed.
    Optional<String> shared(String name);

    void share(String name, String content);

    /// Shares something else under a name.
    ///
    /// @param before what has to be shared so far
    /// @return false when something else was
    boolean shareInstead(String name, String before, String content);
}
