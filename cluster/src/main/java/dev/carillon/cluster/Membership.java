package dev.carillon.cluster;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// Which nodes hear each other, and the way to tell them something. It never decides anything: what it says may be
/// late, wrong, and different on each node.
public interface Membership extends AutoCloseable {
    /// Told on threads of the membership; may not wait.
    interface Listener {
        void viewChanged();

        void heard(UUID from, Hint hint);
    }

    /// Where the nodes are that the table knows, as `host:port`; said before [#start] and whenever it changes.
    void know(Collection<String> addresses);

    /// Begins; the listener may be called from here on.
    void start(Listener listener);

    /// The nodes that hear each other, this one among them, the coordinator first. Empty when nothing is known.
    List<UUID> view();

    /// Whether there is a way to tell others something; without one they find everything in the tables.
    boolean talks();

    /// Tells all others. Never waits; what cannot be sent is dropped.
    void tell(Hint hint);

    /// Tells one.
    void tell(UUID node, Hint hint);

    @Override
    void close();
}
